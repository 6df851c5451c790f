package main_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPageTyping is a dialogue between a user and a program that runs.
func TestPageTyping(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	chromium := startChromium(t)
	for name, test := range map[string]func(t *testing.T, s *service, chromium context.Context){
		"with Python":                 pageTalksToPython,
		"with JavaScript":             pageTalksToJavaScript,
		"over a connection that cuts": pageTalksOnAfterCut,
		"across a reload":             pageTalksOnAfterReload,
		"where no socket can be had":  pageSaysThatNobodyCanType,
		"on a phone":                  pageTalksOnPhone,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s, chromium)
		})
	}
	t.Run("with an API key", func(t *testing.T) {
		t.Parallel()
		pageTalksWithKey(t, chromium)
	})
}

const dialogue = "name = input('Name? ')\nage = int(input(f'Hello {name}, how old? '))\nprint('Next year', age + 1)\n"

// typing chooses to type, and runs a program as far as its first question.
func (p *tab) typing(language, code string) {
	p.t.Helper()
	p.program(language, code)
	p.click("#tab-input")
	p.click(`label:has([value="typed"])`)
	p.click("#run")
	p.awaitPrompt()
}

// awaitPrompt waits until one can type, and the keyboard is where one does.
func (p *tab) awaitPrompt() {
	p.t.Helper()
	p.await(`!document.querySelector("#prompt-line").disabled && document.activeElement.id === "prompt-line"`)
}

// halfway holds the first half of the dialogue.
func (p *tab) halfway() {
	p.t.Helper()
	p.typing("python", dialogue)
	p.awaitText("#console", "Name? ")
	p.answer("Ada")
	p.awaitText("#console", "Hello Ada, how old? ")
}

// auditPrompt audits the page while a program waits for input. That takes a while, so
// the program is not needed any more.
func (p *tab) auditPrompt(state string) {
	p.t.Helper()
	p.click("#run")
	p.awaitPrompt()
	p.audit(state)
	p.click("#stop")
	p.awaitEnd()
}

func (p *tab) answer(line string) {
	p.t.Helper()
	p.keys(line)
	p.press("Enter")
}

func pageTalksToPython(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	p.halfway()
	p.screenshot("typing")
	p.answer("36")
	p.awaitEnd()
	p.want("#verdict-title", "Completed")
	p.want("#console", "Name? You typed: Ada\nHello Ada, how old? You typed: 36\nNext year 37\n")
	if closed := eval[bool](p, `document.querySelector("#prompt").hidden && document.activeElement.id === "console"`); !closed {
		t.Error("after the end there is still a line to type into, or the keyboard's place is lost")
	}
	p.screenshot("typed")
	p.audit("typed")
	// What was typed is no output.
	eval[any](p, `void (navigator.clipboard.writeText = async (text) => { window.copied = text; })`)
	p.click("#copy")
	p.awaitText("#copy-words", "Copied")
	if copied := eval[string](p, `window.copied`); copied != "Name? Hello Ada, how old? Next year 37\n" {
		t.Errorf("the output is copied as %q", copied)
	}
	// A program that reads to the end, and is told that there is no more.
	p.program("python", "import sys\nprint(len(sys.stdin.read().split()), 'words')\n")
	p.click("#run")
	p.awaitPrompt()
	p.answer("one two")
	p.keys("three")
	p.keys("d", chromedp.ModifierCtrl)
	p.awaitEnd()
	p.want("#console", "You typed: one two\nYou typed: threeend of input\n3 words\n")
	// And one that is stopped instead.
	p.program("python", dialogue)
	p.click("#run")
	p.awaitPrompt()
	p.press("Enter", chromedp.ModifierCtrl, chromedp.ModifierShift)
	p.awaitEnd()
	p.want("#verdict-title", "You stopped it")
	p.auditPrompt("typing")
	// It is the user's choice also after a reload.
	p.reload()
	p.click("#tab-input")
	if typed := eval[bool](p, `document.querySelector("[value=typed]").checked`); !typed {
		t.Error("after a reload the page no longer knows that the user wants to type")
	}
	p.screenshot("input-typed")
	p.audit("input, typed")
}

func pageTalksToJavaScript(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	p.prefer("prefers-color-scheme", "dark")
	p.typing("javascript", `const lines = require("readline").createInterface({ input: process.stdin });
console.log("Say something, twice.");
let n = 0;
lines.on("line", (line) => {
  console.log(line.toUpperCase());
  if (++n === 2) lines.close();
});
`)
	p.awaitText("#console", "Say something")
	p.answer("one")
	p.awaitText("#console", "ONE")
	p.screenshot("typing-dark")
	p.answer("two")
	p.awaitText("#console", "TWO")
	p.click("#prompt-end") // Node waits for it
	p.awaitEnd()
	p.want("#verdict-title", "Completed")
	p.want("#console", "Say something, twice.\nYou typed: one\nONE\nYou typed: two\nTWO\nend of input\n")
	p.audit("typed, dark")
	p.auditPrompt("typing, dark")
}

func pageTalksOnAfterCut(t *testing.T, s *service, chromium context.Context) {
	f := newFaulty(t, s.url)
	p := openPage(t, chromium, f.URL)
	p.halfway()
	f.accepted.cut()
	p.awaitText("#typing-note:not([hidden])", "The connection was cut. What you typed last may not have reached the program.")
	p.awaitPrompt()
	p.answer("36")
	p.awaitEnd()
	p.want("#console", "Name? You typed: Ada\nHello Ada, how old? You typed: 36\nNext year 37\n")
}

func pageTalksOnAfterReload(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	p.halfway()
	p.reload()
	p.awaitText("#console", "Hello Ada, how old? ")
	p.awaitPrompt()
	p.answer("36")
	p.awaitEnd()
	p.awaitText("#console", "Next year 37")
}

// Something between the page and the service may know nothing of sockets.
func pageSaysThatNobodyCanType(t *testing.T, s *service, chromium context.Context) {
	f := newFaulty(t, s.url)
	f.answers(on("/attach", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusNotFound) }))
	p := openPage(t, chromium, f.URL)
	p.program("python", "import time\nprint('all the same', flush=True)\ntime.sleep(2)\n")
	p.click("#tab-input")
	p.click(`label:has([value="typed"])`)
	p.click("#run")
	p.awaitText("#typing-note:not([hidden])", "This program cannot be typed to: the connection for it could not be made.")
	p.awaitText("#console", "all the same")
	p.screenshot("typing-impossible")
	p.audit("typing impossible")
	p.awaitEnd()
	p.want("#verdict-title", "Completed")
}

func pageTalksOnPhone(t *testing.T, s *service, chromium context.Context) {
	p := openPage(t, chromium, s.url)
	p.phone()
	p.halfway()
	p.await(`document.querySelector("#prompt").getBoundingClientRect().bottom <= innerHeight`)
	p.screenshot("typing-phone")
	p.narrow()
	p.answer("36")
	p.awaitEnd()
}

func pageTalksWithKey(t *testing.T, chromium context.Context) {
	secret, entry := newKey(t, "ada")
	s := serve(t, t.TempDir(), "API_KEYS="+entry)
	p := openPageWithKey(t, chromium, s.url, secret)
	p.typing("python", "print(input('Name? ') * 2)\n")
	p.answer("Ada")
	p.awaitEnd()
	p.awaitText("#console", "AdaAda")
}
