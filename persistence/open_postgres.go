package persistence

import (
	"database/sql"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// connectTimeout bounds one connection attempt, so that a host that swallows
// packets counts as unavailable.
const connectTimeout = 5 * time.Second

// answerMargin is how much longer than a statement may take its answer may.
const answerMargin = 2 * time.Second

// openPostgres makes one pool for reading and writing.
func openPostgres(cfg Config) (*Store, error) {
	db, err := connectPostgres(cfg)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(cfg.MaxOpenConns)
	db.SetMaxIdleConns(cfg.MaxOpenConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(30 * time.Minute) // follows a failover behind the same name
	pool := sqlx.NewDb(db, postgres.driver)
	return &Store{cfg: cfg, dialect: postgres, read: pool, write: pool}, nil
}

// connectPostgres turns a URL into a pool. The URL holds a password, and the
// parsers quote what they cannot read, so their errors go no further.
func connectPostgres(cfg Config) (*sql.DB, error) {
	parsed, err := url.Parse(cfg.DatabaseURL)
	if err != nil || (parsed.Scheme != "postgres" && parsed.Scheme != "postgresql") {
		return nil, errors.New("DatabaseURL is not a postgres:// URL")
	}
	options, err := pq.NewConfig(cfg.DatabaseURL)
	if err != nil {
		return nil, errors.New("DatabaseURL has an option that cannot be used")
	}
	options = postgresOptions(options, cfg.StatementTimeout)
	c := connector{cfg: options, lost: newLoss()}
	if cfg.StatementTimeout > 0 {
		c.limit = answerTimeout(options.Runtime["statement_timeout"])
	}
	return sql.OpenDB(c), nil
}

// answerTimeout is how long a server may take to answer: longer than a statement
// may, so that where it can it says itself what was wrong. There is none, 0, if
// statements have no bound. What is given is a number of milliseconds or has a
// unit, see https://www.postgresql.org/docs/current/config-setting.html.
func answerTimeout(statementTimeout string) time.Duration {
	text := strings.TrimSpace(statementTimeout)
	number := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz ")
	unit, known := timeUnits[strings.TrimSpace(text[len(number):])]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !known || n <= 0 {
		return 0 // what is none of these, the server refuses
	}
	return time.Duration(n*float64(unit)) + answerMargin
}

var timeUnits = map[string]time.Duration{
	"": time.Millisecond, "us": time.Microsecond, "ms": time.Millisecond,
	"s": time.Second, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
}

// postgresOptions adds to what the URL says, and overrides none of it.
func postgresOptions(o pq.Config, statementTimeout time.Duration) pq.Config {
	o = o.Clone()
	if o.SSLMode == "" {
		o.SSLMode = pq.SSLModePrefer // libpq's default; lib/pq's own would refuse a plain server
	}
	if o.ApplicationName == "" {
		o.ApplicationName = "livecode"
	}
	if o.ConnectTimeout == 0 {
		o.ConnectTimeout = connectTimeout
	}
	o.BinaryParameters = true // one round trip a statement instead of two

	// A worker that stops in the middle of a transaction must not keep its
	// row locks: the server ends a statement, and a transaction that waits
	// for its client, after this long.
	limit := strconv.FormatInt(statementTimeout.Milliseconds(), 10)
	for _, name := range []string{"statement_timeout", "idle_in_transaction_session_timeout"} {
		if _, given := o.Runtime[name]; !given {
			o.Runtime[name] = limit
		}
	}
	return o
}
