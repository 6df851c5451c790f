package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/api"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/persistence"
)

// Bounds of the waits of a shutdown. The sum of the first two stays below the ten
// seconds after which container engines kill, and while the database answers there
// is nothing else to wait for. One that hangs costs dutyGrace, for API and worker
// each, and the four seconds that results have when programsGrace is over: a worker
// then takes 16 s. SHUTDOWN_DELAY comes before them.
const (
	requestsGrace = 2 * time.Second
	programsGrace = maxRunTimeout + 2*time.Second
	dutyGrace     = 2 * time.Second
)

// process is one running livecode: the API, a worker, or both.
type process struct {
	cfg  config
	log  zerolog.Logger
	role role

	metrics   *metrics
	listener  net.Listener // nil for a worker that answers no health checks
	store     *persistence.Store
	transport *transport
	worker    *worker   // nil if the role has none
	languages languages // empty if the role has no API
}

// role says which parts a process has.
type role struct{ api, worker bool }

// run runs the process until ctx ends, then shuts it down in this order, each
// part after what depends on it: waiting requests are answered and the API
// stops accepting; the worker takes no more, lets its programs end, gives back
// those that do not, and its containers are gone; queue and database are
// closed.
func (p *process) run(ctx context.Context) error {
	p.metrics = newMetrics(prometheus.NewRegistry(), p.log)
	// Taken first, so that a port in use is said before anything is done.
	if err := p.listen(ctx); err != nil {
		return err
	}
	if p.listener != nil {
		defer p.listener.Close()
	}
	store, closeStore, err := openStore(ctx, p.cfg, p.log)
	if err != nil {
		return err
	}
	defer closeStore()
	p.store = store
	if p.transport, err = newTransport(p.cfg, p.log); err != nil {
		return err
	}
	defer p.transport.close()
	p.metrics.watchQueue(p.transport.depth)
	if p.role.worker {
		if p.worker, err = startWorker(ctx, p.cfg, p.store, p.transport, p.metrics, p.log); err != nil {
			return err
		}
		defer p.worker.shutdown()
	}
	if p.role.api {
		stop, err := p.startLanguages(ctx)
		if err != nil {
			return err
		}
		defer stopDuties(
			stop, startForgetting(ctx, p.store, p.log),
			startRetention(ctx, p.store, p.cfg.budget(), p.metrics.retention(), p.log),
		)
	}
	return p.serve(ctx)
}

// listen takes the port, if the process has one.
func (p *process) listen(ctx context.Context) (err error) {
	port := uint16(defaultPort)
	switch {
	case p.cfg.Port != nil:
		port = *p.cfg.Port
	case !p.role.api:
		return nil
	}
	p.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(p.cfg.Host, strconv.Itoa(int(port))))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("another service is on this port; PORT sets another: %w", err)
	case err != nil:
		return fmt.Errorf("HOST and PORT: %w", err)
	}
	return nil
}

// serve answers requests until ctx ends.
func (p *process) serve(ctx context.Context) error {
	if p.listener == nil {
		p.log.Info().Msg(p.greeting())
		<-ctx.Done()
		p.log.Info().Msg("shutting down; running programs may end")
		return nil
	}
	draining := make(chan struct{})
	server := api.NewServer(p.listener.Addr().String(), p.handler(draining))
	p.warnOfExposure()
	p.log.Info().Str("url", "http://"+displayAddr(p.listener.Addr())).Msg(p.greeting())
	var linger time.Duration
	if p.role.api {
		linger = p.cfg.ShutdownDelay
	}
	return serveHTTP(ctx, server, p.listener, draining, linger, p.log)
}

// greeting says what can be expected of the process from now on.
func (p *process) greeting() string {
	if p.worker != nil && p.worker.canary.Err() != nil {
		return "livecode is up, but runs no program yet"
	}
	return "livecode is ready"
}

// handler answers what the role answers.
func (p *process) handler(draining <-chan struct{}) http.Handler {
	cfg := api.Config{
		Draining: draining, Log: p.log, Ready: p.checks(),
		Metrics: p.metrics.handler(), Observe: p.metrics.requests(),
	}
	if !p.role.api {
		return api.NewProbes(cfg)
	}
	cfg.Access = p.cfg.access()
	cfg.Store, cfg.Queue, cfg.Watcher = p.store, p.transport.tasks, p.transport.watcher
	cfg.Publisher, cfg.Canceller = p.transport.publisher, p.transport.canceller
	cfg.Outputs, cfg.Pace = p.transport.outputs, p.transport.pace
	cfg.Inputs = p.transport.input
	cfg.Languages = p.languages.list
	return api.New(cfg)
}

// checks are what /readyz asks.
func (p *process) checks() []api.Check {
	checks := []api.Check{
		{Name: "database", Probe: p.store.Ping},
		{Name: "queue", Probe: p.transport.probe},
	}
	if p.worker != nil {
		engine := func(ctx context.Context) error { return docker.Ping(ctx, p.worker.engine) }
		fit := func(context.Context) error { return p.worker.canary.Err() }
		checks = append(checks, api.Check{Name: "engine", Probe: engine}, api.Check{Name: "images", Probe: p.worker.imagesReady},
			api.Check{Name: "sandbox", Probe: fit, Plain: true})
	}
	return checks
}

// serveHTTP serves until ctx ends, lingers for whoever has not noticed yet, and
// then answers the requests at hand.
func serveHTTP(
	ctx context.Context, server *http.Server, l net.Listener, draining chan struct{}, linger time.Duration, log zerolog.Logger,
) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-ctx.Done():
	}
	log.Info().Msg("shutting down; running programs may end")
	close(draining)
	select {
	case err := <-failed:
		return fmt.Errorf("serve HTTP: %w", err)
	case <-time.After(linger):
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestsGrace)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close() // a client was too slow, which is no failure of ours
	}
	return err
}

// stopDuties stops what runs in the background, all at once. What is busy at the
// database returns a second after it is told; what does not is left to the end of
// the process.
func stopDuties(stops ...func()) {
	var stopping sync.WaitGroup
	for _, stop := range stops {
		stopping.Go(stop)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		stopping.Wait()
	}()
	select {
	case <-stopped:
	case <-time.After(dutyGrace):
	}
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
