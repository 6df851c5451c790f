package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
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

	store    *memStore
	queue    *fakeQueue
	watcher  *countingWatcher
	draining chan struct{}
	log      *lockedBuffer
}

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
		Store: f.store, Queue: f.queue, Watcher: f.watcher, Draining: f.draining,
		Languages: testLanguages,
		Log:       zerolog.New(f.log),
	}
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

// memStore is a Store in memory. fail, if set, is asked for an error first.
type memStore struct {
	mu         sync.Mutex
	sessions   map[uuid.UUID]executor.Session
	executions map[uuid.UUID]executor.Execution
	inputs     map[uuid.UUID]executor.Input
	reads      int // calls of Execution
	fail       func(ctx context.Context, method string) error

	onceMu sync.Mutex
	keys   map[[32]byte]memKey
}

func (s *memStore) enter(ctx context.Context, method string) error {
	s.mu.Lock()
	fail := s.fail
	s.mu.Unlock()
	if err := ctx.Err(); err != nil || fail == nil {
		return err
	}
	return fail(ctx, method)
}

func (s *memStore) CreateSession(ctx context.Context, session executor.Session) error {
	if err := s.enter(ctx, "CreateSession"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions == nil {
		s.sessions = map[uuid.UUID]executor.Session{}
	}
	s.sessions[session.ID] = session
	return nil
}

func (s *memStore) Session(ctx context.Context, id uuid.UUID) (executor.Session, error) {
	if err := s.enter(ctx, "Session"); err != nil {
		return executor.Session{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.sessions[id]
	if !ok {
		return session, executor.ErrNotFound
	}
	return session, nil
}

func (s *memStore) CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error {
	if err := s.enter(ctx, "CreateExecution"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.sessions[e.SessionID]; !ok {
		return executor.ErrNotFound
	}
	if s.executions == nil {
		s.executions, s.inputs = map[uuid.UUID]executor.Execution{}, map[uuid.UUID]executor.Input{}
	}
	s.executions[e.ID], s.inputs[e.ID] = e, in
	return nil
}

func (s *memStore) Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error) {
	if err := s.enter(ctx, "Execution"); err != nil {
		return executor.Execution{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	e, ok := s.executions[id]
	if !ok {
		return e, executor.ErrNotFound
	}
	return e, nil
}

func (s *memStore) Executions(
	ctx context.Context, sessionID, before uuid.UUID, limit int,
) ([]executor.Execution, error) {
	if err := s.enter(ctx, "Executions"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []executor.Execution
	for id, e := range s.executions {
		if e.SessionID == sessionID && (before == uuid.Nil || bytes.Compare(id[:], before[:]) < 0) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(a, b executor.Execution) int { return bytes.Compare(b.ID[:], a.ID[:]) })
	return list[:min(limit, len(list))], nil
}

func (s *memStore) update(id uuid.UUID, change func(*executor.Execution)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.executions[id]
	change(&e)
	s.executions[id] = e
}

// stored returns the only execution there is, and its input.
func (s *memStore) stored(t *testing.T) (executor.Execution, executor.Input) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.executions) != 1 {
		t.Fatalf("%d executions are stored, want 1", len(s.executions))
	}
	for id, e := range s.executions {
		return e, s.inputs[id]
	}
	return executor.Execution{}, executor.Input{}
}

func (s *memStore) failAll(err error) {
	s.failWith(func(context.Context, string) error { return err })
}

func (s *memStore) failWith(fail func(context.Context, string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

func (s *memStore) readCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
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
	c.mu.Lock()
	c.opened++
	c.mu.Unlock()
	c.subscribed <- id
	return wake, func() {
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
