package api

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"strconv"
	"testing"
)

// Every code has a row in the table: a constant without one would be answered
// with status 0.
func TestEveryCodeHasAKind(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "code" {
			return true
		}
		word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		k, ok := kinds[code(word)]
		if !ok || k.status < 400 || k.detail == "" {
			t.Errorf("code %q has kind %+v, want a status and a detail", word, k)
		}
		if http.StatusText(k.status) == "" && code(word) != codeClientGone {
			t.Errorf("code %q has the unknown status %d", word, k.status)
		}
		if wants := k.status == 503 || k.status == 429 || k.status == 409; wants != (k.retryAfter > 0) {
			t.Errorf("code %q: status %d with retryAfter %d", word, k.status, k.retryAfter)
		}
		found++
		return true
	})
	if found != len(kinds) {
		t.Errorf("%d codes and %d kinds, want as many", found, len(kinds))
	}
}
