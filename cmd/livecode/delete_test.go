package main_test

import (
	"net/http"
	"testing"
	"time"
)

// TestDelete: a session that is deleted is gone with all that it holds, and what
// ran in it is stopped at once.
func TestDelete(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), "WORKER_CONCURRENCY=1", "POOL_SIZE=0")
	session := s.session()
	running := s.submit(session, "python", "while True: pass")
	waiting := s.submit(session, "javascript", "for (;;);")
	s.awaitRunning(running)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, s.url+"/api/code-sessions/"+session, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE = %v, %v, want 204", resp, err)
	}
	resp.Body.Close()
	for _, path := range []string{"/api/code-sessions/" + session, "/api/executions/" + running, "/api/executions/" + waiting} {
		if status, _ := s.call("GET", path, nil); status != http.StatusNotFound {
			t.Errorf("GET %s = %d, want 404", path, status)
		}
	}
	s.awaitContainers(3 * time.Second) // its deadline is 5 s
	if record := s.run("python", "print(1)"); record["stdout"] != "1\n" {
		t.Errorf("the next program: %v, want its output", record)
	}
}
