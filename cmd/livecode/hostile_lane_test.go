package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/executortest/hostile"
)

// lane runs hostile programs one after the other, so that what is found after
// one is of that one.
type lane struct {
	api, worker *service
	warm        int // containers that wait, of each language; any number if negative
	watch       *dockertest.Watcher
	looked      map[string]bool // containers whose traces have been looked for
	data        int64           // bytes in DATA_DIR after the last program
}

func newLane(t *testing.T, api, worker *service, warm int) *lane {
	t.Helper()
	l := &lane{api: api, worker: worker, warm: warm, watch: dockertest.Watch(t, worker.Worker()), looked: map[string]bool{}}
	if warm >= 0 {
		l.awaitSettled(t) // the pool is full
	}
	l.data = bytesIn(t, worker.dir)
	return l
}

// as returns the service for use by another test.
func (s *service) as(t *testing.T) *service {
	return &service{Process: s.Process, t: t, url: s.url, dir: s.dir}
}

// try runs a program, as often as its case says, and looks for what is left.
func (l *lane) try(t *testing.T, a attempt) {
	times := max(1, a.Times.Short)
	if *hostileFull {
		times = max(1, a.Times.Full)
	}
	row := result{name: a.Family + "/" + a.Name, language: a.Language, want: a.want, reason: a.reason, times: times}
	defer func() {
		row.failed = t.Failed()
		results.add(row)
	}()
	before := unreclaimable(t)
	for n := range times {
		wrong, late := l.once(t, a, &row)
		for again := 0; late && again < lateTries; again++ {
			t.Logf("run %d of %d, once more: %s", n+1, times, strings.Join(wrong, "; "))
			wrong, late = l.once(t, a, &row)
		}
		for _, deviation := range wrong {
			t.Errorf("run %d of %d: %s", n+1, times, deviation)
		}
		row.wrong = append(row.wrong, wrong...)
		if len(wrong) > 0 {
			break
		}
	}
	row.hello = l.hello(t, a.Language)
	l.awaitSettled(t)
	l.checkTraces(t)
	l.checkGrowth(t, times)
	if a.Alone && !a.Waits {
		awaitKernelMemory(t, before)
	}
}

// lateTries is how often a program is run again that was ended as it should be, but
// late: others may have had the machine.
const lateTries = 2

// once runs the program and returns in what its end is not as expected, and
// whether that is only that it came late.
func (l *lane) once(t *testing.T, a attempt, row *result) (wrong []string, late bool) {
	s := l.api.as(t)
	body := map[string]string{"language": a.Language, "code": a.Code}
	if a.Stdin != "" {
		body["stdin"] = a.Stdin
	}
	status, answer := s.call("POST", "/api/code-sessions/"+s.session()+"/run", body)
	if a.want.Refused != nil {
		row.got = fmt.Sprint(status, " ", answer["code"])
		return refusalDeviations(*a.want.Refused, status, answer), false
	}
	id, _ := answer["execution_id"].(string)
	if status != http.StatusAccepted || id == "" {
		return []string{fmt.Sprintf("run = %d, %v, want 202 and an id", status, answer)}, false
	}
	r := l.record(t, id)
	row.got, row.wall = r.Status+" "+r.Termination, r.ExecutionTime
	return a.want.Deviations(r), a.want.Late(r)
}

// record waits for the end of an execution. Its record is decoded once, since it
// may be large.
func (l *lane) record(t *testing.T, id string) (r hostile.Record) {
	t.Helper()
	eventually(t, patience, func() (bool, string) {
		resp, err := http.Get(l.api.url + "/api/executions/" + id + "?wait=30")
		if err != nil {
			return false, err.Error()
		}
		defer resp.Body.Close()
		r = hostile.Record{}
		if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
			return false, err.Error()
		}
		return executor.Status(r.Status).Terminal(), "status " + r.Status
	})
	return r
}

func refusalDeviations(want hostile.Refusal, status int, answer map[string]any) []string {
	fields, _ := answer["errors"].([]any)
	named := slices.ContainsFunc(fields, func(e any) bool { return e.(map[string]any)["field"] == want.Field })
	if status == want.Status && answer["code"] == want.Code && named {
		return nil
	}
	return []string{fmt.Sprintf("run = %d, %v, want %d, code %s and the field %s named", status, answer, want.Status, want.Code, want.Field)}
}

// usual is the longest that the answer to a plain program may take after a
// hostile one, on a machine whose cores four of those have at the same time. How
// long it did take is told below the table.
const usual = 5 * time.Second

// hello runs a plain program and returns how long its answer took.
func (l *lane) hello(t *testing.T, language string) time.Duration {
	t.Helper()
	s := l.api.as(t)
	code := map[string]string{"python": `print("hello")`, "javascript": `console.log("hello")`}[language]
	session, start := s.session(), time.Now()
	_, record := s.call("POST", "/api/code-sessions/"+session+"/run?wait=30", map[string]string{"language": language, "code": code})
	took := time.Since(start)
	if record["status"] != "COMPLETED" || record["stdout"] != "hello\n" || record["attempt"] != 1.0 {
		t.Errorf("the next plain program ended with %v, want it COMPLETED", record)
	}
	if took > usual {
		t.Errorf("the next plain program took %v, want at most %v: %v", took, usual, record)
	}
	return took
}
