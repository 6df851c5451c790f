package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

func TestWaitParam(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Duration{
		"0": 0, "30": 30 * time.Second, "30.0": 30 * time.Second, "05": 5 * time.Second,
		"0.001": time.Millisecond, "2.5": 2500 * time.Millisecond,
	} {
		got, err := waitParam(httptest.NewRequest(http.MethodGet, "/?wait="+s, nil))
		if err != nil || got != want {
			t.Errorf("wait=%s: %v, %v; want %v", s, got, err, want)
		}
	}
	if got, err := waitParam(httptest.NewRequest(http.MethodGet, "/?weight=3", nil)); err != nil || got != 0 {
		t.Errorf("no wait: %v, %v; want 0", got, err)
	}
}

func TestWrongParameters(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.execution(t, nil).String()
	e, _ := f.store.stored(t)
	session := "/api/code-sessions/" + e.SessionID.String()
	wrong := map[string][]string{
		"wait": {
			"", "-1", "30.1", "31", "100", "1e1", "0x10", "Inf", "NaN", "5s", "five", " 5", "5 ", ".5", "5.",
			"1_0", "+5", "1,5", "30.000000001", "٣",
		},
		"limit":  {"", "0", "-1", "101", "ten", "1.5", "99999999999999999999"},
		"cursor": {"", "x", "00000000-0000-0000-0000-000000000000", "018f3f2e000070008000000000000001"},
	}
	calls := map[string][][2]string{
		"wait":   {{"GET", "/api/executions/" + id}, {"POST", session + "/run"}},
		"limit":  {{"GET", session + "/executions"}},
		"cursor": {{"GET", session + "/executions"}},
	}
	for name, values := range wrong {
		for _, call := range calls[name] {
			for _, value := range values {
				body := ""
				if call[0] == "POST" {
					body = goodRun
				}
				path := call[1] + "?" + url.Values{name: {value}}.Encode()
				d := wantProblem(t, f.do(t, call[0], path, body), 400, codeInvalidParameter)
				if len(d.Errors) != 1 || d.Errors[0].Field != name || d.Errors[0].Message == "" {
					t.Errorf("%s: errors %+v, want one for %s", path, d.Errors, name)
				}
			}
		}
	}
}
