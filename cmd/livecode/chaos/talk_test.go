package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/coder/websocket"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// Somebody who types is slower than a program that submits, and looks after his
// connection when nothing has come for so long.
const (
	talksEvery = 2 * time.Second
	silence    = 2 * time.Second
)

// listeners are programs that wait for a line.
var listeners = []struct{ language, code string }{
	{"python", "print('heard', input())"},
	{"javascript", `require("readline").createInterface({input: process.stdin}).once("line", l => { console.log("heard " + l); process.exit(0) })`},
}

// talk holds one conversation after the other until the load ends. The one that is
// held then goes on to its end.
func (l *load) talk() {
	tick := time.NewTicker(talksEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		over := make(chan struct{})
		if id, line := l.meet(n); id != "" {
			l.typing.Go(func() {
				defer close(over)
				l.converse(id, line)
			})
			select {
			case <-over:
			case <-l.stopped:
				return
			}
		}
		select {
		case <-tick.C:
		case <-l.stopped:
			return
		}
	}
}

// longest is how long a program may be listened for, through any fault.
const longest = 3 * stacktest.Patience

// meet submits the nth program that waits for a line; id is empty if it is refused.
func (l *load) meet(n int) (id, line string) {
	p, line := listeners[n%len(listeners)], fmt.Sprintf("line %d", n)
	program := map[string]any{"language": p.language, "code": p.code, "interactive": true}
	return l.accept(program, wanted{prints: "heard " + line + "\n", typed: true}), line
}

// converse attaches to a program and types the line, as often as it takes, and
// returns its record in the end; none if the trial is over.
func (l *load) converse(id, line string) (record map[string]any) {
	f := &follower{attempt: 1}
	for began := time.Now(); !f.ended && time.Since(began) < longest; {
		l.attach(id, f, line+"\n")
		select {
		case <-l.tr.Context().Done():
			return nil
		default:
		}
	}
	record, err := l.get(id)
	if err == nil && record["stdout"] != f.text.String() {
		l.tr.Errorf("who was attached to %s saw %q, the record is %v", id, f.text.String(), record)
	}
	return record
}

// attach goes on where f is, types the line, and listens until the end or for as
// long as the connection is any good.
func (l *load) attach(id string, f *follower, line string) {
	conn, err := l.dial(id, f.last)
	if err != nil {
		stacktest.Pause(200 * time.Millisecond)
		return
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(-1)
	typed, _ := json.Marshal(map[string]string{"type": "stdin", "text": line})
	ctx, cancel := context.WithTimeout(context.Background(), silence)
	defer cancel()
	if conn.Write(ctx, websocket.MessageText, typed) != nil {
		return
	}
	for !f.ended {
		_, body, err := conn.Read(ctx)
		if err != nil {
			return
		}
		var m struct {
			Event, ID string
			Data      json.RawMessage
		}
		if err := json.Unmarshal(body, &m); err != nil {
			l.tr.Errorf("told to who is attached to %s: %q: %v", id, body, err)
			return
		}
		f.take(m.Event, m.Data)
		if m.ID != "" {
			f.last = m.ID
		}
	}
}

func (l *load) dial(id, last string) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), silence)
	defer cancel()
	conn, resp, err := websocket.Dial(ctx, l.url()+"/api/executions/"+id+"/attach?lastEventId="+last, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: l.client.Transport}, Subprotocols: []string{"livecode.v1"},
	})
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close()
	}
	if err != nil && resp != nil && resp.StatusCode == http.StatusNotFound {
		l.tr.Errorf("attach to %s, which was accepted: %v", id, err)
	}
	return conn, err
}

// checkTalk checks that what is typed is heard again.
func (tr *trial) checkTalk() {
	tr.Helper()
	l := tr.newLoad(tr.load.url())
	for n := range listeners {
		if record := l.converse(l.meet(n)); record["status"] != "COMPLETED" {
			tr.Errorf("after the fault nothing that is typed is heard: %v", record)
		}
	}
}

// unheard reports whether the record is that of a program for which nobody has
// typed in time.
func unheard(record map[string]any) bool {
	return record["status"] == "TIMEOUT" && record["termination"] == "wall_timeout" && record["stdout"] == "" &&
		slices.Contains([]any{"", nil}, record["stderr"])
}
