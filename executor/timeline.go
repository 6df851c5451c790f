package executor

import (
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"time"
)

// Stage is a point on the way of an execution. The constants are in the order
// of the way.
type Stage int

// The stages. Their names are what String gives.
const (
	StageAccepted    Stage = iota // the request has been read and is in order
	StageStored                   // the execution is stored
	StageQueued                   // its task goes to the queue
	StageDequeued                 // a worker has the task
	StageClaimed                  // and the attempt
	StageSent                     // the job goes to its container
	StageStarted                  // the program runs
	StageFirstOutput              // the first that it wrote has come, if it wrote
	StageExited                   // its end is known
	StageSaved                    // the terminal state is written, but for the commit
	StageAnswered                 // a request that waited for the end is answered
	stages
)

var stageNames = [stages]string{
	"accepted", "stored", "queued", "dequeued", "claimed", "sent", "started", "firstOutput", "exited", "saved", "answered",
}

func (s Stage) String() string { return stageNames[s] }

// Timeline is when an execution passed its stages; zero for those that it did
// not reach, or of which nobody knows. One without StageAccepted is none.
//
// Each time is taken by the host that passed the stage, on its own clock:
// accepted, stored and answered by that of the API; queued by whoever queued
// the task, the API or a reconciler; the rest by that of the worker. Where
// nobody brought the time of accepted, the database's, at which it wrote the
// row, stands in.
//
// The clocks of two hosts may differ. Elapsed, which is what is shown, makes
// the best of it: each host's times keep their distances, and none comes before
// the one before it.
type Timeline [stages]time.Time

// Join returns t with the stages that later knows.
func (t Timeline) Join(later Timeline) Timeline {
	for stage, at := range later {
		if !at.IsZero() {
			t[stage] = at
		}
	}
	return t
}

// Elapsed gives the known stages in their order, each with the time since
// StageAccepted, which never decreases. Where a stage would come before the one
// before it, it comes with it, and those that follow are as much later. Not so
// StageAnswered, whose clock is that of StageAccepted.
func (t Timeline) Elapsed() iter.Seq2[Stage, time.Duration] {
	return func(yield func(Stage, time.Duration) bool) {
		var last, late time.Duration
		for i, at := range t {
			if t[StageAccepted].IsZero() || at.IsZero() {
				continue
			}
			after := at.Sub(t[StageAccepted])
			if Stage(i) != StageAnswered {
				after += late
				late += max(0, last-after)
			}
			last = max(last, after)
			if !yield(Stage(i), last) {
				return
			}
		}
	}
}

// MarshalJSON gives the form in which a Timeline travels and is kept: an object
// of the known stages, as whole microseconds since 1970, such as
// {"accepted":1767323045678901,"stored":1767323045679713}.
func (t Timeline) MarshalJSON() ([]byte, error) {
	object := []byte{'{'}
	for i, at := range t {
		if at.IsZero() {
			continue
		}
		if len(object) > 1 {
			object = append(object, ',')
		}
		object = strconv.AppendQuote(object, stageNames[i])
		object = append(object, ':')
		object = strconv.AppendInt(object, at.UnixMicro(), 10)
	}
	return append(object, '}'), nil
}

// UnmarshalJSON undoes MarshalJSON. Stages that it has not heard of are left
// out, so that versions of the program can differ.
func (t *Timeline) UnmarshalJSON(object []byte) error {
	var known map[string]int64
	if err := json.Unmarshal(object, &known); err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	*t = Timeline{}
	for i, name := range stageNames {
		if at, ok := known[name]; ok {
			t[i] = time.UnixMicro(at).UTC()
		}
	}
	return nil
}
