package main_test

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/executortest/hostile"
)

// result is one line of the table.
type result struct {
	name, language string
	want           hostile.Expectation
	reason         string
	got            string
	wall           *int64 // milliseconds, of the last run
	times          int
	hello          time.Duration
	wrong          []string
	failed         bool
}

// results are those of all tests of hostile programs.
var results table

type table struct {
	mu   sync.Mutex
	rows []result
}

func (r *table) add(row result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, row)
}

// writeTable writes the table to the file that -hostile.table names.
func writeTable() error {
	return stacktest.WriteTable(*hostileTable, results.write)
}

func (r *table) write(to io.Writer) error {
	slices.SortStableFunc(r.rows, func(a, b result) int { return strings.Compare(a.name, b.name) })
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "PROGRAM\tLANGUAGE\tEXPECTATION\tRESULT\tWALL\t")
	deviating, runs := 0, 0
	var hellos []time.Duration
	for _, row := range r.rows {
		runs += row.times
		if row.hello > 0 {
			hellos = append(hellos, row.hello)
		}
		if row.failed {
			deviating++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", row.name, row.language, expectation(row.want), row.got, row.took(), row.remark())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	slices.Sort(hellos)
	if n := len(hellos); n > 0 {
		fmt.Fprintf(to, "\nAfter each, the next plain program was answered: p50 %v, at most %v.\n",
			hellos[n/2].Round(time.Millisecond), hellos[n-1].Round(time.Millisecond))
	}
	_, err := fmt.Fprintf(to, "%d programs in %d runs: %d as expected, %d not.\n", len(r.rows), runs, len(r.rows)-deviating, deviating)
	return err
}

// expectation says in a word how a program should end.
func expectation(e hostile.Expectation) string {
	switch {
	case e.Refused != nil:
		return fmt.Sprint(e.Refused.Status, " ", e.Refused.Code)
	case e.Status == nil:
		return "an answer"
	}
	return strings.Join(e.Status, "|") + " " + strings.Join(e.Termination, "|")
}

func (row result) took() string {
	if row.wall == nil {
		return "-"
	}
	return fmt.Sprintf("%d ms", *row.wall)
}

func (row result) remark() string {
	var remarks []string
	if row.times > 1 {
		remarks = append(remarks, fmt.Sprintf("%d times", row.times))
	}
	if row.reason != "" {
		remarks = append(remarks, "here: "+row.reason)
	}
	if row.failed {
		remarks = append(remarks, "NOT AS EXPECTED: "+strings.Join(row.wrong, "; "))
	}
	return strings.Join(remarks, "; ")
}
