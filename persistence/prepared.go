package persistence

import (
	"context"
	"sync"

	"github.com/jmoiron/sqlx"
)

// prepared is a statement that each connection parses and plans once, which takes
// Postgres longer than to do what it says. It is for what every run waits for, and
// finds its rows by their keys, so that one plan is good whatever the tables hold.
type prepared struct {
	pool *sqlx.DB
	text string

	mu   sync.Mutex
	made *sqlx.Stmt
}

// get scans the one row of the statement into dest.
func (p *prepared) get(ctx context.Context, dest any, args ...any) error {
	s, err := p.statement(ctx)
	if err != nil {
		return err
	}
	return s.GetContext(ctx, dest, args...)
}

// statement is not made before it is used: the tables may come after the pool.
func (p *prepared) statement(ctx context.Context) (*sqlx.Stmt, error) {
	if s := p.ready(); s != nil {
		return s, nil
	}
	s, err := p.pool.PreparexContext(ctx, p.text) // nobody waits for who waits here
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made != nil {
		_ = s.Close() // somebody was quicker
	} else {
		p.made = s
	}
	return p.made, nil
}

func (p *prepared) ready() *sqlx.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}
