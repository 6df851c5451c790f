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
	links map[*link]struct{}
}

// link is a connection on both sides of the proxy.
type link struct {
	from, to net.Conn

	prepared map[string][]byte // statements of Postgres, by name

	silent bool          // nothing passes any more, not even its end
	cut    chan struct{} // closed when it is broken
	once   sync.Once
}

func (l *link) close() {
	l.once.Do(func() { close(l.cut) })
	_ = l.from.Close()
	_ = l.to.Close()
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
	p := &Proxy{to: to, addr: l.Addr().String(), links: map[*link]struct{}{}}
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

// Hold catches the next request that contains text, or to Postgres one that has a
// prepared statement with it carried out: before it reaches the server, or, if after
// is set, the answer to it.
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
	for l := range p.links {
		l.close()
	}
}

// Silence has all connections that there are stay as they are, and pass on
// nothing any more: a firewall that has forgotten them does that. New ones are
// not concerned.
func (p *Proxy) Silence() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.links {
		l.silent = true
	}
}

// heard waits for the end of a link that is silent.
func (p *Proxy) heard(l *link) bool {
	p.mu.Lock()
	silent := l.silent
	p.mu.Unlock()
	if silent {
		<-l.cut
	}
	return !silent
}

func (p *Proxy) serve(from net.Conn) {
	to, err := net.Dial("tcp", p.to)
	if err != nil {
		_ = from.Close()
		return
	}
	l := &link{from: from, to: to, prepared: map[string][]byte{}, cut: make(chan struct{})}
	p.mu.Lock()
	p.links[l] = struct{}{}
	p.mu.Unlock()
	held := make(chan *Trap, 1)
	var both sync.WaitGroup
	both.Go(func() { p.requests(l, held) })
	both.Go(func() { p.answers(l, held) })
	both.Wait()
	p.mu.Lock()
	delete(p.links, l)
	p.mu.Unlock()
}

func (p *Proxy) requests(l *link, held chan<- *Trap) {
	defer l.to.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := l.from.Read(buf)
		p.wait()
		if !p.heard(l) {
			return
		}
		if t := p.caught(l.statement(buf[:n])); t != nil {
			if t.after {
				held <- t
			} else {
				close(t.Caught)
				<-t.release
			}
		}
		if _, e := l.to.Write(buf[:n]); e != nil || err != nil {
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

func (p *Proxy) answers(l *link, held <-chan *Trap) {
	defer l.from.Close()
	buf := make([]byte, 64<<10)
	for {
		n, err := l.to.Read(buf)
		p.wait()
		if !p.heard(l) {
			return
		}
		select {
		case t := <-held: // the server has done it
			close(t.Caught)
			<-t.release
		default:
		}
		if _, e := l.from.Write(buf[:n]); e != nil || err != nil {
			return
		}
	}
}
