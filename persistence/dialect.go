package persistence

import "github.com/edtronaut/livecode/migrations"

// dialect is all in which the two databases differ once they are open, beside
// the clock: see [portable].
type dialect struct {
	driver string // as registered with database/sql
	schema migrations.Dialect
	text   func(statement) string

	claimFirst   string // see [claimFirst]; empty where a claim is no round trip
	finishAtOnce string // see [finishAtOnce]; empty likewise

	insertsAtOnce bool // see [insertExecution]

	unavailable   func(error) bool // the database cannot be reached at present
	refused       func(error) bool // the login is refused; nil where there is none
	missingParent func(error) bool // a foreign key names no row
	duplicate     func(error) bool // a primary key names a row that there is
}

var postgres = dialect{
	driver:        "postgres",
	schema:        migrations.Postgres,
	text:          func(s statement) string { return s.postgres },
	claimFirst:    claimFirst,
	finishAtOnce:  finishAtOnce,
	insertsAtOnce: true,
	unavailable:   postgresUnavailable,
	refused:       postgresRefused,
	missingParent: postgresMissingParent,
	duplicate:     postgresDuplicate,
}

var sqlite = dialect{
	driver:        "sqlite",
	schema:        migrations.SQLite,
	text:          func(s statement) string { return s.sqlite },
	unavailable:   sqliteUnavailable,
	missingParent: sqliteMissingParent,
	duplicate:     sqliteDuplicate,
}
