package executor_test

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestWorkerStopsWhatIsDeleted: before long, also if it is not told, and without
// an error, for there is nothing left to be done.
func TestWorkerStopsWhatIsDeleted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		s.play = untilAsked
		id := s.submit()
		done := s.handle(id) // which wants no error
		synctest.Wait()
		e, err := s.store.Execution(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.store.DeleteSession(t.Context(), e.SessionID); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
		case <-time.After(1500 * time.Millisecond):
			t.Error("the program runs on after a second")
		}
	})
}
