package postgrestest_test

import (
	"database/sql"
	"testing"

	"github.com/edtronaut/livecode/persistence/postgrestest"
)

func TestNewGivesEachCallItsOwnDatabase(t *testing.T) {
	t.Parallel()
	first, second := open(t, postgrestest.New(t)), open(t, postgrestest.New(t))
	if _, err := first.ExecContext(t.Context(), `CREATE TABLE mine (id integer)`); err != nil {
		t.Fatalf("create table in the first database: %v", err)
	}
	var found sql.NullString
	const query = `SELECT to_regclass('mine')::text`
	if err := second.QueryRowContext(t.Context(), query).Scan(&found); err != nil || found.Valid {
		t.Errorf("%s in the second database: got %q, %v; want null", query, found.String, err)
	}
}

func TestServerRestartsOnTheSamePort(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	url := server.URL()
	server.Stop(t)
	if err := open(t, url).PingContext(t.Context()); err == nil {
		t.Error("Ping of a stopped server: got no error")
	}
	server.Restart(t)
	if err := open(t, url).PingContext(t.Context()); err != nil {
		t.Errorf("Ping of the restarted server: %v", err)
	}
}

func TestKilledServerKeepsWhatItHasPromised(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t, "synchronous_commit = on")
	db := open(t, server.URL())
	for _, statement := range []string{`CREATE TABLE promised (id integer)`, `INSERT INTO promised VALUES (7)`} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	server.Kill(t)
	if err := db.PingContext(t.Context()); err == nil {
		t.Error("Ping of a killed server: got no error")
	}
	server.Restart(t)
	var id int
	if err := db.QueryRowContext(t.Context(), `SELECT id FROM promised`).Scan(&id); err != nil || id != 7 {
		t.Errorf("after the restart: %d, %v, want 7", id, err)
	}
}

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatalf("sql.Open: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
