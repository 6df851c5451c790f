package executor_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
)

func TestInputs(t *testing.T) {
	t.Parallel()
	executortest.TestInputs(t, func(*testing.T) (executor.InputPublisher, executor.InputWatcher) {
		in := new(executor.Inputs)
		return in, in
	})
}

// TestInputsGoByThemselves: after a while without more, and not before.
func TestInputsGoByThemselves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, id := new(executor.Inputs), uuid.New()
		sink := in.Open(id, 0)
		kept := func() string {
			s := in.Listen(id)
			defer s.Stop()
			text, _ := s.Next()
			return string(text)
		}
		for _, text := range []string{"a", "b"} {
			if err := sink.Send(t.Context(), []byte(text)); err != nil {
				t.Fatalf("Send: %v", err)
			}
			<-time.After(executor.InputLinger - time.Second)
		}
		if got := kept(); got != "ab" {
			t.Errorf("kept %q just before its time, want ab", got)
		}
		<-time.After(time.Second)
		synctest.Wait()
		if got := kept(); got != "" {
			t.Errorf("kept %q after its time, want nothing", got)
		}
	})
}

// TestEndedInputsAreForgotten: what is left of them goes by itself.
func TestEndedInputsAreForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, id := new(executor.Inputs), uuid.New()
		in.Discard(id)
		sink := in.Open(id, 0)
		<-time.After(executor.InputEndLinger - time.Second)
		if err := sink.Send(t.Context(), []byte("x")); !errors.Is(err, executor.ErrInputEnded) {
			t.Errorf("Send within the minute: got %v, want ErrInputEnded", err)
		}
		<-time.After(time.Second)
		synctest.Wait()
		if err := sink.Send(t.Context(), []byte("x")); err != nil {
			t.Errorf("Send after it: got %v, want that nothing is known any more", err)
		}
	})
}

// TestInputsAreBoundedTogether: who sends beyond is refused, until there is room.
func TestInputsAreBoundedTogether(t *testing.T) {
	t.Parallel()
	in := new(executor.Inputs)
	var last, refused uuid.UUID
	for range 1000 {
		id := uuid.New()
		err := in.Open(id, 0).Send(t.Context(), make([]byte, executor.MaxStdinBytes))
		if err != nil {
			refused = id
			if !errors.Is(err, executor.ErrInputUnavailable) {
				t.Errorf("Send: got %v, want ErrInputUnavailable", err)
			}
			break
		}
		last = id
	}
	if refused == uuid.Nil {
		t.Fatal("a thousand executions' input was taken")
	}
	in.Discard(last)
	for range 100 { // what is read here and kept elsewhere takes no room once nobody reads it
		id := uuid.New()
		source := in.Listen(id)
		in.Add(id, make([]byte, executor.MaxStdinBytes), false)
		source.Stop()
	}
	if err := in.Open(refused, 0).Send(t.Context(), make([]byte, executor.MaxStdinBytes)); err != nil {
		t.Errorf("Send after another's input was discarded: %v", err)
	}
}
