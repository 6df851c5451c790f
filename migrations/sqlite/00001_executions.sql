-- +goose Up

-- Ids are UUID version 7 in lower case, made by the program, so that they sort
-- by age. Times are whole microseconds since 1970, UTC; the declared type
-- TIMESTAMP is what makes the driver hand them over as times.

CREATE TABLE code_sessions (
    id         TEXT NOT NULL PRIMARY KEY,
    status     TEXT NOT NULL CHECK (status IN ('ACTIVE')),
    created_at TIMESTAMP NOT NULL CHECK (typeof(created_at) = 'integer'),
    updated_at TIMESTAMP NOT NULL CHECK (typeof(updated_at) = 'integer')
);

CREATE TABLE executions (
    id             TEXT NOT NULL PRIMARY KEY,
    session_id     TEXT NOT NULL REFERENCES code_sessions (id) ON DELETE CASCADE,
    code           TEXT NOT NULL,
    language       TEXT NOT NULL,
    status         TEXT NOT NULL
                   CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'TIMEOUT')),
    stdout         TEXT NOT NULL DEFAULT '',
    stderr         TEXT NOT NULL DEFAULT '',
    execution_time INTEGER CHECK (execution_time >= 0), -- milliseconds, null until it has run
    created_at     TIMESTAMP NOT NULL CHECK (typeof(created_at) = 'integer')
);

-- A session's executions, newest first, a page at a time.
CREATE INDEX executions_by_session ON executions (session_id, id);

-- What has not ended yet, oldest first: few rows, however many have ended.
CREATE INDEX executions_unfinished ON executions (id) WHERE status IN ('QUEUED', 'RUNNING');

-- A row only where a run has more than code. Bytes, because a program may read
-- NUL and what is not UTF-8, which text cannot hold.
CREATE TABLE execution_inputs (
    execution_id TEXT NOT NULL PRIMARY KEY REFERENCES executions (id) ON DELETE CASCADE,
    stdin        BLOB NOT NULL
);

-- One row each time a worker takes an execution. An attempt is open until
-- finished_at is set; termination stays null where a worker gave it back. The
-- next attempt may be made once lease_expires_at has passed.
CREATE TABLE execution_attempts (
    execution_id      TEXT NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
    attempt           INTEGER NOT NULL CHECK (attempt >= 1),
    worker_id         TEXT NOT NULL,
    claimed_at        TIMESTAMP NOT NULL CHECK (typeof(claimed_at) = 'integer'),
    lease_expires_at  TIMESTAMP NOT NULL CHECK (typeof(lease_expires_at) = 'integer'),
    started_at        TIMESTAMP CHECK (typeof(started_at) IN ('integer', 'null')),
    finished_at       TIMESTAMP CHECK (typeof(finished_at) IN ('integer', 'null')),
    termination       TEXT CHECK (termination IN ('exited', 'signaled', 'wall_timeout', 'oom',
                          'output_limit', 'cancelled', 'sandbox_error', 'lost')),
    exit_code         INTEGER,
    signal            TEXT NOT NULL DEFAULT '',
    cpu_time_us       INTEGER CHECK (cpu_time_us >= 0),
    peak_memory_bytes INTEGER CHECK (peak_memory_bytes >= 0),
    stdout_bytes      INTEGER NOT NULL DEFAULT 0 CHECK (stdout_bytes >= 0),
    stderr_bytes      INTEGER NOT NULL DEFAULT 0 CHECK (stderr_bytes >= 0),
    stdout_truncated  BOOLEAN NOT NULL DEFAULT FALSE,
    stderr_truncated  BOOLEAN NOT NULL DEFAULT FALSE,
    stdout_lossy      BOOLEAN NOT NULL DEFAULT FALSE,
    stderr_lossy      BOOLEAN NOT NULL DEFAULT FALSE,
    image             TEXT NOT NULL DEFAULT '',
    runtime           TEXT NOT NULL DEFAULT '',
    error             TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (execution_id, attempt),
    CHECK (termination IS NULL OR finished_at IS NOT NULL)
);

-- At most one attempt of an execution is open: the rule every claim relies on.
CREATE UNIQUE INDEX execution_attempts_open ON execution_attempts (execution_id)
    WHERE finished_at IS NULL;

-- A worker that starts looks for the open attempts of its earlier life.
CREATE INDEX execution_attempts_open_by_worker ON execution_attempts (worker_id)
    WHERE finished_at IS NULL;
