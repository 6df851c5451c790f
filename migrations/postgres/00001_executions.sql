-- +goose Up

-- Ids are UUID version 7, made by the program, so that they sort by age. Times
-- are the database's own clock, so that no two writers need agree on theirs.

CREATE TABLE code_sessions (
    id         uuid PRIMARY KEY,
    status     text NOT NULL CHECK (status IN ('ACTIVE')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE executions (
    id             uuid PRIMARY KEY,
    session_id     uuid NOT NULL REFERENCES code_sessions (id) ON DELETE CASCADE,
    code           text NOT NULL,
    language       text NOT NULL,
    status         text NOT NULL
                   CHECK (status IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'TIMEOUT')),
    stdout         text NOT NULL DEFAULT '',
    stderr         text NOT NULL DEFAULT '',
    execution_time integer CHECK (execution_time >= 0), -- milliseconds, null until it has run
    created_at     timestamptz NOT NULL
);

-- A session's executions, newest first, a page at a time.
CREATE INDEX executions_by_session ON executions (session_id, id);

-- What has not ended yet, oldest first: few rows, however many have ended.
CREATE INDEX executions_unfinished ON executions (id) WHERE status IN ('QUEUED', 'RUNNING');

-- A row only where a run has more than code. Bytes, because a program may read
-- NUL and what is not UTF-8, which text cannot hold.
CREATE TABLE execution_inputs (
    execution_id uuid PRIMARY KEY REFERENCES executions (id) ON DELETE CASCADE,
    stdin        bytea NOT NULL
);

-- One row each time a worker takes an execution. An attempt is open until
-- finished_at is set; termination stays null where a worker gave it back. The
-- next attempt may be made once lease_expires_at has passed.
CREATE TABLE execution_attempts (
    execution_id      uuid NOT NULL REFERENCES executions (id) ON DELETE CASCADE,
    attempt           integer NOT NULL CHECK (attempt >= 1),
    worker_id         text NOT NULL,
    claimed_at        timestamptz NOT NULL,
    lease_expires_at  timestamptz NOT NULL,
    started_at        timestamptz,
    finished_at       timestamptz,
    termination       text CHECK (termination IN ('exited', 'signaled', 'wall_timeout', 'oom',
                          'output_limit', 'cancelled', 'sandbox_error', 'lost')),
    exit_code         integer,
    signal            text NOT NULL DEFAULT '',
    cpu_time_us       bigint CHECK (cpu_time_us >= 0),
    peak_memory_bytes bigint CHECK (peak_memory_bytes >= 0),
    stdout_bytes      bigint NOT NULL DEFAULT 0 CHECK (stdout_bytes >= 0),
    stderr_bytes      bigint NOT NULL DEFAULT 0 CHECK (stderr_bytes >= 0),
    stdout_truncated  boolean NOT NULL DEFAULT false,
    stderr_truncated  boolean NOT NULL DEFAULT false,
    stdout_lossy      boolean NOT NULL DEFAULT false,
    stderr_lossy      boolean NOT NULL DEFAULT false,
    image             text NOT NULL DEFAULT '',
    runtime           text NOT NULL DEFAULT '',
    error             text NOT NULL DEFAULT '',
    PRIMARY KEY (execution_id, attempt),
    CHECK (termination IS NULL OR finished_at IS NOT NULL)
);

-- At most one attempt of an execution is open: the rule every claim relies on.
CREATE UNIQUE INDEX execution_attempts_open ON execution_attempts (execution_id)
    WHERE finished_at IS NULL;

-- A worker that starts looks for the open attempts of its earlier life.
CREATE INDEX execution_attempts_open_by_worker ON execution_attempts (worker_id)
    WHERE finished_at IS NULL;
