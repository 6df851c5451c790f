package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/api"
)

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "API, page and worker in one process",
		Long: "serve runs the API, the page and a worker in one process. It needs a Docker\n" +
			"Engine and nothing else. SIGTERM lets running programs end; a second one kills.",
		Args: cobra.NoArgs,
		RunE: withConfig(func(cmd *cobra.Command, cfg config) error {
			return serve(cmd.Context(), cfg, newLogger(cfg))
		}),
	}
}

// Bounds of the two waits of a shutdown. Their sum stays below the ten seconds
// after which container engines kill.
const (
	requestsGrace = 2 * time.Second
	programsGrace = maxRunTimeout + 2*time.Second
)

// serve runs until ctx ends, then shuts down in this order, each step after
// what depends on it: waiting requests are answered and the API stops
// accepting; the worker takes no more, lets its programs end, gives back those
// that do not, and its containers are gone; the database is closed.
func serve(ctx context.Context, cfg config, log zerolog.Logger) error {
	// Taken first, so that a port in use is said before anything is done.
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port))))
	if err != nil {
		return fmt.Errorf("listen: %w; is another service on this port? PORT sets another", err)
	}
	defer listener.Close()

	store, closeStore, err := openStore(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer closeStore()

	w, err := startWorker(ctx, cfg, store, log)
	if err != nil {
		return err
	}
	defer w.shutdown()

	draining := make(chan struct{})
	server := api.NewServer(listener.Addr().String(), api.New(api.Config{
		Store:     store,
		Queue:     w.queue,
		Watcher:   &w.hub,
		Languages: w.languages,
		Ready: []api.Check{
			{Name: "database", Probe: store.Ping},
			{Name: "queue", Probe: w.queueReady},
			{Name: "engine", Probe: w.engineReady},
			{Name: "images", Probe: w.imagesReady},
		},
		Draining: draining,
		Log:      log,
	}))
	log.Info().Str("url", "http://"+displayAddr(listener.Addr())).Msg("livecode is ready")
	return serveHTTP(ctx, server, listener, draining, log)
}

// serveHTTP serves until ctx ends, then answers the requests at hand.
func serveHTTP(ctx context.Context, server *http.Server, l net.Listener, draining chan struct{}, log zerolog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	log.Info().Msg("shutting down; running programs may end")
	close(draining)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestsGrace)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(ignoreDeadline(err), server.Close())
	}
	return nil
}

// ignoreDeadline drops the error of a client that was too slow for the
// shutdown, which is no failure of ours.
func ignoreDeadline(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// displayAddr is where a browser on this machine finds the service.
func displayAddr(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return addr.String()
	}
	host := tcp.IP.String()
	if tcp.IP.IsLoopback() || tcp.IP.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, strconv.Itoa(tcp.Port))
}
