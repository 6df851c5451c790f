package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the default returns: a second one kills.
	context.AfterFunc(ctx, stop)

	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures and reports. What was measured before an error is reported too.
func run(ctx context.Context, args []string, table, progress io.Writer) error {
	p, err := parsePlan(args, progress)
	if err != nil {
		return err
	}
	start := time.Now()
	b := &bench{plan: p, progress: progress, report: &report{Started: start, Short: p.short}}
	err = b.all(ctx)
	b.report.Seconds = time.Since(start).Seconds()
	b.report.Ratios = ratios(b.report)
	return errors.Join(err, b.report.write(table), b.report.save(p.json))
}
