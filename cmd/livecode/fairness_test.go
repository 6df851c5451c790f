package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// TestFairOrder: a program that comes behind a hundred of another session is run
// within a few runs, and each of them once.
func TestFairOrder(t *testing.T) {
	t.Parallel()
	for name, begin := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := begin(t)
			const many, few = 100, 10
			greedy := s.session()
			queued := make([]string, many)
			for i := range queued {
				queued[i] = s.submit(greedy, []string{"python", "javascript"}[i%2], []string{"print(1)", "console.log(1)"}[i%2])
			}
			status, record := s.call("POST", "/api/code-sessions/"+s.session()+"/run?wait=30", map[string]string{"language": "python", "code": "print('single')"})
			if status != http.StatusOK || record["stdout"] != "single\n" {
				t.Fatalf("run?wait=30 = %d, %v, want the finished record", status, record)
			}
			asked, began := moment(t, record["createdAt"]), moment(t, record["startedAt"])
			between, ended := 0, make([]string, 0, many)
			for _, id := range queued {
				other := s.await(id)
				if other["status"] != "COMPLETED" || other["attempt"] != 1.0 {
					t.Errorf("a program of the many ended as %v", other)
				}
				if at := moment(t, other["startedAt"]); at.After(asked) && at.Before(began) {
					between++
				}
				ended = append(ended, fmt.Sprint(other["id"]))
			}
			t.Logf("%d of %d were begun before the one that came last", between, many)
			if between > few {
				t.Errorf("%d others were begun before the one that came last, want a few", between)
			}
			if slices.Sort(ended); len(slices.Compact(ended)) != many {
				t.Errorf("%d different ones ended, want %d", len(ended), many)
			}
		})
	}
}

// TestFairOrderAmongClients: however many sessions a client has, another's program
// is run within a few runs.
func TestFairOrderAmongClients(t *testing.T) {
	t.Parallel()
	for name, begin := range waysWith("TRUSTED_PROXIES=127.0.0.1") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := begin(t)
			const sessions, each, few = 60, 2, 10
			var queued []string
			for range sessions {
				session := s.session()
				for range each {
					queued = append(queued, s.runFrom("203.0.113.1", session, "print(1)"))
				}
			}
			single := s.runFrom("203.0.113.2", s.session(), "print('single')")
			if _, record := s.call("GET", "/api/executions/"+single, nil); record["status"] == "QUEUED" {
				if position, _ := record["queuePosition"].(float64); position < 1 || position > 2 {
					t.Errorf("queuePosition %v, want 1 or 2", record["queuePosition"])
				}
			}
			record := s.await(single)
			asked, began := moment(t, record["createdAt"]), moment(t, record["startedAt"])
			between := 0
			for _, id := range queued {
				other := s.await(id)
				if other["status"] != "COMPLETED" || other["attempt"] != 1.0 {
					t.Errorf("a program of the many ended as %v", other)
				}
				if at := moment(t, other["startedAt"]); at.After(asked) && at.Before(began) {
					between++
				}
			}
			t.Logf("%d of %d were begun before the one that came last", between, len(queued))
			if between > few || record["stdout"] != "single\n" {
				t.Errorf("%d others were begun before the one that came last, want a few; it printed %q", between, record["stdout"])
			}
		})
	}
}

// runFrom submits a program for a client at an address that a trusted proxy tells.
func (s *service) runFrom(address, session, code string) (id string) {
	s.t.Helper()
	body, err := json.Marshal(map[string]string{"language": "python", "code": code})
	if err != nil {
		s.t.Fatal(err)
	}
	a := s.sendFrom(address, session, string(body))
	if a.status != http.StatusAccepted {
		s.t.Fatalf("submission: %+v, want 202", a)
	}
	return a.ID
}

func moment(t *testing.T, field any) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, fmt.Sprint(field))
	if err != nil {
		t.Fatal(err)
	}
	return at
}
