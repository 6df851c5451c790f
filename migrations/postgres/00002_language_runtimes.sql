-- +goose Up

-- What the newest worker runs each language in, told for the API, which knows
-- no engine.
CREATE TABLE language_runtimes (
    language   text NOT NULL PRIMARY KEY,
    version    text NOT NULL, -- of the interpreter
    image      text NOT NULL,
    updated_at timestamptz NOT NULL
);
