// Command livecode runs other people's JavaScript and Python, each program in
// a container of its own, behind a REST API.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// After the first signal the default returns: a second one kills.
	context.AfterFunc(ctx, stop)

	if err := command().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "livecode:", err)
		os.Exit(exitCode(err))
	}
}
