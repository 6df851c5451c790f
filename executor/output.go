package executor

import "github.com/google/uuid"

// OutputPublisher carries what programs write, while they run, to whoever
// follows them. Like a Publisher it gives hints: any of it may be lost, for the
// record has all of it in the end.
type OutputPublisher interface {
	// Open begins the output of an attempt.
	Open(a AttemptID) OutputSink
}

// OutputSink takes the output of one attempt.
type OutputSink interface {
	// Wrote takes what the program wrote. It does not block, keeps nothing of
	// b, and is called by one goroutine at a time.
	Wrote(s Stream, b []byte)

	// Close ends the output, after the record has been stored or will not be.
	// Wrote is not called any more.
	Close()
}

// OutputWatcher tells what programs write while they run.
type OutputWatcher interface {
	// Follow begins with what the execution has written already, as far as it
	// is known. An execution that does not run writes nothing; it may do later.
	Follow(id uuid.UUID) Following
}

// Following is the output of one execution, for one who follows it.
type Following interface {
	// More receives when Next may have something, and now and then for nothing.
	More() <-chan struct{}

	// Next returns the chunks that have come since it was last called. Some may
	// be missing, come twice or in another order: their places tell.
	Next() []Chunk

	// Stop ends it. It is called once, and frees everything.
	Stop()
}
