package main_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// answer is what became of a submission.
type answer struct {
	status     int
	ID         string `json:"execution_id"`
	Code       string
	retryAfter time.Duration
}

// try submits a program that takes a second.
func (s *service) try(session string) (a answer) {
	s.t.Helper()
	body := `{"language":"python","code":"import time; time.sleep(1)"}`
	resp, err := http.Post(s.url+"/api/code-sessions/"+session+"/run", "application/json", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	a.status, a.retryAfter = resp.StatusCode, time.Duration(seconds)*time.Second
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		s.t.Fatal(err)
	}
	return a
}

// TestBounds: what goes beyond a bound is refused with the time to come back, at
// which it is accepted; what waits knows its place; and all of it ends.
func TestBounds(t *testing.T) {
	t.Parallel()
	bounds := []string{"MAX_QUEUED=6", "MAX_ACTIVE_PER_SESSION=4", "WORKER_CONCURRENCY=1"}
	for name, begin := range map[string]func(t *testing.T) *service{
		"embedded": func(t *testing.T) *service { return serve(t, t.TempDir(), bounds...) },
		"on Postgres and Redis": func(t *testing.T) *service {
			api, _ := stackOf(t, 1, append(bounds, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redistest.New(t))...)
			return api
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := begin(t)
			one, other, third := s.session(), s.session(), s.session()
			var accepted []string
			submit := func(session string, status int, code string) answer {
				t.Helper()
				a := s.try(session)
				if a.status != status || a.Code != code || (status >= 400) != (a.retryAfter > 0) {
					t.Fatalf("submission: %+v, want %d %s", a, status, code)
				}
				if a.ID != "" {
					accepted = append(accepted, a.ID)
				}
				return a
			}
			s.awaitRunning(submit(one, http.StatusAccepted, "").ID)
			for range 3 {
				submit(one, http.StatusAccepted, "")
			}
			submit(one, http.StatusTooManyRequests, "session_busy")
			for range 3 {
				submit(other, http.StatusAccepted, "")
			}
			last := accepted[len(accepted)-1]
			eventually(t, 10*time.Second, func() (bool, string) {
				_, record := s.call("GET", "/api/executions/"+last, nil)
				position, wait := record["queuePosition"], record["estimatedWaitMs"]
				text, _ := json.Marshal(record)
				known := position != nil && wait != nil && position.(float64) <= 6 && wait.(float64) >= 300 && wait.(float64) < 30_000
				return known, string(text)
			})
			var refused answer
			for refused.status < 400 { // what has begun meanwhile makes room
				if refused = s.try(third); refused.ID != "" {
					accepted = append(accepted, refused.ID)
				}
			}
			if refused.status != http.StatusServiceUnavailable && refused.status != http.StatusTooManyRequests || refused.retryAfter == 0 {
				t.Errorf("submission beyond all bounds: %+v", refused)
			}
			<-time.After(refused.retryAfter)
			eventually(t, 5*time.Second, func() (bool, string) {
				a := s.try(other)
				if a.ID != "" {
					accepted = append(accepted, a.ID)
				}
				return a.status == http.StatusAccepted, a.Code
			})
			for _, id := range accepted {
				if record := s.await(id); record["status"] != "COMPLETED" || record["queuePosition"] != nil {
					t.Errorf("ended as %v", record)
				}
			}
		})
	}
}
