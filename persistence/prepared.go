package persistence

import (
	"context"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
)

// prepared is a statement that each connection parses and plans once, which takes
// Postgres longer than to do what it says. It is for what every run waits for, and
// finds its rows by their keys, so that one plan is good whatever the tables hold.
type prepared struct {
	pool *sqlx.DB
	text string

	mu   sync.Mutex
	made *sqlx.Stmt // lives as long as the pool
}

// get scans the one row of the statement into dest.
func (p *prepared) get(ctx context.Context, dest any, args ...any) error {
	if err := p.prepare(ctx); err != nil {
		return err
	}
	err := p.made.GetContext(ctx, dest, args...)
	if outdated(err) {
		err = p.pool.GetContext(ctx, dest, p.text, args...)
	}
	return err
}

// outdated reports whether the connection has no such statement any more, or one
// that was planned for a column of another type: in both cases nothing was done.
func outdated(err error) bool {
	return pq.As(err, pqerror.FeatureNotSupported, pqerror.InvalidSQLStatementName) != nil
}

// prepare has the statement made, the first time: the tables may come after the pool.
// A call that comes meanwhile may wait for as long as the context of the first one
// lets it.
func (p *prepared) prepare(ctx context.Context) (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil {
		p.made, err = p.pool.PreparexContext(ctx, p.text)
	}
	return err
}
