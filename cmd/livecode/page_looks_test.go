package main_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeScript is the accessibility checker, of the page's development packages.
const axeScript = "../../api/ui/node_modules/axe-core/axe.min.js"

// audit has axe-core look for what keeps people out, as WCAG 2.2 AA has it.
func (p *tab) audit(state string) {
	p.t.Helper()
	script, err := os.ReadFile(axeScript)
	if err != nil {
		p.t.Fatalf("this test needs axe-core; `make page-tools` installs it: %v", err)
	}
	p.do(chromedp.Evaluate[chromedp.Void](string(script) + ";0"))
	p.settle()
	type finding struct{ ID, Impact, Help, Nodes string }
	findings := eval[[]finding](p, `axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"],
	}).then(({ violations }) => violations.map(({ id, impact, help, nodes }) =>
		({ id, impact, help, nodes: nodes.map((n) => n.target + ": " + n.failureSummary).join("\n") })))`)
	for _, f := range findings {
		p.t.Errorf("%s: axe finds %s (%s): %s\n%s", state, f.ID, f.Impact, f.Help, f.Nodes)
	}
}

func pageIsAccessible(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	failing := "import sys\nprint('\\x1b[31mred\\x1b[0m \\x1b[2mdim\\x1b[0m', *(f'\\x1b[{c}m{c}\\x1b[0m' for c in (*range(30, 38), *range(90, 98), *range(40, 48))))\nsys.exit('why')\n"
	for _, scheme := range []string{"light", "dark"} {
		p.prefer("prefers-color-scheme", scheme)
		p.choose("python")
		p.click("#example")
		p.audit(scheme + ", example")
		p.program("python", failing)
		p.run()
		p.audit(scheme + ", failed")
		p.click("#timeline summary")
		p.click(".cm-content")
		p.keys("f", chromedp.ModifierCtrl)
		p.click("#tab-input")
		p.audit(scheme + ", input, timeline and search")
		p.click("#timeline summary")
		p.click("#tab-history")
		p.await(`document.querySelector("#history-list li")`)
		p.audit(scheme + ", history")
		p.click("#help")
		p.audit(scheme + ", help")
		p.click("#help-close")
	}
	p.program("python", "while True: pass\n")
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	p.audit("dark, running")
	p.awaitEnd()
	p.audit("dark, timeout")
	p.phone()
	p.audit("dark, phone")
}

func pageFitsPhone(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.phone()
	p.program("python", "for n in range(30): print(n)\nprint('a long line ' * 20)\n")
	p.screenshot("phone-editor")
	p.run()
	p.await(`document.querySelector("#verdict").getBoundingClientRect().top < innerHeight - 100`) // it came into view
	p.screenshot("phone-result")
	p.narrow()
	p.click("#tab-history")
	p.await(`document.querySelector("#history-list li")`)
	p.screenshot("phone-history")
}

// narrow checks that the page fits a phone of 390 and one of 320 pixels, and has
// nothing that a finger does not hit.
func (p *tab) narrow() {
	p.t.Helper()
	for _, width := range []int64{320, 390} {
		p.do(chromedp.EmulateViewport(width, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
		if wide := eval[int64](p, `document.documentElement.scrollWidth`); wide > width {
			p.t.Errorf("the page is %d pixels wide on a phone of %d", wide, width)
		}
	}
	// WCAG 2.2 asks for 24 pixels, or room around.
	small := eval[[]string](p, `[...document.querySelectorAll("button, select, label:has(input), summary, a, input")].filter((e) => {
		const box = e.getBoundingClientRect(), hit = e.closest("label")?.getBoundingClientRect() ?? box;
		return box.width > 0 && (hit.width < 24 || hit.height < 24);
	}).map((e) => e.id || e.className || e.textContent)`)
	if len(small) > 0 {
		p.t.Errorf("too small to hit: %s", strings.Join(small, ", "))
	}
}

// Light and dark follow the system, until one is chosen by hand.
func pageHasThemes(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	light := func() bool {
		p.settle()
		return eval[string](p, `getComputedStyle(document.body).backgroundColor`) == "rgb(238, 241, 245)"
	}
	check := func(when string, want bool) {
		t.Helper()
		if got := light(); got != want {
			t.Errorf("%s the page is light: %v, want %v", when, got, want)
		}
	}
	p.prefer("prefers-color-scheme", "light")
	check("of a light system", true)
	p.prefer("prefers-color-scheme", "dark")
	check("of a dark system", false)
	p.run()
	p.screenshot("dark")
	p.click(`label:has([value="light"])`)
	check("chosen light", true)
	p.reload()
	check("chosen light, after a reload,", true)
	p.prefer("prefers-color-scheme", "light")
	p.click(`label:has([value="dark"])`)
	check("chosen dark", false)
	p.click(`label:has([value=""])`)
	check("back to the system's", true)
}

func pageStandsStill(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.prefer("prefers-reduced-motion", "reduce")
	p.program("python", sleepTwo)
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	if moving := eval[int](p, `document.getAnimations().length`); moving != 0 {
		t.Errorf("%d things move though the system asks for none", moving)
	}
}
