package main_test

import (
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// newKey makes a key as an operator does.
func newKey(t *testing.T, name string) (secret, entry string) {
	t.Helper()
	out, err := exec.Command(filepath.Join(stacktest.Programs(t), "livecode"), "keys", "new", name).Output()
	found := regexp.MustCompile(`^secret: (lc_\w+)\nentry:  (\S+)\n$`).FindStringSubmatch(string(out))
	if err != nil || found == nil {
		t.Fatalf("livecode keys new %s = %q, %v", name, out, err)
	}
	return found[1], found[2]
}

// TestKeysGuardTheService: a service with keys lets in who has one, to what is
// theirs, and keeps the secrets to itself.
func TestKeysGuardTheService(t *testing.T) {
	t.Parallel()
	alices, alice := newKey(t, "alice")
	bobs, bob := newKey(t, "bob")
	list, _ := apis(t, 1, "API_KEYS="+alice+","+bob, "HOST=0.0.0.0", "LOG_LEVEL=debug", "RATE_LIMIT=1/h", "RATE_BURST=2")
	s := list[0]
	as := func(secret string) map[string]string { return map[string]string{"Authorization": "Bearer " + secret} }

	for path, want := range map[string]int{"/": 200, "/healthz": 200, "/readyz": 200, "/api/languages": 401, "/api/nothing": 401} {
		if status, answer, err := s.ask("GET", path, "", nil); status != want {
			t.Errorf("GET %s without a key = %d, %v, %v, want %d", path, status, answer, err, want)
		}
	}
	if status, answer, _ := s.ask("POST", "/api/code-sessions", "", as("lc_WRONG")); status != 401 || answer["code"] != "api_key_invalid" {
		t.Errorf("with a wrong key = %d, %v, want 401", status, answer)
	}
	status, answer, _ := s.ask("POST", "/api/code-sessions", "", map[string]string{"X-API-Key": alices})
	session, _ := answer["session_id"].(string)
	if status != http.StatusCreated {
		t.Fatalf("session of alice's = %d, %v, want 201", status, answer)
	}
	status, answer, _ = s.ask("POST", "/api/code-sessions/"+session+"/run", helloRun, as(alices))
	execution, _ := answer["execution_id"].(string)
	if status != http.StatusAccepted {
		t.Fatalf("run of alice's = %d, %v, want 202", status, answer)
	}
	for _, path := range []string{"/api/code-sessions/" + session, "/api/executions/" + execution} {
		for secret, want := range map[string]int{alices: 200, bobs: 404} {
			if status, answer, err := s.ask("GET", path, "", as(secret)); status != want {
				t.Errorf("GET %s with key %.6s = %d, %v, %v, want %d", path, secret, status, answer, err, want)
			}
		}
	}
	for secret, want := range map[string]int{alices: 429, bobs: 404} {
		if status, answer, err := s.ask("POST", "/api/code-sessions/"+session+"/run", helloRun, as(secret)); status != want {
			t.Errorf("run with key %.6s = %d, %v, %v, want %d", secret, status, answer, err, want)
		}
	}
	log := s.Log()
	for _, secret := range []string{alices, bobs, "lc_", strings.TrimPrefix(alice, "alice:"), "ANYONE"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log contains %q:\n%s", secret, log)
		}
	}
}

// TestOpenServiceSaysSo: whoever listens beyond this machine without keys is
// told, and whoever does not, is not.
func TestOpenServiceSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		environment []string
		want        bool
	}{
		{[]string{"HOST=0.0.0.0"}, true},
		{[]string{"HOST=0.0.0.0", "HOST_BIND=127.0.0.1"}, false},
		{nil, false},
	} {
		list, _ := apis(t, 1, c.environment...)
		if log := list[0].Log(); strings.Contains(log, `"level":"warn"`) != c.want || strings.Contains(log, "ANYONE WHO REACHES") != c.want {
			t.Errorf("log with %q, want a warning: %t:\n%s", c.environment, c.want, log)
		}
	}
}
