package executor_test

import (
	"testing"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/executortest"
)

func TestOutputs(t *testing.T) {
	t.Parallel()
	executortest.TestOutputs(t, func(*testing.T) (executor.OutputPublisher, executor.OutputWatcher) {
		o := new(executor.Outputs)
		return o, o
	})
}
