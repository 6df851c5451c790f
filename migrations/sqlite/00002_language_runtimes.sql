-- +goose Up

-- What the newest worker runs each language in, told for the API, which knows
-- no engine.
CREATE TABLE language_runtimes (
    language   TEXT NOT NULL PRIMARY KEY,
    version    TEXT NOT NULL, -- of the interpreter
    image      TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL CHECK (typeof(updated_at) = 'integer')
);
