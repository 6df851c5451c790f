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

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatalf("sql.Open: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
