-- +goose Up

-- Who asked for a running execution to be stopped asked for it here: its worker
-- may not hear of it otherwise, and whoever comes after that worker must know.
CREATE TABLE execution_cancellations (
    execution_id uuid PRIMARY KEY REFERENCES executions (id) ON DELETE CASCADE,
    requested_at timestamptz NOT NULL
);
