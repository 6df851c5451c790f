package executortest

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// conversation is a program that prompts twice and then reads to the end, in
// each language.
var conversation = both(
	"print('hello', input('name? '))\nprint('bye', input('again? '))\nimport sys\nprint(repr(sys.stdin.read()))",
	`const rl = require("readline").createInterface({input: process.stdin, output: process.stdout});
	 const rest = [];
	 rl.question("name? ", name => { console.log("hello " + name);
	   rl.question("again? ", again => { console.log("bye " + again); rl.on("line", line => rest.push(line)) }) });
	 rl.on("close", () => console.log(JSON.stringify(rest.join("\n") + "\n").replaceAll('"', "'")))`,
)

// typist answers the prompts of one program.
type typist struct {
	t      *testing.T
	inputs executor.Inputs
	id     uuid.UUID
	sink   executor.InputSink

	mu      sync.Mutex
	out     []byte
	replies []reply
}

// reply is what is sent once the program has written a prompt.
type reply struct {
	to, text string
	end      bool
}

func newTypist(t *testing.T, replies ...reply) *typist {
	y := &typist{t: t, id: uuid.New(), replies: replies}
	y.sink = y.inputs.Open(y.id, 0)
	return y
}

// wrote hears what the program writes, and answers.
func (y *typist) wrote(s executor.Stream, b []byte) {
	if s != executor.Stdout {
		return
	}
	y.mu.Lock()
	defer y.mu.Unlock()
	y.out = append(y.out, b...)
	for len(y.replies) > 0 {
		a := y.replies[0]
		_, rest, asked := bytes.Cut(y.out, []byte(a.to))
		if !asked {
			return
		}
		y.out, y.replies = rest, y.replies[1:]
		y.send(a.text, a.end)
	}
}

func (y *typist) send(text string, end bool) {
	err := y.sink.Send(y.t.Context(), []byte(text))
	if err == nil && end {
		err = y.sink.End(y.t.Context())
	}
	if err != nil {
		y.t.Errorf("input %.20q: %v", text, err)
	}
}

func (y *typist) job(language, code, stdin string) executor.Job {
	return executor.Job{
		Language: language, Code: code, Stdin: []byte(stdin), Interactive: true,
		Wrote: y.wrote, Listen: func() executor.InputSource { return y.inputs.Listen(y.id) },
	}
}

// testConversation: prompts are seen as they are written, and answers are read as
// they are sent, before the program begins and while it runs.
func (sb SandboxUnderTest) testConversation(t *testing.T) {
	const want = "name? hello Ada\nagain? bye Bob\n'one\\ntwo\\n'\n"
	for language, code := range conversation {
		for name, c := range map[string]struct {
			stdin, early string
			replies      []reply
		}{
			"answered as asked": {replies: []reply{{to: "name? ", text: "Ada\n"}, {to: "again? ", text: "Bob\none\ntwo\n", end: true}}},
			"begun before":      {"Ada\n", "Bob\none", []reply{{to: "again? ", text: "\ntwo\n", end: true}}},
		} {
			y := newTypist(t, c.replies...)
			if c.early != "" {
				y.send(c.early, false)
			}
			r, err := sb.Run(t.Context(), y.job(language, code, c.stdin))
			if err != nil || r.Termination != executor.TerminationExited || string(r.Stdout.Kept) != want {
				t.Errorf("%s, %s: Run() = %s, %q, %v, want %q", language, name, r.Termination, r.Stdout.Kept, err, want)
			}
		}
	}
}

// testUnanswered: a program that waits for input in vain ends at its deadline.
func (sb SandboxUnderTest) testUnanswered(t *testing.T) {
	for language, code := range conversation {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			y := newTypist(t, reply{to: "name? ", text: "Ada"}) // no whole line
			r, err := sb.Run(t.Context(), y.job(language, code, ""))
			if err != nil || r.Termination != executor.TerminationWallTimeout || string(r.Stdout.Kept) != "name? " {
				t.Errorf("Run() = %s, %q, %v, want its deadline after the prompt", r.Termination, r.Stdout.Kept, err)
			}
		})
	}
}

// testUnreadInput: a program that never reads can be ended all the same.
func (sb SandboxUnderTest) testUnreadInput(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	y := newTypist(t)
	job := y.job("python", "print('up')\nwhile True: pass", "")
	var up sync.Once
	job.Wrote = func(executor.Stream, []byte) {
		up.Do(func() {
			y.send(strings.Repeat("x", executor.MaxStdinBytes), false)
			cancel(executor.ErrCancelled)
		})
	}
	start := time.Now()
	r, err := sb.Run(ctx, job)
	if err != nil || r.Termination != executor.TerminationCancelled {
		t.Errorf("Run() = %s, %v, want cancelled", r.Termination, err)
	}
	if took := time.Since(start); took > sb.Limits.WallTime {
		t.Errorf("Run() took %v, its deadline", took)
	}
}
