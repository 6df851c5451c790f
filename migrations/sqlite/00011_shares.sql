-- +goose Up

-- Read-only links, one at most to an execution's record or to a session's draft,
-- with which it goes. The token is kept in plain, for its owner is shown it
-- again; whoever reads this table reads the programs too.
CREATE TABLE shares (
    token        TEXT NOT NULL PRIMARY KEY CHECK (length(token) >= 22), -- 128 bits
    execution_id TEXT UNIQUE REFERENCES executions (id) ON DELETE CASCADE,
    session_id   TEXT UNIQUE REFERENCES code_sessions (id) ON DELETE CASCADE, -- of a draft
    created_at   TIMESTAMP NOT NULL CHECK (typeof(created_at) = 'integer'),
    CHECK ((execution_id IS NULL) <> (session_id IS NULL))
);
