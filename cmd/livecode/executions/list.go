package executions

import (
	"fmt"
	"strconv"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence"
)

// maxLimit bounds a page.
const maxLimit = 10_000

// listing is what is asked of list.
type listing struct {
	failed bool
	json   bool
	limit  int
	before string
}

func listCommand(open Open) *cobra.Command {
	var l listing
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List executions of all sessions, newest first",
		Long: "list shows executions of all sessions, newest first, a page at a time. With\n" +
			"--failed it shows those alone that the platform has failed: workers died under\n" +
			"them (lost), or no sandbox could be had for them (sandbox_error), three times.\n" +
			"A program that failed by itself, or was stopped at a limit, is not among them.\n" +
			"ERROR is for operators; clients do not see it.",
		Args: cobra.NoArgs,
		RunE: open.with(func(cmd *cobra.Command, store *persistence.Store, _ []string) error { return l.show(cmd, store) }),
	}
	flags := cmd.Flags()
	flags.BoolVar(&l.failed, "failed", false, "only those that the platform has failed")
	flags.BoolVar(&l.json, "json", false, "as one JSON object: {\"executions\", \"next\"}")
	flags.IntVar(&l.limit, "limit", 50, "how many at most, 1 to "+strconv.Itoa(maxLimit))
	flags.StringVar(&l.before, "before", "", "go on after this `id`, the last one of the page before")
	return cmd
}

// show prints one page.
func (l listing) show(cmd *cobra.Command, store *persistence.Store) error {
	before, err := l.parse()
	if err != nil {
		return err
	}
	list, err := store.List(cmd.Context(), l.failed, before, l.limit+1)
	if err != nil {
		return err
	}
	var next *uuid.UUID
	if len(list) > l.limit {
		list = list[:l.limit]
		next = &list[l.limit-1].ID
	}
	if l.json {
		return printJSON(cmd.OutOrStdout(), list, next)
	}
	if err := printTable(cmd.OutOrStdout(), list); err != nil {
		return err
	}
	l.tellRest(cmd, list, next)
	return nil
}

// parse checks what was asked for.
func (l listing) parse() (before uuid.UUID, err error) {
	if l.limit < 1 || l.limit > maxLimit {
		return before, fmt.Errorf("--limit: want 1 to %d", maxLimit)
	}
	if l.before == "" {
		return uuid.Nil, nil
	}
	if before, err = uuid.Parse(l.before); err != nil {
		return before, fmt.Errorf("--before: %q is not the id of an execution", l.before)
	}
	return before, nil
}

// tellRest says beside the table what it does not show.
func (l listing) tellRest(cmd *cobra.Command, list []executor.Execution, next *uuid.UUID) {
	switch {
	case next != nil:
		cmd.PrintErrf("There are more; go on with --before %s\n", next)
	case len(list) == 0 && l.failed && l.before == "":
		cmd.PrintErrln("The platform has failed none.")
	case len(list) == 0:
		cmd.PrintErrln("There are none.")
	}
}
