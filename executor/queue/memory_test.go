package queue_test

import (
	"testing"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/executor/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMemoryIsAQueue(t *testing.T) {
	t.Parallel()
	executortest.TestQueue(t, func(_ *testing.T, concurrency int) executortest.Queue {
		return queue.NewMemory(concurrency, zerolog.Nop())
	})
}
