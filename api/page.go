package api

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/edtronaut/livecode/api/ui"
)

// pagePolicy lets the page load its own files and call its own API, and
// nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// How long browsers may keep a file of the page: until its ETag is no longer the
// one, or, where another content has another name, for a year.
const (
	revalidate = "no-cache"
	keep       = "public, max-age=31536000, immutable"
)

// cachingOf says for how long a file of the page may be kept.
func cachingOf(a ui.Asset) string {
	if a.Immutable {
		return keep
	}
	return revalidate
}

// serveAsset answers for one file of the page, compressed for clients that take
// it.
func serveAsset(a ui.Asset, caching string) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.Header.Del("Range") // whole files only, so that nothing is refused
		body, tag := a.Body, a.Tag
		header := w.Header()
		header.Set("Vary", "Accept-Encoding")
		if takesGzip(r.Header) {
			body, tag = a.Gzip, tag+"-gzip"
			header.Set("Content-Encoding", "gzip")
		}
		header.Set("Content-Type", a.ContentType)
		header.Set("Content-Security-Policy", pagePolicy)
		header.Set("Cache-Control", caching)
		header.Set("ETag", strconv.Quote(tag))
		header.Set("Content-Length", strconv.Itoa(len(body))) // ServeContent leaves it out where there is an encoding
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		return nil
	}
}

// takesGzip reads Accept-Encoding as far as it concerns gzip: named, and not
// with a weight of 0. "*" is left alone, since whoever sends that can do without.
func takesGzip(header http.Header) bool {
	for part := range strings.SplitSeq(strings.Join(header.Values("Accept-Encoding"), ","), ",") {
		name, parameter, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
			continue
		}
		weight, weighted := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameter), " ", ""), "q=")
		q, err := strconv.ParseFloat(weight, 64)
		return !weighted || err == nil && q > 0
	}
	return false
}
