package chaos

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// killAPIBetween kills the API when an execution is stored and not queued. The
// client has had no answer; the execution is run all the same.
func killAPIBetween(tr *trial) {
	db, stored := tr.open(), ""
	for try := 0; stored == "" && try < 5; try++ { // a program with input is stored a moment after its insert
		if try > 0 {
			tr.apiAgain()
		}
		tr.holdAt(tr.ways[0].postgres, stage{{"INSERT INTO executions", true}})
		tr.api.Kill()
		tr.ways[0].postgres.Cut()
		stored = tr.unknown(db)
	}
	if stored == "" {
		tr.Error("no execution is stored that no client knows of, so nothing is shown")
	}
	stacktest.Eventually(tr, recoverWithin, func() (bool, string) { // the workers need no API for that
		list, err := executions(db)
		for _, e := range list {
			if e.id == stored && e.ended() {
				return true, ""
			}
		}
		return false, fmt.Sprint("it has not ended; error ", err)
	})
	tr.apiAgain()
}

// unknown is an execution that no client knows of, if there is one.
func (tr *trial) unknown(db *sql.DB) string {
	tr.Helper()
	list, err := executions(db)
	if err != nil {
		tr.Fatal(err)
	}
	known := tr.load.all()
	for _, e := range list {
		if _, ok := known[e.id]; !ok {
			return e.id
		}
	}
	return ""
}

// killAPI kills the API while it answers, and starts it again.
func killAPI(tr *trial) {
	for range 3 {
		tr.load.more(2)
		tr.api.Kill()
		stacktest.Pause(500 * time.Millisecond)
		tr.apiAgain()
	}
}
