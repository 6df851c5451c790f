package docker

import "time"

// Observer is told what becomes of warm containers. Its methods are called
// concurrently and on the way of runs, so they must return at once.
type Observer interface {
	// Taken: a job of the language has run in a warm container, or has to
	// have one made.
	Taken(language string, warm bool)

	// Refilled: a warm container of the language was made, or was not for
	// err, in so long. The wait for a calm moment does not count.
	Refilled(language string, took time.Duration, err error)
}

// nobody observes nothing.
type nobody struct{}

var _ Observer = nobody{}

func (nobody) Taken(string, bool)                    {}
func (nobody) Refilled(string, time.Duration, error) {}
