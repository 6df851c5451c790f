package main

// retention registers counters of what is deleted, and returns what is to be
// told of each batch.
func (m *metrics) retention() func(kind string, n int) {
	deleted := m.counter("retention_deleted_total", "Executions and sessions that were deleted because they were beyond a budget.", "kind")
	for _, kind := range []string{kindExecution, kindSession} {
		deleted.WithLabelValues(kind) // begin at zero
	}
	return func(kind string, n int) { deleted.WithLabelValues(kind).Add(float64(n)) }
}
