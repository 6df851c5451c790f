package chaos

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

var (
	full  = flag.Bool("chaos.full", false, "run every case, and not only those of the short form")
	table = flag.String("chaos.table", "", "`file` to write the table of the cases to")

	soakRuns  = flag.Int("soak.runs", 150, "how many programs the soak runs")
	soakTable = flag.String("soak.table", "", "`file` to write the table of the soak to")
)

func TestMain(m *testing.M) {
	code := m.Run()
	stacktest.RemovePrograms()
	if err := writeTable(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// row is what one case has shown.
type row struct {
	name, stack       string
	accepted, refused int // of what was submitted
	lost, doubled     int
	attempts          int // beyond one for each execution
	unheard           int // programs that what was typed did not reach in time
	recovery          time.Duration
	failed            bool
}

var results struct {
	mu   sync.Mutex
	rows []row
}

func report(r row) {
	results.mu.Lock()
	defer results.mu.Unlock()
	results.rows = append(results.rows, r)
}

func writeTable() error {
	return stacktest.WriteTable(*table, func(to io.Writer) error { return write(to, results.rows) })
}

func write(to io.Writer, rows []row) error {
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.name+a.stack, b.name+b.stack) })
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FAULT\tSTACK\tACCEPTED\tREFUSED\tLOST\tDOUBLED\tMORE ATTEMPTS\tUNHEARD\tALL ENDED\t")
	sum, failed := row{}, 0
	for _, r := range rows {
		remark := ""
		if r.failed {
			remark = "FAILED"
			failed++
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%v\t%s\n",
			r.name, r.stack, r.accepted, r.refused, r.lost, r.doubled, r.attempts, r.unheard, r.recovery.Round(100*time.Millisecond), remark)
		sum.accepted += r.accepted
		sum.lost += r.lost
		sum.doubled += r.doubled
		sum.unheard += r.unheard
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(to, "%d cases, %d failed; of %d executions %d lost, %d doubled, %d unheard.\n",
		len(rows), failed, sum.accepted, sum.lost, sum.doubled, sum.unheard)
	return err
}
