package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/edtronaut/livecode/executor"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fixture is a service over fakes.
type fixture struct {
	http.Handler

	store     *memStore
	queue     *fakeQueue
	watcher   *countingWatcher
	outputs   executor.Outputs
	inputs    executor.Inputs
	canceller cancellerFunc
	draining  chan struct{}
	log       *lockedBuffer
}

// cancellerFunc plays the worker that is asked to end an execution.
type cancellerFunc func(ctx context.Context, id uuid.UUID)

func (c cancellerFunc) Cancel(ctx context.Context, id uuid.UUID) { c(ctx, id) }

// newFixture makes a service with the languages javascript and python. Options
// change its configuration.
func newFixture(t *testing.T, options ...func(*Config)) *fixture {
	t.Helper()
	f := &fixture{
		store:    &memStore{},
		queue:    &fakeQueue{},
		watcher:  &countingWatcher{subscribed: make(chan uuid.UUID, 100)},
		draining: make(chan struct{}),
		log:      &lockedBuffer{},
	}
	cfg := Config{
		Store: f.store, Queue: f.queue, Watcher: f.watcher, Publisher: f.watcher, Outputs: &f.outputs, Inputs: &f.inputs, Draining: f.draining,
		Languages: testLanguages,
		Log:       zerolog.New(f.log),
	}
	cfg.Canceller = cancellerFunc(func(ctx context.Context, id uuid.UUID) { f.canceller(ctx, id) })
	for _, option := range options {
		option(&cfg)
	}
	f.Handler = New(cfg)
	t.Cleanup(func() {
		if n := f.watcher.open(); n != 0 {
			t.Errorf("%d subscriptions were not stopped", n)
		}
	})
	return f
}

func testLanguages() []Language {
	limits := executor.Limits{
		WallTime: 5 * time.Second, MemoryBytes: 256 << 20, CPUs: 1, Pids: 64, OutputBytes: 1 << 20,
	}
	return []Language{
		{
			Language: executor.Language{
				ID: "javascript", Name: "JavaScript", FileName: "main.js", Example: "console.log(1 < 2)\n", Limits: limits,
			},
			Version: "24.1.0", Image: "livecode-javascript:1",
		},
		{Language: executor.Language{
			ID: "python", Name: "Python", FileName: "main.py", Example: "print(1)\n", Limits: limits,
		}},
	}
}

// request makes a request with a JSON body, or with none if body is empty.
func request(t *testing.T, method, path, body string) *http.Request {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, path, reader)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// do sends a request and returns the answer.
func (f *fixture) do(t *testing.T, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	return f.send(request(t, method, path, body))
}

func (f *fixture) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w
}

// session stores a session and returns its id.
func (f *fixture) session(t *testing.T) uuid.UUID {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC)
	s := executor.Session{ID: newID(t), Status: executor.SessionActive, CreatedAt: at, UpdatedAt: at}
	if err := f.store.CreateSession(t.Context(), s); err != nil {
		t.Fatalf("CreateSession: %v", err)
	}
	return s.ID
}

// execution stores an execution in a new session, after change has been made
// to it, and returns its id.
func (f *fixture) execution(t *testing.T, change func(*executor.Execution)) uuid.UUID {
	t.Helper()
	e := executor.Execution{
		ID: newID(t), SessionID: f.session(t), Code: "print(1)", Language: "python",
		Status: executor.StatusQueued, CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC),
	}
	if change != nil {
		change(&e)
	}
	if err := f.store.CreateExecution(t.Context(), e, executor.Input{}); err != nil {
		t.Fatalf("CreateExecution: %v", err)
	}
	return e.ID
}

// finish makes the execution COMPLETED and says so.
func (f *fixture) finish(ctx context.Context, id uuid.UUID, stdout string) {
	f.store.update(id, func(e *executor.Execution) {
		code := 0
		e.Status, e.Stdout = executor.StatusCompleted, stdout
		e.Attempt = &executor.Attempt{Number: 1, Termination: executor.TerminationExited, ExitCode: &code}
	})
	f.watcher.Publish(ctx, executor.Event{ExecutionID: id, Status: executor.StatusCompleted})
}

func newID(t *testing.T) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatalf("NewV7: %v", err)
	}
	return id
}

// decode reads an answer's body into a T and checks the answer's status.
func decode[T any](t *testing.T, w *httptest.ResponseRecorder, status int) T {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d; body %s", w.Code, status, w.Body)
	}
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("body %q: %v", w.Body, err)
	}
	return v
}

// wantProblem checks that the answer is a whole problem document with code c.
func wantProblem(t *testing.T, w *httptest.ResponseRecorder, status int, c code) document {
	t.Helper()
	d := decode[document](t, w, status)
	if got := w.Header().Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type %q, want application/problem+json", got)
	}
	if d.Code != c || d.Status != status {
		t.Errorf("code %q status %d, want %q %d", d.Code, d.Status, c, status)
	}
	if d.Type != "about:blank" || d.Title != http.StatusText(status) || d.Detail == "" {
		t.Errorf("incomplete problem document %+v", d)
	}
	if d.RequestID == "" || d.RequestID != w.Header().Get("X-Request-Id") {
		t.Errorf("requestId %q, header %q; want the same", d.RequestID, w.Header().Get("X-Request-Id"))
	}
	return d
}

// fakeQueue remembers what it was given. work, if set, is called with it.
type fakeQueue struct {
	mu    sync.Mutex
	tasks []executor.AttemptID
	last  executor.Timeline // of the last task
	work  func(ctx context.Context, id uuid.UUID) error
}

func (q *fakeQueue) Enqueue(ctx context.Context, t executor.Task, attempt int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.tasks, q.last = append(q.tasks, executor.AttemptID{ExecutionID: t.ExecutionID, Number: attempt}), t.Timeline
	if q.work != nil {
		return q.work(ctx, t.ExecutionID)
	}
	return nil
}

// countingWatcher is a Hub that knows how many subscriptions are open, and
// tells of new ones.
type countingWatcher struct {
	executor.Hub

	subscribed chan uuid.UUID
	mu         sync.Mutex
	opened     int
	stopped    int
}

func (c *countingWatcher) Subscribe(id uuid.UUID) (<-chan struct{}, func()) {
	wake, stop := c.Hub.Subscribe(id)
	return wake, c.count(id, stop)
}

func (c *countingWatcher) SubscribeEnd(id uuid.UUID) (<-chan struct{}, func()) {
	wake, stop := c.Hub.SubscribeEnd(id)
	return wake, c.count(id, stop)
}

func (c *countingWatcher) count(id uuid.UUID, stop func()) func() {
	c.mu.Lock()
	c.opened++
	c.mu.Unlock()
	c.subscribed <- id
	return func() {
		stop()
		c.mu.Lock()
		c.stopped++
		c.mu.Unlock()
	}
}

func (c *countingWatcher) open() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.opened - c.stopped
}

// lockedBuffer takes log lines from many goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// entries returns the logged lines that have this message.
func (l *lockedBuffer) entries(t *testing.T, message string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for line := range strings.Lines(l.String()) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatalf("log line %q: %v", line, err)
		}
		if entry["message"] == message {
			found = append(found, entry)
		}
	}
	return found
}

var errBoom = errors.New("boom: secret cause")
