package chaos

import (
	"fmt"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// killAPIBetween kills the API when an execution is stored and not queued. The
// client has had no answer; the execution is run all the same.
func killAPIBetween(tr *trial) {
	db := tr.open()
	tr.holdAt(tr.ways[0].postgres, stage{{"INSERT INTO executions", true}})
	tr.api.Kill()
	tr.ways[0].postgres.Cut()
	list, err := executions(db)
	if err != nil {
		tr.Fatal(err)
	}
	known, stored := tr.load.all(), ""
	for _, e := range list {
		if _, ok := known[e.id]; !ok {
			stored = e.id
		}
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

// killAPI kills the API while it answers, and starts it again.
func killAPI(tr *trial) {
	for range 3 {
		tr.load.more(2)
		tr.api.Kill()
		stacktest.Pause(500 * time.Millisecond)
		tr.apiAgain()
	}
}
