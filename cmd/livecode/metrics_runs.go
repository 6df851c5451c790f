package main

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
)

// runMetrics count executions, on their way from the claim to the end. It is
// that way's context which carries the language from the one to the other.
type runMetrics struct {
	languages languageNames
	running   prometheus.Gauge
	waits     prometheus.Observer
	runs      *prometheus.HistogramVec
	ends      *prometheus.CounterVec
	errors    *prometheus.CounterVec
}

// Buckets from what takes no time to the deadline, and to a queue that is long.
var (
	runBuckets  = []float64{.005, .01, .02, .03, .05, .1, .2, .5, 1, 2, 3, 4, 5, 6}
	waitBuckets = []float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30, 60, 300}
)

// terminations are the values of the label termination.
var terminations = []executor.Termination{
	executor.TerminationExited, executor.TerminationSignaled, executor.TerminationWallTimeout,
	executor.TerminationOOM, executor.TerminationOutputLimit, executor.TerminationCancelled,
	executor.TerminationSandboxError, executor.TerminationLost,
}

// runs registers the metrics of executions in these languages.
func (m *metrics) runs(languages languageNames) *runMetrics {
	r := &runMetrics{
		languages: languages,
		running: m.auto().NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Name: "running", Help: "Programs that run or have their container made.",
		}),
		waits:  m.histogram("queue_wait_seconds", "From the submission of an execution to its first claim.", waitBuckets).WithLabelValues(),
		runs:   m.histogram("run_seconds", "Wall time of programs.", runBuckets, "language"),
		ends:   m.counter("executions_ended_total", "Executions that this worker has ended.", "language", "termination"),
		errors: m.counter("sandbox_errors_total", "Runs that failed for the platform's reasons.", "language"),
	}
	for _, language := range languages { // begin at zero
		r.runs.WithLabelValues(language)
		r.errors.WithLabelValues(language)
		for _, t := range terminations {
			r.ends.WithLabelValues(language, string(t))
		}
	}
	return r
}

// attemptKey finds in a context the language of the attempt under way.
type attemptKey struct{}

// handler gives each attempt a context in which its claim can be noted.
func (r *runMetrics) handler(next queue.Handler) queue.Handler {
	return func(ctx context.Context, task executor.Task) error {
		return next(context.WithValue(ctx, attemptKey{}, new(string)), task)
	}
}

// claimed notes the claim of job.
func (r *runMetrics) claimed(ctx context.Context, job executor.Job) {
	if language, ok := ctx.Value(attemptKey{}).(*string); ok {
		*language = job.Language
	}
	if job.Attempt.Number == 1 {
		r.waits.Observe(max(0, job.Attempt.ClaimedAt.Sub(job.CreatedAt).Seconds()))
	}
}

// ended counts the end of the attempt under way, and with it of its execution.
func (r *runMetrics) ended(ctx context.Context, t executor.Termination) {
	var language string
	if claimed, ok := ctx.Value(attemptKey{}).(*string); ok {
		language = *claimed
	}
	r.endedIn(language, t)
}

func (r *runMetrics) endedIn(language string, t executor.Termination) {
	r.ends.WithLabelValues(r.languages.label(language), string(t)).Inc()
}
