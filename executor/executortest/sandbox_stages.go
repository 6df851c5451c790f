package executortest

import (
	"testing"

	"github.com/edtronaut/livecode/executor"
)

// checkStages checks that the stages of a program that ran are known and in
// their order.
func checkStages(t *testing.T, got executor.Result) {
	t.Helper()
	at := got.Timeline
	wrote := len(got.Stdout.Kept)+len(got.Stderr.Kept) > 0
	if at[executor.StageFirstOutput].IsZero() == wrote {
		t.Errorf("first output at %v, of %d bytes kept", at[executor.StageFirstOutput], len(got.Stdout.Kept)+len(got.Stderr.Kept))
	}
	last := executor.StageSent
	for _, stage := range []executor.Stage{executor.StageSent, executor.StageStarted, executor.StageFirstOutput, executor.StageExited} {
		if stage == executor.StageFirstOutput && !wrote {
			continue
		}
		if at[stage].IsZero() || at[stage].Before(at[last]) {
			t.Errorf("%v at %v, want it after %v at %v", stage, at[stage], last, at[last])
		}
		last = stage
	}
	if !at[executor.StageStarted].Equal(got.StartedAt) {
		t.Errorf("started at %v in the timeline, and StartedAt = %v", at[executor.StageStarted], got.StartedAt)
	}
	if took := at[executor.StageExited].Sub(got.StartedAt); took < got.WallTime-late {
		t.Errorf("%v from started to exited, of a program that ran for %v", took, got.WallTime)
	}
}
