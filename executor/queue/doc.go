// Package queue hands executions from whoever accepted them to the workers.
// What it holds is a hint: the rows are the truth, and the reconciler queues
// again whatever a queue has forgotten.
//
// [Memory] is the queue within one process. [Client] and [Server] are its twin
// for many processes, asynq's queue code-execution on [Redis]; [Hub] carries
// events between them.
//
// asynq delivers at least once: a worker's death or an outage of Redis may
// deliver a task again, or a task may be lost. The first is stopped by the
// claim, the second is mended by the reconciler. asynq never ends a run, never
// retries one, and leaves nothing of a task behind.
package queue
