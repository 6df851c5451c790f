package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/api"
)

func keysCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keys",
		Short: "Make API keys",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return errors.New("keys what? new") },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "new NAME",
		Short: "Make an API key, and show its secret this once",
		Long: "new makes an API key. The secret goes to the client and is shown this once; the\n" +
			"entry, which holds its SHA-256, goes into API_KEYS or a line of API_KEYS_FILE.\n" +
			"Nothing is stored. Sessions belong to the name: to replace a key, make another\n" +
			"with the same name, and take out the old entry when all clients have it.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return newKey(cmd, args[0]) },
	})
	return cmd
}

func newKey(cmd *cobra.Command, name string) error {
	k, secret, err := api.NewKey(name)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "secret: %s\nentry:  %s\n", secret, k.Entry())
	return nil
}
