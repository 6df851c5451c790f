package api

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/edtronaut/livecode/api/ui"
)

func TestAssetsAreServedAndRevalidated(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, a := range ui.Assets() {
		for encoding, body := range map[string][]byte{"": a.Body, "gzip": a.Gzip} {
			tag := `"` + a.Tag + strings.Repeat("-gzip", min(1, len(encoding))) + `"`
			for match, want := range map[string]int{"": 200, tag: 304, `"old", W/` + tag: 304, `"old"`: 200} {
				r := request(t, "GET", a.Path, "")
				r.Header.Set("Accept-Encoding", encoding)
				r.Header.Set("If-None-Match", match)
				r.Header.Set("Range", "bytes=999999999-") // whole files only
				w := f.send(r)
				if w.Code != want || w.Header().Get("ETag") != tag || w.Header().Get("Vary") != "Accept-Encoding" {
					t.Errorf("GET %s in %q if none match %s: status %d ETag %s, want %d %s", a.Path, encoding, match, w.Code, w.Header().Get("ETag"), want, tag)
				}
				if want == 200 && (!bytes.Equal(w.Body.Bytes(), body) || w.Header().Get("Content-Encoding") != encoding || w.Header().Get("Content-Type") != a.ContentType) {
					t.Errorf("GET %s in %q: %d bytes of %s in %q", a.Path, encoding, w.Body.Len(), w.Header().Get("Content-Type"), w.Header().Get("Content-Encoding"))
				}
			}
		}
	}
}

func TestTakesGzip(t *testing.T) {
	t.Parallel()
	for accepted, want := range map[string]bool{
		"": false, "gzip": true, "GZIP;q=0.5, br": true, "br, gzip; q=1.0": true, "deflate": false,
		"gzip;q=0": false, "gzip;q=0.000": false, "gzip;q=x": false, "*": false, "xgzip": false,
	} {
		r := request(t, "GET", "/", "")
		r.Header.Set("Accept-Encoding", accepted)
		if got := takesGzip(r.Header); got != want {
			t.Errorf("takesGzip(%q) = %v, want %v", accepted, got, want)
		}
	}
}

// TestPageWeight: what a browser loads at the first visit.
func TestPageWeight(t *testing.T) {
	t.Parallel()
	f, weight := newFixture(t), 0
	for _, a := range ui.Assets() {
		r := request(t, "GET", a.Path, "")
		r.Header.Set("Accept-Encoding", "gzip, br")
		weight += f.send(r).Body.Len()
	}
	t.Logf("the page weighs %d bytes", weight)
	if weight > 250_000 {
		t.Errorf("the page weighs %d bytes, want 250,000 at most", weight)
	}
}

// The page has words of its own for each problem and each termination, but for what
// it cannot see: browsers tell pages nothing of a handshake that is refused.
func TestPageExplainsWhatClientsSee(t *testing.T) {
	t.Parallel()
	read := func(path string) string {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(source)
	}
	problems, verdicts := read("ui/src/words/problems.ts"), read("ui/src/words/verdict.ts")
	for c := range kinds {
		if c != codeClientGone && c != codeUpgradeRequired && !strings.Contains(problems, "\n  "+string(c)+": ") {
			t.Errorf("ui/src/words/problems.ts has no words for the problem %s", c)
		}
	}
	for termination := range details {
		if !strings.Contains(verdicts, `case "`+string(termination)+`":`) {
			t.Errorf("ui/src/words/verdict.ts has no words for the termination %s", termination)
		}
	}
}
