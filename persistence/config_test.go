package persistence

import (
	"strings"
	"testing"
)

func TestOpenRefusesABadConfig(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"nothing":           {},
		"two databases":     {DatabaseURL: "postgres://localhost", Path: "x.db"},
		"a negative number": {Path: "x.db", MaxOpenConns: -1},
	} {
		if _, err := Open(t.Context(), cfg); err == nil {
			t.Errorf("Open with %s: got no error", name)
		}
	}
}

// The parsers of URLs quote what they cannot read.
func TestOpenNeverPrintsThePassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://user:s3cret@host:port/db",
		"postgres://user:s3cret@ho st/db",
		"postgres://user:s3cret%zz@host/db",
		"mysql://user:s3cret@host/db",
		"s3cret",
		"postgres://user:s3cret@127.0.0.1:1/db?sslmode=s3cret",
		"postgres://user:s3cret@127.0.0.1:1/db",
	} {
		_, err := Open(t.Context(), Config{DatabaseURL: url})
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("Open(%s): got error %v, want one without the password", url, err)
		}
	}
}
