package executortest

import (
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var onceTests = map[string]func(storeTest){
	"AKeyMakesOneSession":                 onceSession,
	"AKeyMakesOneExecution":               onceExecution,
	"AKeyIsForOneFingerprint":             onceFingerprint,
	"AKeyIsPendingUntilSettled":           oncePending,
	"AKeyIsPendingUntilItsTimeIsUp":       oncePendingTooLong,
	"AKeyIsFreeAfterItsLifetime":          onceLifetime,
	"AKeyIsFreeAfterAFailure":             onceFailure,
	"KeysAreForgottenByAge":               forgetByAge,
	"SettlingAnUnknownKeyChangesNothing":  settleUnknown,
	"InputComesWithAnExecutionMadeByAKey": onceInput,
}

// onceKey returns the n-th key.
func onceKey(n byte) executor.IdempotencyKey {
	return executor.IdempotencyKey{ID: [32]byte{1, n}, Fingerprint: [32]byte{2, 0xff}, Lifetime: time.Hour}
}

// runOnce asks for a new execution in the session.
func (s storeTest) runOnce(session uuid.UUID, key executor.IdempotencyKey) (asked, got uuid.UUID, err error) {
	s.Helper()
	e := executor.Execution{ID: s.newID(), SessionID: session, Code: program, Language: "python"}
	got, err = s.CreateExecutionOnce(s.Context(), e, executor.Input{}, key)
	return e.ID, got, err
}

// mustRunOnce asks for a new execution, which must be made.
func (s storeTest) mustRunOnce(session uuid.UUID, key executor.IdempotencyKey) uuid.UUID {
	s.Helper()
	asked, got, err := s.runOnce(session, key)
	s.wantError("CreateExecutionOnce", err, nil)
	equal(s, "CreateExecutionOnce of a free key", got, asked)
	equal(s, "Execution: Status", s.execution(got).Status, executor.StatusQueued)
	return got
}

func onceSession(s storeTest) {
	first := uuid.Nil
	for range 3 {
		session := executor.Session{ID: s.newID(), Status: executor.SessionActive}
		id, err := s.CreateSessionOnce(s.Context(), session, onceKey(0))
		s.wantError("CreateSessionOnce", err, nil)
		var want error
		if first == uuid.Nil {
			first = session.ID
		} else {
			want = executor.ErrNotFound
		}
		equal(s, "CreateSessionOnce", id, first)
		_, err = s.Session(s.Context(), session.ID)
		s.wantError("Session", err, want)
	}
}

func onceExecution(s storeTest) {
	session := s.session()
	first := s.mustRunOnce(session, onceKey(0))
	for range 3 {
		_, got, err := s.runOnce(session, onceKey(0))
		s.wantError("CreateExecutionOnce", err, nil)
		equal(s, "CreateExecutionOnce again", got, first)
	}
	second := s.mustRunOnce(session, onceKey(1))
	list := s.list(session, uuid.Nil, 10)
	if len(list) != 2 || list[0] != second || list[1] != first {
		s.Errorf("Executions: got %v, want %v and %v", list, second, first)
	}
}

func onceFingerprint(s storeTest) {
	session := s.session()
	key := onceKey(0)
	key.Pending = time.Hour // the fingerprint is looked at first
	first := s.mustRunOnce(session, key)
	key.Fingerprint[31]++
	_, _, err := s.runOnce(session, key)
	s.wantError("CreateExecutionOnce with another fingerprint", err, executor.ErrKeyReused)
	_, err = s.CreateSessionOnce(s.Context(), executor.Session{ID: s.newID(), Status: executor.SessionActive}, key)
	s.wantError("CreateSessionOnce with another fingerprint", err, executor.ErrKeyReused)
	if list := s.list(session, uuid.Nil, 10); len(list) != 1 || list[0] != first {
		s.Errorf("Executions: got %v, want %v alone", list, first)
	}
}

func oncePending(s storeTest) {
	session, key := s.session(), onceKey(0)
	key.Pending = time.Hour
	first := s.mustRunOnce(session, key)
	_, got, err := s.runOnce(session, key)
	s.wantError("CreateExecutionOnce of a pending key", err, executor.ErrKeyPending)
	equal(s, "CreateExecutionOnce of a pending key", got, first)
	s.wantError("SettleKey", s.SettleKey(s.Context(), key.ID), nil)
	_, got, err = s.runOnce(session, key)
	s.wantError("CreateExecutionOnce of a settled key", err, nil)
	equal(s, "CreateExecutionOnce of a settled key", got, first)
}

// The process that had the first request may have died.
func oncePendingTooLong(s storeTest) {
	session, key := s.session(), onceKey(0)
	key.Pending = time.Millisecond
	first := s.mustRunOnce(session, key)
	eventually(s, "CreateExecutionOnce returns the first id", func() (any, bool) {
		_, got, err := s.runOnce(session, key)
		return err, err == nil && got == first
	})
}

func onceLifetime(s storeTest) {
	session, key := s.session(), onceKey(0)
	first := s.mustRunOnce(session, key)
	key.Lifetime = expired
	key.Fingerprint[0]++ // a free key may come with any request
	second := s.mustRunOnce(session, key)
	key.Lifetime = time.Hour
	_, got, err := s.runOnce(session, key)
	s.wantError("CreateExecutionOnce", err, nil)
	if got != second || got == first {
		s.Errorf("CreateExecutionOnce after the key was taken anew: got %v, want %v", got, second)
	}
}

func onceFailure(s storeTest) {
	_, got, err := s.runOnce(s.newID(), onceKey(0))
	s.wantError("CreateExecutionOnce without the session", err, executor.ErrNotFound)
	equal(s, "CreateExecutionOnce without the session", got, uuid.Nil)
	s.mustRunOnce(s.session(), onceKey(0))
}

func forgetByAge(s storeTest) {
	session := s.session()
	for n := range byte(5) {
		s.mustRunOnce(session, onceKey(n))
	}
	for _, c := range []struct {
		age         time.Duration
		limit, want int
	}{{time.Hour, 10, 0}, {0, 0, 0}, {0, 2, 2}, {0, 10, 3}, {0, 10, 0}} {
		got, err := s.ForgetKeys(s.Context(), c.age, c.limit)
		s.wantError("ForgetKeys", err, nil)
		equal(s, "ForgetKeys", got, c.want)
	}
	s.mustRunOnce(session, onceKey(0))
}

func settleUnknown(s storeTest) {
	s.wantError("SettleKey", s.SettleKey(s.Context(), [32]byte{9}), nil)
	s.mustRunOnce(s.session(), onceKey(9))
}

func onceInput(s storeTest) {
	e := executor.Execution{ID: s.newID(), SessionID: s.session(), Code: program, Language: "python"}
	id, err := s.CreateExecutionOnce(s.Context(), e, executor.Input{Stdin: []byte("in\x00")}, onceKey(0))
	s.wantError("CreateExecutionOnce", err, nil)
	equal(s, "Claim: Stdin", string(s.mustClaim(id, "worker", longLease).Stdin), "in\x00")
}
