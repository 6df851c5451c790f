// Package queue hands executions from whoever accepted them to the workers.
// What it holds is a hint: the rows are the truth, and the reconciler queues
// again whatever a queue has forgotten.
package queue
