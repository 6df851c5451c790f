package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/edtronaut/livecode/executor"
)

const (
	// lookAgain is how late a change is seen at most whose wake-up was lost.
	lookAgain = 5 * time.Second

	// heartbeat is how often a client is told that the connection lives.
	heartbeat = 15 * time.Second
)

// events answers GET /api/executions/{executionId}/events with what becomes of
// the execution, as it happens, up to its record.
func (h *handler) events(w http.ResponseWriter, r *http.Request) error {
	s, err := h.eventStream(r)
	if err != nil {
		return err
	}
	defer s.stop()
	if s.first.Status.Terminal() && s.told == toldEnd {
		w.WriteHeader(http.StatusNoContent) // which keeps a browser from coming back
		return nil
	}
	events := newEventWriter(w)
	s.events = events
	if r.Method == http.MethodHead {
		return nil
	}
	defer events.hurry() // the end of the answer is to be written
	if err := s.follow(r.Context()); err != nil {
		h.cfg.Log.Debug().Err(err).Stringer("execution", s.first.ID).Msg("events ended early")
	}
	return nil // the answer has begun: there is no other
}

// eventStream is what the client of r is to be told of an execution. Its stop must
// be called, and its events set.
func (h *handler) eventStream(r *http.Request) (*eventStream, error) {
	id, err := pathID(r, "executionId", codeExecutionNotFound)
	if err != nil {
		return nil, err
	}
	from, err := positionParam(r)
	if err != nil {
		return nil, err
	}
	wake, stop := h.cfg.Watcher.Subscribe(id) // before the first look, so that no change falls between
	e, err := h.store.Execution(r.Context(), id)
	if err != nil {
		stop()
		return nil, orNotFound(fmt.Errorf("read execution: %w", err), codeExecutionNotFound)
	}
	output := h.cfg.Outputs.Follow(id)
	return &eventStream{
		teller: teller{position: from}, first: e,
		read: func(ctx context.Context) (executor.Execution, error) { return h.store.Execution(ctx, id) },
		wake: wake, output: output, draining: h.cfg.Draining,
		stop: func() { output.Stop(); stop() },
	}, nil
}

// eventStream is one client's.
type eventStream struct {
	teller

	first    executor.Execution // as it stood at first
	read     func(context.Context) (executor.Execution, error)
	stop     func()
	wake     <-chan struct{}
	output   executor.Following
	draining <-chan struct{}
}

// follow tells until the end of the execution, or of the client's patience, or of
// the process. What it has not told by then, another request goes on with.
func (s *eventStream) follow(ctx context.Context) error {
	look, beat := time.NewTicker(lookAgain), time.NewTicker(heartbeat)
	defer look.Stop()
	defer beat.Stop()
	done, err := s.observe(s.first)
	for ; !done && err == nil; s.waited = true {
		if err := s.events.flush(); err != nil {
			return err
		}
		select {
		case <-s.wake:
			done, err = s.look(ctx)
		case <-look.C:
			done, err = s.look(ctx)
		case <-s.output.More():
			done, err = s.more(ctx)
		case <-beat.C:
			s.events.alive()
		case <-s.draining:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return errors.Join(err, s.events.flush())
}

// more tells what has been written. The first of an attempt may come before the
// news that there is one.
func (s *eventStream) more(ctx context.Context) (done bool, err error) {
	chunks := s.output.Next()
	for _, c := range chunks {
		if c.Attempt > s.attempt || s.told < toldRunning {
			if done, err = s.look(ctx); done || err != nil {
				return done, err
			}
			break
		}
	}
	return false, s.live(chunks)
}

// look reads the execution and tells what is new. A database that is away will be
// back.
func (s *eventStream) look(ctx context.Context) (done bool, err error) {
	e, err := s.read(ctx)
	if errors.Is(err, executor.ErrUnavailable) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return s.observe(e)
}
