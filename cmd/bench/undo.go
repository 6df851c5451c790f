package main

import (
	"context"
	"errors"
	"slices"
	"time"
)

// undoPatience bounds what undoing everything may take.
const undoPatience = 30 * time.Second

// undo collects how to undo what has been done, as it is done.
type undo struct {
	steps []func(context.Context) error
}

// later has step called by all.
func (u *undo) later(step func(context.Context) error) { u.steps = append(u.steps, step) }

// all calls the steps, the newest first, each whatever the others return, and
// also when ctx has ended: they have a time of their own.
func (u *undo) all(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoPatience)
	defer cancel()
	var errs []error
	for _, step := range slices.Backward(u.steps) {
		errs = append(errs, step(ctx))
	}
	u.steps = nil
	return errors.Join(errs...)
}
