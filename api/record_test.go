package api

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var (
	goldenExecution = uuid.MustParse("018f3f2e-0000-7000-8000-000000000002")
	goldenSession   = uuid.MustParse("018f3f2e-0000-7000-8000-000000000001")
	goldenTime      = time.Date(2026, 3, 1, 13, 0, 0, 123456789, time.FixedZone("CET", 3600))
)

// golden returns an execution with everything known.
func golden() executor.Execution {
	started, finished := goldenTime.Add(time.Second), goldenTime.Add(2*time.Second)
	return executor.Execution{
		ID: goldenExecution, SessionID: goldenSession, Code: "print('<é>')", Language: "python",
		Status: executor.StatusFailed, Stdout: "<é>\n", Stderr: "no & no\n",
		CreatedAt: goldenTime, ExecutionTime: new(int64(42)),
		Attempt: &executor.Attempt{
			Number: 2, WorkerID: "secret-worker", ClaimedAt: goldenTime, LeaseExpiresAt: goldenTime,
			StartedAt: &started, FinishedAt: &finished,
			Termination: executor.TerminationExited, ExitCode: new(0), Signal: "SIGSEGV",
			CPUTime: new(12345 * time.Microsecond), PeakMemoryBytes: new(int64(1 << 20)),
			StdoutBytes: 5, StderrBytes: 8, StdoutTruncated: true, StderrTruncated: true,
			StdoutLossy: true, StderrLossy: true,
			StdoutGap: executor.Gap{At: 2, Bytes: 5 << 30}, StderrGap: executor.Gap{Bytes: 1}, OOMKills: 3,
			Image: "livecode-python:1", Runtime: "runc", Error: "secret error",
			Timeline: executor.Timeline{
				executor.StageAccepted: goldenTime, executor.StageStored: goldenTime.Add(812 * time.Microsecond),
				executor.StageQueued: goldenTime.Add(2 * time.Millisecond), executor.StageSaved: goldenTime.Add(1234567891 * time.Nanosecond),
			},
		},
	}
}

const goldenHead = `{"id":"018f3f2e-0000-7000-8000-000000000002",` +
	`"sessionId":"018f3f2e-0000-7000-8000-000000000001","code":"print('<é>')","language":"python",`

func TestRecordGolden(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*executor.Execution)
		want   string
	}{
		"queued": {
			func(e *executor.Execution) {
				e.Status, e.Stdout, e.Stderr, e.ExecutionTime, e.Attempt = executor.StatusQueued, "", "", nil, nil
			},
			goldenHead + `"status":"QUEUED","stdout":"","stderr":"","executionTime":null,` +
				`"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z","queuePosition":1}`,
		},
		"running": { // an earlier attempt's outcome would still be there
			func(e *executor.Execution) {
				e.Status, e.Stdout, e.Stderr, e.ExecutionTime = executor.StatusRunning, "", "", nil
			},
			goldenHead + `"status":"RUNNING","stdout":"","stderr":"","executionTime":null,` +
				`"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z",` +
				`"startedAt":"2026-03-01T12:00:01.123Z","attempt":2}`,
		},
		"all": {
			func(*executor.Execution) {},
			goldenHead + `"status":"FAILED","stdout":"<é>\n","stderr":"no & no\n","executionTime":42,` +
				`"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z",` +
				`"startedAt":"2026-03-01T12:00:01.123Z","attempt":2,"finishedAt":"2026-03-01T12:00:02.123Z",` +
				`"termination":"exited","exitCode":0,"signal":"SIGSEGV","cpuTimeMs":12.345,"peakMemoryBytes":1048576,"oomKills":3,` +
				`"stdoutBytes":5,"stderrBytes":8,"stdoutTruncated":true,"stderrTruncated":true,` +
				`"stdoutOmitted":{"at":2,"bytes":5368709120},"stderrOmitted":{"at":0,"bytes":1},` +
				`"stdoutLossy":true,"stderrLossy":true,"image":"livecode-python:1","runtime":"runc",` +
				`"timeline":{"accepted":0,"stored":0.812,"queued":2,"saved":1234.567}}`,
		},
		"little known": {
			func(e *executor.Execution) {
				e.Status, e.ExecutionTime = executor.StatusFailed, nil
				e.Attempt = &executor.Attempt{Number: 3, WorkerID: "w", Termination: executor.TerminationLost}
			},
			goldenHead + `"status":"FAILED","stdout":"<é>\n","stderr":"no & no\n","executionTime":null,` +
				`"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z","attempt":3,` +
				`"termination":"lost","detail":"` + details[executor.TerminationLost] + `",` +
				`"stdoutBytes":0,"stderrBytes":0}`,
		},
		"cancelled before it ran": {
			func(e *executor.Execution) {
				e.Status, e.Stdout, e.Stderr, e.ExecutionTime = executor.StatusFailed, "", "", nil
				e.Attempt = &executor.Attempt{Number: 1, Termination: executor.TerminationCancelled}
			},
			goldenHead + `"status":"FAILED","stdout":"","stderr":"","executionTime":null,` +
				`"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z",` +
				`"termination":"cancelled","detail":"` + details[executor.TerminationCancelled] + `",` +
				`"stdoutBytes":0,"stderrBytes":0}`,
		},
		"cancelled between two attempts": {
			func(e *executor.Execution) {
				e.Status, e.Stdout, e.Stderr, e.ExecutionTime = executor.StatusFailed, "", "", nil
				e.Attempt = &executor.Attempt{Number: 3, Termination: executor.TerminationCancelled}
			},
			goldenHead + `"status":"FAILED","stdout":"","stderr":"","executionTime":null,` +
				`"createdAt":"2026-03-01T12:00:00.123Z","queuedAt":"2026-03-01T12:00:00.123Z","attempt":2,` +
				`"termination":"cancelled","detail":"` + details[executor.TerminationCancelled] + `",` +
				`"stdoutBytes":0,"stderrBytes":0}`,
		},
	} {
		f := newFixture(t)
		e := golden()
		tc.change(&e)
		f.store.sessions = map[uuid.UUID]executor.Session{goldenSession: {ID: goldenSession}}
		if err := f.store.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
			t.Fatal(err)
		}
		w := f.do(t, "GET", "/api/executions/"+e.ID.String(), "")
		if got := strings.TrimSuffix(w.Body.String(), "\n"); w.Code != 200 || got != tc.want {
			t.Errorf("%s: status %d\n got %s\nwant %s", name, w.Code, got, tc.want)
		}
	}
}

// TestNoAttemptThatNobodyMade: neither the record nor an event has a number of one.
func TestNoAttemptThatNobodyMade(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, func(e *executor.Execution) {
		e.Status = executor.StatusFailed
		e.Attempt = &executor.Attempt{Number: 1, Termination: executor.TerminationCancelled}
	})
	body := f.do(t, "GET", "/api/executions/"+id.String()+"/events", "").Body.String()
	if !strings.Contains(body, `"termination":"cancelled"`) || strings.Contains(body, `"attempt"`) {
		t.Errorf("told %s, want the end without an attempt", body)
	}
}

func TestRecordAlwaysHasTheDocumentedFields(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(recordOf(executor.Execution{}))
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"id", "sessionId", "code", "language", "status", "stdout", "stderr", "executionTime", "createdAt",
	} {
		if _, ok := fields[name]; !ok {
			t.Errorf("%q is missing from %s", name, text)
		}
	}
}

func TestDetailsOfTerminations(t *testing.T) {
	t.Parallel()
	want := []executor.Termination{
		executor.TerminationCancelled, executor.TerminationLost, executor.TerminationOOM,
		executor.TerminationOutputLimit, executor.TerminationSandboxError, executor.TerminationWallTimeout,
	}
	if got := slices.Sorted(maps.Keys(details)); !slices.Equal(got, want) {
		t.Errorf("details for %v, want %v", got, want)
	}
	for termination, detail := range details {
		if out := outcomeOf(&executor.Attempt{Termination: termination}); out.Detail != detail || detail == "" {
			t.Errorf("%s: detail %q, want %q", termination, out.Detail, detail)
		}
	}
}
