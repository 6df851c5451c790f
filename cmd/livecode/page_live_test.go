package main_test

import (
	"slices"
	"testing"
)

// TestPageShowsOutputAtOnce: each line is on the page within 100 ms of its
// printing, and long before the end.
func TestPageShowsOutputAtOnce(t *testing.T) { // not parallel: it measures
	s := serve(t, t.TempDir())
	p := openPage(t, startChromium(t), s.url)
	p.program("python", "import time\nfor i in range(5): print(time.time() * 1000); time.sleep(0.2)")
	eval[any](p, `void new MutationObserver(() => {
		const lines = document.querySelector("#console").textContent.split("\n").slice(0, -1);
		if (lines.length === 0) window.late = [];
		for (const line of lines.slice(window.late.length)) window.late.push(Date.now() - Number(line));
	}).observe(document.querySelector("#console"), { childList: true, subtree: true, characterData: true })`)
	var late []float64
	for range liveTries {
		eval[any](p, `void (window.late = [])`)
		p.run()
		if late = eval[[]float64](p, `window.late`); len(late) == 5 && slices.Max(late) < 100 {
			break
		}
	}
	t.Logf("lines are on the page %v ms after they are printed", late)
	if len(late) != 5 || slices.Max(late) >= 100 {
		t.Errorf("lines are on the page %v ms after they are printed, in the last of %d tries; want five below 100", late, liveTries)
	}
}
