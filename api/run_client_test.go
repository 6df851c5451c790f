package api

import (
	"net/netip"
	"testing"

	"github.com/google/uuid"
)

// TestRunsAreTheirClients: whose turn a run takes goes by who submits it, not by
// the session, and no address is told to the Store.
func TestRunsAreTheirClients(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *Config) {
		c.Access.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	session := f.session(t)
	clientOf := func(peer, forwarded, key string) string {
		t.Helper()
		r := request(t, "POST", f.runPath(t, ""), goodRun)
		if key != "" { // in one session
			r = request(t, "POST", "/api/code-sessions/"+session.String()+"/run", goodRun)
			r.Header.Set("Idempotency-Key", key)
		}
		r.RemoteAddr = peer
		if forwarded != "" {
			r.Header.Set("X-Forwarded-For", forwarded)
		}
		accepted := decode[map[string]string](t, f.send(r), 202)
		return f.store.executions[uuid.MustParse(accepted["execution_id"])].Client
	}
	const one = "network:c282c187856dfa59a2dd9ec4a8f1085e" // the same in each version
	for _, tc := range []struct {
		peer, forwarded, key string
		same                 bool
	}{
		{"203.0.113.7:4711", "", "", true},
		{"203.0.113.7:4712", "", "", true},
		{"203.0.113.7:4712", "203.0.113.8", "", true}, // which is no proxy
		{"10.1.2.3:80", "203.0.113.7", "", true},
		{"10.1.2.3:80", "203.0.113.7", "again", true},
		{"10.1.2.3:80", "203.0.113.8", "another", false},
		{"10.1.2.3:80", "203.0.113.8", "", false},
		{"10.1.2.3:80", "", "", false},
	} {
		if got := clientOf(tc.peer, tc.forwarded, tc.key); (got == one) != tc.same || len(got) != len(one) {
			t.Errorf("%+v: client %q, which is to be %s: %v", tc, got, one, tc.same)
		}
	}
	if clientOf("[2001:db8::1]:1", "", "") != clientOf("[2001:db8::ffff:1]:2", "", "") {
		t.Error("addresses of one IPv6 network are two clients")
	}
	if clientOf("[2001:db8::1]:1", "", "") == clientOf("[2001:db8:0:1::1]:1", "", "") {
		t.Error("two IPv6 networks are one client")
	}
}

// With API keys, runs are the key's, from wherever.
func TestRunsAreTheirKeys(t *testing.T) {
	t.Parallel()
	k := newKeyed(t)
	path := k.runPath(t, "") // in nobody's session
	for _, name := range []string{"alice", "bob"} {
		r := request(t, "POST", path, goodRun)
		r.Header.Set("X-API-Key", k.secrets[name])
		accepted := decode[map[string]string](t, k.send(r), 202)
		if got := k.store.executions[uuid.MustParse(accepted["execution_id"])].Client; got != name {
			t.Errorf("client %q, want %q", got, name)
		}
	}
}
