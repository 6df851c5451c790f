-- +goose Up

-- What waits, session by session: whose turn it is, and how long the queue is.
CREATE INDEX executions_queued ON executions (session_id, id) WHERE status = 'QUEUED';

-- What runs: a few for each worker.
CREATE INDEX executions_running ON executions (session_id) WHERE status = 'RUNNING';
