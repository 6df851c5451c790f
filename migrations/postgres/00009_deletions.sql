-- +goose Up

-- Sessions that are deleted and still hold rows. To clients they do not exist;
-- what is left of them goes in batches, and the session last.
CREATE TABLE session_deletions (
    session_id   uuid PRIMARY KEY REFERENCES code_sessions (id) ON DELETE CASCADE,
    requested_at timestamptz NOT NULL
);

-- What one process at a time does for all, and until when it is this one's.
CREATE TABLE duties (
    name       text NOT NULL PRIMARY KEY,
    holder     text NOT NULL,
    held_until timestamptz NOT NULL
);
