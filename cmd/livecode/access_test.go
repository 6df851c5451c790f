package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/api"
	"github.com/edtronaut/livecode/executor"
)

// entry is that of a new key.
func entry(t *testing.T, name string) string {
	t.Helper()
	k, _, err := api.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k.Entry()
}

func TestAccessOfTheEnvironment(t *testing.T) {
	alice := entry(t, "alice")
	bob := entry(t, "bob")
	carol := entry(t, "carol")
	file := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(file, []byte("# ours, and carol's\n\n"+carol+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"API_KEYS": alice + ", " + bob, "API_KEYS_FILE": file, "CORS_ORIGINS": "https://A.example, http://localhost:5173",
		"TRUSTED_PROXIES": "10.1.2.3/8, 192.0.2.1,2001:db8::/32", "RATE_LIMIT": "30/m",
	} {
		t.Setenv(name, value)
	}
	cfg, err := loadConfig()
	if err != nil {
		t.Fatalf("loadConfig() = %v, want nil", err)
	}
	access := cfg.access()
	var names []string
	for _, k := range access.Keys {
		names = append(names, k.Name)
	}
	if !slices.Equal(names, []string{"alice", "bob", "carol"}) {
		t.Errorf("keys of %v, want alice, bob and carol", names)
	}
	if got := fmt.Sprint(access.Origins); got != "[https://a.example http://localhost:5173]" {
		t.Errorf("origins %s", got)
	}
	if got := fmt.Sprint(access.TrustedProxies); got != "[10.0.0.0/8 192.0.2.1/32 2001:db8::/32]" {
		t.Errorf("proxies %s", got)
	}
	if want := (api.Rate{PerSecond: 0.5, Burst: 5}); access.Rate != want {
		t.Errorf("rate %+v, want %+v", access.Rate, want)
	}
	t.Setenv("RATE_BURST", "7")
	if cfg, err = loadConfig(); err != nil || cfg.access().Rate.Burst != 7 {
		t.Errorf("loadConfig() = %+v, %v, want a burst of 7", cfg.access().Rate, err)
	}
}

func TestAccessIsOpenByDefault(t *testing.T) {
	for _, name := range []string{"API_KEYS", "API_KEYS_FILE", "CORS_ORIGINS", "TRUSTED_PROXIES", "RATE_LIMIT", "RATE_BURST"} {
		t.Setenv(name, "")
	}
	cfg, err := loadConfig()
	if err != nil {
		t.Fatalf("loadConfig() = %v, want nil", err)
	}
	a := cfg.access()
	if a.Keys != nil || a.Origins != nil || a.TrustedProxies != nil || a.Rate.PerSecond != 0 {
		t.Errorf("access() = %+v, want none of it", a)
	}
}

// A mistake in what guards the service stops it, and tells no secret: somebody
// may have put one where its hash belongs.
func TestMistakesInAccess(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(empty, []byte("# none yet\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, value string }{
		{"API_KEYS", "lc_HUNTER2"}, {"API_KEYS", "alice:lc_HUNTER2"}, {"API_KEYS", ","}, {"API_KEYS", " "},
		{"API_KEYS_FILE", empty}, {"API_KEYS_FILE", empty + ".not"}, {"API_KEYS_FILE", filepath.Dir(empty)},
		{"CORS_ORIGINS", "example.com"}, {"CORS_ORIGINS", "https://example.com/"}, {"CORS_ORIGINS", "https://*.example.com"},
		{"TRUSTED_PROXIES", "10.0.0.0/33"}, {"TRUSTED_PROXIES", "proxy"},
		{"RATE_LIMIT", "5"}, {"RATE_LIMIT", "0/s"}, {"RATE_LIMIT", "-1/s"}, {"RATE_LIMIT", "5/d"}, {"RATE_LIMIT", "NaN/s"}, {"RATE_LIMIT", "Inf/s"},
		{"RATE_BURST", "5"}, {"RATE_BURST", "-1"},
	} {
		t.Run(c.name+"="+filepath.Base(c.value), func(t *testing.T) {
			t.Setenv(c.name, c.value)
			_, err := loadConfig()
			if err == nil || strings.Count(err.Error(), "\n  "+c.name+": ") != 1 || strings.Contains(err.Error(), "HUNTER") {
				t.Errorf("loadConfig() = %v, want it to name %s and tell no secret", err, c.name)
			}
		})
	}
}

func TestExposure(t *testing.T) {
	t.Parallel()
	k, _, err := api.NewKey("alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		host, bind string
		names      string // what the remedy is to name; empty for no danger
	}{
		{"127.0.0.1", "", ""}, {"127.8.8.8", "", ""}, {"::1", "", ""}, {"localhost", "", ""}, {"::ffff:127.0.0.1", "", ""},
		{"0.0.0.0", "", " HOST="}, {"::", "", " HOST="}, {"192.0.2.1", "", " HOST="}, {"example.com", "", " HOST="},
		{"0.0.0.0", "127.0.0.1", ""}, {"0.0.0.0", "[::1]", ""}, {"0.0.0.0", "0.0.0.0", " HOST_BIND="}, {"0.0.0.0", "192.0.2.1", " HOST_BIND="},
	} {
		cfg := config{Host: c.host, HostBind: c.bind}
		danger, remedy := cfg.exposure()
		if (danger != "") != (c.names != "") || !strings.Contains(remedy, c.names) {
			t.Errorf("exposure of HOST=%s HOST_BIND=%s = %q, %q, want the remedy to name %q", c.host, c.bind, danger, remedy, c.names)
		}
		if cfg.APIKeys = []api.Key{k}; c.names == "" {
			continue
		}
		if danger, _ := cfg.exposure(); danger != "" {
			t.Errorf("exposure of HOST=%s with a key = %q, want none", c.host, danger)
		}
	}
}

func TestDoctorAndLogTellOfExposure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cfg  config
		role role
		want string // in both, unless the process has no API
	}{
		{config{Host: "0.0.0.0"}, role{api: true}, "ANYONE"},
		{config{Host: "0.0.0.0"}, role{api: true, worker: true}, "ANYONE"},
		{config{Host: "127.0.0.1"}, role{api: true}, ""},
		{config{Host: "0.0.0.0"}, role{worker: true}, ""},
	} {
		var log, out strings.Builder
		(&process{cfg: c.cfg, role: c.role, log: zerolog.New(&log)}).warnOfExposure()
		if got := log.String(); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("log of %+v: %q, want %q in it", c.role, got, c.want)
		}
		d := doctor{cfg: c.cfg, out: &out}
		d.exposure()
		if exposed := c.cfg.Host != "127.0.0.1"; strings.Contains(out.String(), "! access: ANYONE") != exposed || d.failed != 0 {
			t.Errorf("doctor of HOST=%s says %q with %d failures", c.cfg.Host, out.String(), d.failed)
		}
	}
}

func TestKeysNew(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	cmd := command()
	cmd.SetOut(&out)
	cmd.SetArgs([]string{"keys", "new", "ci"})
	if err := cmd.Execute(); err != nil {
		t.Fatalf("keys new ci: %v", err)
	}
	var secret, text string
	if n, err := fmt.Sscanf(out.String(), "secret: %s\nentry:  %s\n", &secret, &text); n != 2 {
		t.Fatalf("keys new ci printed %q: %v", out.String(), err)
	}
	if _, err := parseKeys(text); err != nil || !strings.HasPrefix(secret, "lc_") || !strings.HasPrefix(text, "ci:") {
		t.Errorf("keys new ci printed %q: %v", out.String(), err)
	}
}

// manyKeys is a store with that many keys whose time is over.
type manyKeys struct {
	left   int
	calls  int
	age    time.Duration
	failed error
}

func (m *manyKeys) ForgetKeys(_ context.Context, age time.Duration, limit int) (int, error) {
	n := min(limit, m.left)
	m.left, m.calls, m.age = m.left-n, m.calls+1, age
	return n, m.failed
}

func TestForgettingTakesSmallBatches(t *testing.T) {
	t.Parallel()
	m := &manyKeys{left: 2*forgetBatch + 1}
	if err := forgetKeys(t.Context(), m); err != nil || m.left != 0 || m.calls != 3 || m.age != executor.KeyLifetime {
		t.Errorf("forgetKeys = %v, and left %d after %d calls for age %v; want none after 3 for %v", err, m.left, m.calls, m.age, executor.KeyLifetime)
	}
	failing := &manyKeys{left: 3 * forgetBatch, failed: errors.New("away")}
	if err := forgetKeys(t.Context(), failing); err == nil || failing.calls != 1 {
		t.Errorf("forgetKeys of a store that fails = %v after %d calls, want its error after 1", err, failing.calls)
	}
}
