package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
)

// every is how often a program is submitted. Of two trials at a time that is half of
// what two cores can do in a slow hour, which is 7 a second: what has waited for as
// long as most faults last can end in half a minute.
const every = 500 * time.Millisecond

// load is a client that submits short programs of both languages, and remembers
// which ones were accepted. Two others type what programs wait for, and save drafts.
type load struct {
	tr      *trial
	session string
	client  *http.Client
	base    atomic.Value // where the API is
	stopped chan struct{}
	done    sync.WaitGroup
	typing  sync.WaitGroup // conversations, which may last for longer

	rest sync.RWMutex // held while nothing is submitted

	mu       sync.Mutex
	accepted map[string]wanted // by id
	refused  int

	drafts drafts // of the one who writes alone, until the load ends
}

// wanted is what is to become of a program that was accepted.
type wanted struct {
	prints string
	typed  bool // once somebody has typed what it waits for
}

// begin submits until end is called.
func (tr *trial) begin(url string) {
	tr.load = tr.newLoad(url)
	tr.load.done.Go(func() {
		tick := time.NewTicker(tr.every)
		defer tick.Stop()
		for n := 0; ; n++ {
			tr.load.submit(n)
			select {
			case <-tick.C:
			case <-tr.load.stopped:
				return
			}
		}
	})
	tr.Cleanup(func() { // where the trial has failed before
		tr.load.end()
		tr.load.typing.Wait()
	})
}

// accompany has somebody type, and somebody write, until the load ends.
func (l *load) accompany() {
	l.done.Go(l.talk)
	l.done.Go(l.write)
}

func (tr *trial) newLoad(url string) *load {
	l := &load{
		tr: tr, client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}},
		accepted: map[string]wanted{}, stopped: make(chan struct{}),
	}
	l.at(url)
	stacktest.Eventually(tr, stacktest.Patience, func() (bool, string) {
		var answer struct {
			ID string `json:"session_id"`
		}
		status, err := l.post("/api/code-sessions", nil, &answer)
		l.session = answer.ID
		return status == http.StatusCreated, fmt.Sprint(status, err)
	})
	return l
}

// at has the client go on with another API.
func (l *load) at(url string) { l.base.Store(url) }

func (l *load) url() string { return l.base.Load().(string) }

// end submits no more.
func (l *load) end() {
	select {
	case <-l.stopped:
	default:
		close(l.stopped)
	}
	l.done.Wait()
}

// languages are those of the programs.
var languages = []string{"python", "javascript"}

// programs take turns.
var programs = []struct{ language, code string }{
	{"python", "import time; time.sleep(0.1); print('done', %d)"},
	{"javascript", "setTimeout(() => console.log('done', %d), 100)"},
}

// submit posts the nth program, and returns its id if it is accepted.
func (l *load) submit(n int) string {
	p := programs[n%len(programs)]
	return l.run(p.language, fmt.Sprintf(p.code, n), fmt.Sprintf("done %d\n", n))
}

// run posts a program that is to print something.
func (l *load) run(language, code, prints string) string {
	id := l.accept(map[string]any{"language": language, "code": code}, wanted{prints: prints})
	if id == "" {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.refused++
	}
	return id
}

// accept posts a program, and remembers what it is to do if it is accepted.
func (l *load) accept(program map[string]any, w wanted) string {
	var answer struct {
		ID string `json:"execution_id"`
	}
	l.rest.RLock()
	defer l.rest.RUnlock()
	status, err := l.post("/api/code-sessions/"+l.session+"/run", program, &answer)
	if err != nil || status != http.StatusAccepted {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.accepted[answer.ID] = w
	return answer.ID
}

// sleeper posts a program that runs for so long, and returns when a worker has it.
func (l *load) sleeper(d time.Duration) {
	l.tr.Helper()
	id := l.run("python", fmt.Sprintf("import time; time.sleep(%v); print('slept')", d.Seconds()), "slept\n")
	stacktest.Eventually(l.tr, stacktest.Patience, func() (bool, string) {
		record, err := l.get(id)
		return record["status"] == "RUNNING" || record["status"] == "COMPLETED", fmt.Sprint(record, err)
	})
}

func (l *load) post(path string, body, answer any) (status int, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return 0, err
	}
	resp, err := l.client.Post(l.url()+path, "application/json", bytes.NewReader(text))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, json.NewDecoder(resp.Body).Decode(answer)
}

// get reads an execution's record.
func (l *load) get(id string) (record map[string]any, err error) {
	resp, err := l.client.Get(l.url() + "/api/executions/" + id)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return record, json.NewDecoder(resp.Body).Decode(&record)
}

// all are the executions accepted so far.
func (l *load) all() map[string]wanted {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.accepted)
}

// refusals is how many submissions were refused.
func (l *load) refusals() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refused
}

// more waits until so many more programs are accepted.
func (l *load) more(n int) {
	l.tr.Helper()
	wanted := len(l.all()) + n
	stacktest.Eventually(l.tr, stacktest.Patience, func() (bool, string) {
		return len(l.all()) >= wanted, "no program is accepted any more"
	})
}
