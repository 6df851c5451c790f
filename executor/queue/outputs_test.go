package queue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// startOutputs returns one process' end, until t ends.
func startOutputs(t *testing.T, url string) *queue.Outputs {
	t.Helper()
	o := queue.NewOutputs(open(t, url), zerolog.Nop())
	o.Start()
	t.Cleanup(func() { o.Shutdown(context.WithoutCancel(t.Context())) })
	return o
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	executortest.TestOutputs(t, func(t *testing.T) (executor.OutputPublisher, executor.OutputWatcher) {
		url := redistest.New(t)
		return startOutputs(t, url), startOutputs(t, url)
	})
}

func attempt() executor.AttemptID { return executor.AttemptID{ExecutionID: newID(), Number: 1} }

// TestShortOutputCostsNothing: what ends at once never gets to Redis.
func TestShortOutputCostsNothing(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	o, c := startOutputs(t, url), redistest.Dial(t, url)
	before := writes(t, c)
	for range 100 {
		sink := o.Open(attempt())
		sink.Wrote(executor.Stdout, []byte("hello\n"))
		sink.Close()
	}
	o.Shutdown(t.Context())
	if after := writes(t, c); after != before {
		t.Errorf("%s was added, removed or published: Redis counts %s, and %s before", "output", after, before)
	}
}

// writes is how often Redis was told to keep, remove or publish something.
func writes(t *testing.T, c *redis.Client) string {
	t.Helper()
	info, err := c.InfoMap(t.Context(), "commandstats").Result()
	if err != nil {
		t.Fatal(err)
	}
	stats := info["Commandstats"]
	return strings.Join([]string{stats["cmdstat_xadd"], stats["cmdstat_unlink"], stats["cmdstat_pexpire"]}, " ")
}

// TestOutputIsRemoved: at the end of the attempt, and by itself if its worker
// dies.
func TestOutputIsRemoved(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	o, c := startOutputs(t, url), redistest.Dial(t, url)
	a := attempt()
	sink := o.Open(a)
	sink.Wrote(executor.Stdout, []byte("hello\n"))
	key := "livecode:output:" + a.ExecutionID.String()
	eventually(t, "it is kept for a while", func() string {
		if left := c.PTTL(t.Context(), key).Val(); left <= 0 || left > time.Minute {
			return "it goes after " + left.String()
		}
		return ""
	})
	sink.Close()
	eventually(t, "it is gone", func() string {
		if c.Exists(t.Context(), key).Val() > 0 {
			return "it is there"
		}
		return ""
	})
}

// TestOutputsFollowThroughAnOutage: what is written after it is told again.
func TestOutputsFollowThroughAnOutage(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	o := startOutputs(t, server.URL())
	a := attempt()
	f := o.Follow(a.ExecutionID)
	defer f.Stop()
	server.Stop(t)
	lost := o.Open(a)
	lost.Wrote(executor.Stdout, []byte("lost"))
	lost.Close()
	server.Restart(t)
	a.Number++
	eventually(t, "output after the outage is told", func() string {
		sink := o.Open(a)
		defer sink.Close()
		sink.Wrote(executor.Stdout, []byte("told"))
		select {
		case <-f.More():
		case <-time.After(time.Second):
		}
		for _, c := range f.Next() {
			if c.Attempt == a.Number && c.Text == "told" {
				return ""
			}
		}
		return "nothing is told"
	})
}

// TestWroteWaitsForNothing: also when Redis does not answer, and it keeps little.
func TestWroteWaitsForNothing(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	o := startOutputs(t, server.URL())
	server.Pause(t)
	defer server.Resume(t)
	sink := o.Open(attempt())
	line := []byte(strings.Repeat("x", 1<<10))
	began := time.Now()
	for range 20_000 {
		sink.Wrote(executor.Stdout, line)
	}
	sink.Close()
	if took := time.Since(began); took > time.Second {
		t.Errorf("20 MB were taken in %v", took)
	}
}

// TestJunkIsNoOutput: what others put into Redis harms nothing.
func TestJunkIsNoOutput(t *testing.T) {
	t.Parallel()
	url := redistest.New(t)
	o, c := startOutputs(t, url), redistest.Dial(t, url)
	a := attempt()
	key := "livecode:output:" + a.ExecutionID.String()
	for _, junk := range []any{"", "{", `{"attempt":0}`, `{"attempt":1,"at":-5,"text":"x"}`, `[]`} {
		c.XAdd(t.Context(), &redis.XAddArgs{Stream: key, Values: []any{"chunk", junk}})
	}
	c.XAdd(t.Context(), &redis.XAddArgs{Stream: key, Values: []any{"other", "x"}})
	c.Publish(t.Context(), "livecode:output", "junk")
	f := o.Follow(a.ExecutionID)
	defer f.Stop()
	sink := o.Open(a)
	defer sink.Close()
	sink.Wrote(executor.Stdout, []byte("told"))
	var got []executor.Chunk
	for len(got) == 0 {
		receive(t, f.More(), "output after junk")
		got = append(got, f.Next()...)
	}
	if len(got) != 1 || got[0].Text != "told" {
		t.Errorf("told %+v, want one chunk", got)
	}
}
