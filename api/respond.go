package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return writeBody(w, status, v)
}

// writeBody answers with v as JSON under the Content-Type already set. Nothing
// is written if v cannot be encoded; a client that left is not an error.
//
// A large answer is encoded twice, first for its length: never is the whole of it
// held, for clients that may take long to read it.
func writeBody(w http.ResponseWriter, status int, v any) error {
	var body start
	if err := encodeLine(&body, v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	w.Header().Set("Content-Length", strconv.Itoa(body.length))
	w.WriteHeader(status)
	if body.length <= freeText {
		_, _ = w.Write(body.kept.Bytes())
		return nil
	}
	body.kept = bytes.Buffer{}
	_ = encodeLine(newPatientWriter(w), v)
	return nil
}

func encodeLine(w io.Writer, v any) error {
	if err := encodeJSON(w, v); err != nil {
		return err
	}
	_, err := w.Write([]byte("\n"))
	return err
}

// start keeps what is written to it up to freeText, and counts the rest.
type start struct {
	kept   bytes.Buffer
	length int
}

func (s *start) Write(p []byte) (int, error) {
	s.length += len(p)
	if s.length <= freeText {
		s.kept.Write(p)
	}
	return len(p), nil
}

// patientWriter writes as long as the client goes on to read, up to writeTimeout.
type patientWriter struct {
	to      http.ResponseWriter
	control *http.ResponseController
	end     time.Time
}

func newPatientWriter(w http.ResponseWriter) patientWriter {
	return patientWriter{w, http.NewResponseController(w), time.Now().Add(writeTimeout)}
}

func (p patientWriter) Write(b []byte) (int, error) {
	deadline := time.Now().Add(readerPatience)
	if deadline.After(p.end) {
		deadline = p.end
	}
	_ = p.control.SetWriteDeadline(deadline)
	return p.to.Write(b)
}
