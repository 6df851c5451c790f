-- +goose Up

-- When the execution passed each stage, as whole microseconds since 1970 by
-- stage: {"accepted": 1767323045678901, …}. Null while the attempt is open, and
-- where no worker saw its end.
ALTER TABLE execution_attempts ADD COLUMN timeline TEXT CHECK (timeline IS NULL OR json_valid(timeline));
