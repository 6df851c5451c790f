package chaos

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// crowd are clients that take no 5xx: some wait for the record, some watch events,
// on connections that they keep.
type crowd struct {
	tr      *trial
	url     string
	session string
	client  *http.Client
	served  atomic.Int64 // how many programs have been waited for
	watched atomic.Int64 // and watched
	gone    chan struct{}
	all     sync.WaitGroup
}

// gather has the crowd come to an address.
func (tr *trial) gather(url string) *crowd {
	c := &crowd{
		tr: tr, url: url, session: tr.load.session, gone: make(chan struct{}),
		client: &http.Client{Timeout: stacktest.Patience, Transport: &http.Transport{MaxIdleConnsPerHost: 8}},
	}
	for n := range 2 {
		c.all.Go(func() { c.again(func(i int) { c.wait(fmt.Sprintf("%d waits for %d", n, i)); c.served.Add(1) }) })
		c.all.Go(func() { c.again(func(i int) { c.watch(fmt.Sprintf("%d watches %d", n, i)); c.watched.Add(1) }) })
	}
	tr.Cleanup(c.leave)
	return c
}

func (c *crowd) again(do func(i int)) {
	for i := 0; ; i++ {
		select {
		case <-c.gone:
			return
		default:
			do(i)
		}
	}
}

// leave has the crowd go when all have what they wait for.
func (c *crowd) leave() {
	select {
	case <-c.gone:
	default:
		close(c.gone)
	}
	c.all.Wait()
	c.client.CloseIdleConnections()
}

// serve waits until several more programs have been waited for, and watched.
func (c *crowd) serve() {
	c.tr.Helper()
	const several = 4
	served, watched := c.served.Load()+several, c.watched.Load()+several
	stacktest.Eventually(c.tr, stacktest.Patience, func() (bool, string) {
		return c.served.Load() >= served && c.watched.Load() >= watched, "nobody is served any more"
	})
}

// ask makes a request, which is to be answered well.
func (c *crowd) ask(method, path, body string, header ...string) (*http.Response, bool) {
	req, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.tr.Error(err)
		return nil, false
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.client.Do(req)
	if err != nil {
		c.tr.Errorf("%s %s: %v", method, path, err)
		return nil, false
	}
	if resp.StatusCode >= 300 {
		var text bytes.Buffer
		_, _ = text.ReadFrom(resp.Body)
		_ = resp.Body.Close()
		c.tr.Errorf("%s %s = %s %s", method, path, resp.Status, text.String())
		return nil, false
	}
	return resp, true
}

// program prints its name in several lines, and takes half a second.
func program(name string) string {
	code := fmt.Sprintf("import time\nfor part in %q.split():\n    print(part, flush=True); time.sleep(0.12)", name)
	body, _ := json.Marshal(map[string]string{"language": "python", "code": code})
	return string(body)
}

func printed(name string) string { return strings.ReplaceAll(name, " ", "\n") + "\n" }

// wait submits a program with ?wait=, and asks again where the answer is that it
// has not ended.
func (c *crowd) wait(name string) {
	resp, ok := c.ask("POST", "/api/code-sessions/"+c.session+"/run?wait=20", program(name))
	for ok {
		var record map[string]any
		err := json.NewDecoder(resp.Body).Decode(&record)
		_ = resp.Body.Close()
		id, accepted := record["execution_id"].(string)
		if !accepted {
			id, _ = record["id"].(string)
		}
		switch status, _ := record["status"].(string); status {
		case "QUEUED", "RUNNING":
			resp, ok = c.ask("GET", "/api/executions/"+id+"?wait=20", "")
		default:
			if err != nil || status != "COMPLETED" || record["stdout"] != printed(name) {
				c.tr.Errorf("%q: %v, error %v", name, record, err)
			}
			return
		}
	}
}

// watch submits a program and follows its events to the end, on as many APIs as
// it takes.
func (c *crowd) watch(name string) {
	resp, ok := c.ask("POST", "/api/code-sessions/"+c.session+"/run", program(name))
	if !ok {
		return
	}
	var answer struct {
		ID string `json:"execution_id"`
	}
	err := json.NewDecoder(resp.Body).Decode(&answer)
	_ = resp.Body.Close()
	if err != nil {
		c.tr.Error(err)
		return
	}
	f := &follower{attempt: 1}
	for began := time.Now(); !f.ended; {
		resp, ok := c.ask("GET", "/api/executions/"+answer.ID+"/events", "", "Last-Event-ID", f.last)
		if !ok || time.Since(began) > stacktest.Patience {
			c.tr.Errorf("the events of %s have not come to their end", answer.ID)
			return
		}
		f.read(resp)
	}
	if f.text.String() != printed(name) {
		c.tr.Errorf("%q was seen to print %q", name, f.text.String())
	}
}

// follower is what a client knows of an execution by its events.
type follower struct {
	last    string // id of the last event
	attempt int
	text    strings.Builder
	ended   bool
}

// read takes what there is of the events until their end, or that of the answer.
func (f *follower) read(resp *http.Response) {
	defer resp.Body.Close()
	var event string
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ": ")
		switch key {
		case "event":
			event = value
		case "id":
			f.last = value
		case "data":
			f.take(event, []byte(value))
		}
	}
}

func (f *follower) take(event string, data []byte) {
	var d struct {
		Text    string
		Attempt int
	}
	_ = json.Unmarshal(data, &d)
	switch {
	case event == "end":
		f.ended = true
	case event == "status" && d.Attempt > f.attempt: // it is run once more
		f.attempt = d.Attempt
		f.text.Reset()
	case event == "stdout":
		f.text.WriteString(d.Text)
	}
}
