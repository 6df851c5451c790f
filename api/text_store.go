package api

import (
	"context"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/semaphore"

	"github.com/edtronaut/livecode/executor"
)

const (
	// maxHeldTexts is how much output, in bytes, is held at once for answers
	// under way, whoever reads them and however slowly. It is more than any one
	// answer needs.
	maxHeldTexts = 64 << 20

	// freeText is how much output an answer may have that does not count, so that
	// large ones under way keep no small one.
	freeText = 64 << 10

	// textPatience is how long a request waits until there is room for its answer.
	textPatience = 2 * time.Second
)

// textStore is a Store of which what is read counts as held until the request ends.
type textStore struct {
	Store

	room *semaphore.Weighted
}

func newTextStore(s Store) textStore { return textStore{s, semaphore.NewWeighted(maxHeldTexts)} }

func (s textStore) Execution(ctx context.Context, id uuid.UUID) (executor.Execution, error) {
	return held(ctx, s.room, outputBytes, func() (executor.Execution, error) { return s.Store.Execution(ctx, id) })
}

func (s textStore) Executions(ctx context.Context, session, before uuid.UUID, limit int) ([]executor.Execution, error) {
	size := func(list []executor.Execution) (n int64) {
		for _, e := range list {
			n += outputBytes(e)
		}
		return n
	}
	return held(ctx, s.room, size, func() ([]executor.Execution, error) {
		return s.Store.Executions(ctx, session, before, limit)
	})
}

func (s textStore) Shared(ctx context.Context, token string) (executor.Shared, error) {
	size := func(shared executor.Shared) int64 { return outputBytes(shared.Execution) }
	return held(ctx, s.room, size, func() (executor.Shared, error) { return s.Store.Shared(ctx, token) })
}

// outputBytes is what counts of an execution. Only terminal ones have any.
func outputBytes(e executor.Execution) int64 { return int64(len(e.Stdout) + len(e.Stderr)) }

// held returns what read returns, once there is room for it. Where there is none,
// it waits with nothing in its hands, and reads again.
func held[T any](ctx context.Context, room *semaphore.Weighted, size func(T) int64, read func() (T, error)) (T, error) {
	v, err := read()
	n := min(size(v), maxHeldTexts-infoOf(ctx).held)
	if err != nil || n <= freeText {
		return v, err
	}
	if !room.TryAcquire(n) {
		var none T
		v = none
		waiting, cancel := context.WithTimeout(ctx, textPatience)
		defer cancel()
		if err := room.Acquire(waiting, n); err != nil {
			return v, &problem{code: codeBusy, cause: err}
		}
		v, err = read()
	}
	infoOf(ctx).hold(n, func() { room.Release(n) })
	return v, err
}
