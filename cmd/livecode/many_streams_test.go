package main_test

import (
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// What 500 who watch may cost.
const (
	manyStreams     = 500
	mostStreamBytes = 64 << 10
	mostSlowdown    = 1.2 // of a plain run
)

// TestManyStreams: those who watch take little memory, and nobody's time.
func TestManyStreams(t *testing.T) { // not parallel: it measures
	database := postgrestest.New(t)
	api, _ := stackOf(t, 1, "DATABASE_URL="+database, "REDIS_URL="+redistest.New(t))
	session := api.session()
	running := endless(t, database, session)
	plainRuns(api, session) // the first take longer
	var slowdown float64
	for range liveTries {
		alone := plainRuns(api, session)
		before := api.memory()
		stop := api.watchAll(running)
		bytes := (api.memory() - before) / manyStreams
		watched := plainRuns(api, session)
		stop()
		slowdown = float64(watched) / float64(alone)
		t.Logf("a stream takes %d bytes; a plain run %v, and %v beside %d streams", bytes, alone, watched, manyStreams)
		if bytes > mostStreamBytes {
			t.Errorf("a stream takes %d bytes, want at most %d", bytes, mostStreamBytes)
		}
		if slowdown <= mostSlowdown {
			return
		}
	}
	t.Errorf("beside %d streams a plain run takes %.2f times as long, in the last of %d tries; want at most %.1f", manyStreams, slowdown, liveTries, mostSlowdown)
}

// endless makes executions that run on another worker, for longer than the test.
func endless(t *testing.T, database, session string) (ids []string) {
	t.Helper()
	rows, err := open(t, database).QueryContext(t.Context(), `
		WITH made AS (
		    INSERT INTO executions (id, session_id, code, language, status, created_at)
		    SELECT gen_random_uuid(), $1, 'pass', 'python', 'RUNNING', now() FROM generate_series(1, $2) RETURNING id
		), opened AS (
		    INSERT INTO execution_attempts (execution_id, attempt, worker_id, claimed_at, lease_expires_at)
		    SELECT id, 1, 'elsewhere', now(), now() + interval '1 hour' FROM made
		)
		SELECT id FROM made`, session, manyStreams)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil || len(ids) != manyStreams {
		t.Fatalf("%d executions were made, %v", len(ids), err)
	}
	return ids
}

// plainRuns is how long a short program takes, from the request to its result:
// the median of some.
func plainRuns(s *service, session string) time.Duration {
	s.t.Helper()
	took := make([]time.Duration, 25)
	for i := range took {
		began := time.Now()
		status, record := s.call("POST", "/api/code-sessions/"+session+"/run?wait=30", map[string]string{"language": "python", "code": "print(1)"})
		if took[i] = time.Since(began); status != http.StatusOK || record["stdout"] != "1\n" {
			s.t.Fatalf("run = %d, %v", status, record)
		}
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// watchAll opens a stream of each and returns when each has told something. stop
// closes them.
func (s *service) watchAll(ids []string) (stop func()) {
	s.t.Helper()
	enough := make(chan struct{})
	var told, ended sync.WaitGroup
	told.Add(len(ids))
	for _, id := range ids {
		ended.Go(func() {
			once := sync.OnceFunc(told.Done)
			s.events(id, "", func(e event) bool {
				if e.name != "status" || e.field(s.t, "status") != "RUNNING" {
					return false
				}
				once()
				<-enough
				return true
			})
		})
	}
	told.Wait()
	return func() { close(enough); ended.Wait() }
}
