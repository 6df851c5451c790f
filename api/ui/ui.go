// Package ui holds the page from which people try programs: plain HTML, CSS and
// JavaScript without a build step, embedded in the program.
package ui

import (
	"crypto/sha256"
	"embed"
	"fmt"
)

//go:embed index.html app.js style.css favicon.svg
var files embed.FS

// Asset is one file of the page.
type Asset struct {
	Path        string // as browsers ask for it; the page itself is "/"
	ContentType string
	ETag        string // changes with Body
	Body        []byte // not to be written to
}

// Assets returns all files of the page. The page refers to the others by
// relative paths, so it also works below a prefix.
func Assets() []Asset {
	return []Asset{
		asset("/", "index.html", "text/html; charset=utf-8"),
		asset("/assets/app.js", "app.js", "text/javascript; charset=utf-8"),
		asset("/assets/style.css", "style.css", "text/css; charset=utf-8"),
		asset("/assets/favicon.svg", "favicon.svg", "image/svg+xml"),
	}
}

func asset(path, name, contentType string) Asset {
	body, err := files.ReadFile(name)
	if err != nil {
		panic(err) // the compiler has embedded it
	}
	return Asset{Path: path, ContentType: contentType, ETag: fmt.Sprintf(`"%x"`, sha256.Sum256(body)), Body: body}
}
