package api

import (
	"bytes"
	"strconv"
	"unicode/utf16"
)

// loneSurrogate reports whether a valid JSON string has half of a surrogate
// pair, as "\ud83d" is. It stands for no character; encoding/json would put
// U+FFFD in its place, and another program would run than the one sent.
func loneSurrogate(raw []byte) bool {
	for {
		at := bytes.IndexByte(raw, '\\')
		if at < 0 {
			return false
		}
		raw = raw[at:]
		unit, ok := codeUnit(raw)
		if !ok {
			raw = raw[2:] // another escape
			continue
		}
		raw = raw[6:]
		if !utf16.IsSurrogate(unit) {
			continue
		}
		next, ok := codeUnit(raw)
		if !ok || utf16.DecodeRune(unit, next) == '\ufffd' {
			return true
		}
		raw = raw[6:]
	}
}

// codeUnit reads an escape such as \u00e4 at the beginning of raw.
func codeUnit(raw []byte) (rune, bool) {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(string(raw[2:6]), 16, 16)
	return rune(n), err == nil
}
