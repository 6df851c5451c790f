package main_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// stackOf starts an API and workers over a Postgres and a Redis, each process
// with a DATA_DIR of its own.
func stackOf(t *testing.T, workers int, environment ...string) (api *service, list []*service) {
	t.Helper()
	for range workers {
		list = append(list, start(t, "worker", t.TempDir(), environment...))
	}
	return start(t, "api", t.TempDir(), append([]string{"PORT=0", "DOCKER_HOST=unix:///nowhere"}, environment...)...), list
}

// ways are the ways to run the service.
var ways = waysWith()

// waysWith are those with more of an environment.
func waysWith(environment ...string) map[string]func(t *testing.T) *service {
	return map[string]func(t *testing.T) *service{
		"embedded": func(t *testing.T) *service { return serve(t, t.TempDir(), environment...) },
		"on Postgres and Redis": func(t *testing.T) *service {
			stores := []string{"DATABASE_URL=" + postgrestest.New(t), "REDIS_URL=" + redistest.New(t)}
			api, _ := stackOf(t, 1, append(stores, environment...)...)
			return api
		},
	}
}

// TestAPIAndWorkers submits 200 executions of both languages at once to an API
// with two workers. Each runs exactly once, and record, attempts and queue
// agree.
func TestAPIAndWorkers(t *testing.T) {
	t.Parallel()
	database, redis := postgrestest.New(t), redistest.New(t)
	s, workers := stackOf(t, 2, "DATABASE_URL="+database, "REDIS_URL="+redis)
	session := s.session()
	const n = 200
	submitted := make([]string, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			language, code := "python", fmt.Sprintf("print(%d)", i)
			if i%2 == 1 {
				language, code = "javascript", fmt.Sprintf("console.log(%d)", i)
			}
			submitted[i] = s.submit(session, language, code)
		})
	}
	all.Wait()
	for i, id := range submitted {
		record := s.await(id)
		if record["status"] != "COMPLETED" || record["stdout"] != fmt.Sprintf("%d\n", i) || record["attempt"] != 1.0 {
			t.Errorf("execution %d = %v, want its number in attempt 1", i, record)
		}
	}
	byWorker := attempts(t, database)
	if len(byWorker) != len(workers) {
		t.Errorf("attempts by worker = %v, want %d workers at work", byWorker, len(workers))
	}
	total := 0
	for _, count := range byWorker {
		total += count
	}
	if total != n {
		t.Errorf("there were %d attempts at %d executions", total, n)
	}
	eventually(t, patience, func() (bool, string) {
		left := tasks(t, redis)
		return len(left) == 0, fmt.Sprint("tasks left in the queue: ", left)
	})
}

// attempts counts the finished attempts of each worker.
func attempts(t *testing.T, database string) map[string]int {
	t.Helper()
	rows, err := open(t, database).Query(`SELECT worker_id, count(*) FROM execution_attempts WHERE finished_at IS NOT NULL GROUP BY worker_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]int{}
	for rows.Next() {
		var worker string
		var count int
		if err := rows.Scan(&worker, &count); err != nil {
			t.Fatal(err)
		}
		found[worker] = count
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func open(t *testing.T, database string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// tasks lists the keys that hold tasks or lists of them.
func tasks(t *testing.T, redis string) []string {
	t.Helper()
	keys, err := redistest.Dial(t, redis).Keys(context.Background(), "asynq:{code-execution}:*").Result()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(keys, func(key string) bool { // counters by day
		return strings.Contains(key, ":processed") || strings.Contains(key, ":failed")
	})
}

// TestAPINeverTouchesTheEngine: the API of TestAPIAndWorkers has none; neither
// has its readiness.
func TestAPINeverTouchesTheEngine(t *testing.T) {
	t.Parallel()
	s, _ := stackOf(t, 1, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redistest.New(t))
	if status, answer := s.call("GET", "/readyz", nil); status != http.StatusOK {
		t.Errorf("GET /readyz of an API without an engine = %d, %v, want 200", status, answer)
	}
	_, answer := s.call("GET", "/api/languages", nil)
	for _, entry := range answer["languages"].([]any) {
		if language := entry.(map[string]any); language["version"] == "" || language["image"] == "" {
			t.Errorf("language %v lacks what the worker told of it", language)
		}
	}
}

// TestWaitIsWokenAcrossProcesses: an answer to ?wait= comes with the end of the
// program, not with that of the wait.
func TestWaitIsWokenAcrossProcesses(t *testing.T) {
	t.Parallel()
	s, _ := stackOf(t, 1, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redistest.New(t))
	session := s.session()
	start := time.Now()
	status, record := s.call("POST", "/api/code-sessions/"+session+"/run?wait=30", map[string]string{
		"language": "python", "code": "import time; time.sleep(0.5); print('done')",
	})
	if status != http.StatusOK || record["stdout"] != "done\n" {
		t.Errorf("run?wait=30 = %d, %v, want the finished record", status, record)
	}
	if took := time.Since(start); took > 15*time.Second {
		t.Errorf("run?wait=30 took %v for a program of 0.5 s", took)
	}
}

// TestRedisAwayUnderLoad stops Redis while executions are submitted. They are
// accepted all the same, and each ends once.
func TestRedisAwayUnderLoad(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	s, _ := stackOf(t, 2, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redis.URL())
	session := s.session()
	var ids []string
	submit := func(n int) {
		for range n {
			ids = append(ids, s.submit(session, "python", "print('done')"))
		}
	}
	submit(10)
	redis.Stop(t)
	submit(5) // each answers although Redis does not
	eventually(t, patience, func() (bool, string) {
		status, answer := s.call("GET", "/readyz", nil)
		return status == http.StatusServiceUnavailable, fmt.Sprint("GET /readyz without Redis: ", answer)
	})
	redis.Restart(t)
	submit(10)
	for _, id := range ids {
		if record := s.await(id); record["status"] != "COMPLETED" || record["stdout"] != "done\n" {
			t.Errorf("after the outage: %v, want COMPLETED", record)
		}
	}
}

// TestPostgresAwayUnderLoad stops Postgres while programs run. Submissions get
// 503 meanwhile, and what was accepted ends once.
func TestPostgresAwayUnderLoad(t *testing.T) {
	t.Parallel()
	postgres := postgrestest.Start(t)
	s, _ := stackOf(t, 2, "DATABASE_URL="+postgres.URL(), "REDIS_URL="+redistest.New(t))
	session := s.session()
	var ids []string
	for range 20 {
		ids = append(ids, s.submit(session, "python", "import time; time.sleep(0.3); print('done')"))
	}
	postgres.Stop(t)
	status, problem := s.call("POST", "/api/code-sessions/"+session+"/run", map[string]string{"language": "python", "code": "1"})
	if status != http.StatusServiceUnavailable || problem["code"] != "unavailable" {
		t.Errorf("run without Postgres = %d, %v, want 503", status, problem)
	}
	eventually(t, patience, func() (bool, string) {
		status, answer := s.call("GET", "/readyz", nil)
		return status == http.StatusServiceUnavailable, fmt.Sprint("GET /readyz without Postgres: ", answer)
	})
	postgres.Restart(t)
	eventually(t, patience, func() (bool, string) {
		status, answer := s.call("GET", "/readyz", nil)
		return status == http.StatusOK, fmt.Sprint(answer)
	})
	for _, id := range ids {
		if record := s.await(id); record["status"] != "COMPLETED" || record["stdout"] != "done\n" {
			t.Errorf("after the outage: %v, want COMPLETED", record)
		}
	}
}

// TestServeOnSharedStores: `serve` with Postgres and Redis is an API and a
// worker on them.
func TestServeOnSharedStores(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir(), "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redistest.New(t))
	if record := s.run("javascript", "console.log('hello')"); record["stdout"] != "hello\n" {
		t.Errorf("run = %v, want hello", record)
	}
}

// TestFlushedRedis: a Redis that has lost everything has lost nothing that the
// rows do not know.
func TestFlushedRedis(t *testing.T) {
	t.Parallel()
	database, redis := postgrestest.New(t), redistest.New(t)
	environment := []string{"DATABASE_URL=" + database, "REDIS_URL=" + redis}
	s, _ := stackOf(t, 0, environment...)
	session := s.session()
	var ids []string
	for range 5 {
		ids = append(ids, s.submit(session, "javascript", "console.log('done')"))
	}
	if len(tasks(t, redis)) == 0 {
		t.Fatal("nothing was queued that could be lost")
	}
	if err := redistest.Dial(t, redis).FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	start(t, "worker", t.TempDir(), environment...)
	for _, id := range ids {
		if record := s.await(id); record["stdout"] != "done\n" {
			t.Errorf("after the flush: %v, want COMPLETED", record)
		}
	}
}

// TestEngineElsewhere: a worker whose DOCKER_HOST is an address uses the engine
// there.
func TestEngineElsewhere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var calls atomic.Int64
	passOn(t, l, &calls)
	s, _ := stackOf(t, 1, "DATABASE_URL="+postgrestest.New(t), "REDIS_URL="+redistest.New(t), "DOCKER_HOST=tcp://"+l.Addr().String())
	if record := s.run("python", "print('there')"); record["stdout"] != "there\n" {
		t.Errorf("run = %v, want it to run there", record)
	}
	if calls.Load() == 0 {
		t.Error("the worker did not use DOCKER_HOST")
	}
}
