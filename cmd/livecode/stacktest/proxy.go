package stacktest

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"time"
)

// Proxy stands between a process and a database.
type Proxy struct {
	to   string
	addr string

	mu    sync.Mutex
	trap  *Trap // that waits for its request
	held  []*Trap
	delay time.Duration
	conns map[net.Conn]struct{}
}

// Trap catches one request.
type Trap struct {
	text  []byte
	after bool

	Caught  chan struct{} // closed when it has
	release chan struct{}
	once    sync.Once
}

// NewProxy passes on connections to a TCP address until the test ends.
func NewProxy(t testing.TB, to string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{to: to, addr: l.Addr().String(), conns: map[net.Conn]struct{}{}}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { p.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		p.Cut()
		serving.Wait()
	})
	return p
}

// Addr is where the proxy listens.
func (p *Proxy) Addr() string { return p.addr }

// Hold catches the next request that contains text: before it reaches the
// server, or, if after is set, the answer to it.
func (p *Proxy) Hold(text string, after bool) *Trap {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trap = &Trap{text: []byte(text), after: after, Caught: make(chan struct{}), release: make(chan struct{})}
	return p.trap
}

// Release lets go of what was caught.
func (t *Trap) Release() { t.once.Do(func() { close(t.release) }) }

// Slow has each request, and each answer, take so much longer.
func (p *Proxy) Slow(delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = delay
}

func (p *Proxy) wait() {
	p.mu.Lock()
	delay := p.delay
	p.mu.Unlock()
	if delay > 0 {
		Pause(delay)
	}
}

// Cut breaks all connections.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.held {
		t.Release()
	}
	p.held = nil
	for c := range p.conns {
		_ = c.Close()
	}
}

func (p *Proxy) serve(from net.Conn) {
	to, err := net.Dial("tcp", p.to)
	if err != nil {
		_ = from.Close()
		return
	}
	p.mu.Lock()
	p.conns[from], p.conns[to] = struct{}{}, struct{}{}
	p.mu.Unlock()
	held := make(chan *Trap, 1)
	var both sync.WaitGroup
	both.Go(func() { p.requests(from, to, held) })
	both.Go(func() { p.answers(to, from, held) })
	both.Wait()
	p.mu.Lock()
	delete(p.conns, from)
	delete(p.conns, to)
	p.mu.Unlock()
}

func (p *Proxy) requests(from, to net.Conn, held chan<- *Trap) {
	defer to.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		p.wait()
		if t := p.caught(buf[:n]); t != nil {
			if t.after {
				held <- t
			} else {
				close(t.Caught)
				<-t.release
			}
		}
		if _, e := to.Write(buf[:n]); e != nil || err != nil {
			return
		}
	}
}

// caught is the trap for a request, which is then used up.
func (p *Proxy) caught(request []byte) *Trap {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.trap
	if t == nil || !bytes.Contains(request, t.text) {
		return nil
	}
	p.trap, p.held = nil, append(p.held, t)
	return t
}

func (p *Proxy) answers(from, to net.Conn, held <-chan *Trap) {
	defer to.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		p.wait()
		select {
		case t := <-held: // the server has done it
			close(t.Caught)
			<-t.release
		default:
		}
		if _, e := to.Write(buf[:n]); e != nil || err != nil {
			return
		}
	}
}
