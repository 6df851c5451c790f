package chaos

import (
	"database/sql"
	"fmt"
	"slices"
	"time"

	_ "github.com/lib/pq"
	_ "modernc.org/sqlite"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
)

// recoverWithin is how long after the end of a fault everything may take to end.
const recoverWithin = 30 * time.Second

// open opens the database past all proxies.
func (tr *trial) open() *sql.DB {
	tr.Helper()
	driver, name := "postgres", tr.database
	if tr.database == "" {
		driver, name = "sqlite", "file:"+tr.file()+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		tr.Fatal(err)
	}
	db.SetMaxIdleConns(0) // whoever waits opens many, and Postgres has few connections
	tr.Cleanup(func() { _ = db.Close() })
	return db
}

// execution is a row with its attempts.
type execution struct {
	id, status, stdout string
	attempts           []attempt
}

type attempt struct {
	number      int
	termination string // "released" where the worker gave it back, empty while it is open
	inOrder     bool   // claimed, started, finished
}

// ended reports whether nothing can follow.
func (e execution) ended() bool { return e.status != "QUEUED" && e.status != "RUNNING" }

// The stages in order: what happened between them is in microseconds.
const selectAll = `
	SELECT e.id, e.status, coalesce(e.stdout, ''), coalesce(a.attempt, 0),
	       coalesce(a.termination, CASE WHEN a.finished_at IS NULL THEN '' ELSE 'released' END),
	       coalesce(a.finished_at >= a.claimed_at, FALSE)
	FROM executions e LEFT JOIN execution_attempts a ON a.execution_id = e.id
	ORDER BY e.id, a.attempt`

// executions reads all there are.
func executions(db *sql.DB) (list []execution, err error) {
	rows, err := db.Query(selectAll)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e execution
		var a attempt
		if err := rows.Scan(&e.id, &e.status, &e.stdout, &a.number, &a.termination, &a.inOrder); err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].id != e.id {
			list = append(list, e)
		}
		if a.number > 0 {
			last := &list[len(list)-1]
			last.attempts = append(last.attempts, a)
		}
	}
	return list, rows.Err()
}

// settle waits until all that was stored has ended, and checks what became of it.
func (tr *trial) settle() row {
	tr.Helper()
	db := tr.open()
	var list []execution
	took := stacktest.Eventually(tr, recoverWithin, func() (bool, string) {
		var err error
		list, err = executions(db)
		waiting := slices.DeleteFunc(slices.Clone(list), execution.ended)
		return err == nil && len(waiting) == 0, fmt.Sprintf("%d of %d have not ended: %v; error %v", len(waiting), len(list), waiting, err)
	})
	tr.load.typing.Wait()
	r := row{recovery: took, refused: tr.load.refusals(), doubled: tr.checkTransitions(db)}
	stored := map[string]execution{}
	for _, e := range list {
		stored[e.id] = e
		tr.checkAttempts(e)
		r.attempts += max(0, len(e.attempts)-1)
	}
	for id, w := range tr.load.all() {
		r.accepted++
		e, known := stored[id]
		if !known || !e.ended() {
			r.lost++
			tr.Errorf("execution %s was accepted, and is lost: %v", id, e)
			continue
		}
		if !tr.checkRecord(e, w) {
			r.unheard++
		}
	}
	return r
}

// checkAttempts checks that the attempts tell a true story: they are numbered, all
// have ended, and only the last one has a result.
func (tr *trial) checkAttempts(e execution) {
	for i, a := range e.attempts {
		platform := slices.Contains([]string{"lost", "sandbox_error", "released"}, a.termination)
		last := i == len(e.attempts)-1
		if a.number != i+1 || a.termination == "" || !a.inOrder || last == platform {
			tr.Errorf("attempts of %s tell no true story: %+v", e.id, e)
		}
	}
}

// checkRecord checks that clients see what the program has done, and reports
// whether it has heard what it waited for.
func (tr *trial) checkRecord(e execution, w wanted) (heard bool) {
	record, err := tr.load.get(e.id)
	if err != nil {
		tr.Errorf("record of %s: %v", e.id, err)
		return true
	}
	good := record["status"] == "COMPLETED" && record["stdout"] == w.prints && record["stderr"] == "" && record["executionTime"] != nil &&
		record["termination"] == "exited" && record["exitCode"] == 0.0 && record["attempt"] == float64(len(e.attempts))
	missed := w.typed && unheard(record)
	if !good && (!missed || !tr.deaf) {
		tr.Errorf("record of %s, which was to print %q: %v; attempts %+v", e.id, w.prints, record, e.attempts)
	}
	return !missed
}

// checkContainers checks that workers that have ended have left none.
func (tr *trial) checkContainers(workers ...string) {
	tr.Helper()
	for _, worker := range workers {
		stacktest.Eventually(tr, recoverWithin, func() (bool, string) { // an engine that was killed takes its time
			left := dockertest.StatesOn(tr, tr.docker, worker)
			return len(left) == 0, fmt.Sprintf("containers %q of worker %s", left, worker)
		})
	}
}
