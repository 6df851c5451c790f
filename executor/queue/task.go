package queue

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"

	"github.com/edtronaut/livecode/executor"
)

// What asynq is told of our tasks. The payload is the execution's id in its
// text form and nothing else. A header holds the Timeline as JSON.
const (
	queueName      = "code-execution"
	taskType       = "execution:run"
	timelineHeader = "timeline"
)

// The keys of asynq's that are read directly. They are documented, and its own
// Inspector would need more round trips and cannot be given a context.
const (
	pendingKey = "asynq:{" + queueName + "}:pending" // list of task ids
	taskKey    = "asynq:{" + queueName + "}:t:"      // + task id: hash with a field state
)

// asynqTimeout is when asynq would give a running task up. It must never come
// to that: asynq does not stop the handler, it only counts it no longer.
const asynqTimeout = 24 * time.Hour

// newTask is the task for one attempt, as asynq knows it by that name.
func newTask(t executor.Task, name string) *asynq.Task {
	timeline, _ := t.Timeline.MarshalJSON() // does not fail
	return asynq.NewTaskWithHeaders(taskType, []byte(t.ExecutionID.String()),
		map[string]string{timelineHeader: string(timeline)},
		asynq.Queue(queueName),
		asynq.TaskID(name),
		asynq.Timeout(asynqTimeout),
		// Handlers never fail in asynq's eyes, see Server. What it does
		// retry are tasks whose worker died, and those without counting
		// (IsFailure), but with no retry allowed it would archive them, and
		// an archived task keeps its id from being used again.
		asynq.MaxRetry(1),
	)
}

// taskNames are the ids that a task for this attempt may have, in the order
// they are tried. A second task is for when the first is in the hands of a
// worker that may be dead, and for when both are, see spareNames.
func taskNames(id uuid.UUID, attempt int) [2]string {
	name := id.String() + ":" + strconv.Itoa(attempt)
	return [2]string{name, name + ":again"}
}

// spares is how many more names an attempt has, of which one at most is given
// out each spareEvery. When the first one has its turn again, asynq has taken it
// back from whoever died with it, which takes it two minutes at most.
const (
	spares     = 16
	spareEvery = 10 * time.Second
)

// spareNames are the further ids that a task for this attempt may have; turn is
// the place of the one to use at a time.
func spareNames(id uuid.UUID, attempt int, at time.Time) (names [spares]string, turn int) {
	first := taskNames(id, attempt)[0]
	for i := range names {
		names[i] = first + ":spare:" + strconv.Itoa(i)
	}
	return names, int(at.Unix() / int64(spareEvery/time.Second) % spares)
}

// taskOf is the task that asynq hands over. Anyone who reaches Redis can queue
// anything; what is no Timeline is none.
func taskOf(ctx context.Context, a *asynq.Task) (t executor.Task, err error) {
	const textForm = 36 // of the forms that uuid.Parse takes, the one we write
	if a.Type() != taskType {
		return t, fmt.Errorf("unknown task type %.50q", a.Type())
	}
	if len(a.Payload()) != textForm {
		return t, fmt.Errorf("payload of %d bytes is not an execution id", len(a.Payload()))
	}
	if t.ExecutionID, err = uuid.ParseBytes(a.Payload()); err != nil {
		return t, fmt.Errorf("payload %q is not an execution id", a.Payload())
	}
	name, _ := asynq.GetTaskID(ctx)
	t.Attempt = attemptOf(name)
	_ = t.Timeline.UnmarshalJSON([]byte(a.Headers()[timelineHeader]))
	return t, nil
}

// attemptOf is the attempt in a task's name, 0 if there is none.
func attemptOf(name string) int {
	words := strings.Split(name, ":")
	if len(words) < 2 {
		return 0
	}
	n, err := strconv.Atoi(words[1])
	if err != nil {
		return 0
	}
	return n
}
