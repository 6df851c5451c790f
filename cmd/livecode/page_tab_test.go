package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

func (p *tab) awaitReady() {
	p.t.Helper()
	p.await(`!document.querySelector("#run").disabled`)
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// eval returns what a JavaScript expression comes to, in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	raw, err := chromedp.Run(p.ctx, chromedp.Evaluate[[]byte](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	var value T
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &value); err != nil {
			p.t.Fatalf("%s = %s: %v", expression, raw, err)
		}
	}
	return value
}

// await waits until a JavaScript expression is true.
func (p *tab) await(expression string) {
	p.t.Helper()
	eventually(p.t, patience, func() (bool, string) {
		return eval[bool](p, "Boolean("+expression+")"), fmt.Sprintf("%s is not true of a page that shows:\n%s", expression, p.shown())
	})
}

// awaitText waits until an element's text contains want.
func (p *tab) awaitText(selector, want string) {
	p.t.Helper()
	p.await(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, want))
}

// awaitEnd waits until the run at hand is over.
func (p *tab) awaitEnd() {
	p.t.Helper()
	p.await(`document.querySelector("#stop").ariaDisabled === "true" && document.querySelector("#verdict").dataset.mood !== "busy"`)
}

func (p *tab) shown() string { return eval[string](p, "document.body?.innerText ?? ''") }

func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, fmt.Sprintf("document.querySelector(%q).textContent", selector))
}

// want checks an element's text.
func (p *tab) want(selector, want string) {
	p.t.Helper()
	// Numbers and their units are kept together by spaces that look the same.
	if got := strings.ReplaceAll(p.text(selector), "\u00a0", " "); got != want {
		p.t.Errorf("%s shows %q, want %q", selector, got, want)
	}
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// keys types, one key after the other.
func (p *tab) keys(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// special keys, their codes, and what they type where nobody catches them.
var special = map[string]struct {
	code int64
	text string
}{"Enter": {13, "\r"}, "Escape": {27, ""}, "Tab": {9, ""}, "ArrowRight": {39, ""}, "End": {35, ""}}

// press presses such a key.
func (p *tab) press(key string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	down := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: key, Code: key,
		WindowsVirtualKeyCode: special[key].code, Text: special[key].text,
	}
	for _, m := range modifiers {
		down.Modifiers |= int64(m)
	}
	up := down
	up.Type, up.Text = input.DispatchKeyEventTypeKeyUp, ""
	for _, params := range []input.DispatchKeyEventParams{down, up} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, params); err != nil {
			p.t.Fatal(err)
		}
	}
}

// write puts text in the place of all that an editable element has.
func (p *tab) write(selector, text string) {
	p.t.Helper()
	p.click(selector)
	p.keys("a", chromedp.ModifierCtrl)
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.t.Fatal(err)
	}
}

// program writes a program in a language.
func (p *tab) program(language, code string) {
	p.t.Helper()
	p.choose(language)
	p.write(".cm-content", code)
}

func (p *tab) choose(language string) {
	p.t.Helper()
	p.do(chromedp.SetValue(chromedp.CSS("#language"), language))
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#language").dispatchEvent(new Event("change"))`))
	p.await(fmt.Sprintf(`document.querySelector(".cm-content").ariaLabel.toLowerCase().endsWith(%q)`, language))
}

// run runs what is in the editor, to its end.
func (p *tab) run() {
	p.t.Helper()
	p.click("#run")
	p.awaitEnd()
}

func (p *tab) reload() {
	p.t.Helper()
	p.do(chromedp.Reload())
	p.awaitReady()
}

// prefer sets what the user's system prefers, such as prefers-color-scheme.
func (p *tab) prefer(feature, value string) {
	p.t.Helper()
	features := []*emulation.MediaFeature{{Name: feature, Value: value}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		p.t.Fatal(err)
	}
}

// phone makes the window that of a phone.
func (p *tab) phone() {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// screenshots is where what the page looked like is kept.
const screenshots = "../../api/ui/screenshots"

// screenshot keeps what the page looks like, once it stands still.
func (p *tab) screenshot(name string) {
	p.t.Helper()
	picture := p.capture()
	if err := os.MkdirAll(screenshots, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(screenshots, name+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *tab) capture() []byte {
	p.t.Helper()
	p.settle()
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	return picture
}

// settle brings what moves for a moment to where it comes to rest. That of a page
// that nobody sees would never come there by itself.
func (p *tab) settle() {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](
		`document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity).forEach((a) => a.finish())`))
}
