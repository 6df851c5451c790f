package queue

import (
	"encoding/json"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// chunkField is the one field of an entry in a stream.
const chunkField = "chunk"

// chunkMessage is a chunk as it travels.
type chunkMessage struct {
	Attempt int             `json:"attempt"`
	Stream  executor.Stream `json:"stream"`
	At      int64           `json:"at"`
	Text    string          `json:"text"`
	Time    int64           `json:"time"` // microseconds since 1970
}

func encodeChunk(c executor.Chunk) []any {
	text, err := json.Marshal(chunkMessage{c.Attempt, c.Stream, c.At, c.Text, c.Time.UnixMicro()})
	if err != nil {
		panic(err) // strings and numbers
	}
	return []any{chunkField, text}
}

// decodeChunk undoes encodeChunk; not ok means that it is none.
func decodeChunk(values map[string]any) (_ executor.Chunk, ok bool) {
	text, ok := values[chunkField].(string)
	var m chunkMessage
	if !ok || json.Unmarshal([]byte(text), &m) != nil || m.Attempt < 1 || m.At < 0 {
		return executor.Chunk{}, false
	}
	return executor.Chunk{Attempt: m.Attempt, Stream: m.Stream, At: m.At, Text: m.Text, Time: time.UnixMicro(m.Time)}, true
}
