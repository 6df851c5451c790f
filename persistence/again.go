package persistence

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// orStored makes nothing of the failure of an insert outside a transaction whose
// row is there, and is the one that was to be inserted. Where a connection breaks
// before the answer has come, database/sql tries the statement again on another,
// and does not say so.
func (s *Store) orStored(err error, same func() bool) error {
	if err != nil && s.dialect.duplicate(err) && same() {
		return nil
	}
	return err
}

// isStored reports whether the execution with e's id is e.
func (s *Store) isStored(ctx context.Context, e executor.Execution) bool {
	found, err := s.Execution(ctx, e.ID)
	return err == nil && found.SessionID == e.SessionID && found.Code == e.Code && found.Language == e.Language
}
