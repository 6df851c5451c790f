package postgrestest

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// errMissing says how to get what the tests need.
var errMissing = errors.New("no Postgres server is installed (initdb and pg_ctl are neither in PATH " +
	"nor below /usr/lib/postgresql); install one, such as with `apt-get install postgresql`, " +
	"or set TEST_DATABASE_URL to a server whose user may create databases")

// findPrograms returns the folder that holds initdb and pg_ctl: PATH's first,
// or Debian's with the highest version, which is not in PATH.
func findPrograms() (dir string, err error) {
	var candidates []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			candidates = append(candidates, filepath.Dir(real))
		}
	}
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.SortFunc(installed, func(a, b string) int { return version(b) - version(a) })
	for _, dir := range append(candidates, installed...) {
		if isFile(dir, "initdb") && isFile(dir, "pg_ctl") && isFile(dir, "postgres") {
			return dir, nil
		}
	}
	return "", errMissing
}

// version is the 17 of /usr/lib/postgresql/17/bin.
func version(dir string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir))) // 0 sorts last
	return n
}

func isFile(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	return err == nil && info.Mode().IsRegular()
}
