package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/persistence"
)

func TestConfigReportsAllMistakesAtOnce(t *testing.T) {
	for name, value := range map[string]string{
		"PORT": "99999", "LOG_LEVEL": "loud", "LOG_FORMAT": "xml", "RUN_TIMEOUT": "9s", "MEMORY_LIMIT": "little",
		"CPU_LIMIT": "-1", "PIDS_LIMIT": "3", "OUTPUT_LIMIT": "1", "WORKER_CONCURRENCY": "0.5", "POOL_SIZE": "-2", "POOL_MEMORY": "63m",
		"DATABASE_URL": "mysql://user:hunter2@host/db", "DATABASE_MAX_CONNS": "1", "QUEUE_POLL_INTERVAL": "0",
		"MAX_QUEUED": "-1", "SHUTDOWN_DELAY": "1h", "MAX_ACTIVE_PER_SESSION": "many", "MAX_QUEUED_PER_CLIENT": "-2",
		"RETENTION_AGE": "30 days", "RETENTION_EXECUTIONS": "-1", "RETENTION_SESSIONS": "few", "RETENTION_BYTES": "1k",
		"PREFLIGHT_INTERVAL": "1ms", "PREFLIGHT_ALLOW": "network,disk",
	} {
		t.Setenv(name, value)
	}
	t.Setenv("REDIS_URL", "redis://:hunter3@host")
	t.Setenv("REDIS_HOST", "host")
	_, err := loadConfig()
	if err == nil {
		t.Fatal("loadConfig() = nil, want the mistakes")
	}
	for _, name := range []string{
		"PORT", "LOG_LEVEL", "LOG_FORMAT", "RUN_TIMEOUT", "MEMORY_LIMIT", "CPU_LIMIT", "PIDS_LIMIT", "OUTPUT_LIMIT",
		"WORKER_CONCURRENCY", "POOL_SIZE", "POOL_MEMORY", "DATABASE_URL", "DATABASE_MAX_CONNS", "QUEUE_POLL_INTERVAL", "REDIS_URL",
		"PREFLIGHT_INTERVAL", "PREFLIGHT_ALLOW", "RETENTION_AGE", "RETENTION_EXECUTIONS", "RETENTION_SESSIONS", "RETENTION_BYTES",
		"MAX_QUEUED", "SHUTDOWN_DELAY", "MAX_ACTIVE_PER_SESSION", "MAX_QUEUED_PER_CLIENT",
	} {
		if strings.Count(err.Error(), "\n  "+name+": ") != 1 {
			t.Errorf("loadConfig() does not name %s once: %v", name, err)
		}
	}
	if strings.Contains(err.Error(), "hunter") {
		t.Errorf("loadConfig() tells a password: %v", err)
	}
}

func TestChecksThatMayFail(t *testing.T) {
	t.Setenv("PREFLIGHT_ALLOW", "network, pids")
	cfg, err := loadConfig()
	if err != nil || !slices.Equal(cfg.PreflightAllow, []string{"network", "pids"}) {
		t.Errorf("loadConfig() = %v, %v, want network and pids", cfg.PreflightAllow, err)
	}
	t.Setenv("PREFLIGHT_ALLOW", "network,disk")
	_, err = loadConfig()
	if err == nil || !strings.Contains(err.Error(), `no check "disk"`) || !strings.Contains(err.Error(), "memory,network,noexec") {
		t.Errorf("loadConfig() = %v, want it to name the mistake and the checks there are", err)
	}
}

func TestConfigDefaults(t *testing.T) {
	for _, name := range []string{"PORT", "WORKER_CONCURRENCY", "DATABASE_URL", "RUN_TIMEOUT", "POOL_SIZE", "HOST"} {
		t.Setenv(name, "") // as compose files set what is not set
	}
	cfg, err := loadConfig()
	if err != nil {
		t.Fatalf("loadConfig() = %v, want nil", err)
	}
	if cfg.Host != "127.0.0.1" || cfg.Port != nil || cfg.RunTimeout != 5*time.Second ||
		cfg.Concurrency != max(2, runtime.NumCPU()) || cfg.PoolSize != docker.Adaptive {
		t.Errorf("loadConfig() = %+v, want the defaults", cfg)
	}
}

// A client may have half of the queue, unless it is said otherwise.
func TestBoundsOfTheEnvironment(t *testing.T) {
	for _, c := range []struct {
		all, ofOne string
		want       persistence.Bounds
	}{
		{"", "", persistence.Bounds{Queued: 10_000, QueuedPerClient: 5_000, ActivePerSession: 2_000}},
		{"1", "", persistence.Bounds{Queued: 1, QueuedPerClient: 1, ActivePerSession: 2_000}},
		{"0", "", persistence.Bounds{ActivePerSession: 2_000}},
		{"8", "0", persistence.Bounds{Queued: 8, ActivePerSession: 2_000}},
		{"8", "3", persistence.Bounds{Queued: 8, QueuedPerClient: 3, ActivePerSession: 2_000}},
	} {
		t.Setenv("MAX_QUEUED", c.all)
		t.Setenv("MAX_QUEUED_PER_CLIENT", c.ofOne)
		cfg, err := loadConfig()
		if got := cfg.bounds(); err != nil || got != c.want {
			t.Errorf("MAX_QUEUED=%s MAX_QUEUED_PER_CLIENT=%s: %+v and error %v, want %+v", c.all, c.ofOne, got, err, c.want)
		}
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	cfg := config{DatabaseURL: "postgres://u:hunter2@h/d", RedisPassword: "hunter2", RedisURL: "redis://:hunter2@h"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if text := fmt.Sprintf(verb, cfg); strings.Contains(text, "hunter2") {
			t.Errorf("Sprintf(%q) tells a secret: %s", verb, text)
		}
		if text := fmt.Sprintf(verb, cfg.RedisPassword); text != "(secret)" {
			t.Errorf("Sprintf(%q) of a secret = %q, want (secret)", verb, text)
		}
	}
}

func TestLimitsOfTheEnvironment(t *testing.T) {
	language := executor.Limits{WallTime: 5 * time.Second, MemoryBytes: 256 << 20, CPUs: 1, Pids: 128, OutputBytes: 1 << 20}
	for _, c := range []struct {
		cfg  config
		want executor.Limits
	}{
		{config{RunTimeout: 5 * time.Second}, language},
		{config{RunTimeout: time.Second, MemoryLimit: 64 << 20, CPULimit: 0.5, PidsLimit: 32, OutputLimit: 2048},
			executor.Limits{WallTime: time.Second, MemoryBytes: 64 << 20, CPUs: 0.5, Pids: 32, OutputBytes: 2048}},
	} {
		if got := c.cfg.limits(language); got != c.want {
			t.Errorf("limits() = %+v, want %+v", got, c.want)
		}
	}
}

func TestRolesSayWhatTheyMiss(t *testing.T) {
	both := role{api: true, worker: true}
	for _, c := range []struct {
		role role
		cfg  config
		want []string // that the error names; none is no error
	}{
		{both, config{}, nil},
		{both, config{DatabaseURL: "postgres://h/d"}, nil},
		{both, config{RedisHost: "h"}, []string{"DATABASE_URL"}},
		{role{api: true}, config{}, []string{"DATABASE_URL", "REDIS_HOST"}},
		{role{worker: true}, config{DatabaseURL: "postgres://h/d"}, []string{"REDIS_HOST"}},
		{role{worker: true}, config{DatabaseURL: "postgres://h/d", RedisURL: "redis://h"}, nil},
	} {
		err := c.cfg.checkRole(c.role)
		if (err == nil) != (c.want == nil) {
			t.Errorf("checkRole(%+v, %+v) = %v, want it to name %v", c.role, c.cfg, err, c.want)
			continue
		}
		for _, name := range c.want {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("checkRole(%+v) = %v, want it to name %s", c.role, err, name)
			}
		}
	}
}
