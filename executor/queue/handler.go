package queue

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Handler makes one attempt at the task's execution. Its error is for the log.
type Handler = func(ctx context.Context, t executor.Task) error

// call runs one handler. Its panic harms its own task alone.
func call(ctx context.Context, log zerolog.Logger, handle Handler, t executor.Task) {
	t.Timeline[executor.StageDequeued] = time.Now()
	defer func() {
		if p := recover(); p != nil {
			log.Error().Stringer("execution", t.ExecutionID).Str("panic", fmt.Sprint(p)).Bytes("stack", debug.Stack()).Msg("task panicked")
		}
	}()
	if err := handle(ctx, t); err != nil {
		log.Error().Err(err).Stringer("execution", t.ExecutionID).Msg("task failed")
	}
}
