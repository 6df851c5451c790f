-- +goose Up

-- What a session's editor holds, saved while somebody types. The revision
-- counts from 1 and tells a client whether the draft is still the one it knows.
CREATE TABLE session_drafts (
    session_id TEXT NOT NULL PRIMARY KEY REFERENCES code_sessions (id) ON DELETE CASCADE,
    language   TEXT NOT NULL DEFAULT '', -- empty until a client has said it
    code       TEXT NOT NULL DEFAULT '',
    revision   INTEGER NOT NULL CHECK (revision >= 1),
    updated_at TIMESTAMP NOT NULL CHECK (typeof(updated_at) = 'integer')
);
