package executortest

import (
	"errors"
	"fmt"

	"github.com/edtronaut/livecode/executor"
)

// view is what can be seen of an execution, the newest attempt's part and how it
// is listed as due included.
type view struct {
	status   executor.Status
	attempts int
	newest   try // without held, which is seen from due
	due      executor.Due
	found    bool
}

// seen is what must be seen of each execution.
func (m model) seen() map[int]view {
	views := map[int]view{}
	for i, l := range m {
		if l.deleted {
			views[i] = view{}
			continue
		}
		v := view{status: l.status, attempts: len(l.attempts), found: true, newest: try{worker: none}}
		if a := l.newest(); a != nil {
			v.newest = *a
			v.newest.held = false
		}
		if !l.status.Terminal() && !l.held() {
			v.due = executor.Due{Status: l.status, Attempts: len(l.attempts), Failures: l.failures(), Cancelled: l.asked}
		}
		views[i] = v
	}
	return views
}

// answer names an error of a Store.
func answer(err error) string {
	for name, known := range map[string]error{
		"not claimable": executor.ErrNotClaimable, "fenced": executor.ErrFenced, "not found": executor.ErrNotFound,
	} {
		if errors.Is(err, known) {
			return name
		}
	}
	if err != nil {
		return fmt.Sprintf("error: %v", err)
	}
	return "done"
}
