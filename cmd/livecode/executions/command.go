// Package executions is the command by which operators look at executions, above
// all those that the platform has failed, and have them run again.
package executions

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/persistence"
)

// Open opens the database that is looked at.
type Open func(ctx context.Context) (*persistence.Store, error)

// Command returns `livecode executions` with its parts.
func Command(open Open) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "executions",
		Short: "List executions, those that failed through no fault of their own, and run them again",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errors.New("executions what? list or requeue") },
	}
	cmd.AddCommand(listCommand(open), requeueCommand(open))
	return cmd
}

// with makes a command's work from one that wants the database.
func (open Open) with(work func(cmd *cobra.Command, store *persistence.Store, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		store, err := open(cmd.Context())
		if err != nil {
			return err
		}
		return errors.Join(work(cmd, store, args), store.Close())
	}
}
