package chaos

import "database/sql"

// The database itself notes each change of a status, so that one that is
// overwritten shows.
var (
	auditPostgres = []string{
		`CREATE TABLE chaos_transitions (id text, was text, became text)`,
		`CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN INSERT INTO chaos_transitions VALUES (NEW.id, OLD.status, NEW.status); RETURN NULL; END $$`,
		`CREATE TRIGGER chaos_note AFTER UPDATE OF status ON executions FOR EACH ROW EXECUTE FUNCTION chaos_note()`,
	}
	auditSQLite = []string{
		`CREATE TABLE chaos_transitions (id TEXT, was TEXT, became TEXT)`,
		`CREATE TRIGGER chaos_note AFTER UPDATE OF status ON executions
			BEGIN INSERT INTO chaos_transitions VALUES (NEW.id, OLD.status, NEW.status); END`,
	}
)

// audit has the database note what becomes of executions from now on.
func (tr *trial) audit() {
	tr.Helper()
	db, statements := tr.open(), auditPostgres
	if tr.database == "" {
		statements = auditSQLite
	}
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			tr.Fatalf("%s: %v", statement, err)
		}
	}
}

// What must not be: an end that is no end, and one that comes again.
const selectWrong = `
	SELECT id, was, became FROM chaos_transitions
	WHERE was IN ('COMPLETED', 'FAILED', 'TIMEOUT') OR became = 'QUEUED'`

// checkTransitions checks that statuses have only gone forward, and returns how
// many have not.
func (tr *trial) checkTransitions(db *sql.DB) (wrong int) {
	tr.Helper()
	rows, err := db.Query(selectWrong)
	if err != nil {
		tr.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, was, became string
		if err := rows.Scan(&id, &was, &became); err != nil {
			tr.Fatal(err)
		}
		wrong++
		tr.Errorf("execution %s went from %s to %s", id, was, became)
	}
	if err := rows.Err(); err != nil {
		tr.Fatal(err)
	}
	return wrong
}
