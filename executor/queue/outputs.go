package queue

import (
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
	*tails // in Redis

	local executor.Outputs // what has been fetched, for those who follow it here
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
	o := new(Outputs)
	o.tails = newTails(&tails{
		redis: r, log: log, channel: outputChannel, trouble: "output of running programs is not to be had",
		key: outputKey, tell: o.tell,
	})
	return o
}

func (o *Outputs) tell(id uuid.UUID, values map[string]any) {
	if c, ok := decodeChunk(values); ok {
		o.local.Add(id, c)
	}
}

// Follow tells what the execution has written, and what it will.
func (o *Outputs) Follow(id uuid.UUID) executor.Following {
	f := &watching{Following: o.local.Follow(id), outputs: o, id: id}
	o.join(id)
	return f
}

// watching is one follower.
type watching struct {
	executor.Following

	outputs *Outputs
	id      uuid.UUID
}

func (w *watching) Stop() {
	w.outputs.leave(w.id)
	w.Following.Stop()
}
