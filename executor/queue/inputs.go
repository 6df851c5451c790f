package queue

import (
	"context"
	"sync"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Inputs is the InputPublisher and the InputWatcher for many processes: a capped
// stream in Redis for each interactive execution to which something was sent.
// It is gone with the execution's end, or executor.InputLinger after the last of
// it. With Redis away nothing can be sent, and what was sent comes later.
type Inputs struct {
	*tails // in Redis

	whole sync.Mutex      // has who listens and what is kept begin and end together
	local executor.Inputs // what has been fetched, for those who listen here
}

var (
	_ executor.InputPublisher = (*Inputs)(nil)
	_ executor.InputWatcher   = (*Inputs)(nil)
)

// inputChannel is where processes tell each other that there is input.
const inputChannel = "livecode:input"

// inputKeys are the stream of an execution's input, and a hash of what is known
// of it, see [sendInput].
func inputKeys(id uuid.UUID) []string { return []string{inputKey(id), inputKey(id) + ":state"} }

func inputKey(id uuid.UUID) string { return "livecode:input:" + id.String() }

// NewInputs returns Inputs that live as long as r and must be started.
func NewInputs(r *Redis, log zerolog.Logger) *Inputs {
	in := new(Inputs)
	in.tails = newTails(&tails{
		redis: r, log: log, channel: inputChannel, trouble: "input of running programs is late",
		key: inputKey, tell: in.tell,
	})
	return in
}

// Listen tells what is sent to an execution, from the first on.
func (in *Inputs) Listen(id uuid.UUID) executor.InputSource {
	in.whole.Lock()
	defer in.whole.Unlock()
	s := &inputSource{InputSource: in.local.Listen(id), inputs: in, id: id}
	in.join(id) // from now on something may be told
	return s
}

func (in *Inputs) tell(id uuid.UUID, values map[string]any) {
	text, _ := values[inputText].(string)
	_, ended := values[inputEnd]
	in.local.Add(id, []byte(text), ended)
}

// Discard removes what was sent to an execution and leaves a mark that it has
// ended, which nobody waits for.
func (in *Inputs) Discard(id uuid.UUID) {
	in.later(func(ctx context.Context) {
		keys := inputKeys(id)
		_, _ = in.redis.commands.TxPipelined(ctx, func(all redis.Pipeliner) error {
			all.Unlink(ctx, keys...)
			all.HSet(ctx, keys[1], "ended", 1)
			all.PExpire(ctx, keys[1], executor.InputEndLinger)
			return nil
		})
	})
}

// inputSource is one who listens.
type inputSource struct {
	executor.InputSource

	inputs *Inputs
	id     uuid.UUID
}

func (s *inputSource) Stop() {
	s.inputs.whole.Lock()
	defer s.inputs.whole.Unlock()
	s.inputs.leave(s.id)
	s.InputSource.Stop()
}
