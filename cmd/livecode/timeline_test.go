package main_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"
)

// way is the stages of an execution in their order.
var way = []string{
	"accepted", "stored", "queued", "dequeued", "claimed", "sent", "started", "firstOutput", "exited", "saved", "answered",
}

// TestTimeline: the record tells of each stage, in the order of the way, in
// times that fit what the client saw and what the program did.
func TestTimeline(t *testing.T) {
	t.Parallel()
	for name, open := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			for language, code := range map[string]string{
				"python":     "import time; print('first'); time.sleep(1); print('last')",
				"javascript": "console.log('first'); setTimeout(() => console.log('last'), 1000)",
			} {
				s.checkTimeline(language, code, way)
			}
			s.checkTimeline("python", "import time; time.sleep(1)", slices.DeleteFunc(slices.Clone(way), isFirstOutput))
		})
	}
}

func isFirstOutput(stage string) bool { return stage == "firstOutput" }

// checkTimeline runs a program that writes, if it does, before and after a second.
func (s *service) checkTimeline(language, code string, want []string) {
	s.t.Helper()
	path := "/api/code-sessions/" + s.session() + "/run?wait=30"
	start := time.Now()
	status, record := s.call("POST", path, map[string]string{"language": language, "code": code})
	took := float64(time.Since(start).Microseconds()) / 1000
	timeline, _ := record["timeline"].(map[string]any)
	if got := slices.Sorted(maps.Keys(timeline)); status != http.StatusOK || !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		s.t.Fatalf("%s: run?wait=30 = %d with the stages %v in %v, want %v", language, status, got, record, want)
	}
	last := 0.0
	for _, stage := range want {
		after := timeline[stage].(float64)
		if after < last {
			s.t.Errorf("%s: %s comes before the stage before it: %v", language, stage, timeline)
		}
		last = after
	}
	if timeline["accepted"] != 0.0 || last > took {
		s.t.Errorf("%s: timeline from %v to %v ms, want it from 0 to less than the %v ms that the client waited", language, timeline["accepted"], last, took)
	}
	const slept, late = 1000, 500 // milliseconds; news of what comes before the sleep may be late
	for _, stage := range []string{"started", "firstOutput"} {
		if before, ok := timeline[stage].(float64); ok && timeline["exited"].(float64)-before < slept-late {
			s.t.Errorf("%s: a program that sleeps for %d ms after %s: %v", language, slept, stage, timeline)
		}
	}
	s.checkKept(record)
}

// checkKept checks that the timeline is in the record for good, without the
// time of that answer.
func (s *service) checkKept(record map[string]any) {
	s.t.Helper()
	id, _ := record["id"].(string)
	_, again := s.call("GET", "/api/executions/"+id, nil)
	want, _ := record["timeline"].(map[string]any)
	delete(want, "answered")
	if got, _ := again["timeline"].(map[string]any); !maps.Equal(got, want) {
		s.t.Errorf("timeline of %s when it is read again:\n got %v\nwant %v", id, got, want)
	}
}
