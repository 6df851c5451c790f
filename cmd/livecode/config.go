package main

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// config is the environment, which is read here and nowhere else; only
// Docker's own variables are left to its client.
type config struct {
	Host string `env:"HOST" envDefault:"127.0.0.1" help:"address to listen on"`
	Port uint16 `env:"PORT" envDefault:"3000" help:"port to listen on"`

	DatabaseURL secret `env:"DATABASE_URL" help:"postgres://…; without it, a SQLite file in DATA_DIR"`
	DataDir     string `env:"DATA_DIR" envDefault:"data" help:"folder of what this process keeps"`

	Concurrency int           `env:"WORKER_CONCURRENCY" help:"programs that run at once; by default one for each core, at least 2"`
	RunTimeout  time.Duration `env:"RUN_TIMEOUT" envDefault:"5s" help:"deadline of a program, at most 5s"`
	MemoryLimit byteSize      `env:"MEMORY_LIMIT" help:"memory of a program, such as 256m; by default the language's"`
	CPULimit    float64       `env:"CPU_LIMIT" help:"cores of a program, such as 0.5; by default the language's"`
	PidsLimit   int64         `env:"PIDS_LIMIT" help:"processes and threads of a program; by default the language's"`
	OutputLimit byteSize      `env:"OUTPUT_LIMIT" help:"bytes kept of each of stdout and stderr; by default the language's"`

	SandboxRuntime string `env:"SANDBOX_RUNTIME" help:"another OCI runtime of the engine, such as crun or runsc"`

	LogLevel  zerolog.Level `env:"LOG_LEVEL" envDefault:"info" help:"trace, debug, info, warn or error"`
	LogFormat string        `env:"LOG_FORMAT" envDefault:"json" help:"json, or console for people"`
}

// maxRunTimeout is the deadline that the API promises.
const maxRunTimeout = 5 * time.Second

// The least memory that an interpreter starts with, and the least output that
// is of use.
const (
	minMemory = 32 << 20
	minOutput = 1 << 10
	maxOutput = 16 << 20
)

// loadConfig reads the environment and reports all mistakes in it at once.
func loadConfig() (config, error) {
	var cfg config
	wrong := mistakes(env.ParseWithOptions(&cfg, env.Options{Environment: nonEmpty(), FuncMap: parsers}))
	if cfg.Concurrency == 0 {
		cfg.Concurrency = max(2, runtime.NumCPU())
	}
	for name, err := range cfg.check() {
		if wrong[name] == nil { // one that did not parse has no value to check
			wrong[name] = err
		}
	}
	if len(wrong) == 0 {
		return cfg, nil
	}
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		fmt.Fprintf(&lines, "\n  %s: %v", name, wrong[name])
	}
	return cfg, fmt.Errorf("the environment has mistakes:%s", lines.String())
}

// check finds values that parse but cannot be meant.
func (c *config) check() map[string]error {
	wrong := map[string]error{}
	want := func(name string, ok bool, what string) {
		if !ok {
			wrong[name] = errors.New("want " + what)
		}
	}
	cores := runtime.NumCPU()
	want("DATABASE_URL", c.DatabaseURL == "" || isPostgresURL(string(c.DatabaseURL)), "postgres://user:password@host:port/database")
	want("WORKER_CONCURRENCY", c.Concurrency >= 1 && c.Concurrency <= 1000, "1 to 1000")
	want("RUN_TIMEOUT", c.RunTimeout >= 100*time.Millisecond && c.RunTimeout <= maxRunTimeout, "100ms to 5s")
	want("MEMORY_LIMIT", c.MemoryLimit == 0 || c.MemoryLimit >= minMemory, "at least 32m")
	want("CPU_LIMIT", c.CPULimit == 0 || c.CPULimit >= 0.01 && c.CPULimit <= float64(cores), fmt.Sprintf("0.01 to %d, the cores of this machine", cores))
	want("PIDS_LIMIT", c.PidsLimit == 0 || c.PidsLimit >= 16, "at least 16")
	want("OUTPUT_LIMIT", c.OutputLimit == 0 || c.OutputLimit >= minOutput && c.OutputLimit <= maxOutput, "1k to 16m")
	want("LOG_FORMAT", c.LogFormat == "json" || c.LogFormat == "console", "json or console")
	return wrong
}

func isPostgresURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") && u.Host != ""
}

// limits are l with what the environment sets instead.
func (c *config) limits(l executor.Limits) executor.Limits {
	l.WallTime = min(l.WallTime, c.RunTimeout)
	if c.MemoryLimit > 0 {
		l.MemoryBytes = int64(c.MemoryLimit)
	}
	if c.CPULimit > 0 {
		l.CPUs = c.CPULimit
	}
	if c.PidsLimit > 0 {
		l.Pids = c.PidsLimit
	}
	if c.OutputLimit > 0 {
		l.OutputBytes = int64(c.OutputLimit)
	}
	return l
}
