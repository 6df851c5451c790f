package executortest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// SandboxUnderTest is a Sandbox that runs "python" and "javascript", and the
// limits that it keeps for both. A short WallTime makes the suite quick.
type SandboxUnderTest struct {
	executor.Sandbox
	Limits executor.Limits

	// Frail says that a program can end the whole sandbox, as under gVisor.
	Frail bool
}

// TestSandbox checks that sb keeps the contract of [executor.Sandbox] and tells
// the truth about how programs end.
func TestSandbox(t *testing.T, sb SandboxUnderTest) {
	for _, p := range programs(sb.Limits) {
		for language, code := range p.code {
			t.Run(p.name+"/"+language, func(t *testing.T) {
				got, err := sb.Run(t.Context(), executor.Job{Language: language, Code: code, Stdin: []byte(p.stdin)})
				if err != nil {
					t.Fatalf("Run(%s) = %v, want a result", code, err)
				}
				p.check(t, got, sb)
			})
		}
	}
	t.Run("last bytes", sb.testLastBytes)
	t.Run("conversation", sb.testConversation)
	t.Run("unanswered", sb.testUnanswered)
	t.Run("unread input", sb.testUnreadInput)
	t.Run("cancelled", sb.testCancelled)
	t.Run("ended on request", sb.testEndedOnRequest)
	t.Run("unknown language", sb.testUnknownLanguage)
}

// testCancelled: when its context ends, Run stops the program at once and
// returns the context's error.
func (sb SandboxUnderTest) testCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), sb.Limits.WallTime/2)
	defer cancel()
	start := time.Now()
	r, err := sb.Run(ctx, executor.Job{Language: "python", Code: "while True: pass"})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run() with a context that ends = %+v, %v, want context.DeadlineExceeded", r, err)
	}
	if took := time.Since(start); took > sb.Limits.WallTime {
		t.Errorf("Run() took %v after its context ended at %v", took, sb.Limits.WallTime/2)
	}
}

// testEndedOnRequest: with ErrCancelled for a cause, the end is a result, with
// what the program had written until then.
func (sb SandboxUnderTest) testEndedOnRequest(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	request := time.AfterFunc(sb.Limits.WallTime/2, func() { cancel(executor.ErrCancelled) })
	defer request.Stop()
	r, err := sb.Run(ctx, executor.Job{Language: "python", Code: "print('so far')\nwhile True: pass"})
	if err != nil || r.Termination != executor.TerminationCancelled || string(r.Stdout.Kept) != "so far\n" {
		t.Errorf("Run() ended on request = %+v, %v, want cancelled with its output", r, err)
	}
	if r.WallTime > sb.Limits.WallTime {
		t.Errorf("Run() took %v after the request at %v", r.WallTime, sb.Limits.WallTime/2)
	}
}

func (sb SandboxUnderTest) testUnknownLanguage(t *testing.T) {
	if r, err := sb.Run(t.Context(), executor.Job{Language: "cobol", Code: "x"}); err == nil {
		t.Errorf("Run() of an unknown language = %+v, nil, want an error", r)
	}
}

// sandboxCase is one program of the suite, in each language, and how it must end.
type sandboxCase struct {
	name  string
	code  map[string]string // by language
	stdin string

	termination executor.Termination
	exitCode    int
	signal      string
	oomKills    bool                         // the kernel kills a process of it for memory
	stdout      func(executor.Output) string // what is wrong with it, or nothing
	stderr      func(executor.Output) string

	killsInit bool // it tries to end PID 1; see frail
	crowds    bool // it starts as many processes as it may
}

func (p sandboxCase) check(t *testing.T, got executor.Result, sb SandboxUnderTest) {
	t.Helper()
	if sb.Frail {
		p = p.frail(&got)
	}
	if got.Termination != p.termination || got.ExitCode != p.exitCode || got.Signal != p.signal {
		t.Errorf("ended as %s, code %d, signal %q, want %s, %d, %q; stderr: %.300s",
			got.Termination, got.ExitCode, got.Signal, p.termination, p.exitCode, p.signal, got.Stderr.Kept)
	}
	if want := p.oomKills || p.termination == executor.TerminationOOM; got.OOMKills > 0 != want {
		t.Errorf("OOMKills = %d, want more than 0: %t", got.OOMKills, want)
	}
	if p.stdout != nil {
		if wrong := p.stdout(got.Stdout); wrong != "" {
			t.Errorf("stdout %s; stderr: %.300s", wrong, got.Stderr.Kept)
		}
	}
	if p.stderr != nil {
		if wrong := p.stderr(got.Stderr); wrong != "" {
			t.Errorf("stderr %s", wrong)
		}
	}
	checkFigures(t, got, sb.Limits)
}

// late is what a busy machine may add to a time.
const late = 500 * time.Millisecond

// checkFigures checks what holds for every program that ran.
func checkFigures(t *testing.T, got executor.Result, limits executor.Limits) {
	t.Helper()
	if got.WallTime <= 0 || got.WallTime > limits.WallTime+late {
		t.Errorf("WallTime = %v, want above 0 and at most %v", got.WallTime, limits.WallTime+late)
	}
	if got.Termination == executor.TerminationWallTimeout && got.WallTime < limits.WallTime {
		t.Errorf("WallTime = %v, want no less than the deadline %v", got.WallTime, limits.WallTime)
	}
	if got.CPUTime <= 0 {
		t.Errorf("CPUTime = %v, want above 0", got.CPUTime)
	}
	if got.PeakMemoryBytes <= 0 || got.PeakMemoryBytes > limits.MemoryBytes {
		t.Errorf("PeakMemoryBytes = %d, want above 0 and at most %d", got.PeakMemoryBytes, limits.MemoryBytes)
	}
	if got.StartedAt.IsZero() {
		t.Error("StartedAt is zero")
	}
	checkStages(t, got)
}

// text wants exactly this output.
func text(want string) func(executor.Output) string {
	return func(got executor.Output) string {
		if string(got.Kept) != want || got.Written != int64(len(want)) {
			return "is " + brief(got) + ", want " + brief(executor.Output{Kept: []byte(want)})
		}
		return ""
	}
}

// holding wants output that holds this.
func holding(want string) func(executor.Output) string {
	return func(got executor.Output) string {
		if !strings.Contains(string(got.Kept), want) {
			return "is " + brief(got) + ", want it to hold " + want
		}
		return ""
	}
}

// truncatedAt wants output of which the first n bytes were kept.
func truncatedAt(n int64) func(executor.Output) string {
	return func(got executor.Output) string {
		if int64(len(got.Kept)) != n || !got.Truncated() {
			return "is " + brief(got) + ", want it truncated at the limit"
		}
		return ""
	}
}

func brief(o executor.Output) string {
	const enough = 200
	s := string(o.Kept)
	if len(s) > enough {
		s = s[:enough] + "…"
	}
	return strings.ToValidUTF8(s, "?")
}
