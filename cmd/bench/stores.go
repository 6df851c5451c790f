package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	_ "github.com/lib/pq" // the driver called postgres
	"github.com/redis/go-redis/v9"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// stores are a Postgres and a Redis, set up like those of docker-compose.yml:
// what Postgres acknowledges is on disk, and Redis appends to its file.
type stores struct {
	postgres   *postgrestest.Server
	redis      *redistest.Server
	admin      *sql.DB
	postmaster int // process id
	made       int // databases given out
	undo
}

func startStores(ctx context.Context, dir string) (_ *stores, err error) {
	s := new(stores)
	defer func() {
		if err != nil {
			err = errors.Join(err, s.all(ctx))
		}
	}()
	if s.postgres, err = postgrestest.Launch(); err != nil {
		return nil, fmt.Errorf("start Postgres: %w", err)
	}
	s.later(func(context.Context) error { return s.postgres.Close() })
	if s.admin, err = sql.Open("postgres", s.postgres.URL()); err != nil {
		return nil, err
	}
	s.later(func(context.Context) error { return s.admin.Close() })
	if err := s.makeDurable(ctx); err != nil {
		return nil, fmt.Errorf("set Postgres up: %w", err)
	}
	if s.postmaster, err = postmaster(ctx, s.admin); err != nil {
		return nil, fmt.Errorf("find Postgres's first process: %w", err)
	}
	redis.SetLogger(silence{}) // it would tell of each try to reach the server that starts
	files := filepath.Join(dir, "redis")
	if err := os.Mkdir(files, 0o700); err != nil {
		return nil, err
	}
	s.redis, err = redistest.Launch("dir "+files, "appendonly yes", "appendfsync everysec")
	if err != nil {
		return nil, fmt.Errorf("start Redis: %w", err)
	}
	s.later(func(context.Context) error { s.redis.Close(); return nil })
	return s, nil
}

// makeDurable turns on what a server for tests does without.
func (s *stores) makeDurable(ctx context.Context) error {
	for _, statement := range []string{
		`ALTER SYSTEM SET full_page_writes = on`,
		`ALTER SYSTEM SET fsync = on`,
		`ALTER SYSTEM SET synchronous_commit = on`,
		`ALTER SYSTEM SET random_page_cost = 1.1`,
		`SELECT pg_reload_conf()`,
		`CHECKPOINT`,
	} {
		if _, err := s.admin.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// postmaster is the parent of all of Postgres's processes.
func postmaster(ctx context.Context, db *sql.DB) (int, error) {
	var backend int
	if err := db.QueryRowContext(ctx, `SELECT pg_backend_pid()`).Scan(&backend); err != nil {
		return 0, err
	}
	stat, err := readStat(backend)
	return stat.parent, err
}

// version is that of Postgres, with whether it waits for the disk.
func (s *stores) version(ctx context.Context) (version string, err error) {
	err = s.admin.QueryRowContext(ctx, `SELECT 'Postgres ' || current_setting('server_version') || ' with fsync ' || current_setting('fsync')`).Scan(&version)
	return version, err
}

// fresh returns the URLs of an empty database and an empty queue.
func (s *stores) fresh(ctx context.Context) (databaseURL, redisURL string, err error) {
	s.made++
	name := "bench_" + strconv.Itoa(s.made)
	if _, err := s.admin.ExecContext(ctx, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8'`); err != nil {
		return "", "", fmt.Errorf("create database: %w", err)
	}
	databaseURL, err = withPath(s.postgres.URL(), name)
	if err != nil {
		return "", "", err
	}
	redisURL, err = withPath(s.redis.URL(), strconv.Itoa(s.made))
	return databaseURL, redisURL, err
}

func withPath(location, path string) (string, error) {
	u, err := url.Parse(location)
	if err != nil {
		return "", err
	}
	u.Path = "/" + path
	return u.String(), nil
}

// silence is a logger that says nothing.
type silence struct{}

// Printf implements the logger of the Redis client.
func (silence) Printf(context.Context, string, ...any) {}
