package chaos

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// weight is how much there is of something, and how much more there may be later.
type weight struct {
	name   string
	amount int64
	more   int64
}

const mib = 1 << 20

// What may be more after the soak than before: what Go's collector has not come to
// yet, and what a row takes with its output.
const (
	spareMemory = 48 * mib
	perRun      = 16 << 10
)

// rest waits until there are the warm containers and no others.
func (s *soak) rest() {
	s.Helper()
	stacktest.Eventually(s, stacktest.Patience, func() (bool, string) {
		n := s.containers()
		return n == s.warm(), fmt.Sprintf("%d containers, want %d", n, s.warm())
	})
}

// warm is how many containers wait where nothing runs.
func (s *soak) warm() int { return len(s.workers) * len(languages) }

func (s *soak) containers() (n int) {
	for _, w := range s.workers {
		n += len(dockertest.StatesOn(s, s.docker, w.Worker()))
	}
	return n
}

// weigh tells what is there when nothing runs. The worker is the one that is never
// killed.
func (s *soak) weigh() (all []weight) {
	s.Helper()
	for name, p := range map[string]*stacktest.Process{"API": s.api, "worker": s.workers[1]} {
		held, err := p.Usage()
		if err != nil {
			s.Fatal(err)
		}
		all = append(all,
			weight{name + ": memory, MiB", held.Memory / mib, spareMemory / mib},
			weight{name + ": goroutines", int64(held.Goroutines), spare},
			weight{name + ": descriptors", int64(held.Descriptors), spare})
	}
	keys, err := leftovers(s.Context(), redistest.Dial(s, s.redis.URL()), false)
	if err != nil {
		s.Fatal(err)
	}
	all = append(all,
		// One that is removed may be counted before the one that follows it is there,
		// so their number alone would differ from moment to moment.
		weight{"containers beyond the warm ones", int64(max(0, s.containers()-s.warm())), 0},
		weight{"folders of the engine", s.engineFolders(), 2},
		weight{"Redis: keys that stay", int64(len(keys)), 0},
		weight{"Postgres, MiB", s.databaseSize() / mib, int64(*soakRuns)*perRun/mib + 8},
		weight{"workers' data, KiB", s.dataSize() >> 10, 64})
	slices.SortFunc(all, func(a, b weight) int { return strings.Compare(a.name, b.name) })
	return all
}

// engineFolders counts what the engine keeps on disk of containers: their folders,
// and the first layer that each has beyond those of its image. It is 0 where that
// is another machine's disk.
func (s *soak) engineFolders() (n int64) {
	s.Helper()
	facts, err := docker.Ask(s.Context(), s.docker)
	if err != nil {
		s.Fatal(err)
	}
	for _, pattern := range []string{"containers/*", "overlay2/*-init"} {
		list, _ := filepath.Glob(filepath.Join(facts.RootDir, pattern))
		n += int64(len(list))
	}
	return n
}

func (s *soak) databaseSize() (bytes int64) {
	s.Helper()
	if err := s.open().QueryRow(`SELECT pg_database_size(current_database())`).Scan(&bytes); err != nil {
		s.Fatal(err)
	}
	return bytes
}

func (s *soak) dataSize() (bytes int64) {
	s.Helper()
	for _, w := range s.workers {
		_ = filepath.WalkDir(w.Dir, func(_ string, e fs.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				if info, err := e.Info(); err == nil {
					bytes += info.Size()
				}
			}
			return nil
		})
	}
	return bytes
}

// compare waits until no weight is more than it may be, and prints them all.
func (s *soak) compare(before []weight, took time.Duration) {
	s.Helper()
	s.rest()
	var after []weight
	stacktest.Eventually(s, recoverWithin, func() (bool, string) {
		after = s.weigh()
		var grown []string
		for i, b := range before {
			if after[i].amount > b.amount+b.more {
				grown = append(grown, fmt.Sprintf("%s was %d and is %d", b.name, b.amount, after[i].amount))
			}
		}
		return len(grown) == 0, fmt.Sprint(grown)
	})
	err := stacktest.WriteTable(*soakTable, func(to io.Writer) error {
		fmt.Fprintf(to, "%d programs in %v, %.1f a second; workers were killed %d times\n",
			*soakRuns, took.Round(time.Second), float64(*soakRuns)/took.Seconds(), kills())
		w := tabwriter.NewWriter(to, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "\tBEFORE\tAFTER\tMAY BE\t")
		for i, b := range before {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", b.name, b.amount, after[i].amount, b.amount+b.more)
		}
		return w.Flush()
	})
	if err != nil {
		s.Fatal(err)
	}
}

// checkAll checks what the database has of all programs.
func (s *soak) checkAll() {
	s.Helper()
	db := s.open()
	list, err := executions(db)
	if err != nil {
		s.Fatal(err)
	}
	if n := s.submitted.Load(); int64(len(list)) != n {
		s.Errorf("%d executions are stored, %d were submitted", len(list), n)
	}
	for _, e := range list {
		if !e.ended() {
			s.Errorf("execution %s is %s", e.id, e.status)
		}
		s.checkAttempts(e)
	}
	s.checkTransitions(db)
}
