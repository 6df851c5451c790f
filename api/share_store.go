package api

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// ShareStore is the part of a [Store] that knows of read-only links.
type ShareStore interface {
	// CreateShare stores a link with this token, unless there is one: then it
	// returns that. It is ErrNotFound if there is nothing to share.
	CreateShare(ctx context.Context, of executor.Shareable, token string) (executor.Share, error)

	// Share returns the link to something. It is executor.ErrNotShared if
	// there is none.
	Share(ctx context.Context, of executor.Shareable) (executor.Share, error)

	// DeleteShare revokes the link to something, if there is one.
	DeleteShare(ctx context.Context, of executor.Shareable) error

	// Shared returns what the link with this token shows at present.
	Shared(ctx context.Context, token string) (executor.Shared, error)
}

func (b boundedStore) CreateShare(
	ctx context.Context, of executor.Shareable, token string,
) (share executor.Share, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		share, err = b.store.CreateShare(ctx, of, token)
		return err
	})
	return share, err
}

func (b boundedStore) Share(ctx context.Context, of executor.Shareable) (share executor.Share, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		share, err = b.store.Share(ctx, of)
		return err
	})
	return share, err
}

func (b boundedStore) DeleteShare(ctx context.Context, of executor.Shareable) error {
	return b.call(ctx, func(ctx context.Context) error { return b.store.DeleteShare(ctx, of) })
}

func (b boundedStore) Shared(ctx context.Context, token string) (shared executor.Shared, err error) {
	err = b.call(ctx, func(ctx context.Context) error {
		shared, err = b.store.Shared(ctx, token)
		return err
	})
	return shared, err
}
