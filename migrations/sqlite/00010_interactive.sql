-- +goose Up

-- Standard input stays open after stdin, for what clients send while the program
-- runs.
ALTER TABLE execution_inputs ADD COLUMN interactive BOOLEAN NOT NULL DEFAULT FALSE;
