package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/persistence"
)

func retentionCommand() *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "retention",
		Short: "Delete at once what is beyond the RETENTION_ budgets",
		Long: "retention deletes what is beyond RETENTION_AGE, RETENTION_EXECUTIONS,\n" +
			"RETENTION_SESSIONS and RETENTION_BYTES, as the API does every few minutes. It may\n" +
			"be used while the service runs.",
		Args: cobra.NoArgs,
	}
	cmd.RunE = withConfig(func(cmd *cobra.Command, cfg config) error {
		b := cfg.budget()
		if b == (budget{}) {
			return errors.New("nothing is to be deleted: none of RETENTION_AGE, RETENTION_EXECUTIONS, RETENTION_SESSIONS and RETENTION_BYTES is set")
		}
		return withStore(func(cmd *cobra.Command, store *persistence.Store) error {
			return retain(cmd, store, b, dryRun)
		})(cmd, nil)
	})
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only count; sessions that would be empty only then are not among them")
	return cmd
}

// retain makes one pass, and tells what it has deleted.
func retain(cmd *cobra.Command, store retentionStore, b budget, dryRun bool) error {
	deleted := map[string]int{}
	r := &retainer{
		store: store, budget: b, dryRun: dryRun,
		deleted: func(kind string, n int) { deleted[kind] += n },
		rest:    func(ctx context.Context, _ time.Duration) error { return pause(ctx, minRest) },
	}
	err := r.pass(cmd.Context())
	verb := "deleted"
	if dryRun {
		verb = "to delete"
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %d executions, %d sessions\n", verb, deleted[kindExecution], deleted[kindSession])
	return err
}
