package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// event is a Server-Sent Event, and when it came.
type event struct {
	name, id, data string
	at             time.Time
}

func (e event) field(t *testing.T, name string) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(e.data), &fields); err != nil {
		t.Fatalf("%s has %q: %v", e.name, e.data, err)
	}
	value, _ := fields[name].(string)
	return value
}

// events calls each with the events of an execution after the last one, until
// it has had enough or there are no more.
func (s *service) events(id, last string, each func(event) (enough bool)) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/executions/"+id+"/events", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Last-Event-ID", last)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	var e event
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch key {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data, e.at = value, time.Now()
		case "":
			if e.name != "" && each(e) {
				return
			}
			e = event{}
		}
	}
}

// clocks print five times what time it is, with pauses.
var clocks = map[string]string{
	"python":     "import time\nfor i in range(5): print(time.time()); time.sleep(0.3)",
	"javascript": "let n = 0; const timer = setInterval(() => { console.log(Date.now() / 1000); if (++n === 5) clearInterval(timer) }, 300)",
}

// live is how late each line of a clock came.
func (s *service) live(session, language string) (late []time.Duration) {
	s.t.Helper()
	id := s.submit(session, language, clocks[language])
	var statuses []string
	line := ""
	s.events(id, "", func(e event) bool {
		switch e.name {
		case "status":
			statuses = append(statuses, e.field(s.t, "status"))
		case "stdout":
			line += e.field(s.t, "text")
			if !strings.HasSuffix(line, "\n") {
				break
			}
			printed, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
			if err != nil {
				s.t.Errorf("line %q: %v", line, err)
			}
			late, line = append(late, e.at.Sub(time.UnixMicro(int64(printed*1e6)))), ""
		case "end":
			statuses = append(statuses, e.field(s.t, "status")+" in the record")
		}
		return false
	})
	if want := []string{"QUEUED", "RUNNING", "COMPLETED", "COMPLETED in the record"}; !slices.Equal(statuses, want) || len(late) != 5 {
		s.t.Errorf("%s: %d lines and %v, want 5 and %v", language, len(late), statuses, want)
	}
	return late
}

// liveTries is how often a machine that is busy otherwise may spoil the
// measurement.
const liveTries = 5

// TestOutputIsLive: each line is there within 100 ms of its printing.
func TestOutputIsLive(t *testing.T) { // not parallel: it measures
	for name, begin := range ways {
		s := begin(t)
		session := s.session()
		for language := range clocks {
			var late []time.Duration
			for range liveTries {
				late = s.live(session, language)
				if slices.Max(late) < 100*time.Millisecond {
					break
				}
			}
			t.Logf("%s, %s: lines come %v after they are printed", name, language, late)
			if slices.Max(late) >= 100*time.Millisecond {
				t.Errorf("%s, %s: lines come %v after they are printed, in the last of %d tries", name, language, late, liveTries)
			}
		}
	}
}

// TestEventsGoOnElsewhere: at another API, in the middle of the run and after it.
func TestEventsGoOnElsewhere(t *testing.T) {
	t.Parallel()
	stores := []string{"DATABASE_URL=" + postgrestest.New(t), "REDIS_URL=" + redistest.New(t)}
	first, _ := stackOf(t, 1, stores...)
	second := start(t, "api", t.TempDir(), append(stores, "PORT=0")...)
	id := first.submit(first.session(), "python", "import time\nfor i in range(6): print('é', i); time.sleep(0.1)")
	const want = "é 0\né 1\né 2\né 3\né 4\né 5\n"
	text, last, cuts := "", "", 0
	for turn, done := 0, false; !done; turn++ {
		api := []*service{first, second}[turn%2]
		api.events(id, last, func(e event) bool {
			last, done = e.id, e.name == "end"
			if e.name != "stdout" {
				return false
			}
			text += e.field(t, "text")
			cuts++
			return true // cut
		})
	}
	if text != want || cuts < 3 {
		t.Errorf("%q was told with %d cuts, want %q with some", text, cuts, want)
	}
	again := ""
	second.events(id, "", func(e event) bool { again += e.field(t, "text"); return false })
	if again != want {
		t.Errorf("after the end %q is told, want %q", again, want)
	}
}
