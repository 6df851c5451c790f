package chaos

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/edtronaut/livecode/cmd/livecode/stacktest"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/executor/docker/dockertest"
	"github.com/edtronaut/livecode/executor/executortest/hostile"
)

// job is a program of the soak, and how it must end.
type job struct {
	Language string `json:"language"`
	Code     string `json:"code"`
	Stdin    string `json:"stdin,omitempty"`

	name        string
	status      []string
	termination []string
	stdout      string // where it is known
}

// TestSoak runs many programs of all kinds, hostile ones too, kills workers in
// between, and looks what each has left: nothing is lost, nothing is doubled, and
// memory, goroutines, descriptors, containers, disk and Redis are as before.
func TestSoak(t *testing.T) {
	// Not beside others, whose containers would be counted.
	tr := newTrial(t, false)
	tr.startStack("WORKER_CONCURRENCY=3", "DATABASE_MAX_CONNS=6")
	tr.load = tr.newLoad(tr.api.URL)
	s := &soak{trial: tr, jobs: soakJobs(t), client: &http.Client{Timeout: 2 * stacktest.Patience}}
	s.run(40, 0) // what is opened once is open
	s.rest()
	before := s.weigh()
	began := time.Now()
	s.run(*soakRuns, kills())
	took := time.Since(began)
	s.checkAll()
	tr.checkQueue(*soakRuns >= 1000)
	s.compare(before, took)
	tr.stopAll()
	tr.checkContainers(tr.workerNames()...)
}

// kills is how often a worker is killed in the soak.
func kills() int { return max(2, *soakRuns/500) }

// soak submits jobs and waits for them.
type soak struct {
	*trial

	jobs      []job
	client    *http.Client
	next      atomic.Int64
	submitted atomic.Int64
}

// clients is how many wait at a time.
const clients = 8

// run runs n programs, with so many workers killed in between.
func (s *soak) run(n, kills int) {
	done := atomic.Int64{}
	work := make(chan struct{})
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for range work {
				s.try(s.jobs[int(s.next.Add(1))%len(s.jobs)])
				done.Add(1)
			}
		})
	}
	killed := 0
	for i := range n {
		if killed < kills && i > (killed+1)*n/(kills+1) {
			killed++
			s.workers[0].Kill()
			s.again(0)
		}
		work <- struct{}{}
	}
	close(work)
	all.Wait()
}

// try runs one program to its end.
func (s *soak) try(j job) {
	body, err := json.Marshal(j)
	if err != nil {
		s.Error(err)
		return
	}
	s.submitted.Add(1)
	resp, err := s.client.Post(s.api.URL+"/api/code-sessions/"+s.load.session+"/run?wait=30", "application/json", bytes.NewReader(body))
	for err == nil {
		var record struct {
			hostile.Record

			ID        string `json:"id"`
			Execution string `json:"execution_id"`
		}
		err = json.NewDecoder(resp.Body).Decode(&record)
		_ = resp.Body.Close()
		id := cmp.Or(record.ID, record.Execution)
		switch {
		case err != nil || resp.StatusCode >= 300:
			s.Errorf("%s was answered %s, error %v", j.name, resp.Status, err)
			return
		case record.Status == "QUEUED" || record.Status == "RUNNING":
			resp, err = s.client.Get(s.api.URL + "/api/executions/" + id + "?wait=30")
		default:
			s.judge(j, record.Record)
			return
		}
	}
	s.Errorf("%s: %v", j.name, err)
}

func (s *soak) judge(j job, r hostile.Record) {
	good := slices.Contains(j.status, r.Status) && slices.Contains(j.termination, r.Termination) && (j.stdout == "" || j.stdout == r.Stdout)
	if !good {
		s.Errorf("%s in %s ended as %s, %s with %.100q, want %s, %s with %q", j.name, j.Language, r.Status, r.Termination, r.Stdout, j.status, j.termination, j.stdout)
	}
}

// plain are jobs that everyone posts.
var plain = []job{
	{Language: "python", Code: "print(6 * 7)", name: "plain", status: completed, termination: exited, stdout: "42\n"},
	{Language: "javascript", Code: "console.log(6 * 7)", name: "plain", status: completed, termination: exited, stdout: "42\n"},
	{Language: "python", Code: "print(input()[::-1])", Stdin: "drow", name: "input", status: completed, termination: exited, stdout: "word\n"},
	{Language: "javascript", Code: "throw new Error('no')", name: "failure", status: failed, termination: exited},
	{Language: "python", Code: "print('x' * 100000)", name: "100 kB", status: completed, termination: exited},
	{Language: "javascript", Code: "setTimeout(() => console.log('late'), 200)", name: "sleeper", status: completed, termination: exited, stdout: "late\n"},
	{Language: "python", Code: "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", name: "crash", status: failed, termination: []string{"signaled"}},
	{Language: "python", Code: "sum(i * i for i in range(300000))", name: "work", status: completed, termination: exited},
}

var completed, failed, exited = []string{"COMPLETED"}, []string{"FAILED"}, []string{"exited"}

// hostileEach is after how many plain jobs a hostile one comes.
const hostileEach = 12

// soakJobs are all hostile programs, each among plain ones. Those that need a
// machine of their own are left out.
func soakJobs(t *testing.T) (jobs []job) {
	t.Helper()
	cases, _, err := hostile.Cases()
	if err != nil {
		t.Fatal(err)
	}
	facts, err := docker.Ask(t.Context(), dockertest.Engine(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.Alone {
			continue
		}
		for _, p := range c.Programs {
			want, _ := p.Expect(hostile.Place{Runtime: facts.Default, Cgroup: facts.CgroupVersion, Arch: "amd64"})
			if want.Refused != nil {
				continue
			}
			for i := range hostileEach {
				jobs = append(jobs, plain[(len(jobs)+i)%len(plain)])
			}
			jobs = append(jobs, job{
				Language: p.Language, Code: p.Code, Stdin: c.Stdin, name: strings.Join([]string{c.Family, c.Name}, "/"),
				status: want.Status, termination: want.Termination,
			})
		}
	}
	return jobs
}
