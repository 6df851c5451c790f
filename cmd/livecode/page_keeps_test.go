package main_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

func pageKeepsDraft(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.program("javascript", "console.log('mine');\n")
	p.click("#tab-input")
	p.write("#stdin", "kept")
	p.want("#save-state", "Saving…")
	p.awaitText("#save-state", "Saved")
	p.program("python", "print('also mine')\n")
	p.run()
	p.reload() // at once: what is not saved yet is saved when the page goes
	p.want("#language option:checked", "Python "+version(p, "python"))
	p.awaitText(".cm-content", "print('also mine')")
	p.awaitText("#console", "also mine")
	if stdin := eval[string](p, `document.querySelector("#stdin").value`); stdin != "kept" {
		t.Errorf("the input is %q after a reload, want it kept", stdin)
	}
	p.choose("javascript")
	p.awaitText(".cm-content", "console.log('mine');")
	p.click("#example")
	p.awaitText(".cm-content", "squared")
	p.keys("z", chromedp.ModifierCtrl) // the example did not cost the program
	p.awaitText(".cm-content", "console.log('mine');")
}

func version(p *tab, language string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf(`fetch("api/languages").then((r) => r.json()).then((a) => a.languages.find((l) => l.id === %q).version)`, language))
}

// A program that runs on while the page is reloaded is not lost from sight.
func pageFollowsAfterReload(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.program("python", sleepTwo)
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	p.reload()
	p.awaitText("#verdict-clock", "of 5.0")
	p.awaitEnd()
	p.want("#console", "began\ndone\n")
}

func pageListsHistory(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.click("#tab-history")
	p.awaitText("#history-message", "Nothing has been run here yet.")
	p.program("python", "print('the first')\n")
	p.run()
	p.program("javascript", "console.log('the second'); process.exit(2);\n")
	p.run()
	p.click("#tab-history")
	p.await(`document.querySelectorAll("#history-list li").length === 2`)
	p.awaitText("#history-list li:first-child", "Exit code 2")
	p.awaitText("#history-list li:last-child", "print('the first')")
	p.screenshot("history")
	p.click("#history-list li:last-child button")
	p.awaitText("#console", "the first")
	p.awaitText("#past", "Run of")
	p.screenshot("history-open")
	p.click("#past-adopt")
	p.awaitText(".cm-content", "print('the first')")
	p.awaitText("#file-name", "main.py")
	// More than a page of them.
	eval[any](p, `(async () => {
		const session = localStorage.getItem("livecode.session");
		for (let i = 0; i < 19; i++) await fetch("api/code-sessions/" + session + "/run", {
			method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({language: "python", code: "0"})});
	})()`)
	for n := 10; n < 21; n += 10 {
		if n == 10 {
			p.click("#tab-history")
		} else {
			p.click("#history-more")
		}
		p.await(fmt.Sprintf(`document.querySelectorAll("#history-list li").length === %d`, n))
	}
	p.click("#history-more")
	p.await(`document.querySelectorAll("#history-list li").length === 21 && document.querySelector("#history-more").hidden`)
}

// Whoever has no mouse gets everywhere, and out again.
func pageWorksByKeyboard(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	where := `document.activeElement.id || document.activeElement.name || document.activeElement.className`
	p.click(".cm-content")
	before := p.text(".cm-content")
	p.press("Tab")
	if p.text(".cm-content") == before || !strings.HasPrefix(eval[string](p, where), "cm-content") {
		t.Error("the tab key does not indent in the editor")
	}
	p.reload()
	var seen []string
	for range 30 {
		p.press("Tab")
		at := eval[string](p, where)
		if strings.HasPrefix(at, "cm-content") {
			p.press("Escape")
		}
		if len(seen) > 0 && at == seen[0] {
			break
		}
		seen = append(seen, at)
	}
	all := strings.Join(seen, " ")
	for _, want := range []string{"theme", "help", "language", "stop", "run", "example", "cm-content", "tab-output", "console"} {
		if !strings.Contains(" "+all+" ", " "+want) {
			t.Errorf("the tab key goes to %s, and never to %s", all, want)
		}
	}
	if len(seen) > 15 {
		t.Errorf("the tab key does not come round: %s", all)
	}
	p.do(chromedp.Focus(chromedp.CSS("#tab-output")))
	p.press("ArrowRight")
	p.await(`document.activeElement.id === "tab-input" && !document.querySelector("#panel-input").hidden`)
	p.press("End")
	p.await(`document.activeElement.id === "tab-history" && !document.querySelector("#panel-history").hidden`)
	p.click("#help")
	p.awaitText("#help-dialog[open]", "Leave the editor")
	p.screenshot("help")
	p.press("Escape")
	p.await(`!document.querySelector("#help-dialog").open`)
}

// All of the output is there, however much it is, and can be taken along.
func pageShowsMuchOutput(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	// The machine has one clipboard for all who test at the same time.
	eval[any](p, `void (navigator.clipboard.writeText = async (text) => { window.copied = text; })`)
	p.program("python", "import sys\nfor i in range(40000): print(f'\\x1b[3{i % 8}mline\\x1b[0m', i)\nsys.exit('why')\n")
	p.run()
	eventually(t, patience, func() (bool, string) {
		// Of two streams that are written at once, either may be seen first.
		lines := eval[int](p, `[...document.querySelectorAll("#console .stdout")].map((e) => e.textContent).join("").split("\n").length - 1`)
		return lines == 40_000, fmt.Sprintf("%d lines, want 40,000", lines)
	})
	if hidden := eval[bool](p, `(() => { const c = document.querySelector("#console"), e = c.querySelector(".stderr");
		return e.getBoundingClientRect().top > c.getBoundingClientRect().bottom })()`); hidden {
		t.Error("stderr is out of sight")
	}
	p.screenshot("much-output")
	p.click("#copy")
	p.awaitText("#copy-words", "Copied")
	if n := eval[int](p, `window.copied.split("\n").length`); n != 40_002 {
		t.Errorf("%d lines are in the clipboard, want 40,002", n)
	}
}
