package queue

import (
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"
)

// What asynq is told of our tasks. The payload is the execution's id in its
// text form and nothing else.
const (
	queueName = "code-execution"
	taskType  = "execution:run"
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
func newTask(id uuid.UUID, name string) *asynq.Task {
	return asynq.NewTask(taskType, []byte(id.String()),
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
// worker that may be dead.
func taskNames(id uuid.UUID, attempt int) [2]string {
	name := id.String() + ":" + strconv.Itoa(attempt)
	return [2]string{name, name + ":again"}
}

// executionOf is the execution that a task is about. Anyone who reaches Redis
// can queue anything.
func executionOf(t *asynq.Task) (uuid.UUID, error) {
	const textForm = 36 // of the forms that uuid.Parse takes, the one we write
	if t.Type() != taskType {
		return uuid.Nil, fmt.Errorf("unknown task type %.50q", t.Type())
	}
	if len(t.Payload()) != textForm {
		return uuid.Nil, fmt.Errorf("payload of %d bytes is not an execution id", len(t.Payload()))
	}
	id, err := uuid.ParseBytes(t.Payload())
	if err != nil {
		return uuid.Nil, fmt.Errorf("payload %q is not an execution id", t.Payload())
	}
	return id, nil
}
