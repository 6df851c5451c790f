package main_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPage is what people do with the page, in Chromium, on the real engine.
func TestPage(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	chromium := startChromium(t)
	for name, test := range map[string]func(t *testing.T, open func(t *testing.T) *tab){
		"typing and running Python":     pageRunsPython,
		"typing and running JavaScript": pageRunsJavaScript,
		"giving input":                  pageGivesInput,
		"watching":                      pageShowsOutputLive,
		"an endless loop":               pageExplainsTimeout,
		"Python programs that fail":     pageExplainsPython,
		"JavaScript programs that fail": pageExplainsJavaScript,
		"output that is not plain":      pageShowsOutputSafely,
		"much output":                   pageShowsMuchOutput,
		"keeping the draft":             pageKeepsDraft,
		"a reload during a run":         pageFollowsAfterReload,
		"history":                       pageListsHistory,
		"keyboard":                      pageWorksByKeyboard,
		"accessibility":                 pageIsAccessible,
		"phone":                         pageFitsPhone,
		"light and dark":                pageHasThemes,
		"reduced motion":                pageStandsStill,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, func(t *testing.T) *tab { return openPage(t, chromium, s.url) })
		})
	}
}

// The editor closes brackets and quotes, and indents, while one types.
func pageRunsPython(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.choose("python")
	p.click(".cm-content")
	p.keys("a", chromedp.ModifierCtrl)
	p.keys("for i in range(3):")
	p.press("Enter")
	p.keys(`print(i, "squared", i*i`)
	p.press("Enter", chromedp.ModifierCtrl)
	p.awaitEnd()
	p.want("#verdict-title", "Completed")
	p.want("#console", "0 squared 0\n1 squared 1\n2 squared 4\n")
	if figures := p.text("#figures"); !strings.Contains(figures, "Wall") || !strings.Contains(figures, "CPU") || !strings.Contains(figures, "Memory") {
		t.Errorf("the figures are %q, want wall and CPU time and memory", figures)
	}
	if legend := p.text("#timeline-legend"); !strings.Contains(legend, "Run ") {
		t.Errorf("the timeline is %q, want how long the program ran", legend)
	}
	if spoken := p.text("#announcer"); !strings.HasPrefix(spoken, "Completed.") {
		t.Errorf("a screen reader hears %q, want that it is completed", spoken)
	}
	p.screenshot("python")
}

func pageRunsJavaScript(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.choose("javascript")
	p.click(".cm-content")
	p.keys("a", chromedp.ModifierCtrl)
	p.keys("for (let i = 0; i < 3; i++) {")
	p.press("Enter")
	p.keys("console.log(`line ${i}`);")
	p.press("Enter", chromedp.ModifierCtrl)
	p.awaitEnd()
	p.want("#verdict-title", "Completed")
	p.want("#console", "line 0\nline 1\nline 2\n")
	if keywords := eval[int](p, `document.querySelectorAll(".cm-content .tok-keyword").length`); keywords < 2 {
		t.Errorf("%d keywords are coloured, want for and let", keywords)
	}
	p.screenshot("javascript")
}

func pageGivesInput(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.program("python", "name = input()\nprint(f'Hello, {name}!')\n")
	p.run()
	p.awaitText("#verdict-hint", "write some in the Input tab")
	p.click("#tab-input")
	p.write("#stdin", "Ada\n")
	p.screenshot("input")
	p.run()
	p.want("#console", "Hello, Ada!\n")
	if hidden := eval[bool](p, `document.querySelector("#panel-output").hidden`); hidden {
		t.Error("the output is hidden after a run, want its tab opened")
	}
}

// Each line is there long before the end, on top of what its program printed
// before.
func pageShowsOutputLive(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	for language, code := range map[string]string{
		"python":     "import sys, time\nprint('\\x1b[32mone')\ntime.sleep(1)\nprint('two', file=sys.stderr)\ntime.sleep(2)\n",
		"javascript": "console.log('\\x1b[32mone'); setTimeout(() => { console.error('two'); setTimeout(() => {}, 2000) }, 1000)",
	} {
		p.program(language, code)
		p.click("#run")
		p.awaitText("#console", "one")
		if text := p.text("#console"); strings.Contains(text, "two") {
			t.Errorf("%s: the console has %q at once, want the second line when it is printed", language, text)
		}
		p.awaitText("#console .stderr", "two")
		if title := p.text("#verdict-title"); title != "Running" {
			t.Errorf("%s: the verdict is %q when all output is there, want that it runs", language, title)
		}
		p.screenshot("live-" + language)
		p.awaitEnd()
		p.want("#console", "one\nstderrtwo\n")
	}
}

func pageExplainsTimeout(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.program("python", "print('so far')\nwhile True: pass\n")
	p.click("#run")
	p.awaitText("#verdict-clock", "of 5.0")
	p.screenshot("running")
	p.awaitEnd()
	if title := p.text("#verdict-title"); !strings.HasPrefix(title, "Stopped after 5.") {
		t.Errorf("the verdict is %q, want that it was stopped after 5 s", title)
	}
	p.want("#verdict-text", "That is the longest a program may run. Here is what it printed until then. Look for a loop that does not end.")
	p.want("#console", "so far\n")
	p.screenshot("timeout")
}

// wantStream checks what the console shows of a stream. Of two that are written at
// once, either may be seen first, and come in between.
func (p *tab) wantStream(stream, want string) {
	p.t.Helper()
	shown := `[...document.querySelectorAll("#console .` + stream + ` pre")].map((e) => e.textContent).join("")`
	if got := eval[string](p, shown); got != want {
		p.t.Errorf("of %s the console shows %q, want %q", stream, got, want)
	}
}

// What a program prints is text, whatever it looks like.
func pageShowsOutputSafely(t *testing.T, open func(t *testing.T) *tab) {
	p := open(t)
	p.program("python", `import sys
print("<img src=x onerror=alert(1)><script>alert(2)</script>&amp;")
print("\x1b[1;31mred\x1b[0m and \x1b[7minverse\x1b[0m \x1b]0;title\x07plain")
print("10%\r20%\r\x1b[32mdone\x1b[0m")
print("to stderr", file=sys.stderr)
`)
	p.run()
	p.wantStream("stdout", "<img src=x onerror=alert(1)><script>alert(2)</script>&amp;\nred and inverse plain\ndone\n")
	p.wantStream("stderr", "to stderr\n")
	if n := eval[int](p, `document.querySelectorAll("#console :is(img, script)").length`); n != 0 {
		t.Errorf("%d elements came from the program's output", n)
	}
	if class := eval[string](p, `document.querySelector("#console .ansi").className`); class != "ansi bold" {
		t.Errorf("the first coloured piece has the class %q, want it bold", class)
	}
	red := eval[string](p, `getComputedStyle(document.querySelector("#console .ansi")).color`)
	if plain := eval[string](p, `getComputedStyle(document.querySelector("#console pre")).color`); red == plain {
		t.Errorf("red text has the colour of plain text, %s", red)
	}
	p.screenshot("colours")
}
