-- +goose Up

-- What was left out of an output: after how many bytes of its text, as UTF-8,
-- and how many of the bytes that the program wrote. None where nothing was, and
-- in rows of a worker that does not count it yet. oom_kills are the processes of
-- the run that the kernel killed for memory.
ALTER TABLE execution_attempts ADD COLUMN stdout_gap_at    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE execution_attempts ADD COLUMN stdout_gap_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE execution_attempts ADD COLUMN stderr_gap_at    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE execution_attempts ADD COLUMN stderr_gap_bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE execution_attempts ADD COLUMN oom_kills        INTEGER NOT NULL DEFAULT 0;
