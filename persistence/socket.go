package persistence

import (
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// hurryTime is how long a server has to say that it has cancelled a statement.
// It takes a millisecond.
const hurryTime = time.Second

// socket bounds how long lib/pq waits at a connection. Requests and answers take
// turns on it, and nothing is read while it is idle.
type socket struct {
	net.Conn

	lost *loss

	mu      sync.Mutex
	limit   time.Duration // of a request with its answer; none if 0
	pressed bool          // its deadline is not moved any more

	sent  time.Duration // when the last request was, since loss.epoch
	heard time.Duration // when something was read last
}

// serve ends the time of the handshake. From now on each request may take until
// limit.
func (s *socket) serve(limit time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limit = limit
	if !s.pressed {
		_ = s.Conn.SetDeadline(time.Time{})
	}
}

// Write sends a request, whose answer has to be read by the deadline that this
// sets.
func (s *socket) Write(p []byte) (int, error) {
	now := time.Now()
	if err := s.extend(now); err != nil {
		return 0, err
	}
	n, err := s.Conn.Write(p)
	if err == nil { // not the farewell of a connection whose time is up
		s.sent = now.Sub(s.lost.epoch)
	}
	s.note(err)
	return n, err
}

func (s *socket) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	if n > 0 {
		s.heard = time.Since(s.lost.epoch)
	}
	s.note(err)
	return n, err
}

func (s *socket) extend(now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pressed || s.limit == 0 {
		return nil
	}
	return s.Conn.SetDeadline(now.Add(s.limit))
}

// SetDeadline is what lib/pq bounds the handshake with. That it lifts the bound
// counts for nothing: afterwards it may have more to ask, see serve.
func (s *socket) SetDeadline(t time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pressed || t.IsZero() {
		return nil
	}
	return s.Conn.SetDeadline(t)
}

// hurry is called when whoever waits has no more time.
func (s *socket) hurry() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.pressed {
		s.pressed = true
		_ = s.Conn.SetDeadline(time.Now().Add(hurryTime))
	}
}

func (s *socket) hurried() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pressed
}

// note tells the others of a request without an answer.
func (s *socket) note(err error) {
	var network net.Error
	if err != nil && errors.As(err, &network) && network.Timeout() {
		s.lost.note(s.sent)
	}
}

// doubtful reports whether another connection has gone silent since something
// was heard on this one.
func (s *socket) doubtful() bool { return s.heard < s.lost.since() }

// loss is what the connections of a pool know of each other. What makes one go
// silent, a hanging server or a failover, mostly does so to all, and to find it
// out one by one takes a timeout each.
type loss struct {
	epoch time.Time    // from which times are counted, by the monotonic clock
	at    atomic.Int64 // when the latest request was sent that had no answer
}

func newLoss() *loss { return &loss{epoch: time.Now()} }

func (l *loss) note(sent time.Duration) {
	for {
		at := l.at.Load()
		if int64(sent) <= at || l.at.CompareAndSwap(at, int64(sent)) {
			return
		}
	}
}

func (l *loss) since() time.Duration { return time.Duration(l.at.Load()) }
