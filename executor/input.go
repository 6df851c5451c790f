package executor

import (
	"context"

	"github.com/google/uuid"
)

// InputPublisher carries what clients send to the standard input of an
// interactive execution to the worker that runs it, or will.
type InputPublisher interface {
	// Open begins what one client sends to the execution, of which stdin is
	// how many bytes it was submitted with: these count towards MaxStdinBytes.
	Open(id uuid.UUID, stdin int) InputSink

	InputDiscarder
}

// InputDiscarder frees what was sent to an execution that has ended, or that is
// deleted, and has nothing more taken: for InputEndLinger that is ErrInputEnded. It
// does not block. What is never discarded goes by itself after InputLinger.
type InputDiscarder interface {
	Discard(id uuid.UUID)
}

// InputSink takes what one client sends, for one goroutine. What several send
// to one execution comes one after the other, and once.
//
// Errors match ErrInputEnded and ErrInputFull where nothing was taken, and
// ErrInputUnavailable where it may or may not have been.
type InputSink interface {
	// Send puts text at the end of the input. It keeps nothing of it.
	Send(ctx context.Context, text []byte) error

	// End says that nothing more will come, from whomever.
	End(ctx context.Context) error
}

// InputWatcher tells the worker that runs an execution what clients send.
type InputWatcher interface {
	// Listen begins with the first that was ever sent to the execution, also
	// before it ran, or to an earlier attempt. It does not block.
	Listen(id uuid.UUID) InputSource

	InputDiscarder
}

// InputSource is the input of one execution, for one who reads it.
type InputSource interface {
	// More receives when Next may have something, and now and then for nothing.
	More() <-chan struct{}

	// Next returns what has come since it was last called, and whether nothing
	// more will. The bytes are the caller's.
	Next() (text []byte, ended bool)

	// Stop ends it. It is called once, and frees everything.
	Stop()
}
