-- +goose Up

-- Standard input stays open after stdin, for what clients send while the program
-- runs.
ALTER TABLE execution_inputs ADD COLUMN interactive boolean NOT NULL DEFAULT FALSE;
