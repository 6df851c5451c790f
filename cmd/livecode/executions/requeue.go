package executions

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence"
)

func requeueCommand(open Open) *cobra.Command {
	return &cobra.Command{
		Use:   "requeue ID",
		Short: "Run the program of an execution that has ended once more",
		Long: "requeue makes a new execution of the same session, code, language and input as\n" +
			"the one with this id, which must have ended, and prints the new one's id. A\n" +
			"status never goes back, so the old one stays as it is. A worker finds the new\n" +
			"one within some seconds. MAX_QUEUED and MAX_ACTIVE_PER_SESSION do not hold for\n" +
			"it: clients have a little less room until it has ended.",
		Args: cobra.ExactArgs(1),
		RunE: open.with(func(cmd *cobra.Command, store *persistence.Store, args []string) error {
			id, err := requeue(cmd.Context(), store, args[0])
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), id)
			return nil
		}),
	}
}

func requeue(ctx context.Context, store *persistence.Store, which string) (uuid.UUID, error) {
	id, err := uuid.Parse(which)
	if err != nil {
		return id, fmt.Errorf("%q is not the id of an execution, as livecode executions list shows them", which)
	}
	again, err := uuid.NewV7()
	if err != nil {
		return id, err
	}
	err = store.Requeue(ctx, id, again)
	switch {
	case errors.Is(err, executor.ErrNotFound):
		return id, fmt.Errorf("there is no execution %s", id)
	case errors.Is(err, executor.ErrNotEnded):
		return id, fmt.Errorf("execution %s has not ended; only what has ended can run again", id)
	case errors.Is(err, executor.ErrSessionDeleted):
		return id, fmt.Errorf("the session of execution %s has been deleted, and what is left of it is about to go", id)
	}
	return again, err
}
