package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/persistence"
)

func migrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database's tables up to date, or show where they are",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errors.New("migrate what? up or status") },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use:   "up",
			Short: "Apply what is pending",
			Args:  cobra.NoArgs,
			RunE:  withStore(migrateUp),
		},
		&cobra.Command{
			Use:   "status",
			Short: "List the migrations and when they were applied",
			Args:  cobra.NoArgs,
			RunE:  withStore(migrateStatus),
		},
	)
	return cmd
}

// withStore makes a command's work from one that wants the database as it is.
func withStore(work func(*cobra.Command, *persistence.Store) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		store, err := openDatabase(cmd.Context())
		if err != nil {
			return err
		}
		return errors.Join(work(cmd, store), store.Close())
	}
}

// openDatabase opens the database that the environment names, as it is.
func openDatabase(ctx context.Context) (*persistence.Store, error) {
	cfg, err := loadConfig()
	if err != nil {
		return nil, err
	}
	return persistence.Open(ctx, databaseConfig(cfg))
}

func migrateUp(cmd *cobra.Command, store *persistence.Store) error {
	if err := store.Migrate(cmd.Context()); err != nil {
		return err
	}
	return migrateStatus(cmd, store)
}

func migrateStatus(cmd *cobra.Command, store *persistence.Store) error {
	list, err := store.Migrations(cmd.Context())
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, m := range list {
		applied := "pending"
		if !m.AppliedAt.IsZero() {
			applied = m.AppliedAt.UTC().Format(time.DateTime)
		}
		fmt.Fprintf(w, "%s\t%s\n", m.Name, applied)
	}
	return w.Flush()
}
