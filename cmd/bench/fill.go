package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// fillChunk is how many executions one statement stores.
const fillChunk = 50_000

// fill stores n ended executions of the past weeks, each with its attempt, ten
// to a session. Afterwards the tables are in the state to which Postgres would
// bring them in time.
func fill(ctx context.Context, databaseURL string, n int) (err error) {
	db, err := sql.Open("postgres", databaseURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for first := 1; first <= n; first += fillChunk {
		if _, err := db.ExecContext(ctx, fillStatement, first, min(first+fillChunk-1, n)); err != nil {
			return fmt.Errorf("store executions: %w", err)
		}
	}
	for _, statement := range []string{`VACUUM ANALYZE`, `CHECKPOINT`} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// fillStatement stores executions $1 to $2. Their ids are UUIDs of version 7,
// of one execution a second of the past.
const fillStatement = `
WITH numbers AS (
    SELECT n, (n - 1) / 10 * 10 + 1 AS of_session, now() - interval '40 days' + n * interval '1 s' AS at
    FROM generate_series($1::bigint, $2::bigint) AS n
), named AS (
    SELECT n, at,
        (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5('e' || n), 1, 15))::uuid AS id,
        (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint - 4000000000 + of_session), 12, '0') || '7000' || '9'
            || substr(md5('s' || of_session), 1, 15))::uuid AS session
    FROM numbers
), sessions AS (
    INSERT INTO code_sessions (id, status, created_at, updated_at)
    SELECT session, 'ACTIVE', min(at), min(at) FROM named GROUP BY session
), made AS (
    INSERT INTO executions (id, session_id, code, language, status, stdout, execution_time, created_at)
    SELECT id, session, 'print(' || n || ')', CASE n % 2 WHEN 0 THEN 'python' ELSE 'javascript' END,
        'COMPLETED', n || E'\n', 10, at
    FROM named
)
INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at, started_at, finished_at,
    termination, exit_code, cpu_time_us, peak_memory_bytes, stdout_bytes)
SELECT id, 1, 'bench', at, at + interval '20 s', at, at + interval '10 ms', 'exited', 0, 9000, 8000000, 6
FROM named`
