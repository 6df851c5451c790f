// Package ui holds the page from which people try programs, embedded in the
// program. Its sources are in src; `make page` bundles them into dist, which is
// committed, so that building the service needs Go alone.
package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

//go:embed dist
var files embed.FS

// Asset is one file of the page.
type Asset struct {
	Path        string // as browsers ask for it; the page itself is "/"
	ContentType string
	Tag         string // changes with Body; an ETag without its quotes
	Immutable   bool   // another Body would have another Path
	Body        []byte // not to be written to
	Gzip        []byte // Body, compressed; not to be written to
}

// Assets returns all files of the page. The page refers to the others by
// relative paths, so it also works below a prefix.
func Assets() []Asset { return assets() }

// Compressing takes some 50 ms, which only a process that serves the page pays,
// and only once.
var assets = sync.OnceValue(func() []Asset {
	list := []Asset{asset("/", ".html", read("dist/index.html"))}
	names, err := fs.Glob(files, "dist/assets/*")
	must(err)
	for _, name := range names {
		a := asset("/assets/"+path.Base(name), path.Ext(name), read(name))
		a.Immutable = true // its name has a hash of it
		list = append(list, a)
	}
	return list
})

// SharedPage returns the page for addresses such as /s/TOKEN, one folder below its
// other files. It has no Path of its own.
func SharedPage() Asset { return sharedPage() }

var sharedPage = sync.OnceValue(func() Asset {
	page := bytes.ReplaceAll(read("dist/index.html"), []byte(`="assets/`), []byte(`="../assets/`))
	return asset("", ".html", page)
})

var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".txt":  "text/plain; charset=utf-8",
}

func read(name string) []byte {
	body, err := files.ReadFile(name)
	must(err)
	return body
}

func asset(address, extension string, body []byte) Asset {
	return Asset{
		Path: address, ContentType: contentTypes[extension],
		Tag: fmt.Sprintf("%x", sha256.Sum256(body)), Body: body, Gzip: compress(body),
	}
}

func compress(body []byte) []byte {
	var compressed bytes.Buffer
	w, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	must(err)
	_, err = w.Write(body)
	must(err)
	must(w.Close())
	return compressed.Bytes()
}

// must is for what cannot fail: the compiler has embedded the files, and a
// buffer takes all.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
