package api

import (
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"
)

// FuzzDecodeMessage: what is accepted is one of the three, with text in it for
// input alone, and means the same when it is written again.
func FuzzDecodeMessage(f *testing.F) {
	for _, seed := range []string{
		`{"type":"stdin","text":"a\n"}`, `{"type":"stdin_eof"}`, `{"type":"cancel","text":1}`, `{"type":"stdin","text":"\ud83d\ude00"}`,
		`{"type":"stdin","text":"\ud83d"}`, `{"Type":"stdin","text":""}`, `[]`, "{\"type\":\"stdin\",\"text\":\"\xff\"}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := decodeMessage(body)
		if err != nil {
			var p *problem
			if !errors.As(err, &p) || p.code != codeMalformedMessage || m != (clientMessage{}) {
				t.Errorf("decodeMessage(%q) = %+v, %v, want nothing and malformed_message", body, m, err)
			}
			return
		}
		known := m.kind == messageInput || m.kind == messageEnd || m.kind == messageCancel
		if !known || (m.text != "") != (m.kind == messageInput) || !utf8.ValidString(m.text) {
			t.Errorf("decodeMessage(%q) = %+v", body, m)
		}
		again, err := json.Marshal(map[string]string{"type": string(m.kind), "text": m.text})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := decodeMessage(again); err != nil || n != m {
			t.Errorf("decodeMessage(%q) = %+v, and written again %+v, %v", body, m, n, err)
		}
	})
}
