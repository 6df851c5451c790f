package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/persistence"
)

// config is the environment, which is read here and nowhere else; only
// Docker's own variables are left to its client.
type config struct {
	Host string  `env:"HOST" envDefault:"127.0.0.1" help:"address to listen on"`
	Port *uint16 `env:"PORT" help:"port to listen on; a worker listens, for health checks and metrics alone, only if it is set (3000)"`

	HostBind       string      `env:"HOST_BIND" help:"where a container engine publishes PORT, if one does; what is said of HOST without API keys goes by it"`
	APIKeys        apiKeys     `env:"API_KEYS" help:"NAME:SHA256 of the keys that clients need, with commas between; livecode keys new makes one; without any, whoever reaches the API may use it"`
	APIKeysFile    apiKeysFile `env:"API_KEYS_FILE" help:"a file with more of them, one a line"`
	CORSOrigins    origins     `env:"CORS_ORIGINS" help:"other sites whose pages may use the API, such as https://example.com, with commas between; or *"`
	TrustedProxies networks    `env:"TRUSTED_PROXIES" help:"addresses or networks whose X-Forwarded-For or Forwarded is believed, with commas between"`
	RateLimit      submitRate  `env:"RATE_LIMIT" help:"sessions and runs that a client may submit, such as 5/s or 100/m; without it, any number"`
	RateBurst      int         `env:"RATE_BURST" help:"how many of them at once; by default those of ten seconds"`

	ShutdownDelay time.Duration `env:"SHUTDOWN_DELAY" envDefault:"0s" help:"how long an API that is to end still takes requests while /readyz says no, so that a load balancer can turn to another; at most 1m"`

	DatabaseURL   secret `env:"DATABASE_URL" help:"postgres://…; without it, a SQLite file in DATA_DIR"`
	DatabaseConns int    `env:"DATABASE_MAX_CONNS" envDefault:"10" help:"connections to the database, at most"`
	DataDir       string `env:"DATA_DIR" envDefault:"data" help:"folder of what this process keeps"`

	MaxQueued int64  `env:"MAX_QUEUED" envDefault:"10000" help:"executions that may wait, of all clients; 0 for any number"`
	MaxOfOne  *int64 `env:"MAX_QUEUED_PER_CLIENT" help:"executions of a client, a key or else a network, that may wait; by default half of MAX_QUEUED; 0 for any number"`
	MaxActive int64  `env:"MAX_ACTIVE_PER_SESSION" envDefault:"2000" help:"executions of a session that may wait or run; 0 for any number"`

	RetentionAge        days     `env:"RETENTION_AGE" help:"how long executions are kept, and sessions that hold none, such as 30d or 12h; without it, for ever"`
	RetentionExecutions int64    `env:"RETENTION_EXECUTIONS" help:"how many executions are kept, the newest; without it, all"`
	RetentionSessions   int64    `env:"RETENTION_SESSIONS" help:"how many sessions are kept, the newest, beside those that hold executions; without it, all"`
	RetentionBytes      byteSize `env:"RETENTION_BYTES" help:"how much of executions is kept, the newest, such as 10g: code, input, output and 1k for each; without it, all"`

	RedisHost     string        `env:"REDIS_HOST" help:"host of the Redis that holds the queue; without it, the queue is in process"`
	RedisPort     uint16        `env:"REDIS_PORT" envDefault:"6379" help:"its port"`
	RedisPassword secret        `env:"REDIS_PASSWORD" help:"its password"`
	RedisURL      secret        `env:"REDIS_URL" help:"instead of the three: redis://, rediss:// (TLS), redis-socket:// or redis-sentinel://"`
	QueuePoll     time.Duration `env:"QUEUE_POLL_INTERVAL" envDefault:"500ms" help:"how often an idle worker asks Redis for tasks that it has not been told of"`

	Concurrency int           `env:"WORKER_CONCURRENCY" help:"programs that run at once; by default one for each core, at least 2"`
	PoolSize    int           `env:"POOL_SIZE" envDefault:"-1" help:"warm containers kept of each language; -1 follows demand"`
	PoolMemory  byteSize      `env:"POOL_MEMORY" help:"memory that warm containers may take together where their number follows demand, such as 200m; by default an eighth of the machine's, at most 512m"`
	RunTimeout  time.Duration `env:"RUN_TIMEOUT" envDefault:"5s" help:"deadline of a program, at most 5s"`
	MemoryLimit byteSize      `env:"MEMORY_LIMIT" help:"memory of a program, such as 256m; by default the language's"`
	CPULimit    float64       `env:"CPU_LIMIT" help:"cores of a program, such as 0.5; by default the language's"`
	PidsLimit   int64         `env:"PIDS_LIMIT" help:"processes and threads of a program; by default the language's"`
	OutputLimit byteSize      `env:"OUTPUT_LIMIT" help:"bytes kept of each of stdout and stderr; by default the language's"`

	SandboxRuntime string        `env:"SANDBOX_RUNTIME" help:"another OCI runtime of the engine, such as crun or runsc"`
	PreflightEvery time.Duration `env:"PREFLIGHT_INTERVAL" envDefault:"5m" help:"how often a worker has it proven what the sandbox promises"`
	PreflightAllow checkNames    `env:"PREFLIGHT_ALLOW" help:"checks of these promises that may fail, such as seccomp,cpu; programs then run without"`

	LogLevel  zerolog.Level `env:"LOG_LEVEL" envDefault:"info" help:"trace, debug, info, warn or error"`
	LogFormat string        `env:"LOG_FORMAT" envDefault:"json" help:"json, or console for people"`
}

// maxRunTimeout is the deadline that the API promises.
const maxRunTimeout = 5 * time.Second

// defaultPort is that of everything that serves the API.
const defaultPort = 3000

// The least memory that an interpreter starts with, and the least for a pool
// and for output that is of use.
const (
	minMemory     = 32 << 20
	minPoolMemory = 64 << 20 // one warm container of each language, with room
	minOutput     = 1 << 10
	maxOutput     = 16 << 20
	minRetention  = 1 << 20
)

// maxAge is as long as any service will run.
const maxAge = 36500 * 24 * time.Hour

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
	want("RATE_BURST", c.RateBurst == 0 || c.RateLimit > 0 && within(c.RateBurst, 1, 1_000_000), "1 to 1000000, beside RATE_LIMIT")
	want("SHUTDOWN_DELAY", within(c.ShutdownDelay, 0, time.Minute), "0s to 1m")
	want("DATABASE_URL", c.DatabaseURL == "" || isPostgresURL(string(c.DatabaseURL)), "postgres://user:password@host:port/database")
	want("DATABASE_MAX_CONNS", within(c.DatabaseConns, 2, 1000), "2 to 1000")
	want("MAX_QUEUED", c.MaxQueued >= 0, "0 or more")
	want("MAX_QUEUED_PER_CLIENT", c.MaxOfOne == nil || *c.MaxOfOne >= 0, "0 or more")
	want("MAX_ACTIVE_PER_SESSION", c.MaxActive >= 0, "0 or more")
	want("RETENTION_AGE", c.RetentionAge == 0 || within(time.Duration(c.RetentionAge), time.Hour, maxAge), "1h to 36500d")
	want("RETENTION_EXECUTIONS", c.RetentionExecutions >= 0, "1 or more")
	want("RETENTION_SESSIONS", c.RetentionSessions >= 0, "1 or more")
	want("RETENTION_BYTES", c.RetentionBytes == 0 || c.RetentionBytes >= minRetention, "at least 1m")
	want("REDIS_URL", c.RedisURL == "" || c.RedisHost == "", "either REDIS_URL or REDIS_HOST, not both")
	want("QUEUE_POLL_INTERVAL", within(c.QueuePoll, time.Millisecond, 10*time.Second), "1ms to 10s")
	want("WORKER_CONCURRENCY", within(c.Concurrency, 1, 1000), "1 to 1000")
	want("POOL_SIZE", within(c.PoolSize, docker.Adaptive, 1000), "0 to 1000, or -1")
	want("POOL_MEMORY", c.PoolMemory == 0 || within(c.PoolMemory, minPoolMemory, math.MaxInt64), "at least 64m, or POOL_SIZE=0 for no warm containers")
	want("RUN_TIMEOUT", within(c.RunTimeout, 100*time.Millisecond, maxRunTimeout), "100ms to 5s")
	want("MEMORY_LIMIT", c.MemoryLimit == 0 || within(c.MemoryLimit, minMemory, math.MaxInt64), "at least 32m")
	want("CPU_LIMIT", c.CPULimit == 0 || within(c.CPULimit, 0.01, float64(cores)), fmt.Sprintf("0.01 to %d, the cores of this machine", cores))
	want("PIDS_LIMIT", c.PidsLimit == 0 || within(c.PidsLimit, 16, math.MaxInt64), "at least 16")
	want("OUTPUT_LIMIT", c.OutputLimit == 0 || within(c.OutputLimit, minOutput, maxOutput), "1k to 16m")
	want("PREFLIGHT_INTERVAL", within(c.PreflightEvery, time.Second, time.Hour), "1s to 1h")
	want("LOG_FORMAT", c.LogFormat == "json" || c.LogFormat == "console", "json or console")
	return wrong
}

func within[T cmp.Ordered](v, least, most T) bool { return least <= v && v <= most }

// bounds are how much may be there at once. Nobody fills the queue alone unless the
// operator lets them.
func (c *config) bounds() persistence.Bounds {
	ofOne := (c.MaxQueued + 1) / 2
	if c.MaxOfOne != nil {
		ofOne = *c.MaxOfOne
	}
	return persistence.Bounds{Queued: c.MaxQueued, QueuedPerClient: ofOne, ActivePerSession: c.MaxActive}
}

// budget is how much is kept.
func (c *config) budget() budget {
	return budget{
		Age: time.Duration(c.RetentionAge), Executions: c.RetentionExecutions,
		Sessions: c.RetentionSessions, Bytes: int64(c.RetentionBytes),
	}
}

// hasRedis reports whether the queue is in Redis.
func (c *config) hasRedis() bool { return c.RedisHost != "" || c.RedisURL != "" }

// checkRole finds what is missing for the parts of r to find each other.
func (c *config) checkRole(r role) error {
	alone := r.api && r.worker
	var missing []string
	if c.DatabaseURL == "" && (!alone || c.hasRedis()) {
		missing = append(missing, "DATABASE_URL (postgres://user:password@host:port/database)")
	}
	if !c.hasRedis() && !alone {
		missing = append(missing, "REDIS_HOST (or REDIS_URL)")
	}
	if len(missing) == 0 {
		return nil
	}
	return fmt.Errorf("API and worker meet in Postgres and Redis: set %s; `livecode serve` needs neither", strings.Join(missing, " and "))
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
