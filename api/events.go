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
	id, err := pathID(r, "executionId", codeExecutionNotFound)
	if err != nil {
		return err
	}
	from, err := positionParam(r)
	if err != nil {
		return err
	}
	wake, stop := h.cfg.Watcher.Subscribe(id) // before the first look, so that no change falls between
	defer stop()
	e, err := h.store.Execution(r.Context(), id)
	if err != nil {
		return orNotFound(fmt.Errorf("read execution: %w", err), codeExecutionNotFound)
	}
	if e.Status.Terminal() && from.told == toldEnd {
		w.WriteHeader(http.StatusNoContent) // which keeps a browser from coming back
		return nil
	}
	output := h.cfg.Outputs.Follow(id)
	defer output.Stop()
	s := eventStream{
		teller: teller{position: from, events: newEventWriter(w)},
		read:   func(ctx context.Context) (executor.Execution, error) { return h.store.Execution(ctx, id) },
		wake:   wake, output: output, draining: h.cfg.Draining,
	}
	if r.Method == http.MethodHead {
		return nil
	}
	defer s.events.hurry() // the end of the answer is to be written
	if err := s.follow(r.Context(), e); err != nil {
		h.cfg.Log.Debug().Err(err).Stringer("execution", id).Msg("events ended early")
	}
	return nil // the answer has begun: there is no other
}

// eventStream is one client's.
type eventStream struct {
	teller

	read     func(context.Context) (executor.Execution, error)
	wake     <-chan struct{}
	output   executor.Following
	draining <-chan struct{}
}

// follow tells until the end of the execution, or of the client's patience, or of
// the process. What it has not told by then, another request goes on with.
func (s *eventStream) follow(ctx context.Context, e executor.Execution) error {
	look, beat := time.NewTicker(lookAgain), time.NewTicker(heartbeat)
	defer look.Stop()
	defer beat.Stop()
	done, err := s.observe(e)
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
