package queue

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/google/uuid"
	"github.com/rs/zerolog"
)

// Handler makes one attempt at an execution. Its error is for the log.
type Handler = func(ctx context.Context, id uuid.UUID) error

// call runs one handler. Its panic harms its own task alone.
func call(ctx context.Context, log zerolog.Logger, handle Handler, id uuid.UUID) {
	defer func() {
		if p := recover(); p != nil {
			log.Error().Stringer("execution", id).Str("panic", fmt.Sprint(p)).Bytes("stack", debug.Stack()).Msg("task panicked")
		}
	}()
	if err := handle(ctx, id); err != nil {
		log.Error().Err(err).Stringer("execution", id).Msg("task failed")
	}
}
