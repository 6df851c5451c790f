package wire

import "time"

// DrainGrace is how long the runner waits for the end of both output streams
// together once every process of the program is gone. What they wrote is there
// then, and read at once; the end may be late or missing where a stream was sent
// through a socket that nobody has closed. The host must have more patience than
// this beyond the deadline, or a program that ended in time would be out of it.
const DrainGrace = 500 * time.Millisecond
