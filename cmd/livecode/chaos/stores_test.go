package chaos

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

func killPostgres(tr *trial) {
	tr.postgres.Kill(tr)
	stacktest.Pause(outage)
	tr.postgres.Restart(tr)
	tr.awaitReady()
}

// awaitReady waits until the API takes requests again.
func (tr *trial) awaitReady() {
	tr.Helper()
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		resp, err := tr.load.client.Get(tr.load.url() + "/readyz")
		if err != nil {
			return false, err.Error()
		}
		_ = resp.Body.Close()
		return resp.StatusCode == http.StatusOK, resp.Status
	})
}

// hangTime is how long Postgres hangs: for longer than an API waits for it.
const hangTime = 8 * time.Second

// answeredWithin is how soon a request has an answer, whatever Postgres does: the
// API gives it five seconds, and a moment to cancel.
const answeredWithin = 7 * time.Second

// hangPostgres has Postgres keep its connections, take others, and answer nothing.
func hangPostgres(tr *trial) {
	resume := tr.postgres.Pause(tr)
	began := time.Now()
	tr.checkAnswered()
	stacktest.Pause(hangTime - time.Since(began))
	resume()
	tr.awaitReady()
}

// silencePostgres has nothing come through the connections that there are, of any
// process, while new ones are as good as ever.
func silencePostgres(tr *trial) {
	for _, w := range tr.ways {
		w.postgres.Silence()
	}
	tr.checkAnswered()
	tr.awaitReady()
}

// checkAnswered checks that requests which need Postgres are answered in time,
// though many at once may have to be told that it is away.
func (tr *trial) checkAnswered() {
	tr.Helper()
	var all sync.WaitGroup
	for range 2 * connections {
		all.Go(func() {
			began := time.Now()
			resp, err := tr.load.client.Get(tr.load.url() + "/api/code-sessions/" + tr.load.session)
			if err != nil {
				tr.Errorf("without Postgres a request had no answer: %v", err)
				return
			}
			_ = resp.Body.Close()
			if took := time.Since(began); took > answeredWithin {
				tr.Errorf("without Postgres a request was answered %s after %v, want at most %v", resp.Status, took, answeredWithin)
			}
		})
	}
	all.Wait()
}

// cutInTransaction cuts the API off between the two writes of a program that waits
// for input, and workers when a result is on its way, when it is committed and they
// do not know, and when a claim is.
func cutInTransaction(tr *trial) {
	tr.holdAt(tr.ways[0].postgres, stage{{"INSERT INTO execution_inputs", false}})
	tr.ways[0].postgres.Cut()
	for range 2 {
		for n, s := range []stage{beforeFinish, afterFinish} {
			w := tr.ways[1+n].postgres
			tr.holdAt(w, s)
			w.Cut()
		}
	}
	tr.holdAt(tr.ways[1].postgres, afterClaim)
	tr.ways[1].postgres.Cut()
}

// cutOften cuts every connection to Postgres, again and again.
func cutOften(tr *trial) {
	for range 20 {
		for _, w := range tr.ways {
			w.postgres.Cut()
		}
		stacktest.Pause(150 * time.Millisecond)
	}
	tr.awaitReady()
}

// forbidWrites has Postgres take no writes, as a standby does, or one whose disk
// is being mended.
func forbidWrites(tr *trial) {
	db := tr.open()
	for _, mode := range []string{"on", "off"} {
		for _, statement := range []string{
			"SET default_transaction_read_only = off", "ALTER SYSTEM SET default_transaction_read_only = " + mode, "SELECT pg_reload_conf()",
		} {
			if _, err := db.Exec(statement); err != nil {
				tr.Fatalf("%s: %v", statement, err)
			}
		}
		stacktest.Pause(outage)
	}
}

// lockClaims has no claim and no result be written, while all can be read, until
// unlock is called. It does so from the moment when transactions that had begun
// have ended.
func (tr *trial) lockClaims() (unlock func()) {
	tr.Helper()
	db := tr.open()
	tx, err := db.BeginTx(tr.Context(), nil)
	if err != nil {
		tr.Fatal(err)
	}
	locked := make(chan error, 1)
	go func() {
		_, err := tx.Exec("LOCK TABLE executions IN SHARE ROW EXCLUSIVE MODE")
		locked <- err
	}()
	stacktest.Eventually(tr, stacktest.Patience, func() (asked bool, _ string) {
		err := db.QueryRow(`SELECT EXISTS (SELECT 1 FROM pg_locks
			WHERE relation = 'executions'::regclass AND mode = 'ShareRowExclusiveLock')`).Scan(&asked)
		return asked, fmt.Sprint(err)
	})
	return func() {
		if err := <-locked; err != nil {
			tr.Error(err)
		}
		if err := tx.Rollback(); err != nil {
			tr.Error(err)
		}
	}
}

// endClaims ends the statements of workers that have died, which would wait for
// the lock all the same.
func (tr *trial) endClaims() {
	tr.Helper()
	_, err := tr.open().Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE wait_event_type = 'Lock' AND query NOT LIKE 'LOCK TABLE%'`)
	if err != nil {
		tr.Fatal(err)
	}
}

// lockFile has another process hold the SQLite file for ten seconds.
func lockFile(tr *trial) {
	conn, err := tr.open().Conn(tr.Context())
	if err != nil {
		tr.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(tr.Context(), "BEGIN IMMEDIATE"); err != nil {
		tr.Fatal(err)
	}
	stacktest.Pause(10 * time.Second)
	if _, err := conn.ExecContext(tr.Context(), "ROLLBACK"); err != nil {
		tr.Fatal(err)
	}
}

// fillDisk moves a service to a small disk, and fills it.
func fillDisk(tr *trial) {
	dir := tr.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		tr.Fatalf("this case needs to mount a small disk, and so root: %v", err)
	}
	tr.Cleanup(func() {
		tr.api.Kill()
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			tr.Errorf("unmount: %v", err)
		}
	})
	tr.moveTo(dir)
	tr.load.more(2)
	ballast := filepath.Join(dir, "ballast")
	file, err := os.Create(ballast)
	if err != nil {
		tr.Fatal(err)
	}
	defer file.Close()
	for err == nil {
		_, err = file.Write(make([]byte, 4096))
	}
	refused := tr.load.refusals()
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		return tr.load.refusals() >= refused+4, "programs are accepted although the disk is full"
	})
	if err := os.Remove(ballast); err != nil {
		tr.Fatal(err)
	}
}

// moveTo has the service go on with its data in another folder.
func (tr *trial) moveTo(dir string) {
	tr.Helper()
	if err := tr.api.Stop(); err != nil {
		tr.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(tr.api.Dir)); err != nil {
		tr.Fatal(err)
	}
	tr.api.Dir = dir
	tr.apiAgain()
}
