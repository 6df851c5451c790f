package executortest

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// keyStore is the part of a [Store] that knows of API keys, which own sessions,
// and of idempotency keys.
type keyStore interface {
	// ExecutionOwner is the owner of the execution's session, or is
	// ErrNotFound.
	ExecutionOwner(ctx context.Context, id uuid.UUID) (string, error)

	// CreateSessionOnce is CreateSession, unless the key has made a session
	// within its lifetime: then it stores nothing and returns the id of
	// that one. It is ErrKeyReused if the key came with another
	// fingerprint, and otherwise ErrKeyPending until the first request is
	// settled or its time is up.
	CreateSessionOnce(ctx context.Context, s executor.Session, key executor.IdempotencyKey) (uuid.UUID, error)

	// CreateExecutionOnce is CreateExecution in the same way. Beside
	// ErrKeyPending it returns the id of the first execution. An execution
	// that cannot be stored leaves the key free.
	CreateExecutionOnce(
		ctx context.Context, e executor.Execution, in executor.Input, key executor.IdempotencyKey,
	) (uuid.UUID, error)

	// SettleKey ends the pending time of the key with this id, if it has
	// one.
	SettleKey(ctx context.Context, id [32]byte) error

	// ForgetKeys deletes up to limit keys of at least this age, oldest
	// first, and returns how many there were.
	ForgetKeys(ctx context.Context, age time.Duration, limit int) (int, error)
}
