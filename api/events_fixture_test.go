package api

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
)

// studio is a service whose executions the test runs by hand.
type studio struct {
	t       *testing.T
	store   *executortest.MemoryStore
	hub     executor.Hub
	outputs executor.Outputs
	inputs  executor.Inputs
	server  *httptest.Server
	log     lockedBuffer

	cancellations executor.Cancellations
	draining      chan struct{}
}

// newStudio makes one. Options change its configuration.
func newStudio(t *testing.T, options ...func(*Config)) *studio {
	t.Helper()
	s := &studio{t: t, store: executortest.NewStore(), draining: make(chan struct{})}
	cfg := Config{
		Store: s.store, Queue: &fakeQueue{}, Watcher: &s.hub, Publisher: &s.hub, Outputs: &s.outputs, Inputs: &s.inputs,
		Canceller: &s.cancellations, Draining: s.draining, Languages: testLanguages, Log: zerolog.New(&s.log),
	}
	for _, option := range options {
		option(&cfg)
	}
	s.server = httptest.NewUnstartedServer(New(cfg))
	s.server.Config = NewServer("", s.server.Config.Handler)
	s.server.Start()
	t.Cleanup(s.server.Close)
	return s
}

// submit stores an execution.
func (s *studio) submit() uuid.UUID { return s.submitWith(executor.Input{}) }

func (s *studio) submitWith(in executor.Input) uuid.UUID {
	s.t.Helper()
	session := executor.Session{ID: newID(s.t), Status: executor.SessionActive}
	e := executor.Execution{ID: newID(s.t), SessionID: session.ID, Code: "x", Language: "python"}
	if err := s.store.CreateSession(s.t.Context(), session); err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.CreateExecution(s.t.Context(), e, in); err != nil {
		s.t.Fatal(err)
	}
	return e.ID
}

// take is one attempt by hand.
type take struct {
	*studio
	executor.OutputSink
	attempt executor.AttemptID
}

func (s *studio) claim(id uuid.UUID) *take {
	s.t.Helper()
	job, err := s.store.Claim(s.t.Context(), executor.Claim{ExecutionID: id, WorkerID: "w", Lease: time.Hour, MaxFailures: 3})
	if err != nil {
		s.t.Fatal(err)
	}
	s.hub.Publish(s.t.Context(), executor.Event{ExecutionID: id, Status: executor.StatusRunning})
	return &take{studio: s, OutputSink: s.outputs.Open(job.Attempt), attempt: job.Attempt}
}

func (a *take) finish(r executor.Result) {
	a.t.Helper()
	r.Termination, r.StartedAt = executor.TerminationExited, time.Now()
	if err := a.store.Finish(a.t.Context(), a.attempt, r); err != nil {
		a.t.Fatal(err)
	}
	a.hub.Publish(a.t.Context(), executor.Event{ExecutionID: a.attempt.ExecutionID, Status: r.Status()})
	a.Close()
}

// fail gives the attempt back.
func (a *take) fail() {
	a.t.Helper()
	if err := a.store.Release(a.t.Context(), a.attempt, executor.Release{Failed: true}); err != nil {
		a.t.Fatal(err)
	}
	a.Close()
}

func wrote(text string) executor.Output {
	return executor.Output{Kept: []byte(text), Written: int64(len(text))}
}

// eventReader reads the events of one stream.
type eventReader struct {
	t    *testing.T
	body io.ReadCloser
	in   *bufio.Reader

	last           string // id
	statuses       []string
	stdout, stderr string
	attempt        int
	end            json.RawMessage
}

// listen begins to read after the event with an id, or from the start.
func (s *studio) listen(id uuid.UUID, after string) *eventReader {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.server.URL+"/api/executions/"+id.String()+"/events", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { answer.Body.Close() })
	if got := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || got != "text/event-stream" {
		s.t.Fatalf("events are answered with %d, %s", answer.StatusCode, got)
	}
	return &eventReader{t: s.t, body: answer.Body, in: bufio.NewReader(answer.Body)}
}

// next reads one event, or reports that there are no more.
func (c *eventReader) next() (more bool) {
	c.t.Helper()
	var name, id, data string
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return false
		}
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case key == "event":
			name = value
		case key == "id":
			id = value
		case key == "data":
			data = value
		case line == "\n" && name != "":
			c.last = id
			c.hear(name, data)
			return true
		}
	}
}

func (c *eventReader) hear(name, data string) {
	c.t.Helper()
	var event struct {
		Status  string
		Attempt int
		Text    string
		At      time.Time
		Omitted int64
	}
	if name == "end" {
		c.end = json.RawMessage(data)
		return
	}
	if err := json.Unmarshal([]byte(data), &event); err != nil {
		c.t.Fatalf("%s has %s: %v", name, data, err)
	}
	if event.At.IsZero() {
		c.t.Errorf("%s has no time: %s", name, data)
	}
	gap := ""
	if event.Omitted > 0 {
		gap = fmt.Sprintf("[%d]", event.Omitted)
	}
	switch name {
	case "status":
		c.statuses = append(c.statuses, event.Status)
		if event.Attempt != c.attempt {
			c.attempt, c.stdout, c.stderr = event.Attempt, "", ""
		}
	case "stdout":
		c.stdout += gap + event.Text
	case "stderr":
		c.stderr += gap + event.Text
	default:
		c.t.Errorf("unknown event %s: %s", name, data)
	}
}
