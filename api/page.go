package api

import (
	"bytes"
	"net/http"
	"time"

	"github.com/edtronaut/livecode/api/ui"
)

// pagePolicy lets the page load its own files and call its own API, and
// nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveAsset answers for one file of the page. Browsers keep it, and ask by its
// ETag whether it is still the one.
func serveAsset(a ui.Asset) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.Header.Del("Range") // whole files only, so that nothing is refused
		header := w.Header()
		header.Set("Content-Type", a.ContentType)
		header.Set("Content-Security-Policy", pagePolicy)
		header.Set("Cache-Control", "no-cache")
		header.Set("ETag", a.ETag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.Body))
		return nil
	}
}
