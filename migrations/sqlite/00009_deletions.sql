-- +goose Up

-- Sessions that are deleted and still hold rows. To clients they do not exist;
-- what is left of them goes in batches, and the session last.
CREATE TABLE session_deletions (
    session_id   TEXT NOT NULL PRIMARY KEY REFERENCES code_sessions (id) ON DELETE CASCADE,
    requested_at TIMESTAMP NOT NULL CHECK (typeof(requested_at) = 'integer')
);

-- What one process at a time does for all, and until when it is this one's.
CREATE TABLE duties (
    name       TEXT NOT NULL PRIMARY KEY,
    holder     TEXT NOT NULL,
    held_until TIMESTAMP NOT NULL CHECK (typeof(held_until) = 'integer')
);
