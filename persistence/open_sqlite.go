package persistence

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver called sqlite
)

// openSQLite makes two pools. SQLite has one writer at a time: a pool of one
// connection lets the writers of this process queue in Go, where a context ends
// the wait, and only other processes are waited for inside SQLite. Readers see
// the last commit and wait for nobody.
func openSQLite(cfg Config) (*Store, error) {
	path, err := filepath.Abs(cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("SQLite file: %w", err)
	}
	// Programs and their input are their authors' business.
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("folder of the SQLite file: %w", err)
	}
	write, err := sql.Open(sqlite.driver, sqliteDSN(path, cfg, false))
	if err != nil {
		return nil, fmt.Errorf("SQLite file: %w", err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open(sqlite.driver, sqliteDSN(path, cfg, true))
	if err != nil {
		return nil, fmt.Errorf("SQLite file: %w", err)
	}
	read.SetMaxOpenConns(cfg.MaxOpenConns)
	read.SetMaxIdleConns(cfg.MaxOpenConns)
	return &Store{
		cfg: cfg, dialect: sqlite,
		read: sqlx.NewDb(read, sqlite.driver), write: sqlx.NewDb(write, sqlite.driver),
	}, nil
}

// sqliteDSN names the file and how each connection to it is set up.
func sqliteDSN(path string, cfg Config, readOnly bool) string {
	options := url.Values{
		"_busy_timeout": {strconv.FormatInt(cfg.BusyTimeout.Milliseconds(), 10)},
		"_foreign_keys": {"on"},
		"_synchronous":  {"FULL"}, // a commit is on disk when it returns
		"_query_only":   {strconv.FormatBool(readOnly)},
		"_dqs":          {"false"}, // "text" is a column, never a string
		// Claiming the write lock at BEGIN, not at the first write, spares
		// a transaction from failing after it has read.
		"_txlock": {"immediate"},
		// Times are whole microseconds, in TIMESTAMP columns.
		"_time_integer_format": {"unix_micro"},
		"_inttotime":           {"true"},
	}
	file := url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}
	return file.String()
}
