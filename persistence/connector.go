package persistence

import (
	"context"
	"database/sql/driver"
	"net"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// keepAlive finds out within half a minute that the other end of an idle
// connection is gone.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}

// connector makes the connections of one pool. lib/pq alone waits for an answer
// for ever: where a context ends, it asks the server to cancel, on another
// connection, and goes on waiting. A server that hangs, or a network that has
// forgotten the connection, never answers. So each connection stands on a socket
// that knows when it is enough.
type connector struct {
	cfg   pq.Config
	limit time.Duration // of a request with its answer; none if 0
	lost  *loss
}

var _ driver.Connector = connector{}

func (c connector) Driver() driver.Driver { return pq.Driver{} }

// Connect is bounded by ctx and by the ConnectTimeout of the configuration.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	d := &dialer{net: net.Dialer{KeepAliveConfig: keepAlive, Control: limitUnacknowledged}, lost: c.lost}
	base, err := pq.NewConnectorConfig(c.cfg)
	if err != nil {
		return nil, err
	}
	base.Dialer(d)
	stop := context.AfterFunc(ctx, d.hurry)
	defer stop()
	conn, err := base.Connect(ctx)
	s := d.current.Load()
	if err != nil {
		if s != nil {
			_ = s.Close() // lib/pq leaves it open if there is no second one after the refusal of TLS
		}
		return nil, err
	}
	d.connected.Store(true)
	s.serve(c.limit)
	return connection{conn.(pqConn), s}, nil
}

// dialer makes the socket of one connection, or several one after the other
// until the server has agreed to one. Once there is a connection, lib/pq dials
// again for one reason: to ask the server to cancel, since the context of whoever
// waits has ended.
type dialer struct {
	net       net.Dialer
	lost      *loss
	current   atomic.Pointer[socket]
	connected atomic.Bool
}

var _ interface {
	pq.Dialer
	pq.DialerContext
} = (*dialer)(nil)

func (d *dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	if d.connected.Load() {
		d.hurry()
		return d.dialToCancel(ctx, network, address)
	}
	s, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if last := d.current.Swap(s); last != nil {
		_ = last.Close() // lib/pq leaves it open if the server refuses TLS
	}
	if ctx.Err() != nil {
		s.hurry()
	}
	return s, nil
}

// dialToCancel is as short of time: whoever waits for a prepared statement waits
// for the request to cancel it, too.
func (d *dialer) dialToCancel(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, hurryTime)
	defer cancel()
	s, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.hurry()
	return s, nil
}

func (d *dialer) dial(ctx context.Context, network, address string) (*socket, error) {
	conn, err := d.net.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &socket{Conn: conn, lost: d.lost}, nil
}

// Dial is for a pq.Dialer; lib/pq calls DialContext.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialTimeout is like Dial.
func (d *dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d *dialer) hurry() {
	if s := d.current.Load(); s != nil {
		s.hurry()
	}
}
