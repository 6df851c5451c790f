package persistence

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// promptly is how long a call whose time is up may take to return, beyond what
// the server has to cancel it.
const promptly = hurryTime + time.Second

// silentConns is how many connections a Store under test has.
const silentConns = 4

// oneOfEach are calls that talk to Postgres in the ways there are.
var oneOfEach = map[string]func(context.Context, *Store) error{
	"ping": func(ctx context.Context, s *Store) error { return s.Ping(ctx) },
	"query": func(ctx context.Context, s *Store) error {
		_, err := s.Due(ctx, time.Hour, 1)
		return err
	},
	"prepared": func(ctx context.Context, s *Store) error {
		_, err := s.Execution(ctx, uuid.Nil)
		if errors.Is(err, executor.ErrNotFound) {
			return nil
		}
		return err
	},
	"statement": func(ctx context.Context, s *Store) error {
		return s.CreateSession(ctx, executor.Session{ID: uuid.New(), Status: executor.SessionActive})
	},
	"transaction": func(ctx context.Context, s *Store) error {
		_, err := s.ForgetKeys(ctx, time.Hour, 1)
		return err
	},
	"begin": func(ctx context.Context, s *Store) error {
		return s.inTx(ctx, "begin", func(tx) error { return nil })
	},
}

// behind opens a Store whose connections go through a proxy, and makes them all.
func behind(t *testing.T, cfg Config) (*Store, *stacktest.Proxy) {
	t.Helper()
	location, err := url.Parse(cfg.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	p := stacktest.NewProxy(t, location.Host)
	location.Host = p.Addr()
	cfg.DatabaseURL, cfg.MaxOpenConns = location.String(), silentConns
	s := openStore(t, cfg)
	connectAll(t, s)
	return s, p
}

// connectAll has every connection of the pool made, and idle.
func connectAll(t *testing.T, s *Store) {
	t.Helper()
	var made, all sync.WaitGroup
	made.Add(silentConns)
	for range silentConns {
		all.Go(func() {
			meet := sync.OnceFunc(made.Done)
			err := s.transaction(t.Context(), func(tx) error {
				meet()
				made.Wait()
				return nil
			})
			meet() // the others do not wait for one that has failed
			if err != nil {
				t.Errorf("connect: %v", err)
			}
		})
	}
	all.Wait()
	if open := s.write.Stats().OpenConnections; open != silentConns {
		t.Fatalf("%d connections, want %d", open, silentConns)
	}
}

// wantTimely calls with a deadline that passes while nobody answers.
func wantTimely(t *testing.T, s *Store, call func(context.Context, *Store) error) {
	t.Helper()
	const given = 200 * time.Millisecond
	ctx, cancel := context.WithTimeout(t.Context(), given)
	defer cancel()
	began := time.Now()
	err := call(ctx, s)
	if took := time.Since(began); took > given+promptly || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("without an answer: error %v after %v, want %v after %v", err, took, context.DeadlineExceeded, given)
	}
}

// wantWorking makes a call on each connection of the pool, none of which waits for
// what is dead.
func wantWorking(t *testing.T, s *Store, call func(context.Context, *Store) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second) // less than three dead ones take
	defer cancel()
	for range silentConns {
		if err := call(ctx, s); err != nil {
			t.Errorf("where new connections are answered: %v", err)
		}
	}
	connectAll(t, s)
}

// TestSilentConnectionsEndWithTheContext: whoever waits at a connection from which
// nothing comes any more has an answer when the time is up, and the next ones find
// no such connection in the pool.
func TestSilentConnectionsEndWithTheContext(t *testing.T) {
	t.Parallel()
	cfg := Config{DatabaseURL: postgrestest.New(t)}
	openMigrated(t, cfg)
	for name, call := range oneOfEach {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := behind(t, cfg)
			p.Silence()
			wantTimely(t, s, call)
			wantWorking(t, s, call)
		})
	}
}

// TestSilentConnectionsEndWithoutAContext: likewise who has no deadline of his
// own, a little after the server would have ended the statement.
func TestSilentConnectionsEndWithoutAContext(t *testing.T) {
	t.Parallel()
	url := postgrestest.New(t) + "&idle_in_transaction_session_timeout=15000" // the connections are made one by one
	cfg := Config{DatabaseURL: url, StatementTimeout: 500 * time.Millisecond}
	openMigrated(t, cfg)
	for name, call := range oneOfEach {
		if name == "ping" {
			continue // it asks a few connections, one after the other
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := behind(t, cfg)
			p.Silence()
			began := time.Now()
			err := call(t.Context(), s)
			if took := time.Since(began); took > cfg.StatementTimeout+answerMargin+time.Second || !errors.Is(err, executor.ErrUnavailable) {
				t.Errorf("without an answer: error %v after %v, want %v", err, took, executor.ErrUnavailable)
			}
			wantWorking(t, s, call)
		})
	}
}

// TestAServerThatHangsIsNotWaitedFor: one that takes connections and answers
// nothing costs a caller no more than its time, whether there are connections or
// not. When it goes on, so does the Store.
func TestAServerThatHangsIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	warm, cold := openMigrated(t, Config{DatabaseURL: server.URL()}), openStore(t, Config{DatabaseURL: server.URL()})
	cold.write.SetMaxIdleConns(0)
	resume := server.Pause(t)
	var all sync.WaitGroup
	for _, call := range oneOfEach {
		all.Go(func() { wantTimely(t, warm, call) })
		all.Go(func() { wantTimely(t, cold, call) })
	}
	all.Wait()
	resume()
	for name, call := range oneOfEach {
		for _, s := range []*Store{warm, cold} {
			if err := call(t.Context(), s); err != nil {
				t.Errorf("%s after the pause: %v", name, err)
			}
		}
	}
}

func TestAnswerTimeout(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]time.Duration{
		"15000": 17 * time.Second, "7s": 9 * time.Second, " 500 ms ": 2500 * time.Millisecond, "1.5min": 92 * time.Second,
		"0": 0, "": 0, "-1": 0, "soon": 0, "3 weeks": 0,
	} {
		if got := answerTimeout(given); got != want {
			t.Errorf("answerTimeout(%q) = %v, want %v", given, got, want)
		}
	}
}
