package persistence

import (
	"context"
	"database/sql/driver"
)

// pqConn is what database/sql finds in a connection of lib/pq.
type pqConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.Pinger
	driver.QueryerContext
	driver.SessionResetter
	driver.Validator
}

// connection is one of lib/pq's that is thrown away if there is reason to think
// that nobody is at its other end.
type connection struct {
	pqConn

	socket *socket
}

// BeginTx has ctx bound BEGIN too, of which lib/pq takes no notice.
func (c connection) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	defer context.AfterFunc(ctx, c.socket.hurry)()
	return c.pqConn.BeginTx(ctx, opts)
}

// IsValid is asked before the connection goes back into the pool.
func (c connection) IsValid() bool { return c.pqConn.IsValid() && !c.socket.hurried() }

// ResetSession is called before the connection is used again.
func (c connection) ResetSession(ctx context.Context) error {
	if c.socket.doubtful() {
		return driver.ErrBadConn
	}
	return c.pqConn.ResetSession(ctx)
}
