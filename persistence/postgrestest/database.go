package postgrestest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq" // the driver called postgres
)

// createDatabase makes a database on the server at adminURL until t ends.
func createDatabase(t testing.TB, adminURL string) (databaseURL string) {
	t.Helper()
	location, err := url.Parse(adminURL)
	if err != nil {
		t.Fatal("postgrestest: TEST_DATABASE_URL is not a URL")
	}
	name := "livecode_test_" + strings.ToLower(rand.Text())
	// template0, unlike template1, nobody can be connected to.
	administer(t, adminURL, `CREATE DATABASE `+name+` TEMPLATE template0 ENCODING 'UTF8'`)
	t.Cleanup(func() { administer(t, adminURL, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`) })
	location.Path = "/" + name
	return location.String()
}

// administer runs one statement, with a bound of its own because a test's
// context has ended by the time of its cleanup.
func administer(t testing.TB, adminURL, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	db, err := sql.Open("postgres", adminURL)
	if err != nil {
		t.Fatalf("postgrestest: %v", err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, statement); err != nil {
		t.Fatalf("postgrestest: %s: %v", statement, err)
	}
}
