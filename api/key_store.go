package api

import (
	"context"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// KeyStore is the part of a [Store] that knows of API keys, which own sessions,
// and of idempotency keys.
type KeyStore interface {
	// ExecutionOwner is the owner of the execution's session.
	ExecutionOwner(ctx context.Context, id uuid.UUID) (string, error)

	// CreateSessionOnce is CreateSession, unless the key has made a session
	// before: then it returns the id of that one. Its errors are also those
	// of [executor.IdempotencyKey].
	CreateSessionOnce(ctx context.Context, s executor.Session, key executor.IdempotencyKey) (uuid.UUID, error)

	// CreateExecutionOnce is CreateExecution in the same way. It returns the
	// id of the first execution also beside executor.ErrKeyPending.
	CreateExecutionOnce(
		ctx context.Context, e executor.Execution, in executor.Input, key executor.IdempotencyKey,
	) (uuid.UUID, error)

	// SettleKey tells that the first request with the key of this id is
	// answered.
	SettleKey(ctx context.Context, id [32]byte) error
}

func (b boundedStore) ExecutionOwner(ctx context.Context, id uuid.UUID) (owner string, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		owner, err = b.store.ExecutionOwner(ctx, id)
		return err
	})
	return owner, err
}

func (b boundedStore) CreateSessionOnce(
	ctx context.Context, s executor.Session, key executor.IdempotencyKey,
) (id uuid.UUID, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		id, err = b.store.CreateSessionOnce(ctx, s, key)
		return err
	})
	return id, err
}

func (b boundedStore) CreateExecutionOnce(
	ctx context.Context, e executor.Execution, in executor.Input, key executor.IdempotencyKey,
) (id uuid.UUID, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		id, err = b.store.CreateExecutionOnce(ctx, e, in, key)
		return err
	})
	return id, err
}

func (b boundedStore) SettleKey(ctx context.Context, id [32]byte) error {
	return b.call(ctx, func(ctx context.Context) error { return b.store.SettleKey(ctx, id) })
}
