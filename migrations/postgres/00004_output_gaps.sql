-- +goose Up

-- What was left out of an output: after how many bytes of its text, as UTF-8,
-- and how many of the bytes that the program wrote. None where nothing was, and
-- in rows of a worker that does not count it yet. oom_kills are the processes of
-- the run that the kernel killed for memory.
--
-- Constant defaults and no checks: the table is neither rewritten nor scanned.
ALTER TABLE execution_attempts
    ADD COLUMN stdout_gap_at    bigint NOT NULL DEFAULT 0,
    ADD COLUMN stdout_gap_bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN stderr_gap_at    bigint NOT NULL DEFAULT 0,
    ADD COLUMN stderr_gap_bytes bigint NOT NULL DEFAULT 0,
    ADD COLUMN oom_kills        bigint NOT NULL DEFAULT 0;
