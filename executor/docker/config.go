package docker

import (
	"cmp"
	"crypto/rand"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// Config is what a Sandbox needs to know.
type Config struct {
	// WorkerID labels the containers, so that the next life of the same
	// worker can remove what this one left.
	WorkerID string

	// Life labels them too, and no others before or after: it is of this
	// process alone. See [Sweep]. Random if empty.
	Life string

	// Runtimes are the languages that can be run.
	Runtimes []Runtime

	// PoolSize is how many warm containers are kept of each language, none if
	// zero, or Adaptive.
	PoolSize int

	// PoolMemory is what the warm containers of an Adaptive pool may take
	// together, in bytes.
	PoolMemory int64

	// WarmAge is when a warm container is replaced; 10 minutes if zero.
	WarmAge time.Duration

	// OCIRuntime names the engine's OCI runtime to use, such as runc, crun or
	// runsc. Empty is its default, of which records then do not tell.
	OCIRuntime string

	// Observer is told what becomes of warm containers; nobody if nil.
	Observer Observer

	// Now tells the pool the time; time.Now if nil.
	Now func() time.Time

	Log zerolog.Logger
}

func (c Config) withDefaults() Config {
	c.Life = cmp.Or(c.Life, rand.Text())
	c.WarmAge = cmp.Or(c.WarmAge, 10*time.Minute)
	if c.Observer == nil {
		c.Observer = nobody{}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Runtime is a language and the image its programs run in.
type Runtime struct {
	executor.Language
	Image Image
}

// Image is a sandbox image on the engine.
type Image struct {
	ID      string // sha256:…, what containers are created from
	Name    string // what people and records call it
	Version string // of the interpreter in it
}

// How long each step may take.
const (
	setUpTimeout  = 10 * time.Second // for the engine to create and start a container
	startTimeout  = 5 * time.Second  // for the runner to start the program
	beginTimeout  = 8 * time.Second  // for both, and for another container if the first is of no use
	goneTimeout   = 3 * time.Second  // for the engine to kill a container, or to tell how one ended
	removeTimeout = 5 * time.Second  // for the engine to remove a container by itself
	answerTimeout = 2 * time.Second  // for the engine to give a sign of life
	leftoverAfter = 5 * time.Minute  // past its end, anyone may remove a container, whatever his clock

	// Beyond the deadline that the runner keeps: it may need all of its grace, and
	// a moment on a busy machine to tell of the end.
	stopMargin = wire.DrainGrace + 200*time.Millisecond
)

// RunTimeout is the longest that Run takes for a program with the given
// deadline, also if the first container is of no use. A lease must be longer, and
// what a dead worker ran waits for its end: so it is as short as it can be.
func RunTimeout(wall time.Duration) time.Duration {
	return beginTimeout + wall + stopMargin + goneTimeout + answerTimeout
}
