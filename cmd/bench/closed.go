package main

import (
	"context"
)

// closedRow is one number of clients of section e, or of f.
type closedRow struct {
	Language  string       `json:"language"`
	Clients   int          `json:"clients"`
	PerSecond float64      `json:"perSecond"`
	Latency   distribution `json:"latency"`
	Fairness  float64      `json:"slowestOverFastestClient"`
	CPU       float64      `json:"machineCpuMs"` // of each run
	Failures  int          `json:"failures"`
	Failure   string       `json:"failure,omitempty"` // the first
}

// measureClosed measures section e: clients that run again as soon as they have
// an answer. If c is wanted, a slice of it comes before each number of clients.
func (b *bench) measureClosed(ctx context.Context) error {
	s, err := b.service(ctx)
	if err != nil {
		return err
	}
	var ch *churn
	if b.plan.wants("c") {
		if ch, err = b.newChurn(ctx); err != nil {
			return err
		}
		defer ch.report(b.report)
	}
	for _, rt := range b.runtimes {
		for _, n := range b.plan.clients {
			if err := ch.round(ctx); err != nil {
				return err
			}
			b.say("e: %s, %d clients", rt.ID, n)
			row, err := b.closedLoop(ctx, s, n, hellos[rt.ID])
			if err != nil {
				return err
			}
			b.report.Closed = append(b.report.Closed, row)
		}
	}
	return nil
}

func (b *bench) closedLoop(ctx context.Context, s *stack, n int, h hello) (closedRow, error) {
	clients, err := s.clients(ctx, n)
	if err != nil {
		return closedRow{}, err
	}
	if err := b.settle(ctx); err != nil {
		return closedRow{}, err
	}
	l, err := saturate(ctx, n, b.plan.warmUp, b.plan.window, func(i int) error {
		_, err := clients[i].run(ctx, h)
		return err
	})
	return l.row(h.language, n), err
}

// row is l as the report has it.
func (l *load) row(language string, clients int) closedRow {
	if len(l.perClient) == 0 {
		return closedRow{}
	}
	return closedRow{
		Language: language, Clients: clients,
		PerSecond: l.perSecond(), Latency: summarize(l.latencies), Fairness: l.fairness(), CPU: l.cpuPerCall(),
		Failures: l.failures, Failure: l.message(),
	}
}
