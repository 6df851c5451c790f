// Command bench measures livecode side by side with what it is compared to, in
// one run on one machine, so that its ratios mean something.
//
//	a      the bare interpreters of the sandbox images, process start to exit
//	b      one cold container a run, through the sandbox with no pool
//	c      containers made, started, ended and removed by the engine, and no more
//	d      the whole service on Postgres and Redis, one client, two runs a second
//	burst  as many runs at once as there are warm containers
//	e      the service in a closed loop with several clients
//	g      what the service, Postgres and Redis use while nothing happens
//	f      submissions without a worker
//	h      the latency of d with few and with many stored executions
//	i      memory and descriptors over many runs
//
// Where a ratio is formed, its two sides take turns, so that whatever else the
// machine does hits both: a with d, c with e, the two sides of h and of burst
// with each other.
//
// It starts everything it needs but the Docker Engine, with the programs
// livecode and runner from its own folder and the installed Postgres and Redis,
// and leaves nothing behind. It needs root, for the bare interpreters live in
// the root file systems of the images.
package main
