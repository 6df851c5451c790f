package executions_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/cmd/livecode/executions"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// desk is an operator at a database.
type desk struct {
	*testing.T
	open  executions.Open
	store *persistence.Store
}

// onEach runs a test at an empty database of each kind.
func onEach(t *testing.T, test func(d desk)) {
	for name, config := range map[string]func(*testing.T) persistence.Config{
		"Postgres": func(t *testing.T) persistence.Config { return persistence.Config{DatabaseURL: postgrestest.New(t)} },
		"SQLite": func(t *testing.T) persistence.Config {
			return persistence.Config{Path: filepath.Join(t.TempDir(), "livecode.db")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := config(t)
			open := func(ctx context.Context) (*persistence.Store, error) { return persistence.Open(ctx, cfg) }
			store, err := open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = store.Close() })
			if err := store.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			test(desk{t, open, store})
		})
	}
}

// failed stores an execution that the platform has failed.
func (d desk) failed(why string) uuid.UUID {
	d.Helper()
	session, id := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
	err := d.store.CreateSession(d.Context(), executor.Session{ID: session, Status: executor.SessionActive})
	if err == nil {
		err = d.store.CreateExecution(d.Context(), executor.Execution{ID: id, SessionID: session, Code: "1", Language: "python"}, executor.Input{})
	}
	var job executor.Job
	if err == nil {
		job, err = d.store.Claim(d.Context(), executor.Claim{ExecutionID: id, WorkerID: "w-1", Lease: time.Hour, MaxFailures: 3})
	}
	if err == nil {
		err = d.store.Finish(d.Context(), job.Attempt,
			executor.Result{Termination: executor.TerminationSandboxError, Error: why, CPUTime: -1, PeakMemoryBytes: -1})
	}
	if err != nil {
		d.Fatal(err)
	}
	return id
}

// run runs the command and returns what it says, and what beside.
func (d desk) run(args ...string) (out, beside string, err error) {
	var stdout, stderr bytes.Buffer
	cmd := executions.Command(d.open)
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&stdout)
	cmd.SetErr(&stderr)
	err = cmd.ExecuteContext(d.Context())
	return stdout.String(), stderr.String(), err
}

func TestListPages(t *testing.T) {
	t.Parallel()
	onEach(t, func(d desk) {
		if out, beside, err := d.run("list", "--failed"); out != "" || !strings.Contains(beside, "none") || err != nil {
			d.Errorf("list of none: %q, %q, %v", out, beside, err)
		}
		first, second := d.failed("the engine\nis away"), d.failed("again")
		out, beside, err := d.run("list", "--failed", "--limit", "1")
		if err != nil || !strings.Contains(out, second.String()) || strings.Contains(out, first.String()) || !strings.Contains(beside, "--before "+second.String()) {
			d.Errorf("first page: %q, %q, %v, want the newest and where to go on", out, beside, err)
		}
		out, beside, err = d.run("list", "--failed", "--before", second.String())
		if err != nil || !strings.Contains(out, "the engine is away") || !strings.Contains(out, "w-1") || beside != "" {
			d.Errorf("second page: %q, %q, %v, want the oldest on one line", out, beside, err)
		}
		var page struct {
			Executions []struct{ ID, Termination, Error string }
			Next       *string
		}
		out, _, err = d.run("list", "--failed", "--json")
		if e := json.Unmarshal([]byte(out), &page); e != nil || err != nil {
			d.Fatalf("--json: %q, %v, %v", out, err, e)
		}
		if len(page.Executions) != 2 || page.Next != nil || page.Executions[1].Error != "the engine\nis away" || page.Executions[1].Termination != "sandbox_error" {
			d.Errorf("--json: %+v", page)
		}
	})
}

func TestRequeuePrintsTheNewID(t *testing.T) {
	t.Parallel()
	onEach(t, func(d desk) {
		id := d.failed("why")
		out, _, err := d.run("requeue", id.String())
		again, parseErr := uuid.Parse(strings.TrimSpace(out))
		if err != nil || parseErr != nil || again == id {
			d.Fatalf("requeue: %q, %v, want a new id", out, err)
		}
		if e, err := d.store.Execution(d.Context(), again); err != nil || e.Status != executor.StatusQueued {
			d.Errorf("the new one is %+v, %v, want QUEUED", e, err)
		}
		for which, want := range map[string]string{
			again.String():        "has not ended",
			uuid.Max.String():     "there is no execution",
			"7":                   "not the id",
			uuid.Nil.String()[:5]: "not the id",
		} {
			if out, _, err := d.run("requeue", which); err == nil || !strings.Contains(err.Error(), want) || out != "" {
				d.Errorf("requeue %s: %q, %v, want an error that says %q", which, out, err, want)
			}
		}
	})
}

// TestRequeueExplainsADeletedSession: of a session that was deleted and held much,
// some is still there to be seen by operators.
func TestRequeueExplainsADeletedSession(t *testing.T) {
	t.Parallel()
	onEach(t, func(d desk) {
		session := executor.Session{ID: uuid.Must(uuid.NewV7()), Status: executor.SessionActive}
		err := d.store.CreateSession(d.Context(), session)
		for n := 0; n < 201 && err == nil; n++ { // more than go at once
			e := executor.Execution{ID: uuid.Must(uuid.NewV7()), SessionID: session.ID, Code: "1", Language: "python"}
			if err = d.store.CreateExecution(d.Context(), e, executor.Input{}); err == nil {
				_, err = d.store.Cancel(d.Context(), e.ID)
			}
		}
		if err == nil {
			_, err = d.store.DeleteSession(d.Context(), session.ID)
		}
		if err != nil {
			d.Fatal(err)
		}
		left, err := d.store.List(d.Context(), false, uuid.Nil, 1)
		if err != nil || len(left) != 1 {
			d.Fatalf("List: %v, %v, want one", left, err)
		}
		if out, _, err := d.run("requeue", left[0].ID.String()); err == nil || !strings.Contains(err.Error(), "has been deleted") || out != "" {
			d.Errorf("requeue: %q, %v, want an error that says why", out, err)
		}
	})
}

func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	onEach(t, func(d desk) {
		for _, args := range [][]string{{}, {"list", "--limit", "0"}, {"list", "--before", "x"}, {"requeue"}} {
			if out, _, err := d.run(args...); err == nil || out != "" && len(args) > 1 {
				d.Errorf("%q: %q, %v, want an error", args, out, err)
			}
		}
	})
}
