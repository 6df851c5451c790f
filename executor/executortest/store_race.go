package executortest

import (
	"errors"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

var raceTests = map[string]func(storeTest){
	"OneOfManyClaimsWins":             raceClaims,
	"OneOfManyClaimsWinsAfterALease":  raceClaimsAfterLease,
	"OneOfManyFinishesWins":           raceFinishes,
	"EitherTheOldOrANewAttemptWins":   raceFinishAndClaim,
	"EitherAbandonOrTheNextClaimWins": raceAbandonAndClaim,
	"ReleaseKeepsItsPauseOrIsFenced":  raceReleaseAndClaim,
}

const (
	racers = 16
	rounds = 20
)

func raceClaims(s storeTest) {
	for range rounds {
		raceForAttempt(s, s.queued(), 1)
	}
}

func raceClaimsAfterLease(s storeTest) {
	for range rounds {
		raceForAttempt(s, s.claimed(expired).Attempt.ExecutionID, 2)
	}
}

// raceForAttempt lets many workers claim at once: one gets the attempt.
func raceForAttempt(s storeTest, id uuid.UUID, number int) {
	s.Helper()
	jobs := make([]executor.Job, racers)
	errs := race(racers, func(i int) (err error) {
		jobs[i], err = s.claim(id, fmt.Sprintf("worker-%d", i), longLease)
		return err
	})
	winner := s.onlyWinner("Claim", errs, executor.ErrNotClaimable)
	equal(s, "Claim: attempt of the winner", jobs[winner].Attempt.Number, number)
	a := s.execution(id).Attempt
	equal(s, "Execution: worker", a.WorkerID, fmt.Sprintf("worker-%d", winner))
	equal(s, "Execution: attempt", a.Number, number)
}

func raceFinishes(s storeTest) {
	for range rounds {
		job := s.claimed(longLease)
		errs := race(racers, func(i int) error {
			return s.Finish(s.Context(), job.Attempt, exited(i))
		})
		winner := s.onlyWinner("Finish", errs, executor.ErrFenced)
		e := s.execution(job.Attempt.ExecutionID)
		equal(s, "Execution: exit code", *e.Attempt.ExitCode, winner)
		equal(s, "Execution: Status", e.Status, executor.TerminationExited.Status(winner))
	}
}

// An expired attempt may still finish, up to the moment another is opened.
func raceFinishAndClaim(s storeTest) {
	for range rounds {
		old := s.claimed(expired)
		id := old.Attempt.ExecutionID
		errs := race(2, func(i int) error {
			if i == 0 {
				return s.Finish(s.Context(), old.Attempt, exited(0))
			}
			_, err := s.claim(id, "worker-2", longLease)
			return err
		})
		want := executor.StatusCompleted
		if s.onlyWinner("Finish (0) or Claim (1)", errs, executor.ErrFenced, executor.ErrNotClaimable) == 1 {
			want = executor.StatusRunning
		}
		equal(s, "Execution: Status", s.execution(id).Status, want)
	}
}

func raceAbandonAndClaim(s storeTest) {
	for range rounds {
		id := s.claimed(expired).Attempt.ExecutionID
		errs := race(2, func(i int) error {
			if i == 0 {
				return s.Abandon(s.Context(), id, executor.TerminationLost)
			}
			_, err := s.claim(id, "worker-2", longLease)
			return err
		})
		want := executor.StatusFailed
		if s.onlyWinner("Abandon (0) or Claim (1)", errs, executor.ErrFenced, executor.ErrNotClaimable) == 1 {
			want = executor.StatusRunning
		}
		equal(s, "Execution: Status", s.execution(id).Status, want)
	}
}

func raceReleaseAndClaim(s storeTest) {
	for range rounds {
		old := s.claimed(expired)
		errs := race(2, func(i int) error {
			if i == 0 {
				return s.Release(s.Context(), old.Attempt, executor.Release{Pause: longLease})
			}
			_, err := s.claim(old.Attempt.ExecutionID, "worker-1", longLease)
			return err
		})
		s.onlyWinner("Release (0) or Claim (1)", errs, executor.ErrFenced, executor.ErrNotClaimable)
	}
}

// race runs n calls at the same moment and returns their errors.
func race(n int, call func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = call(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

// onlyWinner returns the one call without an error; the others must have failed
// as one of lost.
func (s storeTest) onlyWinner(call string, errs []error, lost ...error) int {
	s.Helper()
	winner := -1
	for i, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = i
		case err == nil:
			s.Fatalf("%s: calls %d and %d both won", call, winner, i)
		case !matchesAny(err, lost):
			s.Fatalf("%s: call %d: got error %v, want one of %v", call, i, err, lost)
		}
	}
	if winner < 0 {
		s.Fatalf("%s: nobody won: %v", call, errs)
	}
	return winner
}

func matchesAny(err error, targets []error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}
