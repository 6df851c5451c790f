package wire

import "errors"

// Seal is a secret of the host and the runner for one job. The runner's frames
// carry it from the job on, so that a program that gets at the runner's stream,
// as it can under an old gVisor, still cannot speak in the runner's name.
type Seal [16]byte

// ErrSeal says that a frame does not carry the seal, so that it is not, or not
// only, the runner's.
var ErrSeal = errors.New("wire: a frame is not the runner's")

// sealed reports whether a frame carries the seal: all of the runner's do, whose
// types are lower case, but for those before there is a job.
func (t Type) sealed() bool { return t >= 'a' && t != TypeHello && t != TypeReady }

// Expect has the Reader refuse frames that should carry s and do not. Without,
// it expects a Seal of zeros.
func (r *Reader) Expect(s Seal) { r.seal = s }

// Seal has the Writer put s on frames that carry a seal, from now on.
func (w *Writer) Seal(s Seal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seal = s
}
