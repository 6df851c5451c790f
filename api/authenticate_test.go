package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/mux"
)

// keyed is a service with the keys of alice and bob.
type keyed struct {
	*fixture

	secrets map[string]string // by name
}

func newKeyed(t *testing.T, options ...func(*Config)) keyed {
	t.Helper()
	k := keyed{secrets: map[string]string{}}
	var access Access
	for _, name := range []string{"alice", "bob"} {
		key, secret, err := NewKey(name)
		if err != nil {
			t.Fatal(err)
		}
		access.Keys, k.secrets[name] = append(access.Keys, key), secret
	}
	options = append([]func(*Config){func(c *Config) { c.Access = access }}, options...)
	k.fixture = newFixture(t, options...)
	return k
}

// as sends a request with the key of that name.
func (k keyed) as(t *testing.T, name, method, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := request(t, method, path, body)
	r.Header.Set("Authorization", "Bearer "+k.secrets[name])
	return k.send(r)
}

func TestKeysAreTakenFromEitherHeader(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	alice := k.secrets["alice"]
	for _, tc := range []struct {
		authorization, xAPIKey string
		want                   code // empty for none
		challenge              string
	}{
		{"Bearer " + alice, "", "", ""},
		{"bearer " + alice, "", "", ""},
		{"Bearer  " + alice + " ", "", "", ""},
		{"", alice, "", ""},
		{"Basic eDp5", alice, "", ""}, // of a proxy
		{"", "", codeAPIKeyRequired, `Bearer realm="livecode"`},
		{"Bearer", "", codeAPIKeyRequired, `Bearer realm="livecode"`},
		{"Basic eDp5", "", codeAPIKeyRequired, `Bearer realm="livecode"`},
		{alice, "", codeAPIKeyRequired, `Bearer realm="livecode"`},
		{"Bearer lc_WRONG", alice, codeAPIKeyInvalid, `Bearer realm="livecode", error="invalid_token"`},
		{"", "lc_WRONG", codeAPIKeyInvalid, `Bearer realm="livecode", error="invalid_token"`},
		{"", alice + ", " + alice, codeAPIKeyInvalid, `Bearer realm="livecode", error="invalid_token"`},
	} {
		r := request(t, "GET", "/api/languages", "")
		if tc.authorization != "" {
			r.Header.Set("Authorization", tc.authorization)
		}
		if tc.xAPIKey != "" {
			r.Header.Set("X-API-Key", tc.xAPIKey)
		}
		w := k.send(r)
		if tc.want == "" {
			decode[map[string]any](t, w, 200)
		} else {
			wantProblem(t, w, 401, tc.want)
		}
		if got := w.Header().Get("WWW-Authenticate"); got != tc.challenge {
			t.Errorf("Authorization %q X-API-Key %q: WWW-Authenticate %q, want %q", tc.authorization, tc.xAPIKey, got, tc.challenge)
		}
	}
}

// open are the routes that need no key; a new one needs a key unless it is
// added here.
var open = map[string]bool{"/": true, "/healthz": true, "/readyz": true, "/s/{token}": true, "/api/shared/{token}": true}

func TestEveryRouteButThePageTheProbesAndLinksNeedsAKey(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, withAll)
	for _, template := range templates(t) {
		for _, method := range everyMethod {
			w := k.do(t, method, fill(template, newID(t).String()), goodRun)
			if open[template] || strings.HasPrefix(template, "/assets/") {
				if w.Code == 401 {
					t.Errorf("%s %s: status 401, want it to be open", method, template)
				}
				continue
			}
			if w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
				t.Errorf("%s %s without a key: status %d, WWW-Authenticate %q; want 401 and a challenge",
					method, template, w.Code, w.Header().Get("WWW-Authenticate"))
			}
		}
	}
	for path, status := range map[string]int{"/api": 401, "/api/": 401, "/api/nothing": 401, "/api/executions": 401, "/nothing": 404} {
		if w := k.do(t, "GET", path, ""); w.Code != status {
			t.Errorf("GET %s without a key: status %d, want %d", path, w.Code, status)
		}
	}
}

func TestSecretsStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	const wrong, idempotency = "lc_WRONGWRONGWRONG", "my-idempotency-key"
	for _, authorization := range []string{"Bearer " + k.secrets["alice"], "Bearer " + wrong, wrong} {
		for _, path := range []string{"/api/code-sessions", "/api/code-sessions/" + newID(t).String() + "/run", "/nothing"} {
			r := request(t, "POST", path, goodRun)
			r.Header.Set("Authorization", authorization)
			r.Header.Set("X-API-Key", k.secrets["bob"])
			r.Header.Set("Idempotency-Key", idempotency)
			k.send(r)
		}
	}
	k.store.failAll(errBoom)
	r := request(t, "POST", "/api/code-sessions", "")
	r.Header.Set("X-API-Key", k.secrets["bob"])
	r.Header.Set("Idempotency-Key", idempotency)
	k.send(r)
	log := k.log.String()
	for _, secret := range []string{k.secrets["alice"], k.secrets["bob"], wrong, idempotency, "lc_"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log contains %q", secret)
		}
	}
	byKey := map[any]int{}
	for _, line := range k.log.entries(t, "request") {
		byKey[line["api_key"]]++
	}
	if byKey["alice"] != 2 || byKey["bob"] != 3 || byKey[nil] != 5 {
		t.Errorf("requests by api_key %v, want alice 2, bob 3, none 5:\n%s", byKey, log)
	}
}

var everyMethod = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// withAll turns on what adds routes. A route that depends on another field of
// Config needs that here, or else nobody walks it.
func withAll(c *Config) { c.Metrics = http.NotFoundHandler() }

// templates lists the routes of the whole service.
func templates(t *testing.T) (list []string) {
	t.Helper()
	var cfg Config
	withAll(&cfg)
	h := newHandler(cfg)
	err := h.router().Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		template, err := route.GetPathTemplate()
		list = append(list, template)
		return err
	})
	if err != nil || !slices.Contains(list, "/metrics") || !slices.Contains(list, "/api/executions/{executionId}") {
		t.Fatalf("routes %v, error %v; want all of them", list, err)
	}
	return list
}

// fill is a path of the template with id in the place of each variable.
func fill(template, id string) string { return wholeVariable.ReplaceAllString(template, id) }
