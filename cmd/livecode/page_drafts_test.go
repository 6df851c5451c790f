package main_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPageDrafts is what the page does so that no text is lost, and no change of
// another tab or device undone.
func TestPageDrafts(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	chromium := startChromium(t)
	for name, test := range map[string]func(t *testing.T, s *service, chromium context.Context){
		"a draft is there in another browser": pageSharesDraftAmongBrowsers,
		"two tabs change the same program":    pageLetsChooseBetweenTabs,
		"a tab that looks on follows":         pageFollowsOtherTab,
		"a connection is lost while typing":   pageSavesWhenItIsBack,
		"the session is gone":                 pageSavesIntoAnotherSession,
		"a draft cannot be saved":             pageKeepsWhatIsRefused,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s, chromium)
		})
	}
}

// draft is what the service has of the page's program.
func (p *tab) draft(s *service) (language, code string) {
	p.t.Helper()
	status, session := s.call(http.MethodGet, "/api/code-sessions/"+p.session(), nil)
	if status != http.StatusOK {
		p.t.Fatalf("the session answers %d: %v", status, session)
	}
	draft, _ := session["draft"].(map[string]any)
	language, _ = draft["language"].(string)
	code, _ = draft["code"].(string)
	return language, code
}

func (p *tab) session() string { return eval[string](p, `localStorage.getItem("livecode.session")`) }

func (p *tab) awaitSaved() {
	p.t.Helper()
	p.await(`document.querySelector("#save-state").textContent === "Saved"`)
}

func pageSharesDraftAmongBrowsers(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	if state := p.text("#save-state"); state != "" {
		t.Errorf("of an example nobody has touched the page says %q", state)
	}
	p.program("python", "print('from one browser')\n")
	p.awaitSaved()
	if language, code := p.draft(s); language != "python" || code != "print('from one browser')\n" {
		t.Errorf("the service has %q in %q", code, language)
	}
	p.screenshot("draft-saved")
	elsewhere := openPage(t, chromium, s.url)
	elsewhere.do(chromedp.Evaluate[chromedp.Void](`localStorage.setItem("livecode.session", "` + p.session() + `")`))
	elsewhere.reload()
	elsewhere.awaitText(".cm-content", "print('from one browser')")
	elsewhere.want("#language option:checked", "Python "+version(p, "python"))
	elsewhere.awaitSaved()
}

func pageLetsChooseBetweenTabs(t *testing.T, s *service, chromium context.Context) {
	one := openPage(t, chromium, s.url)
	one.program("python", "print('begun')\n")
	one.awaitSaved()
	two := one.another(s.url)
	two.awaitReady()
	two.awaitText(".cm-content", "print('begun')")
	one.write(".cm-content", "print('by one')\n")
	one.awaitSaved()
	two.write(".cm-content", "print('by two')\n")
	two.awaitText("#choice:not([hidden])", "This program was changed in another tab or on another device")
	two.want("#save-state", "Changed elsewhere: yours is kept here")
	two.click("#choice summary")
	two.want("#choice-code", "print('by one')\n")
	two.screenshot("two-tabs")
	two.audit("two tabs")
	two.prefer("prefers-color-scheme", "dark")
	two.audit("two tabs, dark")
	two.phone()
	two.screenshot("two-tabs-phone")
	if _, code := two.draft(s); code != "print('by one')\n" {
		t.Errorf("before the user has chosen, the service has %q", code)
	}
	two.click("#choice-stay")
	two.awaitSaved()
	if _, code := two.draft(s); code != "print('by two')\n" {
		t.Errorf("the user kept his own, and the service has %q", code)
	}
	// The other way round, and back by undo.
	one.write(".cm-content", "print('one again')\n")
	one.awaitText("#choice:not([hidden])", "This program was changed")
	one.click("#choice-turn")
	one.awaitText(".cm-content", "print('by two')")
	one.awaitSaved()
	one.keys("z", chromedp.ModifierCtrl)
	one.awaitText(".cm-content", "print('one again')")
	one.awaitSaved()
}

func pageFollowsOtherTab(t *testing.T, s *service, chromium context.Context) {
	one := openPage(t, chromium, s.url)
	one.program("javascript", "console.log('begun');\n")
	one.awaitSaved()
	two := one.another(s.url)
	two.awaitReady()
	two.awaitText(".cm-content", "begun")
	one.program("python", "print('further')\n")
	one.awaitSaved()
	// In a browser without a screen all windows are seen all the time.
	two.do(chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new Event("visibilitychange"))`))
	two.awaitText(".cm-content", "print('further')")
	two.await(`document.querySelector("#language").value === "python" && document.querySelector("#choice").hidden`)
}

func pageSavesWhenItIsBack(t *testing.T, s *service, chromium context.Context) {
	f := newFaulty(t, s.url)
	p := openPage(t, chromium, f.URL)
	p.program("python", "print('begun')\n")
	p.awaitSaved()
	f.fail(true)
	p.write(".cm-content", "print('meanwhile')\n")
	p.awaitText("#save-state", "Offline: kept in this browser")
	p.screenshot("draft-offline")
	f.fail(false)
	p.tryNow()
	p.awaitSaved()
	if _, code := p.draft(s); code != "print('meanwhile')\n" {
		t.Errorf("after the connection came back the service has %q", code)
	}
}

func pageSavesIntoAnotherSession(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	p.program("python", "print('begun')\n")
	p.awaitSaved()
	gone := p.session()
	if status := eval[int](p, `fetch("api/code-sessions/`+gone+`", { method: "DELETE" }).then((r) => r.status)`); status != http.StatusNoContent {
		t.Fatalf("the session answers its deletion with %d", status)
	}
	p.reload()
	p.awaitText(".cm-content", "print('begun')")
	p.awaitSaved()
	if _, code := p.draft(s); p.session() == gone || code != "print('begun')\n" {
		t.Errorf("session %s, gone %s, has %q", p.session(), gone, code)
	}
}

func pageKeepsWhatIsRefused(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	// So much is more than browsers send of a request that is to outlive the page.
	long := "#" + strings.Repeat("x", 72_000)
	p.program("python", long)
	p.awaitText("#save-state", "Cannot be saved like this: kept in this browser")
	p.await(`document.querySelector("#save-state").title.includes("this one has 72001")`)
	p.screenshot("draft-too-long")
	p.reload()
	p.await(`document.querySelector(".size").textContent.includes("72,001")`)
}
