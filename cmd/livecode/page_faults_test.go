package main_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPageWhenThingsFail is what the page tells, and what it survives.
func TestPageWhenThingsFail(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	chromium := startChromium(t)
	for name, test := range map[string]func(t *testing.T, f *faulty, p *tab){
		"the connection is lost":                 pageSurvivesLostConnection,
		"the service takes no more":              pageTriesAgainLater,
		"the service refuses":                    pageExplainsProblems,
		"an older service cannot stop a program": pageSaysThatItCannotStop,
		"a program is stopped":                   pageStops,
		"the session is gone":                    pageMakesAnotherSession,
		"what only newer services tell":          pageShowsWhatNewerServicesTell,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFaulty(t, s.url)
			test(t, f, openPage(t, chromium, f.URL))
		})
	}
	t.Run("the service wants a key", func(t *testing.T) {
		t.Parallel()
		pageAsksForKey(t, chromium)
	})
	t.Run("the service is killed and started again", func(t *testing.T) {
		t.Parallel()
		pageSurvivesRestart(t, chromium)
	})
}

const sleepTwo = "import time\nprint('began')\ntime.sleep(2)\nprint('done')\n"

func pageSurvivesLostConnection(_ *testing.T, f *faulty, p *tab) {
	p.program("python", sleepTwo)
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	f.fail(true)
	p.awaitText("#trouble:not([hidden])", "The service cannot be reached.")
	p.awaitText("#trouble-countdown", "Next try in")
	p.screenshot("connection-lost")
	p.audit("connection lost")
	f.fail(false)
	p.tryNow()
	p.awaitEnd()
	p.want("#console", "began\ndone\n")
	p.await(`document.querySelector("#trouble").hidden`)
	// Nor is a program lost that is handed in meanwhile.
	f.fail(true)
	p.program("python", "print('later')\n")
	p.click("#run")
	p.awaitText("#trouble:not([hidden])", "The service cannot be reached.")
	f.fail(false)
	p.tryNow()
	p.awaitEnd()
	p.want("#console", "later\n")
	// Who does not want to wait need not.
	f.fail(true)
	p.click("#run")
	p.awaitText("#trouble:not([hidden])", "The service cannot be reached.")
	p.click("#stop")
	p.awaitText("#verdict-title", "You stopped waiting")
}

// tryNow presses a button that is gone if the page has tried just before.
func (p *tab) tryNow() {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#try-now").click()`))
}

func pageSurvivesRestart(t *testing.T, chromium context.Context) {
	dir := t.TempDir()
	s := serve(t, dir)
	p := openPage(t, chromium, s.url)
	p.program("python", sleepTwo)
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	s.Kill()
	p.awaitText("#trouble:not([hidden])", "The service cannot be reached.")
	p.write(".cm-content", "print('written meanwhile')\n")
	p.awaitText("#save-state", "Offline: kept in this browser")
	at, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	s = serve(t, dir, "PORT="+at.Port())
	p.awaitEnd()
	p.want("#verdict-title", "Completed")
	p.want("#console", "began\ndone\n")
	p.awaitSaved()
	if _, code := p.draft(s); code != "print('written meanwhile')\n" {
		t.Errorf("the service that was started again has the draft %q", code)
	}
}

func pageTriesAgainLater(_ *testing.T, f *faulty, p *tab) {
	f.answers(on("/run", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		refuse(w, http.StatusServiceUnavailable, "overloaded", "There are 1,000 executions waiting.")
	}))
	p.program("python", "print(1)\n")
	p.click("#run")
	p.awaitText("#trouble:not([hidden])", "There are 1,000 executions waiting.")
	p.awaitText("#trouble-countdown", "Next try in 60\u00a0s.")
	p.screenshot("overloaded")
	f.answers(nil)
	p.tryNow()
	p.awaitEnd()
	p.want("#console", "1\n")
}

func pageExplainsProblems(_ *testing.T, f *faulty, p *tab) {
	p.program("python", "#"+strings.Repeat("😀", 10_000))
	p.awaitText(".size", "10,001 / 10,000")
	p.run()
	p.want("#verdict-title", "Not run")
	p.awaitText("#verdict-text", "code may have at most 10000 characters; this one has 10001.")
	p.screenshot("too-long")
	p.program("python", "print(1)\n")
	for code, c := range map[string]struct {
		status int
		want   string
	}{
		"internal":       {500, "report this number: r-1"},
		"body_too_large": {413, "Make the input smaller."},
		"unknown_to_us":  {422, "detail of the problem"},
		"forbidden":      {403, "The API key does not allow this."},
	} {
		f.answers(on("/run", func(w http.ResponseWriter, _ *http.Request) { refuse(w, c.status, code, "detail of the problem") }))
		p.run()
		p.want("#verdict-title", "Not run")
		p.awaitText("#verdict-text", c.want)
	}
	f.answers(on("/run", func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<h1>Bad gateway</h1>", http.StatusForbidden)
	}))
	p.run()
	p.awaitText("#verdict-text", "Something between here and the service answered in its place, with status 403.")
}

func pageAsksForKey(t *testing.T, chromium context.Context) {
	secret, entry := newKey(t, "ada")
	s := serve(t, t.TempDir(), "API_KEYS="+entry)
	p := newTab(t, chromium)
	p.do(chromedp.Navigate(s.url))
	p.await(`document.querySelector("#key-dialog").open`)
	p.screenshot("key")
	p.audit("key")
	p.click("#key-cancel")
	p.awaitText("#verdict-title", "Not connected")
	p.awaitText("#verdict-text", "reload the page, to enter one.")
	p.do(chromedp.Reload())
	p.await(`document.querySelector("#key-dialog").open`)
	p.write("#key", "wrong")
	p.press("Enter")
	p.await(`!document.querySelector("#key-refused").hidden`)
	p.write("#key", secret)
	p.click("#key-form [type=submit]")
	p.awaitReady()
	p.reload() // it is kept
	p.program("python", "print('let in')\n")
	p.run()
	p.want("#console", "let in\n")
	if kept := eval[string](p, `JSON.stringify(localStorage)`); strings.Contains(kept, secret) {
		t.Errorf("the key outlives the tab: %s", kept)
	}
}

func pageSaysThatItCannotStop(_ *testing.T, f *faulty, p *tab) {
	f.answers(on("/cancel", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "not_found", "There is nothing at this address.")
	}))
	p.program("python", "while True: pass\n")
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	p.press("Enter", chromedp.ModifierCtrl, chromedp.ModifierShift)
	p.awaitText("#verdict-text", "This service cannot stop a program early. It ends by itself, after 5.0\u00a0s at the latest.")
	p.screenshot("cannot-stop")
	p.awaitEnd()
	p.awaitText("#verdict-title", "Stopped after 5.")
}

func pageStops(t *testing.T, f *faulty, p *tab) {
	for language, code := range map[string]string{
		"python": "print('so far')\nwhile True: pass\n", "javascript": "console.log('so far');\nfor (;;);\n",
	} {
		p.program(language, code)
		p.click("#run")
		p.awaitText("#verdict-clock", "of 5.0")
		p.click("#stop")
		p.awaitEnd()
		p.want("#verdict-title", "You stopped it")
		// On a busy machine a worker has the program, and its container not yet.
		if text := p.text("#verdict-text"); !strings.HasPrefix(text, "The program had run for ") && !strings.HasPrefix(text, "The program had not begun.") {
			t.Errorf("stopped, the page says %q, want how long it had run", text)
		}
	}
	p.screenshot("stopped")
	// A stop is kept until it is known what to stop.
	answered := make(chan struct{})
	f.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/run") {
			<-answered
		}
		return false
	})
	p.click("#run")
	p.click("#stop")
	p.awaitText("#verdict-title", "Stopping")
	close(answered)
	p.awaitEnd()
	p.want("#verdict-title", "You stopped it")
}

func pageMakesAnotherSession(t *testing.T, _ *faulty, p *tab) {
	const gone = "00000000-0000-7000-8000-000000000000"
	p.do(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("livecode.session", "` + gone + `")`))
	p.reload()
	p.program("python", "print('here')\n")
	p.run()
	p.want("#console", "here\n")
	if session := eval[string](p, `localStorage.getItem("livecode.session")`); len(session) != len(gone) || session == gone {
		t.Errorf("the session is %q, want another one", session)
	}
}

func pageShowsWhatNewerServicesTell(t *testing.T, f *faulty, p *tab) {
	f.answers(on("/events", func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusNotFound, "not_found", "There is nothing at this address.")
	}))
	p.program("python", "print('ab€cd')\n")
	// Where it stands in the queue, until it may go on.
	f.changes(func(record map[string]any) {
		record["status"], record["queuePosition"], record["estimatedWaitMs"] = "QUEUED", 3, 41_700
	})
	p.click("#run")
	p.awaitText("#verdict-title", "Waiting, number 3 in the queue")
	p.awaitText("#verdict-text", "It begins in about 42\u00a0s.")
	p.screenshot("queued")
	f.changes(func(record map[string]any) {
		record["executionTime"] = 22
		record["stdoutOmitted"] = map[string]any{"at": 5, "bytes": 3 << 20}
		record["timeline"] = map[string]any{
			"accepted": 0, "stored": 1.25, "queued": 1.5, "dequeued": 2.5, "claimed": 4, "sent": 5,
			"started": 7.25, "firstOutput": 20, "exited": 30, "saved": 33, "answered": 34,
		}
	})
	p.awaitEnd()
	p.want("#console", "ab€3 MiB left out herecd\n")
	p.want("#timeline-legend", "Queue 4 msStart 3.3 msRun 23 msSave 4 ms")
	p.click("#timeline summary")
	if steps := eval[int](p, `document.querySelectorAll("#timeline-steps li").length`); steps != 11 {
		t.Errorf("%d stages are listed, want 11", steps)
	}
	p.screenshot("timeline")
	for termination, want := range map[string]string{
		"lost": "The machines that ran the program failed", "sandbox_error": "The service failed to run the program",
	} {
		f.changes(func(record map[string]any) { record["status"], record["termination"] = "FAILED", termination })
		p.run()
		p.want("#verdict-title", "This is our fault")
		p.awaitText("#verdict-text", want)
	}
}
