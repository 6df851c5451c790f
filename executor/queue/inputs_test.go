package queue_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// startInputs returns one process' end, until t ends.
func startInputs(t *testing.T, url string) *queue.Inputs {
	t.Helper()
	in := queue.NewInputs(open(t, url), zerolog.Nop())
	in.Start()
	t.Cleanup(func() { in.Shutdown(context.WithoutCancel(t.Context())) })
	return in
}

func TestInputs(t *testing.T) {
	t.Parallel()
	executortest.TestInputs(t, func(t *testing.T) (executor.InputPublisher, executor.InputWatcher) {
		url := redistest.New(t)
		return startInputs(t, url), startInputs(t, url)
	})
}

func inputKey(id uuid.UUID) string { return "livecode:input:" + id.String() }

// heardBy is what has been heard when it ends, or so many bytes of it.
func heardBy(t *testing.T, from executor.InputSource, bytes int) string {
	t.Helper()
	var all []byte
	eventually(t, "input is heard", func() string {
		text, ended := from.Next()
		if all = append(all, text...); ended || len(all) >= bytes {
			return ""
		}
		return fmt.Sprintf("%d bytes are", len(all))
	})
	return string(all)
}

// TestInputIsRemoved: at the end of the execution, and by itself if nobody does.
func TestInputIsRemoved(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	in, c := startInputs(t, url), redistest.Dial(t, url)
	id := newID()
	sink := in.Open(id, 0)
	if err := errors.Join(sink.Send(t.Context(), []byte("hello\n")), sink.End(t.Context())); err != nil {
		t.Fatal(err)
	}
	keys := c.Keys(t.Context(), inputKey(id)+"*").Val()
	for _, key := range keys {
		if left := c.PTTL(t.Context(), key).Val(); left <= 0 || left > executor.InputLinger {
			t.Errorf("%s goes after %v, want %v at most", key, left, executor.InputLinger)
		}
	}
	if len(keys) != 2 {
		t.Errorf("kept under %q, want two keys", keys)
	}
	in.Discard(id)
	mark := inputKey(id) + ":state"
	eventually(t, "it is gone but for a mark", func() string {
		kept := c.Keys(t.Context(), "livecode:input:*").Val()
		left, fields := c.PTTL(t.Context(), mark).Val(), c.HGetAll(t.Context(), mark).Val()
		if len(kept) == 1 && len(fields) == 1 && left > 0 && left <= executor.InputEndLinger {
			return ""
		}
		return fmt.Sprintf("kept under %q, the mark is %v for %v", kept, fields, left)
	})
}

// TestInputIsSentOnce: a command that is repeated, because its answer was lost,
// does nothing more.
func TestInputIsSentOnce(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	in := startInputs(t, server.URL())
	id := newID()
	source := in.Listen(id)
	defer source.Stop()
	sink := in.Open(id, 0)
	const lines = 300
	var want strings.Builder
	for i := range lines {
		line := fmt.Sprintf("%d\n", i)
		if i%100 == 50 {
			server.Pause(t)
			resumed := time.AfterFunc(1100*time.Millisecond, func() { server.Resume(t) }) // after the first answer's time
			defer resumed.Stop()
		}
		if err := sink.Send(t.Context(), []byte(line)); err != nil {
			t.Fatalf("Send(%q): %v", line, err)
		}
		want.WriteString(line)
	}
	if err := sink.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := heardBy(t, source, want.Len()+1); got != want.String() {
		t.Errorf("heard %q, want each of %d lines once", got, lines)
	}
}

// TestInputThroughAnOutage: while Redis is away sending fails within two seconds,
// and what was sent before is heard after it.
func TestInputThroughAnOutage(t *testing.T) {
	t.Parallel()
	for name, outage := range map[string]struct {
		begin, end func(*redistest.Server, testing.TB)
	}{
		"stopped": {(*redistest.Server).Stop, (*redistest.Server).Restart},
		"paused":  {(*redistest.Server).Pause, (*redistest.Server).Resume},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			api, worker := startInputs(t, server.URL()), startInputs(t, server.URL())
			id := newID()
			outage.begin(server, t)
			began := time.Now()
			if err := api.Open(id, 0).Send(t.Context(), []byte("x")); !errors.Is(err, executor.ErrInputUnavailable) {
				t.Errorf("Send with Redis away: got %v, want ErrInputUnavailable", err)
			}
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("Send took %v", took)
			}
			source := worker.Listen(id)
			defer source.Stop()
			outage.end(server, t)
			var got string
			eventually(t, "input is taken again", func() string {
				if err := api.Open(id, 0).Send(t.Context(), []byte("y")); err != nil {
					return err.Error()
				}
				return ""
			})
			got = heardBy(t, source, 1)
			if got = strings.TrimPrefix(got, "x"); got != "" && got != "y" { // the first one may have been taken
				t.Errorf("heard %q, want y", got)
			}
		})
	}
}

// TestInputLeavesRoomForTheQueue: none is taken where Redis is nearly full.
func TestInputLeavesRoomForTheQueue(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	in, c := startInputs(t, server.URL()), redistest.Dial(t, server.URL())
	if err := c.ConfigSet(t.Context(), "maxmemory", "32mb").Err(); err != nil {
		t.Fatal(err)
	}
	text := make([]byte, executor.MaxStdinBytes)
	for i := range 32 {
		err := in.Open(newID(), 0).Send(t.Context(), text)
		if err == nil {
			continue
		}
		if !errors.Is(err, executor.ErrInputUnavailable) || i < 10 {
			t.Errorf("Send of MiB %d: got %v, want ErrInputUnavailable, and not as soon", i, err)
		}
		if err := c.Set(t.Context(), "room", make([]byte, 2<<20), 0).Err(); err != nil {
			t.Errorf("SET of 2 MiB after that: %v", err)
		}
		return
	}
	t.Error("32 MiB of input were taken")
}

// TestInputByteByByte: entries are bounded, as bytes are.
func TestInputByteByByte(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	in, c := startInputs(t, url), redistest.Dial(t, url)
	id := newID()
	if err := c.HSet(t.Context(), inputKey(id)+":state", "entries", 9_999).Err(); err != nil {
		t.Fatal(err)
	}
	sink := in.Open(id, 0)
	if err := sink.Send(t.Context(), []byte("x")); err != nil {
		t.Errorf("Send of the last entry: %v", err)
	}
	if err := sink.Send(t.Context(), []byte("x")); !errors.Is(err, executor.ErrInputFull) {
		t.Errorf("Send of one more: got %v, want ErrInputFull", err)
	}
	if err := sink.End(t.Context()); err != nil {
		t.Errorf("End: %v", err)
	}
}

// TestListeningAgainBeginsAnew: a source that is left, and another at once, have
// all of it once each, however they meet what is being fetched.
func TestListeningAgainBeginsAnew(t *testing.T) {
	t.Parallel()
	in := startInputs(t, redistest.New(t))
	id := newID()
	sink, want := in.Open(id, 0), ""
	for i := range 200 {
		line := fmt.Sprintf("%d\n", i)
		if err := sink.Send(t.Context(), []byte(line)); err != nil {
			t.Fatal(err)
		}
		want += line
		source := in.Listen(id)
		if i%10 == 9 {
			if got := heardBy(t, source, len(want)); got != want {
				t.Fatalf("after %d heard %q, want %q", i, got, want)
			}
		}
		source.Stop()
	}
}

// TestJunkIsNoInput: what others put into Redis harms nothing.
func TestJunkIsNoInput(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	in, c := startInputs(t, url), redistest.Dial(t, url)
	id := newID()
	c.XAdd(t.Context(), &redis.XAddArgs{Stream: inputKey(id), Values: []any{"other", "x"}})
	c.Publish(t.Context(), "livecode:input", "junk")
	source := in.Listen(id)
	defer source.Stop()
	if err := in.Open(id, 0).Send(t.Context(), []byte("sent")); err != nil {
		t.Fatal(err)
	}
	if got := heardBy(t, source, 4); got != "sent" {
		t.Errorf("heard %q, want sent", got)
	}
}
