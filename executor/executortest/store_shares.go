package executortest

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// shareStore is the part of a [Store] that knows of read-only links. What is
// deleted is unknown to it from that moment on.
type shareStore interface {
	// CreateShare stores a link with this token, unless there is one: then it
	// returns that. It is ErrNotFound if there is nothing to share.
	CreateShare(ctx context.Context, of executor.Shareable, token string) (executor.Share, error)

	// Share is the link to something, or is ErrNotFound if that is unknown,
	// and ErrNotShared if there is none.
	Share(ctx context.Context, of executor.Shareable) (executor.Share, error)

	// DeleteShare revokes the link to something, if there is one, or is
	// ErrNotFound if that is unknown.
	DeleteShare(ctx context.Context, of executor.Shareable) error

	// Shared is what the link with this token shows at present, or is
	// ErrNotFound.
	Shared(ctx context.Context, token string) (executor.Shared, error)
}
