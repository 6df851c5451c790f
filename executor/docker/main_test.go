package docker_test

import (
	"testing"

	"go.uber.org/goleak"
)

// After hundreds of runs, that ended in every way, no goroutine is left.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
