package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestShare: whoever has a link sees what it shows as it is, with no key, and
// nothing by which to do more; and nothing any more once it is revoked or what it
// shows is deleted.
func TestShare(t *testing.T) {
	t.Parallel()
	secret, entry := newKey(t, "alice")
	s := serve(t, t.TempDir(), "API_KEYS="+entry, "LOG_LEVEL=debug", "WORKER_CONCURRENCY=1")
	own := func(method, path, body string, want int) map[string]any {
		t.Helper()
		status, answer, err := s.ask(method, path, body, map[string]string{"Authorization": "Bearer " + secret})
		if err != nil || status != want {
			t.Fatalf("%s %s = %d, %v, %v, want %d", method, path, status, answer, err, want)
		}
		return answer
	}
	session := own("POST", "/api/code-sessions", "", http.StatusCreated)["session_id"].(string)
	run := `{"language": "python", "code": "import time\nprint(1, flush=True)\ntime.sleep(1)\nprint(2)"}`
	execution := own("POST", "/api/code-sessions/"+session+"/run", run, http.StatusAccepted)["execution_id"].(string)
	paths := map[string]string{"execution": "/api/executions/" + execution, "draft": "/api/code-sessions/" + session}
	tokens := map[string]string{}
	for kind, path := range paths {
		tokens[kind] = own("POST", path+"/share", "", http.StatusCreated)["token"].(string)
	}
	shown := func(kind string, want int) map[string]any { // without the key
		t.Helper()
		status, answer, err := s.ask("GET", "/api/shared/"+tokens[kind], "", nil)
		text, _ := json.Marshal(answer)
		if err != nil || status != want || strings.Contains(string(text), session) || strings.Contains(string(text), execution) {
			t.Fatalf("the link to the %s = %d, %s, %v, want %d and no id", kind, status, text, err, want)
		}
		thing, _ := answer[kind].(map[string]any)
		return thing
	}
	for _, status := range []string{"RUNNING", "COMPLETED"} {
		eventually(t, patience, func() (bool, string) {
			record := shown("execution", http.StatusOK)
			return record["status"] == status, fmt.Sprint(record)
		})
	}
	if record := shown("execution", http.StatusOK); record["stdout"] != "1\n2\n" || record["termination"] != "exited" {
		t.Errorf("the link to the execution shows %v, want its output", record)
	}
	if draft := shown("draft", http.StatusOK); draft["revision"] != 0.0 || draft["code"] != "" || draft["updatedAt"] == "" {
		t.Errorf("the link to no draft shows %v, want an empty one", draft)
	}
	for _, code := range []string{"print(1)", "print(2)"} {
		own("PATCH", paths["draft"], `{"code": "`+code+`"}`, http.StatusOK)
		if draft := shown("draft", http.StatusOK); draft["code"] != code {
			t.Errorf("the link to the draft shows %v, want %s", draft, code)
		}
	}
	if status, _, err := s.ask("GET", "/s/"+tokens["draft"], "", nil); status != http.StatusOK {
		t.Errorf("the page of the link = %d, %v, want 200", status, err)
	}
	own("DELETE", paths["draft"]+"/share", "", http.StatusNoContent)
	shown("draft", http.StatusNotFound)
	shown("execution", http.StatusOK)
	revoked := tokens["draft"]
	tokens["draft"] = own("POST", paths["draft"]+"/share", "", http.StatusCreated)["token"].(string)
	shown("draft", http.StatusOK)
	own("DELETE", paths["draft"], "", http.StatusNoContent)
	for kind := range tokens {
		shown(kind, http.StatusNotFound)
	}
	for _, token := range []string{revoked, tokens["draft"], tokens["execution"]} {
		if strings.Contains(s.Log(), token) {
			t.Errorf("the log tells the token %s", token)
		}
	}
}

// TestTwoAPIsAndOneLink: however many ask whichever API for a link, there is one,
// and it is revoked for both.
func TestTwoAPIsAndOneLink(t *testing.T) {
	t.Parallel()
	list, db := apis(t, 2)
	path := "/api/code-sessions/" + list[0].session() + "/share"
	const askers = 16
	tokens, statuses := make([]any, askers), make([]int, askers)
	var all sync.WaitGroup
	for i := range askers {
		all.Go(func() {
			status, link, err := list[i%2].ask("POST", path, "", nil)
			if err != nil {
				t.Errorf("POST: %v", err)
			}
			statuses[i], tokens[i] = status, link["token"]
		})
	}
	all.Wait()
	made := 0
	for i, status := range statuses {
		if status == http.StatusCreated {
			made++
		}
		if tokens[i] != tokens[0] || tokens[i] == nil {
			t.Errorf("asker %d got the token %v, want %v", i, tokens[i], tokens[0])
		}
	}
	if made != 1 {
		t.Errorf("%d were told that they made the link, want one: %v", made, statuses)
	}
	wantCount(t, db, "shares", 1)
	if status, answer, err := list[1].ask("DELETE", path, "", nil); status != http.StatusNoContent {
		t.Errorf("DELETE = %d, %v, %v, want 204", status, answer, err)
	}
	if status, answer, err := list[0].ask("GET", fmt.Sprintf("/api/shared/%s", tokens[0]), "", nil); status != http.StatusNotFound || answer["code"] != "share_not_found" {
		t.Errorf("the revoked link = %d, %v, %v, want 404", status, answer, err)
	}
}
