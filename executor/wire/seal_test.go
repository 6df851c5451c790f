package wire

import (
	"bytes"
	"errors"
	"testing"
)

func TestSealedFramesAreTheRunnersFromTheJobOn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ  Type
		want bool
	}{
		{TypeHello, false}, {TypeReady, false}, {TypeStarted, true}, {TypeStdout, true}, {TypeStderr, true}, {TypeExit, true},
		{TypeBoot, false}, {TypeJob, false}, {TypeStdin, false}, {TypeStdinEOF, false}, {TypeKill, false},
	} {
		if got := c.typ.sealed(); got != c.want {
			t.Errorf("%c.sealed() = %t, want %t", c.typ, got, c.want)
		}
	}
}

func TestSealIsChecked(t *testing.T) {
	t.Parallel()
	right, wrong := Seal{1, 15: 2}, Seal{1, 15: 3}
	for name, c := range map[string]struct {
		typ  Type
		with Seal
		want error
	}{
		"the right seal":           {TypeExit, right, nil},
		"another":                  {TypeExit, wrong, ErrSeal},
		"none":                     {TypeExit, Seal{}, ErrSeal},
		"none on what needs none":  {TypeHello, Seal{}, nil},
		"another on what has none": {TypeReady, wrong, nil},
	} {
		var stream bytes.Buffer
		w := NewWriter(&stream)
		w.Seal(c.with)
		if err := w.Write(c.typ, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		r := NewReader(&stream)
		r.Expect(right)
		typ, payload, err := r.Next()
		if !errors.Is(err, c.want) || err == nil && (typ != c.typ || string(payload) != "{}") {
			t.Errorf("%s: Next() = %c, %q, %v, want error %v", name, typ, payload, err, c.want)
		}
	}
}
