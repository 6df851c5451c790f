package main

import (
	"context"
)

// manySubmitters is how many clients submit at once in section f.
const manySubmitters = 16

// measureSubmit measures section f: runs without waiting, and nobody to run
// them, first one after the other and then by many clients.
func (b *bench) measureSubmit(ctx context.Context) (err error) {
	s, done, err := b.ownStack(ctx, "submit", false)
	if err != nil {
		return err
	}
	defer done(&err)
	h := hellos[b.plan.languages[0]]
	for _, n := range []int{1, manySubmitters} {
		clients, err := s.clients(ctx, n)
		if err != nil {
			return err
		}
		if err := b.settle(ctx); err != nil {
			return err
		}
		l, err := saturate(ctx, n, b.plan.warmUp, b.plan.submitting, func(i int) error {
			_, err := clients[i].submit(ctx, h)
			return err
		})
		if err != nil {
			return err
		}
		b.report.Submit = append(b.report.Submit, l.row(h.language, n))
	}
	return nil
}
