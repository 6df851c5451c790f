package main_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/edtronaut/livecode/executor/queue/redistest"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// apis starts n APIs over one Postgres and one Redis, without a worker.
func apis(t *testing.T, n int, environment ...string) (list []*service, db *sql.DB) {
	t.Helper()
	database := postgrestest.New(t)
	environment = append(environment, "DATABASE_URL="+database, "REDIS_URL="+redistest.New(t))
	for range n {
		s, _ := stackOf(t, 0, environment...)
		list = append(list, s)
	}
	return list, open(t, database)
}

// ask makes a request that need not succeed.
func (s *service) ask(method, path, body string, header map[string]string) (int, map[string]any, error) {
	req, err := http.NewRequest(method, s.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	answer := map[string]any{}
	_ = json.Unmarshal(text, &answer) // the page is none
	return resp.StatusCode, answer, err
}

const helloRun = `{"language": "python", "code": "print(1)"}`

// runOnce asks for a run under an idempotency key.
func (s *service) runOnce(session, key string) (int, map[string]any, error) {
	return s.ask("POST", "/api/code-sessions/"+session+"/run", helloRun, map[string]string{"Idempotency-Key": key})
}

func wantCount(t *testing.T, db *sql.DB, table string, want int) {
	t.Helper()
	var got int
	if err := db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&got); err != nil || got != want {
		t.Errorf("%s has %d rows, error %v; want %d", table, got, err, want)
	}
}

// TestTwoAPIsAndOneKey sends each request many times at once to two APIs: it is
// one execution, and all are told of that one.
func TestTwoAPIsAndOneKey(t *testing.T) {
	t.Parallel()
	both, db := apis(t, 2)
	session := both[0].session()
	const rounds, requests = 10, 12
	for round := range rounds {
		var all sync.WaitGroup
		got := make([]string, requests)
		for i := range requests {
			all.Go(func() {
				status, answer, err := both[i%2].runOnce(session, fmt.Sprintf("key-%d", round))
				got[i] = fmt.Sprint(status, answer, err)
			})
		}
		all.Wait()
		if different := slices.Compact(got); len(different) != 1 || got[0][:3] != "202" {
			t.Fatalf("%d requests with one key were answered %q, want one 202", requests, different)
		}
	}
	wantCount(t, db, "executions", rounds)
	wantCount(t, db, "idempotency_keys", rounds)
	for _, s := range both {
		status, problem, err := s.ask("POST", "/api/code-sessions/"+session+"/run",
			`{"language": "python", "code": "print(2)"}`, map[string]string{"Idempotency-Key": "key-0"})
		if status != http.StatusUnprocessableEntity || problem["code"] != "idempotency_key_reused" {
			t.Errorf("another request with the key = %d, %v, %v, want 422", status, problem, err)
		}
	}
}

// TestKilledAPIAndOneKey kills an API while it is sent runs. Whoever has no
// answer asks another API with the same key, and whoever has one does too: there
// is one execution for each key, and no answer is taken back.
func TestKilledAPIAndOneKey(t *testing.T) {
	t.Parallel()
	both, db := apis(t, 2)
	session := both[0].session()
	const keys = 200
	ids, answered := make([]any, keys), atomic.Int64{}
	work := make(chan int)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range work {
				if status, answer, err := both[0].runOnce(session, strconv.Itoa(i)); err == nil && status == http.StatusAccepted {
					ids[i] = answer["execution_id"]
					if answered.Add(1) == keys/4 {
						both[0].Kill()
					}
				}
			}
		})
	}
	for i := range keys {
		work <- i
	}
	close(work)
	all.Wait()
	if n := answered.Load(); n < keys/4 || n == keys {
		t.Fatalf("%d of %d requests were answered, want the kill in between", n, keys)
	}
	for i := range keys {
		status, answer, err := both[1].runOnce(session, strconv.Itoa(i))
		if status != http.StatusAccepted || (ids[i] != nil && answer["execution_id"] != ids[i]) {
			t.Errorf("key %d again = %d, %v, %v, want 202 and execution %v", i, status, answer, err, ids[i])
		}
	}
	wantCount(t, db, "executions", keys)
	wantCount(t, db, "idempotency_keys", keys)
}

// TestAPIKilledBetweenKeyAndExecution holds an API up when it has stored the key
// and not the execution, and kills it there.
func TestAPIKilledBetweenKeyAndExecution(t *testing.T) {
	t.Parallel()
	both, db := apis(t, 2)
	session := both[0].session()
	blocker, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = blocker.Rollback() }()
	if _, err := blocker.Exec(`LOCK TABLE executions IN SHARE MODE`); err != nil {
		t.Fatal(err)
	}
	died := make(chan error, 1)
	go func() {
		_, _, err := both[0].runOnce(session, "k")
		died <- err
	}()
	eventually(t, patience, func() (bool, string) {
		var waiting int
		err := db.QueryRow(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
			AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO executions%'`).Scan(&waiting)
		return waiting == 1, fmt.Sprint(waiting, " inserts wait, error ", err)
	})
	both[0].Kill()
	if err := <-died; err == nil {
		t.Error("the killed API answered")
	}
	if err := blocker.Rollback(); err != nil {
		t.Fatal(err)
	}
	eventually(t, patience, func() (bool, string) {
		status, answer, err := both[1].runOnce(session, "k")
		return status == http.StatusAccepted, fmt.Sprint(status, answer, err)
	})
	wantCount(t, db, "executions", 1)
	wantCount(t, db, "idempotency_keys", 1)
}

// TestAPIForgetsOldKeys: an API deletes the idempotency keys of yesterday, and
// those alone.
func TestAPIForgetsOldKeys(t *testing.T) {
	t.Parallel()
	database, redis := postgrestest.New(t), redistest.New(t)
	first, _ := stackOf(t, 0, "DATABASE_URL="+database, "REDIS_URL="+redis)
	session, db := first.session(), open(t, database)
	for _, key := range []string{"old", "new"} {
		if status, answer, err := first.runOnce(session, key); status != http.StatusAccepted {
			t.Fatalf("run = %d, %v, %v, want 202", status, answer, err)
		}
		if key == "old" {
			if _, err := db.Exec(`UPDATE idempotency_keys SET created_at = now() - interval '24 hours'`); err != nil {
				t.Fatal(err)
			}
		}
	}
	second, _ := stackOf(t, 0, "DATABASE_URL="+database, "REDIS_URL="+redis)
	eventually(t, patience, func() (bool, string) {
		var left int
		err := db.QueryRow(`SELECT count(*) FROM idempotency_keys`).Scan(&left)
		return err == nil && left == 1, fmt.Sprint(left, " keys are left, error ", err)
	})
	for key, replayed := range map[string]bool{"new": true, "old": false} {
		before := executions(t, db)
		status, answer, err := second.runOnce(session, key)
		if status != http.StatusAccepted || (executions(t, db) == before) != replayed {
			t.Errorf("run with the %s key = %d, %v, %v, want replayed: %t", key, status, answer, err, replayed)
		}
	}
}

func executions(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	if err := db.QueryRow(`SELECT count(*) FROM executions`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
