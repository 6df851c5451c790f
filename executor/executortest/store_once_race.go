package executortest

import (
	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var onceRaceTests = map[string]func(storeTest){
	"RequestsWithOneKeyAtOnceMakeOneExecution": raceOnce,
	"RequestsWithOneKeyAtOnceMakeOneSession":   raceSessionOnce,
	"AKeyMayBeForgottenWhileItIsTaken":         raceExpired,
	"OneOfTwoRequestsWithOneKeyIsRefused":      raceFingerprints,
}

func raceOnce(s storeTest) {
	for n := range byte(rounds) {
		session := s.session()
		raceForKey(s, session, onceKey(n), 1)
	}
}

// raceForKey lets many ask at once: all get the same execution, and the session
// then has that many.
func raceForKey(s storeTest, session uuid.UUID, key executor.IdempotencyKey, want int) {
	s.Helper()
	got := make([]uuid.UUID, racers)
	ids := make([]uuid.UUID, racers)
	for i := range ids {
		ids[i] = s.newID()
	}
	for i, err := range race(racers, func(i int) (err error) {
		e := executor.Execution{ID: ids[i], SessionID: session, Code: program, Language: "python"}
		got[i], err = s.CreateExecutionOnce(s.Context(), e, executor.Input{}, key)
		return err
	}) {
		s.wantError("CreateExecutionOnce", err, nil)
		equal(s, "CreateExecutionOnce", got[i], got[0])
	}
	list := s.list(session, uuid.Nil, racers)
	if len(list) != want || list[0] != got[0] {
		s.Fatalf("Executions after %d requests with one key: got %v, want %d, the newest %v", racers, list, want, got[0])
	}
}

func raceSessionOnce(s storeTest) {
	for n := range byte(rounds) {
		got := make([]uuid.UUID, racers)
		ids := make([]uuid.UUID, racers)
		for i := range ids {
			ids[i] = s.newID()
		}
		for i, err := range race(racers, func(i int) (err error) {
			session := executor.Session{ID: ids[i], Status: executor.SessionActive, Owner: "alice"}
			got[i], err = s.CreateSessionOnce(s.Context(), session, onceKey(n))
			return err
		}) {
			s.wantError("CreateSessionOnce", err, nil)
			equal(s, "CreateSessionOnce", got[i], got[0])
		}
		for _, id := range ids {
			want := executor.ErrNotFound
			if id == got[0] {
				want = nil
			}
			_, err := s.Session(s.Context(), id)
			s.wantError("Session", err, want)
		}
	}
}

// A key whose time is over may be deleted while it is taken anew.
func raceExpired(s storeTest) {
	for n := range byte(rounds) {
		session, key := s.session(), onceKey(n)
		first := s.mustRunOnce(session, key)
		errs := race(2, func(i int) error {
			if i == 0 {
				_, err := s.ForgetKeys(s.Context(), expired, 1000)
				return err
			}
			again := key
			again.Lifetime = expired
			_, _, err := s.runOnce(session, again)
			return err
		})
		for _, err := range errs {
			s.wantError("ForgetKeys (0) or CreateExecutionOnce (1)", err, nil)
		}
		list := s.list(session, uuid.Nil, 10)
		if len(list) != 2 || list[1] != first {
			s.Fatalf("Executions: got %v, want the first, %v, and one more", list, first)
		}
	}
}

func raceFingerprints(s storeTest) {
	for n := range byte(rounds) {
		session := s.session()
		errs := race(2, func(i int) error {
			key := onceKey(n)
			key.Fingerprint[0] = byte(i)
			_, _, err := s.runOnce(session, key)
			return err
		})
		s.onlyWinner("CreateExecutionOnce", errs, executor.ErrKeyReused)
		equal(s, "Executions", len(s.list(session, uuid.Nil, 10)), 1)
	}
}
