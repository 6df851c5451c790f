package executor

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// dropPartialRune cuts off the beginning of a character at the end of b.
// Bytes that could not have become a character stay.
func dropPartialRune(b []byte) []byte {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		tail := b[len(b)-back:]
		if utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return b[:len(b)-back]
			}
			return b
		}
	}
	return b
}

// dropRuneRest cuts off what may be the rest of a character at the beginning
// of b.
func dropRuneRest(b []byte) []byte {
	for range utf8.UTFMax - 1 {
		if len(b) == 0 || utf8.RuneStart(b[0]) {
			break
		}
		b = b[1:]
	}
	return b
}

// replaceUnstorable puts U+FFFD in the place of each NUL and each byte of
// invalid UTF-8, neither of which a Postgres text column takes.
func replaceUnstorable(b []byte) (text string, lossy bool) {
	if utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 {
		return string(b), false
	}
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == 0 || (r == utf8.RuneError && size == 1) {
			r, lossy = utf8.RuneError, true
		}
		out.WriteRune(r)
		b = b[size:]
	}
	return out.String(), lossy
}
