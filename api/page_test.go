package api

import (
	"bytes"
	"testing"

	"github.com/edtronaut/livecode/api/ui"
)

func TestAssetsAreServedAndRevalidated(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, a := range ui.Assets() {
		w := f.do(t, "GET", a.Path, "")
		if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), a.Body) || w.Header().Get("Content-Type") != a.ContentType {
			t.Errorf("GET %s: status %d, %d bytes of %s", a.Path, w.Code, w.Body.Len(), w.Header().Get("Content-Type"))
		}
		for tag, want := range map[string]int{a.ETag: 304, `"old", W/` + a.ETag: 304, `"old"`: 200} {
			r := request(t, "GET", a.Path, "")
			r.Header.Set("If-None-Match", tag)
			if w := f.send(r); w.Code != want || w.Header().Get("ETag") != a.ETag {
				t.Errorf("GET %s if none match %s: status %d ETag %s, want %d", a.Path, tag, w.Code, w.Header().Get("ETag"), want)
			}
		}
		r := request(t, "GET", a.Path, "")
		r.Header.Set("Range", "bytes=999999999-")
		if w := f.send(r); w.Code != 200 {
			t.Errorf("GET %s with a range: status %d, want 200", a.Path, w.Code)
		}
	}
}
