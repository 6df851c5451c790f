package persistence

import (
	"database/sql/driver"
	"errors"
	"io"
	"net"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// postgresUnavailable tells a server out of reach from one that refuses a
// statement: by the network's errors, or by SQLSTATE.
func postgresUnavailable(err error) bool {
	if refused, ok := errors.AsType[*pq.Error](err); ok {
		switch refused.Code.Class() {
		case pqerror.ClassConnectionException, // 08
			pqerror.ClassInsufficientResources, // 53: too many connections, disk full
			pqerror.ClassSystemError,           // 58: I/O error
			pqerror.ClassTransactionRollback:   // 40: a deadlock, a conflict; nothing was written
			return true
		case pqerror.ClassOperatorIntervention: // 57: shut down, starting up, or out of time
			return true
		}
		return refused.Code == pqerror.ReadOnlySQLTransaction // a standby, during a failover
	}
	var network net.Error
	return errors.As(err, &network) ||
		errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// postgresRefused tells a server that knows no such user, password or database:
// a mistake in the URL, or to a Store that was let in before, one that is set up
// anew or takes another's place.
func postgresRefused(err error) bool {
	refused, ok := errors.AsType[*pq.Error](err)
	if !ok {
		return false
	}
	class := refused.Code.Class()
	return class == pqerror.ClassInvalidAuthorizationSpecification || // 28
		class == pqerror.ClassInvalidCatalogName // 3D
}

func postgresMissingParent(err error) bool {
	return pq.As(err, pqerror.ForeignKeyViolation) != nil
}

func postgresDuplicate(err error) bool { return pq.As(err, pqerror.UniqueViolation) != nil }
