package redistest_test

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/edtronaut/livecode/executor/queue/redistest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestNewGivesEachCallItsOwnDatabase(t *testing.T) {
	t.Parallel()
	first, second := redistest.Dial(t, redistest.New(t)), redistest.Dial(t, redistest.New(t))
	if err := first.Set(t.Context(), "mine", "1", 0).Err(); err != nil {
		t.Fatalf("SET in the first database: %v", err)
	}
	if n, err := second.DBSize(t.Context()).Result(); n != 0 || err != nil {
		t.Errorf("DBSIZE of the second database = %d, %v, want 0", n, err)
	}
}

func TestNewEmptiesTheDatabaseAtTheEnd(t *testing.T) {
	t.Parallel()
	var url string
	t.Run("user", func(t *testing.T) {
		url = redistest.New(t)
		if err := redistest.Dial(t, url).Set(t.Context(), "mine", "1", 0).Err(); err != nil {
			t.Fatalf("SET: %v", err)
		}
	})
	if n, err := redistest.Dial(t, url).Exists(t.Context(), "mine").Result(); n != 0 || err != nil {
		t.Errorf("EXISTS after the test = %d, %v, want 0", n, err)
	}
}

func TestServerRestartsOnTheSamePort(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	client := redistest.Dial(t, server.URL())
	server.Stop(t)
	if err := client.Ping(t.Context()).Err(); err == nil {
		t.Error("PING of a stopped server: got no error")
	}
	server.Restart(t)
	if err := redistest.Dial(t, server.URL()).Ping(t.Context()).Err(); err != nil {
		t.Errorf("PING of the restarted server: %v", err)
	}
}

func TestPausedServerAnswersLater(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	client := redistest.Dial(t, server.URL())
	server.Pause(t)
	answered := make(chan error, 1)
	go func() { answered <- client.Ping(context.WithoutCancel(t.Context())).Err() }()
	select {
	case err := <-answered:
		t.Errorf("PING of a paused server = %v, want no answer", err)
	case <-time.After(50 * time.Millisecond): // long for one that is not paused
	}
	server.Resume(t)
	if err := <-answered; err != nil {
		t.Errorf("PING of the resumed server: %v", err)
	}
}
