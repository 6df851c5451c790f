package main_test

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// startChromium starts Chromium, which lives as long as the test.
func startChromium(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()))
	for _, flag := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stopAllocator)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("the browser ended with %v", err)
		}
		stop()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("this test needs Chromium; `make test` installs it: %v", err)
	}
	return ctx
}

// tab is the page in a browser window of its own, which knows nothing of others.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	problems []string // what the browser's console complains of
}

// openPage opens the page of a service and waits until it can be used.
func openPage(t *testing.T, browser context.Context, url string) *tab {
	t.Helper()
	p := newTab(t, browser)
	p.do(chromedp.Navigate(url))
	p.awaitReady()
	return p
}

// openPageWithKey opens the page of a service that wants a key.
func openPageWithKey(t *testing.T, browser context.Context, url, secret string) *tab {
	t.Helper()
	p := newTab(t, browser)
	p.do(chromedp.Navigate(url))
	p.await(`document.querySelector("#key-dialog").open`)
	p.write("#key", secret)
	p.click("#key-form [type=submit]")
	p.awaitReady()
	return p
}

// newTab opens an empty window of a browser that knows nothing yet.
func newTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	return watch(t, ctx, stop)
}

// another opens a page in a further window of the same browser.
func (p *tab) another(url string) *tab {
	p.t.Helper()
	ctx, stop := chromedp.NewContext(p.ctx)
	other := watch(p.t, ctx, stop)
	other.do(chromedp.Navigate(url))
	return other
}

// watch is a window that fails its test if the browser complains.
func watch(t *testing.T, ctx context.Context, stop context.CancelFunc) *tab {
	t.Helper()
	p := &tab{t: t, ctx: ctx}
	p.do(chromedp.EmulateViewport(1280, 800))
	done := make(chan struct{})
	messages := chromedp.Console(ctx)
	go func() {
		defer close(done)
		p.listen(messages)
	}()
	t.Cleanup(func() {
		stop()
		<-done
		for _, problem := range p.problems {
			t.Errorf("the browser complains: %s", problem)
		}
	})
	return p
}

// listen notes exceptions and violations of the page's policy. That a request
// failed is what some tests are about.
func (p *tab) listen(messages func(func(chromedp.ConsoleMessage, error) bool)) {
	for m, err := range messages {
		if err != nil {
			return
		}
		if m.Type == "error" && m.Source == "network" {
			continue
		}
		if m.Type == "error" || m.Type == "warning" || m.IsException() {
			p.mu.Lock()
			p.problems = append(p.problems, m.String())
			p.mu.Unlock()
		}
	}
}
