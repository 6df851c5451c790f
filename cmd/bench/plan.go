package main

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// plan says what is measured, and how often.
type plan struct {
	short     bool
	only      []string // sections; empty is all
	json      string   // file; empty is none
	languages []string

	pool       int    // POOL_SIZE of the service's worker; 0 leaves it to the worker
	ociRuntime string // SANDBOX_RUNTIME of the service, and of b and c

	runs     int           // of a and d, for each language
	every    time.Duration // between two runs of d, and of h
	coldRuns int

	clients    []int // of e
	window     time.Duration
	warmUp     time.Duration // before each window, not counted
	churnSlice time.Duration // of c, before each window of e
	parallel   []int         // containers at once, of c

	bursts     int
	submitting time.Duration
	idle       time.Duration

	fewStored, manyStored, storedRuns int // storedRuns: on each of the two, for each language

	growthFirst, growthRuns, growthSamples int
}

func fullPlan() plan {
	cores := runtime.NumCPU()
	return plan{
		runs: 200, every: 500 * time.Millisecond, coldRuns: 50,
		clients: []int{1, 2, 4, 8, 16}, window: 20 * time.Second, warmUp: time.Second,
		churnSlice: 2 * time.Second, parallel: []int{cores, 2 * cores},
		bursts: 10, submitting: 10 * time.Second, idle: time.Minute,
		fewStored: 1_000, manyStored: 1_000_000, storedRuns: 50,
		growthFirst: 100, growthRuns: 5_000, growthSamples: 6,
	}
}

// shortPlan measures nothing well, but everything, in less than a minute.
func shortPlan() plan {
	return plan{
		short: true,
		runs:  4, every: 300 * time.Millisecond, coldRuns: 3,
		clients: []int{4}, window: time.Second, warmUp: 200 * time.Millisecond,
		churnSlice: 300 * time.Millisecond, parallel: []int{runtime.NumCPU()},
		bursts: 2, submitting: time.Second, idle: 2 * time.Second,
		fewStored: 100, manyStored: 5_000, storedRuns: 3,
		growthFirst: 10, growthRuns: 40, growthSamples: 3,
	}
}

// parsePlan reads the command line. Flags that are given replace what the
// plan, full or short, says.
func parsePlan(args []string, out io.Writer) (plan, error) {
	var given plan
	var only, languages, clients string
	var seconds, idle float64
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(out)
	fs.BoolVar(&given.short, "short", false, "measure little, to see that everything still can be measured")
	fs.StringVar(&only, "only", "", "sections to measure, of "+strings.Join(sectionKeys(), ","))
	fs.StringVar(&given.json, "json", "", "file to write the figures to")
	fs.StringVar(&languages, "languages", strings.Join(helloLanguages(), ","), "languages to measure")
	fs.IntVar(&given.pool, "pool", 0, "POOL_SIZE of the worker; by default its own choice")
	fs.StringVar(&given.ociRuntime, "runtime", "", "SANDBOX_RUNTIME, such as crun")
	fs.IntVar(&given.runs, "runs", 0, "runs of a and d in each language")
	fs.StringVar(&clients, "clients", "", "numbers of clients of e, such as 1,2,4")
	fs.Float64Var(&seconds, "seconds", 0, "seconds of e for each number of clients")
	fs.Float64Var(&idle, "idle", 0, "seconds of g")
	fs.IntVar(&given.manyStored, "stored", 0, "stored executions of h")
	fs.IntVar(&given.growthRuns, "growth", 0, "runs of i")
	if err := fs.Parse(args); err != nil {
		return plan{}, err
	}
	if fs.NArg() > 0 {
		return plan{}, fmt.Errorf("bench takes no arguments, and was given %q", fs.Args())
	}
	p := fullPlan()
	if given.short {
		p = shortPlan()
	}
	p.json, p.pool, p.ociRuntime = given.json, given.pool, given.ociRuntime
	p.runs = cmp.Or(given.runs, p.runs)
	p.window = cmp.Or(inSeconds(seconds), p.window)
	p.idle = cmp.Or(inSeconds(idle), p.idle)
	p.manyStored = cmp.Or(given.manyStored, p.manyStored)
	p.growthRuns = cmp.Or(given.growthRuns, p.growthRuns)
	p.growthFirst = min(p.growthFirst, p.growthRuns)
	return p, p.choose(only, languages, clients)
}

// choose takes in the flags that are lists.
func (p *plan) choose(only, languages, clients string) error {
	if err := pick(&p.only, only, sectionKeys(), "section"); err != nil {
		return err
	}
	if err := pick(&p.languages, languages, helloLanguages(), "language"); err != nil {
		return err
	}
	if clients == "" {
		return nil
	}
	p.clients = nil
	for s := range strings.SplitSeq(clients, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return fmt.Errorf("-clients %s: want numbers from 1, separated by commas", clients)
		}
		p.clients = append(p.clients, n)
	}
	return nil
}

// pick splits list, of which each must be among known.
func pick(to *[]string, list string, known []string, what string) error {
	if list == "" {
		return nil
	}
	for s := range strings.SplitSeq(list, ",") {
		if !slices.Contains(known, s) {
			return fmt.Errorf("there is no %s %q; there are %s", what, s, strings.Join(known, ", "))
		}
		*to = append(*to, s)
	}
	return nil
}

// wants reports whether a section is to be measured.
func (p *plan) wants(section string) bool {
	return len(p.only) == 0 || slices.Contains(p.only, section)
}

// burstSize is how many runs a burst has: as many as there are warm
// containers of a language.
func (p *plan) burstSize() int { return cmp.Or(p.pool, max(2, runtime.NumCPU())) }

func inSeconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
