// Package persistence keeps sessions, executions and attempts in Postgres or in
// a SQLite file. One [Store] with one set of queries serves both databases;
// what differs between them is a dialect.
//
// Every change of an execution's life is one transaction that locks the row in
// executions first, by updating it, and looks at execution_attempts in a later
// statement. The order is a rule: under Postgres's READ COMMITTED a statement
// that waited for a lock still sees the other rows as they were before it
// waited, and only the next statement sees what the lock's holder wrote.
package persistence
