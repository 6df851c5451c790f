package queue

import (
	"context"
	"sync"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Inputs is the InputPublisher and the InputWatcher for many processes: a capped
// stream in Redis for each interactive execution to which something was sent.
// It is gone with the execution's end, or executor.InputLinger after the last of
// it. With Redis away nothing can be sent, and what was sent comes later.
type Inputs struct {
	redis *Redis
	tails *tails

	mu    sync.Mutex      // joins what follows to what is kept for it
	local executor.Inputs // what has been fetched, for those who listen here

	ctx        context.Context // of everything that talks to Redis by itself
	cancel     context.CancelFunc
	background sync.WaitGroup
	removals   sync.WaitGroup
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
	in := &Inputs{redis: r}
	in.tails = newTails(&tails{
		redis: r, log: log.Sample(&zerolog.BurstSampler{Burst: 1, Period: logEvery}), channel: inputChannel,
		trouble: "input of running programs is late", key: inputKey, tell: in.tell,
	})
	in.ctx, in.cancel = context.WithCancel(context.Background())
	return in
}

// Start begins to hear what other processes send. It must be called once.
func (in *Inputs) Start() { in.tails.start(in.ctx, &in.background) }

// Shutdown waits until what was discarded is removed, but not when ctx ends
// first, and ends everything.
func (in *Inputs) Shutdown(ctx context.Context) {
	stop := context.AfterFunc(ctx, in.cancel)
	defer stop()
	in.removals.Wait()
	in.cancel()
	in.background.Wait()
}

// Listen tells what is sent to an execution, from the first on.
func (in *Inputs) Listen(id uuid.UUID) executor.InputSource {
	in.mu.Lock()
	defer in.mu.Unlock()
	s := &inputSource{InputSource: in.local.Listen(id), inputs: in, id: id}
	in.tails.join(id) // from now on something may be told
	return s
}

func (in *Inputs) tell(id uuid.UUID, values map[string]any) {
	text, _ := values[inputText].(string)
	_, ended := values[inputEnd]
	in.local.Add(id, []byte(text), ended)
}

// Discard removes what was sent to an execution, which nobody waits for.
func (in *Inputs) Discard(id uuid.UUID) {
	in.removals.Go(func() {
		ctx, cancel := context.WithTimeout(in.ctx, commandTimeout)
		defer cancel()
		_ = in.redis.commands.Unlink(ctx, inputKeys(id)...).Err() // what stays, goes by itself
	})
}

// inputSource is one who listens.
type inputSource struct {
	executor.InputSource

	inputs *Inputs
	id     uuid.UUID
}

func (s *inputSource) Stop() {
	s.inputs.mu.Lock()
	defer s.inputs.mu.Unlock()
	s.inputs.tails.leave(s.id)
	s.InputSource.Stop()
}
