package main_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// answer is what became of a submission.
type answer struct {
	status     int
	ID         string `json:"execution_id"`
	Code       string
	retryAfter time.Duration
}

// try submits a program that takes a second.
func (s *service) try(address, session string) answer {
	s.t.Helper()
	return s.sendFrom(address, session, `{"language":"python","code":"import time; time.sleep(1)"}`)
}

// sendFrom submits a program for a client at an address that a trusted proxy tells.
func (s *service) sendFrom(address, session, body string) (a answer) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+"/api/code-sessions/"+session+"/run", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Forwarded-For", address)
	resp, err := http.DefaultClient.Do(req)
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
	for name, begin := range waysWith("MAX_QUEUED=6", "MAX_ACTIVE_PER_SESSION=4", "WORKER_CONCURRENCY=1", "TRUSTED_PROXIES=127.0.0.1") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := begin(t)
			const here, there, elsewhere = "203.0.113.1", "203.0.113.2", "2001:db8::1"
			one, other, third := s.session(), s.session(), s.session()
			var accepted []string
			submit := func(address, session string, status int, code string) {
				t.Helper()
				a := s.try(address, session)
				if a.status != status || a.Code != code || (status >= 400) != (a.retryAfter > 0) {
					t.Fatalf("submission: %+v, want %d %s", a, status, code)
				}
				if a.ID != "" {
					accepted = append(accepted, a.ID)
				}
			}
			// The first one takes longer than all that is submitted beside it.
			first := s.sendFrom(here, one, `{"language":"python","code":"import time; time.sleep(4)"}`)
			accepted = append(accepted, first.ID)
			s.awaitRunning(first.ID)
			for range 3 {
				submit(here, one, http.StatusAccepted, "")
			}
			submit(here, one, http.StatusTooManyRequests, "session_busy")
			submit(here, other, http.StatusTooManyRequests, "client_busy") // it has half of what may wait
			for range 3 {
				submit(there, other, http.StatusAccepted, "")
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
				if refused = s.try(elsewhere, third); refused.ID != "" {
					accepted = append(accepted, refused.ID)
				}
			}
			if refused.status != http.StatusServiceUnavailable && refused.status != http.StatusTooManyRequests || refused.retryAfter == 0 {
				t.Errorf("submission beyond all bounds: %+v", refused)
			}
			<-time.After(refused.retryAfter)
			eventually(t, 5*time.Second, func() (bool, string) {
				a := s.try(there, other)
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
