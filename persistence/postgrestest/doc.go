// Package postgrestest gives tests a Postgres of their own. It runs the
// server's installed programs on a throw-away cluster, one a test binary, and
// leaves nothing behind, however the test binary ends.
//
// The environment variable TEST_DATABASE_URL names a server to use instead; its
// user must be allowed to create databases.
package postgrestest
