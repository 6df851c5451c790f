package chaos

import (
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// outage is how long something is away.
const outage = 3 * time.Second

func restartRedis(tr *trial) {
	tr.redis.Stop(tr)
	stacktest.Pause(outage)
	tr.redis.Restart(tr)
}

// flushRedis has Redis forget what it holds, while many wait.
func flushRedis(tr *trial) {
	for n := range 20 {
		tr.load.submit(1000 + n)
	}
	tr.tellRedis("FLUSHALL")
}

// hangRedis has Redis keep its connections and answer nothing.
func hangRedis(tr *trial) {
	tr.redis.Pause(tr)
	stacktest.Pause(outage)
	tr.redis.Resume(tr)
}

// fillRedis has Redis be out of memory.
func fillRedis(tr *trial) {
	tr.tellRedis("CONFIG", "SET", "maxmemory-policy", "noeviction")
	tr.tellRedis("CONFIG", "SET", "maxmemory", "1")
	stacktest.Pause(outage)
	tr.tellRedis("CONFIG", "SET", "maxmemory", "0")
}

// demoteRedis has Redis be a replica, which takes no writes, of nobody.
func demoteRedis(tr *trial) {
	tr.tellRedis("REPLICAOF", "127.0.0.1", "1")
	stacktest.Pause(outage)
	tr.tellRedis("REPLICAOF", "NO", "ONE")
}

func (tr *trial) tellRedis(command ...any) {
	tr.Helper()
	if err := redistest.Dial(tr, tr.redis.URL()).Do(tr.Context(), command...).Err(); err != nil {
		tr.Fatalf("%v: %v", command, err)
	}
}

// slowStores has every request to Redis and Postgres, and every answer, take long.
func slowStores(tr *trial) {
	for _, delay := range []time.Duration{100 * time.Millisecond, 0} {
		for _, w := range tr.ways {
			w.postgres.Slow(delay)
			w.redis.Slow(delay)
		}
		stacktest.Pause(2 * outage)
	}
}

// deliverTwice puts many tasks for each of some executions into the queue, while
// these wait, run and have ended.
func deliverTwice(tr *trial) {
	redis, err := queue.NewRedis(queue.RedisConfig{URL: tr.redis.URL()})
	if err != nil {
		tr.Fatal(err)
	}
	defer redis.Close()
	client := queue.NewClient(redis)
	for n := range 10 {
		id := tr.load.submit(1000 + n)
		if id == "" {
			tr.Fatal("a program was refused")
		}
		for attempt := range 6 {
			t := executor.Task{ExecutionID: uuid.MustParse(id)}
			if err := client.Enqueue(tr.Context(), t, attempt+1); err != nil {
				tr.Fatal(err)
			}
		}
	}
}

// fastClock has one worker live a minute in the future, and kills each of the two
// while it runs programs, so that the other one takes them over.
func fastClock(tr *trial) {
	if err := tr.workers[1].Stop(); err != nil {
		tr.Fatal(err)
	}
	fast := stacktest.FastClock(tr.T, time.Minute)
	tr.workers[1] = tr.startPart(fast, "worker", tr.workers[1].Dir)
	for n := range tr.workers {
		tr.load.more(6)
		tr.workers[n].Kill()
		stacktest.Pause(2 * time.Second)
		tr.again(n)
	}
}
