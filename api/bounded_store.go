package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// storeTimeout bounds each call of the Store, so that a database that hangs
// costs the client a 503 and not a connection.
const storeTimeout = 5 * time.Second

var errStoreTimeout = errors.New("store took too long")

// boundedStore is a Store whose calls end after limit as ErrUnavailable.
type boundedStore struct {
	store Store
	limit time.Duration
}

var _ Store = boundedStore{}

func (b boundedStore) CreateSession(ctx context.Context, s executor.Session) error {
	return b.call(ctx, func(ctx context.Context) error { return b.store.CreateSession(ctx, s) })
}

func (b boundedStore) Session(ctx context.Context, id uuid.UUID) (s executor.Session, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		s, err = b.store.Session(ctx, id)
		return err
	})
	return s, err
}

func (b boundedStore) Draft(ctx context.Context, session uuid.UUID) (d executor.Draft, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		d, err = b.store.Draft(ctx, session)
		return err
	})
	return d, err
}

func (b boundedStore) SaveDraft(ctx context.Context, c executor.DraftChange) (revision int64, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		revision, err = b.store.SaveDraft(ctx, c)
		return err
	})
	return revision, err
}

func (b boundedStore) DeleteSession(ctx context.Context, id uuid.UUID) (unfinished []uuid.UUID, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		unfinished, err = b.store.DeleteSession(ctx, id)
		return err
	})
	return unfinished, err
}

func (b boundedStore) CreateExecution(ctx context.Context, e executor.Execution, in executor.Input) error {
	return b.call(ctx, func(ctx context.Context) error { return b.store.CreateExecution(ctx, e, in) })
}

func (b boundedStore) Cancel(ctx context.Context, id uuid.UUID) (status executor.Status, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		status, err = b.store.Cancel(ctx, id)
		return err
	})
	return status, err
}

func (b boundedStore) Execution(ctx context.Context, id uuid.UUID) (e executor.Execution, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		e, err = b.store.Execution(ctx, id)
		return err
	})
	return e, err
}

func (b boundedStore) Executions(
	ctx context.Context, sessionID, before uuid.UUID, limit int,
) (list []executor.Execution, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		list, err = b.store.Executions(ctx, sessionID, before, limit)
		return err
	})
	return list, err
}

func (b boundedStore) Backlog(ctx context.Context) (known executor.Backlog, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		known, err = b.store.Backlog(ctx)
		return err
	})
	return known, err
}

func (b boundedStore) call(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, b.limit, errStoreTimeout)
	defer cancel()
	err := f(ctx)
	if err != nil && errors.Is(context.Cause(ctx), errStoreTimeout) {
		return fmt.Errorf("%w: %w: %w", executor.ErrUnavailable, errStoreTimeout, err)
	}
	return err
}
