package main_test

import (
	"net/http"
	"testing"
	"time"
)

// TestCancel: what runs and what waits is ended on request, at once, with its
// output so far, and asking again changes nothing.
func TestCancel(t *testing.T) {
	t.Parallel()
	for name, open := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			session := s.session()
			const running = "import time\nprint('so far', flush=True)\nwhile True: time.sleep(0.01)"
			var ids []string
			for range 8 { // more than run at once
				ids = append(ids, s.submit(session, "python", running))
			}
			s.awaitRunning(ids[0])
			for _, id := range ids[1:] {
				s.cancel(id)
			}
			record := s.cancel(ids[0])
			if out := record["stdout"]; out != "so far\n" && out != "" { // it may not have come to it
				t.Errorf("stdout %q, want what it wrote until then", out)
			}
			if again := s.cancel(ids[0]); again["finishedAt"] != record["finishedAt"] {
				t.Errorf("cancelled again: %v, want %v", again, record)
			}
			s.cancelNode(session)
			s.checkCancelIsQuick(session)

			done := s.run("python", "print(1)")
			status, answer := s.call("POST", "/api/executions/"+done["id"].(string)+"/cancel", nil)
			if status != http.StatusOK || answer["status"] != "COMPLETED" {
				t.Errorf("cancel of what has ended = %d, %v, want 200 and the end it had", status, answer)
			}
		})
	}
}

// cancelNode ends a Node program that has written and then keeps its thread busy.
func (s *service) cancelNode(session string) {
	s.t.Helper()
	id := s.submit(session, "javascript", "process.stdout.write('so far'); setTimeout(() => { for (;;); }, 1)")
	s.awaitRunning(id)
	record := s.cancel(id)
	if wall, _ := record["executionTime"].(float64); wall > 4000 {
		s.t.Errorf("it ran for %v ms, want it stopped: %v", wall, record)
	}
}

// checkCancelIsQuick: who asks for the end of what runs has it within 200 ms. Of
// several the quickest counts: others share the machine.
func (s *service) checkCancelIsQuick(session string) {
	s.t.Helper()
	quickest := patience
	for range 5 {
		id := s.submit(session, "python", "while True: pass")
		s.awaitRunning(id)
		began := time.Now()
		s.cancel(id)
		quickest = min(quickest, time.Since(began))
	}
	if quickest > 200*time.Millisecond {
		s.t.Errorf("to cancel what runs took %v at best, want 200 ms", quickest)
	}
}

// cancel asks for the end of an execution, and wants it cancelled.
func (s *service) cancel(id string) map[string]any {
	s.t.Helper()
	began := time.Now()
	status, record := s.call("POST", "/api/executions/"+id+"/cancel", nil)
	if status != http.StatusOK || record["status"] != "FAILED" || record["termination"] != "cancelled" {
		s.t.Errorf("cancel = %d after %v, %v, want 200, FAILED, cancelled", status, time.Since(began), record)
	}
	return record
}
