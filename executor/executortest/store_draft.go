package executortest

import (
	"errors"
	"strconv"
	"sync"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var draftTests = map[string]func(storeTest){
	"ASessionBeginsWithoutADraft":     draftNone,
	"ADraftIsKept":                    draftRoundTrip,
	"AChangeLeavesTheRestOfADraft":    draftPartly,
	"AStaleChangeOfADraftIsRefused":   draftStale,
	"AChangeOfADraftMayBeSentAgain":   draftAgain,
	"OfManyChangesToARevisionOneWins": draftRace,
	"AnUnknownSessionHasNoDraft":      draftOfNothing,
}

func (s storeTest) draft(session uuid.UUID) executor.Draft {
	s.Helper()
	got, err := s.Draft(s.Context(), session)
	s.wantError("Draft", err, nil)
	return got
}

// save changes a draft, at any revision if at is negative.
func (s storeTest) save(session uuid.UUID, language, code *string, at int64) (int64, error) {
	c := executor.DraftChange{SessionID: session, Language: language, Code: code}
	if at >= 0 {
		c.Revision = &at
	}
	return s.SaveDraft(s.Context(), c)
}

func draftNone(s storeTest) {
	equal(s, "Draft of a new session", s.draft(s.sessionOf("")), executor.Draft{})
}

func draftRoundTrip(s storeTest) {
	session := s.sessionOf("alice")
	for i, code := range []string{"print('ä😀')\r\n\t", "", "x"} {
		revision, err := s.save(session, new("python"), &code, int64(i))
		s.wantError("SaveDraft", err, nil)
		equal(s, "SaveDraft: revision", revision, int64(i+1))
		got := s.draft(session)
		if got.UpdatedAt.IsZero() {
			s.Errorf("UpdatedAt of draft %d is zero", i)
		}
		got.UpdatedAt = executor.Draft{}.UpdatedAt
		equal(s, "Draft", got, executor.Draft{Language: "python", Code: code, Revision: int64(i + 1)})
	}
	equal(s, "Draft of another session", s.draft(s.sessionOf("")), executor.Draft{})
}

func draftPartly(s storeTest) {
	session := s.sessionOf("")
	for _, step := range []struct{ language, code *string }{{nil, new("1")}, {new("python"), nil}, {nil, new("2")}} {
		_, err := s.save(session, step.language, step.code, -1)
		s.wantError("SaveDraft", err, nil)
	}
	got := s.draft(session)
	equal(s, "Draft: language", got.Language, "python")
	equal(s, "Draft: code", got.Code, "2")
	equal(s, "Draft: revision", got.Revision, 3)
}

func draftStale(s storeTest) {
	session := s.sessionOf("")
	for _, at := range []int64{1, 7} {
		_, err := s.save(session, nil, new("too early"), at)
		s.wantError("SaveDraft of no draft", err, executor.ErrStale)
	}
	_, err := s.save(session, new("python"), new("first"), 0)
	s.wantError("SaveDraft", err, nil)
	for _, at := range []int64{0, 2} {
		_, err := s.save(session, nil, new("stale"), at)
		s.wantError("SaveDraft at another revision", err, executor.ErrStale)
	}
	equal(s, "Draft: code", s.draft(session).Code, "first")
}

// draftAgain: as where the answer was lost.
func draftAgain(s storeTest) {
	session := s.sessionOf("")
	for range 2 {
		revision, err := s.save(session, new("python"), new("first"), 0)
		s.wantError("SaveDraft", err, nil)
		equal(s, "SaveDraft: revision", revision, 1)
	}
	for range 2 {
		revision, err := s.save(session, nil, new("second"), 1)
		s.wantError("SaveDraft", err, nil)
		equal(s, "SaveDraft: revision", revision, 2)
	}
	for _, stale := range []struct {
		language, code string
		at             int64
	}{{"python", "first", 0}, {"python", "second", 0}, {"javascript", "second", 1}, {"python", "third", 1}} {
		_, err := s.save(session, &stale.language, &stale.code, stale.at)
		s.wantError("SaveDraft of what is no longer so", err, executor.ErrStale)
	}
	equal(s, "Draft: code", s.draft(session).Code, "second")
}

func draftRace(s storeTest) {
	session := s.sessionOf("")
	const writers = 8
	for at := range int64(5) {
		var all sync.WaitGroup
		errs := make([]error, writers)
		for i := range writers {
			all.Go(func() { _, errs[i] = s.save(session, nil, new(strconv.Itoa(i)), at) })
		}
		all.Wait()
		winners := 0
		for i, err := range errs {
			switch {
			case err == nil:
				winners++
				equal(s, "Draft: code", s.draft(session).Code, strconv.Itoa(i))
			case !errors.Is(err, executor.ErrStale):
				s.Errorf("SaveDraft: got %v, want ErrStale", err)
			}
		}
		equal(s, "writers of revision "+strconv.FormatInt(at+1, 10), winners, 1)
	}
}

func draftOfNothing(s storeTest) {
	for _, at := range []int64{-1, 0, 1} {
		_, err := s.save(s.newID(), nil, new("x"), at)
		s.wantError("SaveDraft", err, executor.ErrNotFound)
	}
	equal(s, "Draft of an unknown session", s.draft(s.newID()), executor.Draft{})
}
