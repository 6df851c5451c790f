package chaos

import (
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// stage is a moment in the life of an attempt, by the requests that are on their
// way to a store then: the last of them is held.
type stage []step

type step struct {
	text  string
	after bool // it has been answered, and the process does not know
}

// The stages of a worker.
var (
	beforeClaim  = stage{{"WITH claimed AS", false}}
	afterClaim   = stage{{"WITH claimed AS", true}}
	beforeFinish = stage{{"WITH ended AS", false}}
	afterFinish  = stage{{"WITH ended AS", true}}

	beforeAck = stage{{":processed:", false}} // in Redis: asynq's word that a task is done
)

// holdAt waits until something has come to a stage on its way, where it stays until
// it is released.
func (tr *trial) holdAt(way *stacktest.Proxy, s stage) (last *stacktest.Trap) {
	tr.Helper()
	for _, step := range s {
		trap := way.Hold(step.text, step.after)
		if last != nil {
			last.Release()
		}
		select {
		case <-trap.Caught:
		case <-time.After(stacktest.Patience):
			tr.Fatalf("nothing came to %q", step.text)
		}
		last = trap
	}
	return last
}

// killWorkerAt kills a worker at a stage on its way to Postgres, and starts it
// again.
func killWorkerAt(s stage) func(*trial) {
	return func(tr *trial) {
		w := tr.ways[1].postgres
		tr.holdAt(w, s)
		tr.workers[0].Kill()
		w.Cut()
		tr.again(0)
	}
}

// killWorkerBeforeAck kills a worker that has stored a result, before it tells
// the queue.
func killWorkerBeforeAck(tr *trial) {
	w := tr.ways[1].redis
	tr.holdAt(w, beforeAck)
	tr.workers[0].Kill()
	w.Cut()
	tr.again(0)
}

// killWorkersTwice kills all workers when they have fetched all that waits, and
// cannot claim it; and their next life again, so that dead workers hold both the
// task of each execution and the one after it. Nothing else is submitted, of which
// a task could have another execution run.
func killWorkersTwice(tr *trial) {
	tr.signalWorkers(syscall.SIGSTOP)
	tr.load.more(2)
	tr.load.rest.Lock()
	defer tr.load.rest.Unlock()
	unlock := tr.lockClaims()
	tr.signalWorkers(syscall.SIGCONT)
	for life, task := range []string{":1", ":1:again"} {
		tr.awaitFetched(task)
		for n := range tr.workers {
			tr.workers[n].Kill()
			tr.ways[1+n].postgres.Cut()
		}
		tr.endClaims()
		if life == 1 {
			unlock()
		}
		for n := range tr.workers {
			tr.again(n)
		}
	}
	tr.awaitEnds()
}

func (tr *trial) signalWorkers(sig syscall.Signal) {
	tr.Helper()
	for _, w := range tr.workers {
		w.Signal(sig)
	}
}

// awaitFetched waits until workers hold a task, of that end of its name, for each
// execution that is QUEUED.
func (tr *trial) awaitFetched(task string) {
	tr.Helper()
	db, client := tr.open(), redistest.Dial(tr, tr.redis.URL())
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		list, err := executions(db)
		active, err2 := client.LRange(tr.Context(), activeKey, 0, -1).Result()
		queued, missing := 0, 0
		for _, e := range list {
			if e.status == "QUEUED" {
				queued++
				if !slices.Contains(active, e.id+task) {
					missing++
				}
			}
		}
		return queued > 0 && missing == 0, fmt.Sprintf("%d are queued, of %d nobody has fetched %s; errors %v, %v", queued, missing, task, err, err2)
	})
}

// awaitEnds waits until all that was accepted has ended.
func (tr *trial) awaitEnds() {
	tr.Helper()
	db := tr.open()
	stacktest.Eventually(tr, recoverWithin, func() (bool, string) {
		list, err := executions(db)
		waiting := slices.DeleteFunc(list, execution.ended)
		return err == nil && len(waiting) == 0, fmt.Sprintf("have not ended: %v; error %v", waiting, err)
	})
}

// occupy has a worker run a program that takes some time.
func (tr *trial) occupy(w *stacktest.Process) {
	tr.Helper()
	db, name := tr.open(), w.Worker()
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		tr.load.sleeper(3 * time.Second)
		var sleepers int
		err := db.QueryRow(`
			SELECT count(*) FROM execution_attempts a JOIN executions e ON e.id = a.execution_id
			WHERE a.worker_id = $1 AND a.finished_at IS NULL AND e.code LIKE '%slept%'`, name).Scan(&sleepers)
		return sleepers > 0, fmt.Sprint(sleepers, err)
	})
}

// killWorkerRunning kills each worker while it runs programs.
func killWorkerRunning(tr *trial) {
	for n := range tr.workers {
		tr.occupy(tr.workers[n])
		tr.workers[n].Kill()
		tr.again(n)
	}
}

// killWorkerForGood kills one of two workers. The other has it all to do, also
// what the first one had begun.
func killWorkerForGood(tr *trial) {
	tr.occupy(tr.workers[0])
	tr.workers[0].Kill()
	tr.workers = tr.workers[1:]
}

// stopWorker has each worker end in good order, and starts it again.
func stopWorker(tr *trial) {
	for n := range tr.workers {
		tr.occupy(tr.workers[n])
		if err := tr.workers[n].Stop(); err != nil {
			tr.Errorf("a worker ended with %v, want exit code 0", err)
		}
		tr.again(n)
	}
}

// stopsWithin is in how much time a worker ends: docker-compose.yml gives it no
// more.
const stopsWithin = 20 * time.Second

// stopWorkerWithoutPostgres has a worker end that has a result to write, and no
// Postgres that takes it.
func stopWorkerWithoutPostgres(tr *trial) {
	tr.occupy(tr.workers[0])
	resume := tr.postgres.Pause(tr)
	began := time.Now()
	if err := tr.workers[0].Stop(); err != nil {
		tr.Errorf("a worker ended with %v, want exit code 0", err)
	}
	if took := time.Since(began); took > stopsWithin {
		tr.Errorf("while Postgres hangs a worker took %v to end, want at most %v", took, stopsWithin)
	}
	resume()
	tr.again(0)
	tr.awaitReady()
}

// freezeWorker stops the clock of a worker that has a result to write, for so long
// that others take what it runs. Then it goes on, and must not be believed.
func freezeWorker(tr *trial) {
	late := tr.holdAt(tr.ways[1].postgres, beforeFinish)
	tr.workers[0].Signal(syscall.SIGSTOP)
	db := tr.open()
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		list, err := executions(db)
		for _, e := range list {
			if len(e.attempts) > 1 && e.ended() {
				return true, ""
			}
		}
		return false, fmt.Sprint("nobody has taken over what it ran; error ", err)
	})
	late.Release()
	tr.workers[0].Signal(syscall.SIGCONT)
}
