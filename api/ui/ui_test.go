package ui

import (
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
		if len(a.Body) == 0 || a.ContentType == "" || tags[a.ETag] || !strings.HasPrefix(a.ETag, `"`) {
			t.Errorf("asset %s: %d bytes, type %q, tag %s", a.Path, len(a.Body), a.ContentType, a.ETag)
		}
		tags[a.ETag] = true
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
	if css := text(t, "/assets/style.css"); strings.Contains(css, "url(") || strings.Contains(css, "@import") {
		t.Error("the style sheet loads something")
	}
	for _, sink := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", ".style."} {
		if strings.Contains(text(t, "/assets/app.js"), sink) {
			t.Errorf("the script uses %s", sink)
		}
	}
}

func TestPageRefersToAssetsThereAre(t *testing.T) {
	t.Parallel()
	found := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(text(t, "/"), -1)
	if len(found) < 3 {
		t.Fatalf("%d references, want script, style and icon", len(found))
	}
	for _, reference := range found {
		if text(t, "/"+reference[1]) == "" {
			t.Errorf("%s is empty", reference[1])
		}
	}
}

// The script looks its elements up by id when it starts.
func TestScriptFindsItsElements(t *testing.T) {
	t.Parallel()
	html, script := text(t, "/"), text(t, "/assets/app.js")
	list := regexp.MustCompile(`(?s)fromEntries\(\s*\[(.*?)\]`).FindStringSubmatch(script)
	if list == nil {
		t.Fatal("the list of ids is not where it was")
	}
	ids := regexp.MustCompile(`"([a-z-]+)"`).FindAllStringSubmatch(list[1], -1)
	if len(ids) < 10 {
		t.Fatalf("%d ids found, want all", len(ids))
	}
	for _, id := range ids {
		if !strings.Contains(html, `id="`+id[1]+`"`) {
			t.Errorf("the page has no element with id %q", id[1])
		}
	}
}

// Whoever cannot see the page needs a name for each control.
func TestControlsHaveLabels(t *testing.T) {
	t.Parallel()
	html := text(t, "/")
	for _, control := range regexp.MustCompile(`<(?:select|textarea) id="([a-z]+)"`).FindAllStringSubmatch(html, -1) {
		if !strings.Contains(html, `<label for="`+control[1]+`"`) {
			t.Errorf("%s has no label", control[1])
		}
	}
}

// Each termination and each code of the API has words of its own.
func TestScriptExplainsEveryTermination(t *testing.T) {
	t.Parallel()
	script := text(t, "/assets/app.js")
	for _, word := range []string{
		"exited", "signaled", "wall_timeout", "oom", "output_limit", "cancelled", "sandbox_error", "lost",
		"invalid_request", "session_not_found", "execution_not_found", "body_too_large", "unavailable", "internal", "network",
	} {
		if !strings.Contains(script, `case "`+word+`":`) {
			t.Errorf("%q is not explained", word)
		}
	}
}
