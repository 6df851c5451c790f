-- +goose Up

-- Which API key a session belongs to. A session without a row belongs to
-- nobody: it was made while there were no keys.
CREATE TABLE session_owners (
    session_id TEXT NOT NULL PRIMARY KEY REFERENCES code_sessions (id) ON DELETE CASCADE,
    key_name   TEXT NOT NULL CHECK (key_name <> '')
);

-- Requests that carried an Idempotency-Key, for as long as it counts. id is a
-- hash over the key and its client, so that neither is kept in plain.
--
-- The session is made after its row here, by which two requests find out whose
-- is first: hence the check at the end of the transaction. execution_id is no
-- foreign key: a key outlives the execution it stands for, or else a program
-- that was deleted could run again.
CREATE TABLE idempotency_keys (
    id            BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    fingerprint   BLOB NOT NULL CHECK (length(fingerprint) = 32), -- of the request
    session_id    TEXT NOT NULL REFERENCES code_sessions (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    execution_id  TEXT, -- null where a session was made
    created_at    TIMESTAMP NOT NULL CHECK (typeof(created_at) = 'integer'),
    pending_until TIMESTAMP CHECK (typeof(pending_until) IN ('integer', 'null')) -- the first request may be under way until then, unless null
);

-- Deleting a session, and forgetting the oldest.
CREATE INDEX idempotency_keys_by_session ON idempotency_keys (session_id);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
