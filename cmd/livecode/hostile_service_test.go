package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/executortest/hostile"
)

// serviceCase is harm done through the API itself.
type serviceCase struct {
	row         int
	name, about string
	do          func(t *testing.T, s *service)
}

var serviceTests = []serviceCase{
	{35, "hundred_clients", "has a hundred clients come at once", testHundredClients},
	{35, "one_against_many", "has one client queue very many programs before another comes with one", testOneAgainstMany},
	{36, "leaves_in_the_middle", "leaves while its program runs, and while it sends one", testLeavesInTheMiddle},
	{36, "malformed_bodies", "sends what is not JSON, or not what it should be", testMalformedBodies},
	{36, "hundred_megabytes", "sends a body of 100 MB, announced and not", testHundredMegabytes},
	{36, "slow_clients", "holds many connections open by sending next to nothing", testSlowClients},
	{36, "wrong_ids", "asks for ids and paths that are none", testWrongIDs},
	{36, "malformed_requests", "sends what is not HTTP, or two requests in one", testMalformedRequests},
}

// manyRuns is row 37, which TestManyRunsLeaveNoTrace does.
var manyRuns = serviceCase{37, "thousands_in_a_row", "runs thousands of programs in a row", nil}

// serviceCases are the same for the list and the summary.
func serviceCases() (all []hostile.Case) {
	for _, c := range append(serviceTests, manyRuns) {
		all = append(all, hostile.Case{Family: "service", Name: c.name, Row: c.row, About: c.about, Layers: []string{"the API"}})
	}
	return all
}

// tell adds the case to the table at the test's end.
func (c serviceCase) tell(t *testing.T, start time.Time) {
	took := time.Since(start).Milliseconds()
	results.add(result{name: "service/" + c.name, language: "-", got: "an answer", wall: &took, times: 1, failed: t.Failed()})
}

// TestHostileService harms one service in every way, and looks after each
// whether it still answers, and with how much memory.
func TestHostileService(t *testing.T) {
	s := serve(t, t.TempDir())
	watch := newLane(t, s, s, -1)
	for _, c := range serviceTests {
		t.Run(c.name, func(t *testing.T) {
			defer c.tell(t, time.Now())
			c.do(t, s.as(t))
			watch.hello(t, "python")
			if held := s.as(t).memory(); held > mostHeld {
				t.Errorf("the service holds %d MiB, want at most %d", held>>20, mostHeld>>20)
			}
		})
	}
}

// post posts a program and returns its execution's id. Refusals must say when
// to come back, which it then does.
func (s *service) post(session, code string) string {
	s.t.Helper()
	body, _ := json.Marshal(map[string]string{"language": "python", "code": code})
	for range 100 {
		resp, err := http.Post(s.url+"/api/code-sessions/"+session+"/run", "application/json", strings.NewReader(string(body)))
		if err != nil {
			s.t.Errorf("run: %v, want an answer", err)
			return ""
		}
		answer, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		var accepted struct {
			ID string `json:"execution_id"`
		}
		switch {
		case err == nil && resp.StatusCode == http.StatusAccepted && json.Unmarshal(answer, &accepted) == nil:
			return accepted.ID
		case resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable:
			s.t.Errorf("run = %d %.200s, %v, want 202, or 429 or 503", resp.StatusCode, answer, err)
			return ""
		}
		pause, err := time.ParseDuration(resp.Header.Get("Retry-After") + "s")
		if err != nil {
			s.t.Errorf("run = %d without a Retry-After that says when to come back", resp.StatusCode)
			return ""
		}
		<-time.After(pause)
	}
	s.t.Error("run was refused a hundred times")
	return ""
}

func testHundredClients(t *testing.T, s *service) {
	const clients = 100
	ids := make([]string, clients)
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			answer, err := http.Post(s.url+"/api/code-sessions", "", nil)
			if err != nil {
				t.Errorf("client %d: %v", i, err)
				return
			}
			defer answer.Body.Close()
			var session struct {
				ID string `json:"session_id"`
			}
			if err := json.NewDecoder(answer.Body).Decode(&session); err != nil {
				t.Errorf("client %d: %v", i, err)
				return
			}
			ids[i] = s.post(session.ID, fmt.Sprintf("print(%d)", i))
		})
	}
	all.Wait()
	for i, id := range ids {
		if record := s.await(id); record["stdout"] != fmt.Sprintf("%d\n", i) || record["attempt"] != 1.0 {
			t.Errorf("client %d got %v, want its own number", i, record)
		}
	}
}

func testOneAgainstMany(t *testing.T, s *service) {
	many := 60
	if *hostileFull {
		many = 1000
	}
	greedy, modest := s.session(), s.session()
	ids := make([]string, many)
	for i := range ids {
		ids[i] = s.post(greedy, fmt.Sprintf("print(%d)", i))
	}
	start := time.Now()
	single := s.post(modest, "print('single')")
	accepted := time.Since(start)
	for i, id := range ids {
		if record := s.await(id); record["stdout"] != fmt.Sprintf("%d\n", i) {
			t.Errorf("program %d ended with %v, want its number", i, record)
		}
	}
	if record := s.await(single); record["stdout"] != "single\n" || record["attempt"] != 1.0 {
		t.Errorf("the single one ended with %v", record)
	}
	if accepted > usual {
		t.Errorf("the single one was accepted after %v, want at most %v", accepted, usual)
	}
}
