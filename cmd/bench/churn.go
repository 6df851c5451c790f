package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/pkg/stdcopy"
)

// churnRow is one variant of section c with one number of containers at once.
type churnRow struct {
	Variant   string       `json:"variant"`
	Parallel  int          `json:"parallel"`
	PerSecond float64      `json:"perSecond"`
	Latency   distribution `json:"latency"`
	CPU       float64      `json:"machineCpuMs"` // of each container
	Failures  int          `json:"failures"`
	Failure   string       `json:"failure,omitempty"`
}

// churn makes containers and lets them end, through the engine alone.
type churn struct {
	bench    *bench
	variants []variant
	loads    []load // of each variant with each number of containers at once
}

func (b *bench) newChurn(ctx context.Context) (*churn, error) {
	variants, err := b.variants(ctx)
	if err != nil {
		return nil, err
	}
	return &churn{bench: b, variants: variants, loads: make([]load, len(variants)*len(b.plan.parallel))}, nil
}

// measureChurn measures section c where it does not take turns with e.
func (b *bench) measureChurn(ctx context.Context) error {
	if err := b.closeService(ctx); err != nil {
		return err
	}
	ch, err := b.newChurn(ctx)
	if err != nil {
		return err
	}
	defer ch.report(b.report)
	for range b.plan.clients { // as often as beside e in one language
		if err := ch.round(ctx); err != nil {
			return err
		}
	}
	return nil
}

// round measures a slice of each variant. The round of no churn is nothing.
func (ch *churn) round(ctx context.Context) error {
	if ch == nil {
		return nil
	}
	p := &ch.bench.plan
	i := 0
	for _, n := range p.parallel {
		for _, v := range ch.variants {
			if err := ch.bench.settle(ctx); err != nil {
				return err
			}
			l, err := saturate(ctx, n, p.warmUp, p.churnSlice, func(int) error { return ch.bench.churnOnce(ctx, v) })
			if err != nil {
				return err
			}
			ch.loads[i].join(l)
			i++
		}
	}
	return nil
}

// report adds what was measured to r.
func (ch *churn) report(r *report) {
	i := 0
	for _, n := range ch.bench.plan.parallel {
		for _, v := range ch.variants {
			l := &ch.loads[i]
			r.Churn = append(r.Churn, churnRow{
				Variant: v.name, Parallel: n,
				PerSecond: l.perSecond(), Latency: summarize(l.latencies), CPU: l.cpuPerCall(),
				Failures: l.failures, Failure: l.message(),
			})
			i++
		}
	}
}

// churnOnce is the life of one container: create, attach, register the wait,
// start, end, removed. A runner without a job ends with its standard input.
func (b *bench) churnOnce(ctx context.Context, v variant) (err error) {
	config := *v.config
	config.Labels = b.labels()
	config.Labels["livecode.expires"] = strconv.FormatInt(time.Now().Add(time.Minute).Unix(), 10)
	made, err := b.engine.ContainerCreate(ctx, &config, v.host, nil, nil, "")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.remove(ctx, made.ID))
		}
	}()
	stream, err := b.engine.ContainerAttach(ctx, made.ID, container.AttachOptions{Stream: true, Stdin: true, Stdout: true, Stderr: true})
	if err != nil {
		return err
	}
	defer stream.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	last := container.WaitConditionRemoved
	if !v.host.AutoRemove { // as under gVisor
		last = container.WaitConditionNextExit
	}
	gone, failed := b.engine.ContainerWait(ctx, made.ID, last)
	if err := b.engine.ContainerStart(ctx, made.ID, container.StartOptions{}); err != nil {
		return err
	}
	if err := stream.CloseWrite(); err != nil {
		return err
	}
	var output bytes.Buffer
	if _, err := stdcopy.StdCopy(&output, io.Discard, stream.Reader); err != nil {
		return err
	}
	select {
	case end := <-gone:
		if !v.host.AutoRemove {
			err = b.remove(ctx, made.ID)
		}
		return errors.Join(err, v.check(end.StatusCode, output.String()))
	case err := <-failed:
		return fmt.Errorf("wait for the container's end: %w", err)
	}
}
