package persistence

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/edtronaut/livecode/executor"
)

// failure gives err the name of the operation and the kind callers match:
//
//   - what the operation found out itself (not found, not claimable, fenced,
//     a key reused or pending, a stale draft, not shared, not ended, a deleted
//     session) keeps its kind;
//   - once the caller's context has ended, whatever the driver says follows
//     from that, and the context's error is the kind;
//   - a database out of reach is executor.ErrUnavailable, and so is one that
//     refuses a login it took when the Store was opened;
//   - the rest is a mistake of ours.
func (s *Store) failure(ctx context.Context, operation string, err error) error {
	switch {
	case err == nil:
		return nil
	case own(err):
		return fmt.Errorf("%s: %w", operation, err)
	case ctx.Err() != nil && !errors.Is(err, ctx.Err()):
		return fmt.Errorf("%s: %w: %w", operation, ctx.Err(), err)
	case ctx.Err() == nil && s.isUnavailable(err):
		return fmt.Errorf("%s: %w: %w", operation, executor.ErrUnavailable, err)
	default:
		return fmt.Errorf("%s: %w", operation, err)
	}
}

func (s *Store) isUnavailable(err error) bool {
	return s.dialect.unavailable(err) || s.opened && s.dialect.refused != nil && s.dialect.refused(err)
}

// own reports whether err is one of the answers a Store gives.
func own(err error) bool {
	return errors.Is(err, executor.ErrNotFound) ||
		errors.Is(err, executor.ErrNotClaimable) ||
		errors.Is(err, executor.ErrFenced) ||
		errors.Is(err, executor.ErrKeyReused) ||
		errors.Is(err, executor.ErrKeyPending) ||
		errors.Is(err, executor.ErrStale) ||
		errors.Is(err, executor.ErrNotShared) ||
		errors.Is(err, executor.ErrNotEnded) ||
		errors.Is(err, executor.ErrSessionDeleted)
}

// orNotFound turns the absence of a row into executor.ErrNotFound.
func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return executor.ErrNotFound
	}
	return err
}
