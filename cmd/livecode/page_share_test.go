package main_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPageSharing is what an author shows to others, and what they can do with it.
func TestPageSharing(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	chromium := startChromium(t)
	for name, test := range map[string]func(t *testing.T, s *service, chromium context.Context){
		"a program":               pageSharesProgram,
		"a result":                pageSharesResult,
		"what has not ended":      pageShowsSharedRunToItsEnd,
		"a copy beside one's own": pageSetsOwnAside,
		"a phone":                 pageSharesOnPhone,
		"what cannot be saved":    pageSaysWhyThereIsNoLink,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s, chromium)
		})
	}
	t.Run("those who have no key", func(t *testing.T) {
		t.Parallel()
		pageSharesWithoutKey(t, chromium)
	})
}

// share makes a link to the program or the result, and returns it.
func (p *tab) share(what string) string {
	p.t.Helper()
	p.click("#share")
	p.await(`document.querySelector("#share-dialog").open`)
	p.click("#share-" + what + "-make")
	p.await(`!document.querySelector("#share-` + what + `-linked").hidden`)
	return eval[string](p, `document.querySelector("#share-`+what+`-link").value`)
}

// visit opens a link in a browser that knows nothing yet.
func visit(t *testing.T, chromium context.Context, link string) *tab {
	t.Helper()
	p := newTab(t, chromium)
	p.do(chromedp.Navigate(link))
	p.await(`document.querySelector("main")?.ariaBusy === null`)
	return p
}

func pageSharesProgram(t *testing.T, s *service, chromium context.Context) {
	author := openPage(t, chromium, s.url)
	author.program("python", "print('shared')\n")
	link := author.share("program")
	if !strings.HasPrefix(link, s.url+"/s/") {
		t.Fatalf("the link is %q, want one of %s", link, s.url)
	}
	eval[any](author, `void (navigator.clipboard.writeText = async (text) => { window.copied = text; })`)
	author.click("#share-program-copy")
	author.awaitText("#share-program-message", "Copied.")
	if copied := eval[string](author, `window.copied`); copied != link {
		t.Errorf("%q is copied, want %q", copied, link)
	}
	author.awaitText("#share-result-message", "There is no result yet")
	author.screenshot("share")
	author.audit("share")
	author.prefer("prefers-color-scheme", "dark")
	author.audit("share, dark")

	visitor := visit(t, chromium, link)
	visitor.want("#shared-title", "A shared program.")
	visitor.awaitText(".cm-content", "print('shared')")
	if editable := eval[bool](visitor, `document.querySelector(".cm-content").isContentEditable`); editable {
		t.Error("a visitor can change the program")
	}
	visitor.screenshot("shared-program")
	visitor.audit("shared program")
	// The author goes on, and who looks again sees it.
	author.click("#share-close")
	author.write(".cm-content", "print('shared, and changed')\n")
	author.awaitSaved()
	visitor.do(chromedp.Reload())
	visitor.awaitText(".cm-content", "print('shared, and changed')")
	visitor.click("#shared-copy")
	visitor.await(`document.querySelector("#run") && !document.querySelector("#run").disabled && location.pathname === "/"`)
	visitor.run()
	visitor.want("#console", "shared, and changed\n")
	if visitor.session() == author.session() {
		t.Error("the visitor works in the author's session")
	}
	// The link is there again, until the author takes it back.
	author.click("#share")
	author.await(`document.querySelector("#share-program-link").value === "` + link + `"`)
	author.click("#share-program-stop")
	author.awaitText("#share-program-message", "It is no longer shared")
	late := visit(t, chromium, link)
	late.want("#shared-title", "Nothing to see.")
	late.want("#shared-text", "This link shows nothing: its author has stopped sharing, or it is not complete.")
	late.want("#announcer", "Nothing to see. This link shows nothing: its author has stopped sharing, or it is not complete.")
	if heard := eval[bool](late, `document.querySelector("#announcer").checkVisibility()`); !heard {
		t.Error("what is said lies in what is hidden, and is not spoken")
	}
	late.screenshot("shared-nothing")
	late.audit("shared nothing")
}

func pageSharesResult(t *testing.T, s *service, chromium context.Context) {
	author := openPage(t, chromium, s.url)
	author.program("javascript", "console.log('\\x1b[32mbefore\\x1b[0m');\nnull.length;\n")
	author.run()
	link := author.share("result")
	visitor := visit(t, chromium, link)
	visitor.want("#shared-title", "A shared result.")
	visitor.want("#verdict-title", "Exit code 1")
	visitor.awaitText("#console .stdout", "before")
	visitor.awaitText("#timeline-legend", "Run ")
	visitor.click("#go-to")
	visitor.screenshot("shared-result")
	visitor.audit("shared result")
	visitor.prefer("prefers-color-scheme", "dark")
	visitor.screenshot("shared-result-dark")
	visitor.audit("shared result, dark")
	if html := eval[string](visitor, `document.documentElement.outerHTML`); strings.Contains(html, author.session()) {
		t.Error("what a visitor sees has the author's session in it")
	}
}

// Whoever looks on sees what becomes of a program that waits, or runs.
func pageShowsSharedRunToItsEnd(t *testing.T, s *service, chromium context.Context) {
	f := newFaulty(t, s.url)
	author := openPage(t, chromium, f.URL)
	author.program("python", "print('so it ended')\n")
	author.run()
	link := author.share("result")
	stands := func(status string) {
		f.answers(func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasPrefix(r.URL.Path, "/api/shared/") {
				return false
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprintf(w, `{"kind": "execution", "execution": {"code": "print('so it ended')\\n", "language": "python",
				"status": %q, "stdout": "", "stderr": "", "executionTime": null, "createdAt": "2026-01-01T00:00:00Z"}}`, status)
			return true
		})
	}
	stands("QUEUED")
	visitor := visit(t, chromium, link)
	visitor.want("#shared-title", "A shared run.")
	visitor.want("#verdict-title", "Waiting in the queue")
	stands("RUNNING")
	visitor.awaitText("#verdict-title", "Running")
	visitor.audit("shared run")
	f.answers(nil)
	visitor.awaitText("#shared-title", "A shared result.")
	visitor.want("#verdict-title", "Completed")
	visitor.want("#console", "so it ended\n")
}

// Whoever opens a copy does not lose what he had.
func pageSetsOwnAside(t *testing.T, s *service, chromium context.Context) {
	author := openPage(t, chromium, s.url)
	author.program("python", "print('theirs')\n")
	link := author.share("program")
	visitor := openPage(t, chromium, s.url)
	visitor.program("python", "print('my own')\n")
	visitor.awaitSaved()
	visitor.do(chromedp.Navigate(link))
	visitor.awaitText(".cm-content", "print('theirs')")
	visitor.click("#shared-copy")
	visitor.awaitText("#choice:not([hidden])", "You are editing a copy of a shared program.")
	visitor.awaitText(".cm-content", "print('theirs')")
	visitor.screenshot("copy")
	visitor.audit("copy")
	visitor.awaitSaved()
	visitor.reload()
	visitor.awaitText(".cm-content", "print('theirs')")
	visitor.click("#choice-turn")
	visitor.awaitText(".cm-content", "print('my own')")
	visitor.awaitSaved()
	visitor.reload()
	visitor.awaitText(".cm-content", "print('my own')")
	visitor.await(`document.querySelector("#choice").hidden`)
}

// A save that is tried again and again is not waited for.
func pageSaysWhyThereIsNoLink(t *testing.T, s *service, chromium context.Context) {
	f := newFaulty(t, s.url)
	p := openPage(t, chromium, f.URL)
	p.program("python", "print('begun')\n")
	p.awaitSaved()
	f.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPatch {
			return false
		}
		refuse(w, http.StatusServiceUnavailable, "unavailable", "")
		return true
	})
	p.write(".cm-content", "print('further')\n")
	p.awaitText("#save-state", "Service busy: kept in this browser")
	p.click("#share")
	p.click("#share-program-make")
	p.awaitText("#share-program-message", "The service cannot reach its database. Try again in a moment.")
	f.answers(nil)
	p.click("#share-program-make")
	p.await(`!document.querySelector("#share-program-linked").hidden`)
	if _, code := p.draft(s); code != "print('further')\n" {
		t.Errorf("there is a link, and the service has %q", code)
	}
}

func pageSharesOnPhone(t *testing.T, s *service, chromium context.Context) {
	author := openPage(t, chromium, s.url)
	author.phone()
	author.program("python", "for n in range(12): print(n, 'squared is', n * n)\n")
	author.run()
	link := author.share("result")
	author.screenshot("share-phone")
	author.narrow()
	visitor := newTab(t, chromium)
	visitor.phone()
	visitor.do(chromedp.Navigate(link))
	visitor.awaitText("#console", "11 squared is 121")
	visitor.screenshot("shared-phone")
	visitor.narrow()
	visitor.audit("shared, phone")
}

// A link works for those who have no key, though they cannot run anything.
func pageSharesWithoutKey(t *testing.T, chromium context.Context) {
	secret, entry := newKey(t, "ada")
	s := serve(t, t.TempDir(), "API_KEYS="+entry)
	author := openPageWithKey(t, chromium, s.url, secret)
	author.program("python", "print('x' * 2_000_000)\n")
	author.run()
	visitor := visit(t, chromium, author.share("result"))
	visitor.want("#verdict-title", "Too much output")
	visitor.awaitText("#verdict-text", "The program wrote more than it may to stdout, and was stopped.")
	if asked := eval[bool](visitor, `document.querySelector("#key-dialog").open`); asked {
		t.Error("a visitor is asked for a key")
	}
}
