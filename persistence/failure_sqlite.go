package persistence

import (
	"errors"

	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"
)

// sqliteUnavailable tells a file that cannot be used at present, because
// another process holds it or the disk fails or is full, from a mistake.
func sqliteUnavailable(err error) bool {
	switch sqliteCode(err) & 0xff { // the low byte is the primary code
	case code.SQLITE_BUSY, code.SQLITE_LOCKED, code.SQLITE_PROTOCOL,
		code.SQLITE_FULL, code.SQLITE_IOERR, code.SQLITE_CANTOPEN, code.SQLITE_READONLY:
		return true
	}
	return false
}

func sqliteMissingParent(err error) bool {
	return sqliteCode(err) == code.SQLITE_CONSTRAINT_FOREIGNKEY
}

func sqliteDuplicate(err error) bool { return sqliteCode(err) == code.SQLITE_CONSTRAINT_PRIMARYKEY }

// sqliteCode is the extended result code, or SQLITE_OK for another error.
func sqliteCode(err error) int {
	if failed, ok := errors.AsType[*driver.Error](err); ok {
		return failed.Code()
	}
	return code.SQLITE_OK
}
