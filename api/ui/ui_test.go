package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func text(t *testing.T, path string) string {
	t.Helper()
	for _, a := range Assets() {
		if a.Path == path {
			return string(a.Body)
		}
	}
	t.Fatalf("there is no asset %s", path)
	return ""
}

func TestAssetsAreDistinctAndFilled(t *testing.T) {
	t.Parallel()
	tags := map[string]bool{}
	for _, a := range Assets() {
		if len(a.Body) == 0 || a.ContentType == "" || tags[a.Tag] || a.Immutable == (a.Path == "/") {
			t.Errorf("asset %s: %d bytes, type %q, tag %s, immutable %v", a.Path, len(a.Body), a.ContentType, a.Tag, a.Immutable)
		}
		tags[a.Tag] = true
	}
}

func TestAssetsAreCompressed(t *testing.T) {
	t.Parallel()
	for _, a := range Assets() {
		r, err := gzip.NewReader(bytes.NewReader(a.Gzip))
		if err != nil {
			t.Fatalf("%s: %v", a.Path, err)
		}
		if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, a.Body) {
			t.Errorf("%s is another one when it is decompressed: %v", a.Path, err)
		}
	}
}

// TestPageIsLight: all that a browser loads before one can begin.
func TestPageIsLight(t *testing.T) {
	t.Parallel()
	loaded := 0
	for _, a := range Assets() {
		if !strings.Contains(a.Path, "licences") {
			loaded += len(a.Gzip)
		}
	}
	if loaded > 250_000 {
		t.Errorf("the page has %d bytes, compressed, want 250,000 at most", loaded)
	}
}

// What the page's security policy forbids would only fail in the browser.
func TestPageKeepsToItsPolicy(t *testing.T) {
	t.Parallel()
	html := text(t, "/")
	for what, pattern := range map[string]string{
		"inline script":     `<script(?:\s[^>]*)?>\s*[^<\s]`,
		"inline style":      `<style|\sstyle=`,
		"event attribute":   `\son[a-z]+=`,
		"external resource": `(?:src|href)="(?:https?:)?//`,
	} {
		if found := regexp.MustCompile(pattern).FindString(html); found != "" {
			t.Errorf("the page has an %s: %q", what, found)
		}
	}
	for path, content := range sources(t) {
		if strings.HasSuffix(path, ".css") && strings.Contains(content, "url(") {
			t.Errorf("%s loads something", path)
		}
	}
}

// Text of programs must not become HTML, and that is easiest to see of a page
// that makes none.
func TestSourcesMakeNoHTML(t *testing.T) {
	t.Parallel()
	for path, content := range sources(t) {
		for _, sink := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "setHTML", "DOMParser", "document.write", "eval(", "new Function"} {
			if strings.Contains(content, sink) {
				t.Errorf("%s uses %s", path, sink)
			}
		}
	}
}

// sources returns what the page is built from, by path.
func sources(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("src", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found[path] = string(content)
		return err
	})
	if err != nil || len(found) < 30 {
		t.Fatalf("%d sources: %v", len(found), err)
	}
	return found
}

func TestPageRefersToAssetsThereAre(t *testing.T) {
	t.Parallel()
	found := regexp.MustCompile(`(?:src|href)="([^"#][^"]*)"`).FindAllStringSubmatch(text(t, "/"), -1)
	if len(found) < 5 {
		t.Fatalf("%d references, want scripts, style, icon and licences", len(found))
	}
	for _, reference := range found {
		if text(t, "/"+reference[1]) == "" {
			t.Errorf("%s is empty", reference[1])
		}
	}
}

// TestSharedPageRefersToTheSame: from one folder below, as /s/TOKEN is.
func TestSharedPageRefersToTheSame(t *testing.T) {
	t.Parallel()
	page, shared := text(t, "/"), SharedPage()
	if got := strings.ReplaceAll(string(shared.Body), `="../assets/`, `="assets/`); got != page || shared.Immutable {
		t.Error("the page of links is another one than the page")
	}
	found := regexp.MustCompile(`(?:src|href)="([^"#][^"]*)"`).FindAllStringSubmatch(string(shared.Body), -1)
	for _, reference := range found {
		if from := path.Join("/s", reference[1]); text(t, from) == "" {
			t.Errorf("%s is empty", from)
		}
	}
	if len(found) < 5 {
		t.Errorf("%d references, want scripts, style, icon and licences", len(found))
	}
}

// The modules look their elements up by id when the page starts.
func TestModulesFindTheirElements(t *testing.T) {
	t.Parallel()
	html, looked := text(t, "/"), 0
	for path, content := range sources(t) {
		for _, call := range regexp.MustCompile(`element\("([a-z-]+)"`).FindAllStringSubmatch(content, -1) {
			looked++
			if !strings.Contains(html, `id="`+call[1]+`"`) {
				t.Errorf("%s looks for an element with id %q, which the page does not have", path, call[1])
			}
		}
	}
	if looked < 40 {
		t.Errorf("only %d look-ups were found", looked)
	}
}
