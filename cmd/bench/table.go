package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// table writes lines: a name to the left, and cells that tabwriter aligns to
// the right.
type table struct{ *tabwriter.Writer }

// nameWidth has room for the longest name.
const nameWidth = 48

// title begins a part with the names of its columns.
func (t table) title(title string, columns ...string) {
	_ = t.Flush() // columns are aligned within a part
	fmt.Fprintf(t, "\n%-*s\t%s\t\n", nameWidth, title, strings.Join(columns, "\t"))
}

// row writes a line: a name, then numbers or words.
func (t table) row(name string, cells ...any) {
	fmt.Fprintf(t, "  %-*s\t", nameWidth-2, name)
	for _, cell := range cells {
		switch v := cell.(type) {
		case float64:
			fmt.Fprintf(t, "%.2f\t", v)
		default:
			fmt.Fprintf(t, "%v\t", v)
		}
	}
	fmt.Fprintln(t)
}

// latency writes a line that begins with a distribution, whose columns are
// latencyColumns.
func (t table) latency(name string, d distribution, more ...any) {
	t.row(name, append([]any{d.N, d.P50, d.P90, d.P99, d.Max}, more...)...)
}

var latencyColumns = []string{"n", "p50 ms", "p90 ms", "p99 ms", "max ms"}

func withLatency(more ...string) []string { return append(latencyColumns[:5:5], more...) }

// write writes r for people.
func (r *report) write(out io.Writer) error {
	t := table{tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)}
	r.printMachine(out)
	for _, part := range []func(table){
		r.printPlain, r.printChurn, r.printPaced, r.printClosed, r.printIdle, r.printStored, r.printGrowth, r.printRatios,
	} {
		part(t)
	}
	return t.Flush()
}

func (r *report) printMachine(out io.Writer) {
	m := r.Machine
	fmt.Fprintf(out, "%d cores of %s, %d GiB, Linux %s, %s\n", m.Cores, m.Processor, m.MemoryGiB, m.Kernel, m.Go)
	fmt.Fprintf(out, "Docker %s (%s, of %s; cgroup v%s), %s\n",
		m.Engine, m.Runtime, strings.Join(m.Runtimes, " "), m.Cgroup, strings.Join(m.Software, ", "))
	if r.Short {
		fmt.Fprintln(out, "The short form: these figures show that measuring works, and nothing else.")
	}
	if r.Unquiet > 0 {
		fmt.Fprintf(out, "The machine was busy with something else %d times before a measurement.\n", r.Unquiet)
	}
}

func (r *report) printPlain(t table) {
	if len(r.Bare) > 0 {
		t.title("a: bare interpreter", withLatency("cpu ms")...)
	}
	for _, a := range r.Bare {
		t.latency(a.Language, a.Latency, a.CPU)
	}
	if len(r.Cold) > 0 {
		t.title("b: cold container", withLatency("machine cpu ms")...)
	}
	for _, b := range r.Cold {
		t.latency(b.Language, b.Latency, b.CPU)
	}
}

func (r *report) printPaced(t table) {
	if len(r.Paced) > 0 {
		t.title("d: service, one client", withLatency()...)
	}
	for _, d := range r.Paced {
		t.latency(d.Language, d.Latency)
		if d.Bare != nil {
			t.latency(d.Language+", bare in between", *d.Bare)
		}
	}
	if len(r.Burst) > 0 {
		t.title("burst: service", withLatency()...)
	}
	for _, b := range r.Burst {
		t.latency(b.Language+" alone", b.Single)
		t.latency(fmt.Sprintf("%s, slowest of %d at once", b.Language, b.Size), b.Slowest)
	}
}

func (r *report) printChurn(t table) {
	if len(r.Churn) > 0 {
		t.title("c: the engine alone", append([]string{"at once", "a second"}, withLatency("machine cpu ms", "failed")...)...)
	}
	for _, c := range r.Churn {
		d := c.Latency
		t.row(c.Variant, c.Parallel, c.PerSecond, d.N, d.P50, d.P90, d.P99, d.Max, c.CPU, c.Failures)
		t.failure(c.Failure)
	}
}

func (r *report) printClosed(t table) {
	t.closed("e: service, closed loop", r.Closed)
	t.closed("f: submissions", r.Submit)
}

func (t table) closed(title string, rows []closedRow) {
	if len(rows) == 0 {
		return
	}
	t.title(title, append([]string{"clients", "a second"}, withLatency("machine cpu ms", "slowest/fastest", "failed")...)...)
	for _, e := range rows {
		d := e.Latency
		t.row(e.Language, e.Clients, e.PerSecond, d.N, d.P50, d.P90, d.P99, d.Max, e.CPU, e.Fairness, e.Failures)
		t.failure(e.Failure)
	}
}

// failure writes what went wrong, on a line of its own.
func (t table) failure(message string) {
	if message != "" {
		fmt.Fprintf(t, "    failed: %s\n", message)
	}
}

func (r *report) printStored(t table) {
	if len(r.Stored) > 0 {
		t.title("h: service, stored executions", withLatency()...)
	}
	for _, s := range r.Stored {
		t.latency(fmt.Sprintf("%s, %d", s.Language, s.FewN), s.Few)
		t.latency(fmt.Sprintf("%s, %d", s.Language, s.ManyN), s.Many)
	}
}

func (r *report) printIdle(t table) {
	if g := r.Idle; g != nil {
		t.title("g: idle, % of a core", "seconds", "api", "worker", "redis", "postgres", "sum")
		t.row("", g.Seconds, g.API, g.Worker, g.Redis, g.Postgres, g.Sum)
	}
}

func (r *report) printGrowth(t table) {
	if len(r.Growth) > 0 {
		t.title("i: after runs", "api MiB", "descriptors", "threads", "worker MiB", "descriptors", "threads")
	}
	for _, g := range r.Growth {
		t.row(strconv.Itoa(g.Runs), mebibytes(g.API.RSSBytes), g.API.Descriptors, g.API.Threads,
			mebibytes(g.Worker.RSSBytes), g.Worker.Descriptors, g.Worker.Threads)
	}
}

func mebibytes(n int64) float64 { return float64(n) / (1 << 20) }

func (r *report) printRatios(t table) {
	if len(r.Ratios) == 0 {
		return
	}
	t.title("ratios", "is", "wanted", "")
	for _, x := range r.Ratios {
		verdict := "met"
		if !x.Within {
			verdict = "MISSED"
		}
		switch x.Sense {
		case atMost:
			t.row(x.Name, x.Value, fmt.Sprintf("<= %g", x.Bound), verdict)
		case atLeast:
			t.row(x.Name, x.Value, fmt.Sprintf(">= %g", x.Bound), verdict)
		default:
			t.row(x.Name, x.Value, "", "")
		}
	}
}
