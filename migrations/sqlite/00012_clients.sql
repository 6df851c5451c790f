-- +goose Up

-- Whose each execution is that has not ended: what capacity is shared out by. A
-- client is an API key's name, or else a hash of the network that the execution
-- was submitted from. session_id is that of the execution, here once more so that
-- one index tells the order; what does not wait runs.
--
-- The database itself keeps this table to what has not ended, so that no version
-- of the program can leave anything in it, and what an earlier one submits is in
-- it too: for the owner of the session, or else for the session.
CREATE TABLE execution_clients (
    execution_id TEXT NOT NULL PRIMARY KEY REFERENCES executions (id) ON DELETE CASCADE,
    client       TEXT NOT NULL CHECK (client <> ''),
    session_id   TEXT NOT NULL,
    waits        BOOLEAN NOT NULL DEFAULT TRUE
);

-- What waits, client by client, and of each session by session.
CREATE INDEX execution_clients_waiting ON execution_clients (client, session_id, execution_id) WHERE waits;

-- What runs: a few for each worker.
CREATE INDEX execution_clients_running ON execution_clients (client) WHERE NOT waits;

-- +goose StatementBegin
CREATE TRIGGER execution_has_come AFTER INSERT ON executions WHEN NEW.status IN ('QUEUED', 'RUNNING')
BEGIN
    INSERT INTO execution_clients (execution_id, client, session_id, waits)
    VALUES (NEW.id,
            coalesce((SELECT key_name FROM session_owners WHERE session_id = NEW.session_id), NEW.session_id),
            NEW.session_id,
            NEW.status = 'QUEUED');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER execution_has_begun AFTER UPDATE OF status ON executions WHEN NEW.status = 'RUNNING' AND OLD.status <> 'RUNNING'
BEGIN
    UPDATE execution_clients SET waits = FALSE WHERE execution_id = NEW.id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER execution_has_ended AFTER UPDATE OF status ON executions WHEN NEW.status NOT IN ('QUEUED', 'RUNNING')
BEGIN
    DELETE FROM execution_clients WHERE execution_id = NEW.id;
END;
-- +goose StatementEnd

INSERT INTO execution_clients (execution_id, client, session_id, waits)
SELECT e.id, coalesce(o.key_name, e.session_id), e.session_id, e.status = 'QUEUED'
FROM executions e LEFT JOIN session_owners o ON o.session_id = e.session_id
WHERE e.status IN ('QUEUED', 'RUNNING');
