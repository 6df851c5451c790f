package persistence

import (
	"strings"

	"github.com/jmoiron/sqlx"
)

// statement is one SQL text as each database wants it.
type statement struct{ postgres, sqlite string }

// portable makes a statement of SQL that both databases understand.
// Placeholders are written ?, and the database's clock {now}, {now + ?} or
// {now - ?}, where ? is a number of microseconds.
func portable(text string) statement {
	return statement{
		postgres: expand(text, sqlx.DOLLAR, postgresClock),
		sqlite:   expand(text, sqlx.QUESTION, sqliteClock),
	}
}

// A clock holds what to write for {now}, {now + ?} and {now - ?}.
type clock struct{ now, later, ago string }

// Not Postgres's now(), which stands still within a transaction and so lies
// behind by as long as the transaction has waited for a lock.
var postgresClock = clock{
	now:   `clock_timestamp()`,
	later: `(clock_timestamp() + ? * interval '1 microsecond')`,
	ago:   `(clock_timestamp() - ? * interval '1 microsecond')`,
}

// SQLite's clock ticks in milliseconds; the columns count microseconds.
var sqliteClock = clock{
	now:   `(CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000)`,
	later: `(CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000 + ?)`,
	ago:   `(CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000 - ?)`,
}

func expand(text string, bindType int, c clock) string {
	text = strings.NewReplacer("{now}", c.now, "{now + ?}", c.later, "{now - ?}", c.ago).Replace(text)
	return sqlx.Rebind(bindType, text)
}
