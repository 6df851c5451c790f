package main_test

import (
	"flag"
	"os"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

var picture = flag.String("picture", "", "where to put the picture of the page that the README shows")

const pictured = `"""How long do hailstone numbers stay in the air?"""
from functools import cache


@cache
def flight(n: int) -> int:
    if n == 1:
        return 0
    return 1 + flight(n // 2 if n % 2 == 0 else 3 * n + 1)


longest = max(range(20, 36), key=flight)
for n in range(20, 36):
    colour = 35 if n == longest else 36
    bar = "▬" * (flight(n) // 3)
    print(f"{n:3} \x1b[{colour}m{bar}\x1b[0m {flight(n)}")

print(f"\n\x1b[1m{longest}\x1b[0m flies longest.")
`

// TestPicture takes the picture of the README, and keeps it if it is told where.
func TestPicture(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	p := openPage(t, startChromium(t), s.url)
	p.do(chromedp.EmulateViewport(1200, 675, chromedp.EmulateScale(2)))
	p.program("python", pictured)
	for range 2 { // the second run is the one of a service that is warm
		p.press("Enter", chromedp.ModifierCtrl)
		p.awaitEnd()
	}
	p.want("#verdict-title", "Completed")
	p.awaitText("#console", "27 flies longest.")
	p.awaitText("#save-state", "Saved")
	t.Logf("it shows %s; %s", p.text("#figures"), p.text("#timeline-legend"))
	p.screenshot("picture")
	quality := int64(82)
	shot, err := chromedp.Call(p.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatWebp, Quality: &quality})
	if err != nil {
		t.Fatal(err)
	}
	if len(shot.Data) > 150_000 {
		t.Errorf("the picture has %d bytes, want 150,000 at most", len(shot.Data))
	}
	if *picture != "" {
		if err := os.WriteFile(*picture, shot.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
