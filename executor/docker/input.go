package docker

import (
	"slices"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// say sends the job, and standard input to its end or that of the dialogue. The
// runner takes all of it at once, whether the program reads it or not.
func (s *session) say(job wire.Job, of executor.Job) error {
	if err := s.orders.WriteMessage(wire.TypeJob, job); err != nil {
		return err
	}
	if err := s.sayInput(of.Stdin); err != nil {
		return err
	}
	if of.Listen != nil {
		return s.sayLater(of.Listen())
	}
	return s.orders.Write(wire.TypeStdinEOF, nil)
}

// sayLater sends input as it comes.
func (s *session) sayLater(from executor.InputSource) error {
	defer from.Stop()
	for {
		select {
		case <-s.ended:
			return nil
		case <-from.More():
		}
		text, ended := from.Next()
		if err := s.sayInput(text); err != nil {
			return err
		}
		if ended {
			return s.orders.Write(wire.TypeStdinEOF, nil)
		}
	}
}

func (s *session) sayInput(text []byte) error {
	for part := range slices.Chunk(text, wire.MaxData) {
		if err := s.orders.Write(wire.TypeStdin, part); err != nil {
			return err
		}
	}
	return nil
}
