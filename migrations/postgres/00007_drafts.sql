-- +goose Up

-- What a session's editor holds, saved while somebody types. The revision
-- counts from 1 and tells a client whether the draft is still the one it knows.
CREATE TABLE session_drafts (
    session_id uuid PRIMARY KEY REFERENCES code_sessions (id) ON DELETE CASCADE,
    language   text NOT NULL DEFAULT '', -- empty until a client has said it
    code       text NOT NULL DEFAULT '',
    revision   bigint NOT NULL CHECK (revision >= 1),
    updated_at timestamptz NOT NULL
);
