package executortest

import (
	"bytes"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var recordTests = map[string]func(storeTest){
	"SessionIsReadAsWritten":             sessionRoundTrip,
	"ExecutionIsReadAsWritten":           executionRoundTrip,
	"UnknownIDsAreNotFound":              unknownIDs,
	"AnIDIsTakenOnce":                    duplicateIDs,
	"StdinReachesTheJobByteForByte":      stdinRoundTrip,
	"InteractiveStaysInteractive":        interactiveRoundTrip,
	"ExecutionsAreListedNewestFirst":     listing,
	"ExecutionsCarryTheirNewestAttempts": listingAttempts,
}

func sessionRoundTrip(s storeTest) {
	id := s.session()
	got, err := s.Session(s.Context(), id)
	s.wantError("Session", err, nil)
	equal(s, "Session: ID", got.ID, id)
	equal(s, "Session: Status", got.Status, executor.SessionActive)
	s.wantRecent("Session: CreatedAt", got.CreatedAt)
	s.wantRecent("Session: UpdatedAt", got.UpdatedAt)
}

func executionRoundTrip(s storeTest) {
	session := s.session()
	e := executor.Execution{
		ID: s.newID(), SessionID: session, Code: "print('é\t☃ 𝄞')\r\n", Language: "python",
		// None of these is the caller's to set.
		Status: executor.StatusCompleted, Stdout: "forged", CreatedAt: time.Unix(1, 0),
	}
	s.wantError("CreateExecution", s.CreateExecution(s.Context(), e, executor.Input{}), nil)
	got := s.execution(e.ID)
	s.wantRecent("Execution: CreatedAt", got.CreatedAt)
	got.CreatedAt = time.Time{}
	equal(s, "Execution", got, executor.Execution{
		ID: e.ID, SessionID: session, Code: e.Code, Language: "python",
		Status: executor.StatusQueued,
	})
}

func unknownIDs(s storeTest) {
	ctx, id := s.Context(), s.newID()
	_, err := s.Session(ctx, id)
	s.wantError("Session", err, executor.ErrNotFound)
	_, err = s.Execution(ctx, id)
	s.wantError("Execution", err, executor.ErrNotFound)
	list, err := s.Executions(ctx, id, uuid.Nil, 10)
	s.wantError("Executions", err, nil)
	equal(s, "Executions: length", len(list), 0)

	orphan := executor.Execution{ID: id, SessionID: s.newID(), Code: program, Language: "python"}
	for _, in := range []executor.Input{{}, {Stdin: []byte("x")}} {
		s.wantError("CreateExecution", s.CreateExecution(ctx, orphan, in), executor.ErrNotFound)
	}
	_, err = s.Execution(ctx, id)
	s.wantError("Execution after a refused CreateExecution", err, executor.ErrNotFound)
}

func duplicateIDs(s storeTest) {
	session := s.session()
	id := s.queuedIn(session, executor.Input{})
	again := executor.Execution{ID: id, SessionID: session, Code: "other", Language: "javascript"}
	if err := s.CreateExecution(s.Context(), again, executor.Input{}); err == nil {
		s.Errorf("CreateExecution with a taken id: got no error")
	}
	equal(s, "Execution: Code", s.execution(id).Code, program)
	taken := executor.Session{ID: session, Status: executor.SessionActive, Owner: "another"}
	if err := s.CreateSession(s.Context(), taken); err == nil {
		s.Errorf("CreateSession with a taken id: got no error")
	}
}

func stdinRoundTrip(s storeTest) {
	session := s.session()
	for _, want := range [][]byte{
		nil, {}, []byte("a\n"), {0}, allBytes(), bytes.Repeat([]byte{0, 0xff}, executor.MaxStdinBytes/2),
	} {
		job := s.mustClaim(s.queuedIn(session, executor.Input{Stdin: want}), "worker", longLease)
		if !bytes.Equal(job.Stdin, want) {
			s.Errorf("Claim: Stdin: got %d bytes %.40q, want %d bytes %.40q",
				len(job.Stdin), job.Stdin, len(want), want)
		}
	}
}

// interactiveRoundTrip: with and without stdin, in each attempt, and seen by clients.
func interactiveRoundTrip(s storeTest) {
	for _, in := range []executor.Input{
		{}, {Stdin: []byte("a\n")}, {Interactive: true}, {Stdin: []byte("\x00a\n"), Interactive: true},
	} {
		session := s.session()
		id := s.queuedIn(session, in)
		for range 2 {
			job := s.mustClaim(id, "worker", expired)
			if job.Interactive != in.Interactive || !bytes.Equal(job.Stdin, in.Stdin) {
				s.Errorf("Claim: got Interactive %t, Stdin %q, want %+v", job.Interactive, job.Stdin, in)
			}
		}
		list, err := s.Executions(s.Context(), session, uuid.Nil, 1)
		s.wantError("Executions", err, nil)
		for _, e := range append(list, s.execution(id)) {
			if e.Interactive != in.Interactive || e.StdinBytes != len(in.Stdin) {
				s.Errorf("Execution: got Interactive %t, StdinBytes %d, want %+v", e.Interactive, e.StdinBytes, in)
			}
		}
	}
}

func listing(s storeTest) {
	session, other := s.session(), s.session()
	var newestFirst []uuid.UUID
	for range 7 {
		newestFirst = slices.Insert(newestFirst, 0, s.queuedIn(session, executor.Input{}))
		s.queuedIn(other, executor.Input{})
	}
	for _, c := range []struct {
		name   string
		before uuid.UUID
		limit  int
		want   []uuid.UUID
	}{
		{"first page", uuid.Nil, 3, newestFirst[:3]},
		{"next page", newestFirst[2], 3, newestFirst[3:6]},
		{"last page", newestFirst[5], 3, newestFirst[6:]},
		{"past the end", newestFirst[6], 3, nil},
		{"all", uuid.Nil, 100, newestFirst},
	} {
		if got := s.list(session, c.before, c.limit); !slices.Equal(got, c.want) {
			s.Errorf("Executions, %s (before %s, limit %d): got %v, want %v",
				c.name, c.before, c.limit, got, c.want)
		}
	}
}

func listingAttempts(s storeTest) {
	session := s.session()
	twice := s.queuedIn(session, executor.Input{})
	s.mustClaim(twice, "first", expired)
	s.mustClaim(twice, "second", longLease)
	s.queuedIn(session, executor.Input{})
	list, err := s.Executions(s.Context(), session, uuid.Nil, 10)
	if err != nil || len(list) != 2 {
		s.Fatalf("Executions: got %d and error %v, want 2", len(list), err)
	}
	if list[0].Attempt != nil {
		s.Errorf("Executions: attempt of a queued one: got %+v, want none", list[0].Attempt)
	}
	if a := list[1].Attempt; a == nil || a.Number != 2 || a.WorkerID != "second" {
		s.Errorf("Executions: attempt of the one claimed twice: got %+v, want the second", a)
	}
}

// list gives the ids of one page.
func (s storeTest) list(session, before uuid.UUID, limit int) (ids []uuid.UUID) {
	s.Helper()
	page, err := s.Executions(s.Context(), session, before, limit)
	if err != nil {
		s.Fatalf("Executions(%s, %s, %d): %v", session, before, limit, err)
	}
	for _, e := range page {
		ids = append(ids, e.ID)
	}
	return ids
}

// wantRecent checks a time the Store wrote. Its clock may be another machine's,
// so that a minute is near enough.
func (s storeTest) wantRecent(what string, got time.Time) {
	s.Helper()
	if age := time.Since(got); age.Abs() > time.Minute {
		s.Errorf("%s: got %s, want about now", what, got)
	}
	equal(s, what+": location", got.Location(), time.UTC)
}

// allBytes holds each value of a byte once.
func allBytes() []byte {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return all
}
