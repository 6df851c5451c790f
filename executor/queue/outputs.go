package queue

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
)

// Outputs is the OutputPublisher and the OutputWatcher for many processes: a
// capped stream in Redis for each attempt that writes for longer than a moment,
// which is gone soon after the attempt. With Redis away, output is lost to those
// who follow it, and programs run on.
type Outputs struct {
	redis *Redis
	log   zerolog.Logger // for what may happen often

	local executor.Outputs // what has been fetched, for those who follow it here
	tails *tails

	ctx        context.Context // of everything that talks to Redis
	cancel     context.CancelFunc
	background sync.WaitGroup
	removals   sync.WaitGroup
}

var (
	_ executor.OutputPublisher = (*Outputs)(nil)
	_ executor.OutputWatcher   = (*Outputs)(nil)
)

const (
	// outputChannel is where processes tell each other that there is output.
	outputChannel = "livecode:output"

	// outputLinger is how long output is kept after the last of it, should
	// nobody remove it.
	outputLinger = time.Minute

	// outputEntries is about how many entries are kept of an execution.
	outputEntries = 4096
)

func outputKey(id uuid.UUID) string { return "livecode:output:" + id.String() }

// NewOutputs returns Outputs that live as long as r and must be started.
func NewOutputs(r *Redis, log zerolog.Logger) *Outputs {
	log = log.Sample(&zerolog.BurstSampler{Burst: 1, Period: logEvery})
	o := &Outputs{redis: r, log: log}
	o.tails = newTails(&tails{
		redis: r, log: log, channel: outputChannel, trouble: "output of running programs is not to be had",
		key: outputKey, tell: o.tell,
	})
	o.ctx, o.cancel = context.WithCancel(context.Background())
	return o
}

// Start begins to hear what other processes publish. It must be called once.
func (o *Outputs) Start() { o.tails.start(o.ctx, &o.background) }

func (o *Outputs) tell(id uuid.UUID, values map[string]any) {
	if c, ok := decodeChunk(values); ok {
		o.local.Add(id, c)
	}
}

// Shutdown waits until the output of attempts that have ended is removed, but
// not when ctx ends first, and ends everything.
func (o *Outputs) Shutdown(ctx context.Context) {
	stop := context.AfterFunc(ctx, o.cancel)
	defer stop()
	o.removals.Wait()
	o.cancel()
	o.background.Wait()
}

// Follow tells what the execution has written, and what it will.
func (o *Outputs) Follow(id uuid.UUID) executor.Following {
	f := &watching{Following: o.local.Follow(id), outputs: o, id: id}
	o.tails.join(id)
	return f
}

// watching is one follower.
type watching struct {
	executor.Following

	outputs *Outputs
	id      uuid.UUID
}

func (w *watching) Stop() {
	w.outputs.tails.leave(w.id)
	w.Following.Stop()
}
