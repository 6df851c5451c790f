package executor_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// at is n milliseconds after an instant that is the same for all.
func at(n float64) time.Time {
	return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).Add(time.Duration(n * float64(time.Millisecond)))
}

// elapsed is what Elapsed gives, in milliseconds.
func elapsed(t executor.Timeline) string {
	var list []string
	for stage, after := range t.Elapsed() {
		list = append(list, fmt.Sprint(stage, " ", float64(after.Microseconds())/1000))
	}
	return strings.Join(list, ", ")
}

func TestTimelineElapsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		timeline executor.Timeline
		want     string
	}{
		"nothing known": {executor.Timeline{}, ""},
		"all of it": {
			executor.Timeline{at(10), at(11.001), at(12), at(13), at(14), at(15), at(16), at(17), at(18), at(19), at(20)},
			"accepted 0, stored 1.001, queued 2, dequeued 3, claimed 4, sent 5, started 6, firstOutput 7, exited 8, saved 9, answered 10",
		},
		"what is not known is left out": {
			executor.Timeline{executor.StageAccepted: at(0), executor.StageClaimed: at(4), executor.StageSaved: at(9)},
			"accepted 0, claimed 4, saved 9",
		},
		"without accepted there is no beginning": {executor.Timeline{executor.StageStored: at(1)}, ""},
		"a worker's clock that is an hour behind": {
			executor.Timeline{
				executor.StageAccepted: at(0), executor.StageQueued: at(2), executor.StageDequeued: at(3 - 3.6e6),
				executor.StageClaimed: at(4 - 3.6e6), executor.StageSaved: at(9 - 3.6e6), executor.StageAnswered: at(10),
			},
			"accepted 0, queued 2, dequeued 2, claimed 3, saved 8, answered 10",
		},
		"a worker's clock that is ahead": {
			executor.Timeline{
				executor.StageAccepted: at(0), executor.StageQueued: at(2), executor.StageDequeued: at(103),
				executor.StageSaved: at(109), executor.StageAnswered: at(10),
			},
			"accepted 0, queued 2, dequeued 103, saved 109, answered 109",
		},
		"a clock that is set back twice": {
			executor.Timeline{executor.StageAccepted: at(5), executor.StageStored: at(2), executor.StageQueued: at(3), executor.StageDequeued: at(1), executor.StageClaimed: at(3)},
			"accepted 0, stored 0, queued 1, dequeued 1, claimed 3",
		},
	} {
		if got := elapsed(c.timeline); got != c.want {
			t.Errorf("%s: Elapsed():\n got %s\nwant %s", name, got, c.want)
		}
	}
}

func TestTimelineJoin(t *testing.T) {
	t.Parallel()
	got := executor.Timeline{at(1), at(2)}.Join(executor.Timeline{executor.StageStored: at(3), executor.StageQueued: at(4)})
	if want := (executor.Timeline{at(1), at(3), at(4)}); got != want {
		t.Errorf("Join() = %v, want %v", got, want)
	}
}

// TestTimelineJSON: other programs and other versions of this one read it.
func TestTimelineJSON(t *testing.T) {
	t.Parallel()
	const text = `{"accepted":1767323045001234,"dequeued":1767323045003000,"saved":1767323045009000}`
	whole := executor.Timeline{executor.StageAccepted: at(1.234567), executor.StageDequeued: at(3), executor.StageSaved: at(9)}
	if got, err := json.Marshal(whole); string(got) != text || err != nil {
		t.Errorf("Marshal(%v) = %s, %v, want %s", whole, got, err, text)
	}
	whole[executor.StageAccepted] = at(1.234)
	for name, c := range map[string]struct {
		text string
		want executor.Timeline
		ok   bool
	}{
		"as written":            {text, whole, true},
		"with stages of others": {strings.Replace(text, "{", `{"scheduled":7,`, 1), whole, true},
		"empty":                 {`{}`, executor.Timeline{}, true},
		"null":                  {`null`, executor.Timeline{}, true},
		"no object":             {`[1]`, executor.Timeline{}, false},
		"no whole number":       {`{"accepted":1.5}`, executor.Timeline{}, false},
		"beyond 64 bits":        {`{"accepted":99999999999999999999}`, executor.Timeline{}, false},
		"no JSON":               {`{"accepted":1`, executor.Timeline{}, false},
	} {
		var got executor.Timeline
		if err := json.Unmarshal([]byte(c.text), &got); got != c.want || (err == nil) != c.ok {
			t.Errorf("%s: Unmarshal(%s) = %v, %v, want %v", name, c.text, got, err, c.want)
		}
	}
}

// FuzzTimeline: what can be read is written so that it reads the same, and is
// never shown to run backwards.
func FuzzTimeline(f *testing.F) {
	f.Add(`{"accepted":1767323045001234,"dequeued":1767323045003000,"saved":1}`)
	f.Add(`{"accepted":-9223372036854775808,"queued":9223372036854775807,"answered":0}`)
	f.Fuzz(func(t *testing.T, text string) {
		var read, again executor.Timeline
		if json.Unmarshal([]byte(text), &read) != nil {
			return
		}
		written, err := json.Marshal(read)
		if err != nil {
			t.Fatalf("Marshal(%v) = %v", read, err)
		}
		if err := json.Unmarshal(written, &again); err != nil || again != read {
			t.Errorf("%s is read as %v, written as %s, and read as %v, %v", text, read, written, again, err)
		}
		last := time.Duration(0)
		for stage, after := range read.Elapsed() {
			if after < last {
				t.Errorf("%s: %v after %v comes after %v", text, stage, after, last)
			}
			last = after
		}
	})
}
