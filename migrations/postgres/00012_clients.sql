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
    execution_id uuid PRIMARY KEY REFERENCES executions (id) ON DELETE CASCADE,
    client       text COLLATE "C" NOT NULL CHECK (client <> ''),
    session_id   uuid NOT NULL,
    waits        boolean NOT NULL DEFAULT TRUE
);

-- What waits, client by client, and of each session by session.
CREATE INDEX execution_clients_waiting ON execution_clients (client, session_id, execution_id) WHERE waits;

-- What runs: a few for each worker.
CREATE INDEX execution_clients_running ON execution_clients (client) WHERE NOT waits;

-- The client is what the transaction has said, if it has.
--
-- +goose StatementBegin
CREATE FUNCTION execution_has_come() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text := current_setting('livecode.client', true);
BEGIN
    IF coalesce(said, '') = '' THEN
        SELECT key_name INTO said FROM session_owners WHERE session_id = NEW.session_id;
    END IF;
    INSERT INTO execution_clients (execution_id, client, session_id, waits)
    VALUES (NEW.id, coalesce(said, NEW.session_id::text), NEW.session_id, NEW.status = 'QUEUED');
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION execution_has_gone_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = 'RUNNING' THEN
        UPDATE execution_clients SET waits = FALSE WHERE execution_id = NEW.id;
    ELSE
        DELETE FROM execution_clients WHERE execution_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER execution_has_come AFTER INSERT ON executions
    FOR EACH ROW WHEN (NEW.status IN ('QUEUED', 'RUNNING')) EXECUTE FUNCTION execution_has_come();

CREATE TRIGGER execution_has_gone_on AFTER UPDATE OF status ON executions
    FOR EACH ROW WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION execution_has_gone_on();

-- Nobody else can add to them before this transaction ends.
INSERT INTO execution_clients (execution_id, client, session_id, waits)
SELECT e.id, coalesce(o.key_name, e.session_id::text), e.session_id, e.status = 'QUEUED'
FROM executions e LEFT JOIN session_owners o ON o.session_id = e.session_id
WHERE e.status IN ('QUEUED', 'RUNNING');
