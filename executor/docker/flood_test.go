package docker_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// TestFloodsLeaveMemoryFlat: floods cost the worker the output that is kept of
// each, however much is written.
func TestFloodsLeaveMemoryFlat(t *testing.T) { // not parallel: it measures the process
	sb := newSandbox(t, 5*time.Second, 0)
	const floods, limit = 6, 1 << 20
	flood := map[string]string{
		"python":     "import os\nos.fork()\nwhile True: os.write(1, b'x' * 65536); os.write(2, b'y' * 65536)",
		"javascript": "const fs = require('fs'), x = 'x'.repeat(65536); for (;;) { fs.writeSync(1, x); fs.writeSync(2, x) }",
	}
	base := heap()
	var all sync.WaitGroup
	for range floods / len(flood) {
		for language, code := range flood {
			all.Go(func() {
				r, err := sb.Run(t.Context(), executor.Job{Language: language, Code: code})
				if err != nil || r.Termination != executor.TerminationOutputLimit || len(r.Stdout.Kept)+len(r.Stderr.Kept) > 2*limit {
					t.Errorf("Run(%s) = %s, %d and %d bytes kept, %v, want output_limit and at most %d",
						code, r.Termination, len(r.Stdout.Kept), len(r.Stderr.Kept), err, limit)
				}
			})
		}
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for most := base; ; {
		select {
		case <-look.C:
			most = max(most, heap())
			continue
		case <-done:
		}
		// Twice the limit for each stream while its buffer grows.
		if want := base + floods*2*2*limit + 8<<20; most > want {
			t.Errorf("the heap came to %d bytes from %d, want at most %d", most, base, want)
		}
		return
	}
}

// heap is how many bytes are in use, and those that are not any more and have
// not been collected yet.
func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
