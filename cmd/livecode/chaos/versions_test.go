package chaos

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// TestVersionsSideBySide: the version before the newest migration goes on over the
// tables that this one has migrated, also when it is started again there, beside
// API and worker of this one.
func TestVersionsSideBySide(t *testing.T) {
	t.Parallel()
	commit := beforeNewestMigration(t)
	if commit == "" {
		t.Log("NOT TESTED: there is no history here to build the version before from")
		return
	}
	old := stacktest.ProgramsAt(t, commit)
	tr := newTrial(t, false)
	tr.startStores()
	balancer := stacktest.NewBalancer(t)
	before := tr.startPart(old, "api", t.TempDir())
	tr.api, tr.workers = before, []*stacktest.Process{tr.startPart(old, "worker", t.TempDir())}
	tr.audit()
	balancer.Add(before.URL)
	tr.begin(balancer.URL)
	tr.load.more(4)
	after := tr.startPart(tr.bin, "api", t.TempDir()) // migrates
	balancer.Add(after.URL)
	tr.workers = append(tr.workers, tr.startPart(tr.bin, "worker", t.TempDir()))
	tr.load.more(8)
	tr.workers[0].Kill() // the old one, and starts again over the new tables
	tr.again(0)
	tr.load.sleeper(time.Second)
	tr.load.more(8)
	tr.load.end()
	r := tr.settle()
	if r.refused > 0 {
		t.Errorf("%d of %d submissions were not accepted", r.refused, r.accepted+r.refused)
	}
	tr.checkQueue(false)
	tr.stopAll()
	if err := after.Stop(); err != nil {
		t.Errorf("the new API ended with %v, want exit code 0", err)
	}
	tr.checkContainers(tr.workerNames()...)
	r.name, r.stack, r.failed = "two versions side by side", "production", t.Failed()
	report(r)
}

// beforeNewestMigration is the commit before the one that brought the newest
// migration; empty without history.
func beforeNewestMigration(t *testing.T) string {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "migrations", "postgres")
	out, err := exec.Command("git", "log", "-1", "--diff-filter=A", "--format=%H", "--", folder).Output()
	commit := strings.TrimSpace(string(out))
	if err != nil || commit == "" {
		return ""
	}
	out, err = exec.Command("git", "rev-parse", "--verify", "--quiet", commit+"^").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}
