package persistence

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// share makes a link and returns its token.
func share(t *testing.T, s *Store, kind executor.ShareKind, id uuid.UUID) (token string) {
	t.Helper()
	got, err := s.CreateShare(t.Context(), executor.Shareable{Kind: kind, ID: id}, strings.ReplaceAll(newID(t).String(), "-", "_"))
	if err != nil {
		t.Fatalf("CreateShare of %s %s: %v", kind, id, err)
	}
	return got.Token
}

func wantShown(t *testing.T, s *Store, token string, want error) {
	t.Helper()
	if _, err := s.Shared(t.Context(), token); !errors.Is(err, want) {
		t.Errorf("Shared(%s): got error %v, want %v", token, err, want)
	}
}

// TestALargeSessionIsNoLongerSharedAtOnce: its links show nothing as soon as it is
// deleted, while its rows, and theirs, are still going.
func TestALargeSessionIsNoLongerSharedAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session := fillSession(t, s, 3*deleteBatch)
		list, err := s.Executions(t.Context(), session, uuid.Nil, 1000)
		if err != nil {
			t.Fatalf("Executions: %v", err)
		}
		list = slices.DeleteFunc(list, func(e executor.Execution) bool { return !e.Status.Terminal() })
		tokens := []string{share(t, s, executor.ShareDraft, session)}
		for _, e := range []executor.Execution{list[0], list[len(list)-1]} { // one of them stays for later
			tokens = append(tokens, share(t, s, executor.ShareExecution, e.ID))
		}
		for _, token := range tokens {
			wantShown(t, s, token, nil)
		}
		if _, err := s.DeleteSession(t.Context(), session); err != nil {
			t.Fatalf("DeleteSession: %v", err)
		}
		wantRows(t, s, map[string]int{"code_sessions": 1, "shares": 2})
		for _, token := range tokens {
			wantShown(t, s, token, executor.ErrNotFound)
		}
		for _, of := range []executor.Shareable{{Kind: executor.ShareDraft, ID: session}, {Kind: executor.ShareExecution, ID: list[0].ID}} {
			if _, err := s.CreateShare(t.Context(), of, newID(t).String()); !errors.Is(err, executor.ErrNotFound) {
				t.Errorf("CreateShare of a deleted %s: got error %v, want %v", of.Kind, err, executor.ErrNotFound)
			}
			if _, err := s.Share(t.Context(), of); !errors.Is(err, executor.ErrNotFound) {
				t.Errorf("Share of a deleted %s: got error %v, want %v", of.Kind, err, executor.ErrNotFound)
			}
		}
		for found := true; found; {
			if found, err = s.PurgeSession(t.Context()); err != nil {
				t.Fatalf("PurgeSession: %v", err)
			}
		}
		wantRows(t, s, map[string]int{"code_sessions": 0, "shares": 0})
	})
}

// What is beyond a budget goes though there is a link to it, and the link with it.
func TestWhatIsSweptIsNoLongerShared(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		session := newSession(t, s)
		execution := old(t, s, session, executor.StatusCompleted, 40*day, 40*day, "")
		young := old(t, s, newSession(t, s), executor.StatusCompleted, 0, 0, "")
		exec(t, s, ageSession, (40 * day).Microseconds(), (40 * day).Microseconds(), session)
		ofSession, ofExecution := share(t, s, executor.ShareDraft, session), share(t, s, executor.ShareExecution, execution)
		ofYoung := share(t, s, executor.ShareExecution, young)
		w := Sweep{Limit: 10, Age: 30 * day, Grace: time.Minute}
		if swept, err := s.SweepExecutions(t.Context(), w); err != nil || swept.Deleted != 1 {
			t.Fatalf("SweepExecutions: %+v, %v, want 1 deleted", swept, err)
		}
		wantShown(t, s, ofExecution, executor.ErrNotFound)
		wantShown(t, s, ofSession, nil)
		if swept, err := s.SweepSessions(t.Context(), w); err != nil || swept.Deleted != 1 {
			t.Fatalf("SweepSessions: %+v, %v, want 1 deleted", swept, err)
		}
		wantShown(t, s, ofSession, executor.ErrNotFound)
		wantShown(t, s, ofYoung, nil)
		wantRows(t, s, map[string]int{"shares": 1})
	})
}
