// Package executor is the vocabulary of livecode and the life of one execution.
//
// A client's program becomes an [Execution] with status QUEUED. A [Worker]
// claims it, which opens an attempt with a lease; runs it in a [Sandbox]; and
// finishes it, which writes the one terminal state. Whatever dies on the way
// leaves a row behind that a [Reconciler] finds and queues again.
//
// The program's own failure is data, found in a [Result]. Only the platform's
// failure is a Go error; it is retried, and clients never see its text.
//
// The package knows no database, no queue and no container engine: it states
// what it needs of them as the interfaces [Store], [Enqueuer], [Sandbox] and
// [Publisher], and its siblings provide it.
package executor
