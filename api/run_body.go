package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/edtronaut/livecode/executor"
)

// maxBodyBytes holds the largest code and stdin even where JSON writes each
// character in six.
const maxBodyBytes = 8 << 20

// runRequest is a run that may be stored: see [decodeRun] for what holds of it.
type runRequest struct {
	code     string
	language string
	stdin    []byte

	interactive bool // standard input stays open after stdin
}

func (h *handler) readRun(w http.ResponseWriter, r *http.Request) (runRequest, error) {
	body, err := readJSON(w, r)
	if err != nil {
		return runRequest{}, err
	}
	return decodeRun(body, h.cfg.Languages())
}

// readJSON reads a body that is said to be JSON.
func readJSON(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if !isPlainJSON(r.Header) {
		return nil, &problem{code: codeUnsupportedMedia}
	}
	return readBody(w, r)
}

// isPlainJSON reports whether the body is said to be JSON in UTF-8, as it is.
func isPlainJSON(header http.Header) bool {
	media, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset, encoding := parameters["charset"], header.Get("Content-Encoding")
	return err == nil && media == "application/json" &&
		(charset == "" || strings.EqualFold(charset, "utf-8")) &&
		(encoding == "" || strings.EqualFold(encoding, "identity"))
}

// readBody reads up to maxBodyBytes, and nothing of a body that says it is
// larger.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > maxBodyBytes {
		return nil, tooLarge(w, r)
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err == nil {
		return body, nil
	}
	if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
		return nil, tooLarge(w, r)
	}
	if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
		return nil, &problem{code: codeBodyTimeout, cause: err}
	}
	return nil, &problem{code: codeIncompleteBody, cause: err}
}

// discardBytes is how much more of a body that is too large is read, and thrown
// away: most clients send all of it before they look for an answer, and would
// not see one on a connection that was closed meanwhile.
const discardBytes = 16 << 20

// tooLarge also ends the connection. A body that says it is larger by far is
// not read at all.
func tooLarge(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Connection", "close")
	if r.ContentLength <= maxBodyBytes+discardBytes {
		_, _ = io.CopyN(io.Discard, r.Body, discardBytes)
	}
	return &problem{code: codeBodyTooLarge}
}

// decodeRun reads the body of a run. What it accepts has 1 to MaxCodeChars
// characters without NUL, one of the languages, and at most MaxStdinBytes of
// stdin, all of it valid Unicode. Otherwise all that is wrong is named at once.
//
// Names are taken exactly, unlike by encoding/json, which would read CODE as
// code; members with other names are ignored.
func decodeRun(body []byte, languages []Language) (runRequest, error) {
	members, err := object(body)
	if err != nil {
		return runRequest{}, err
	}
	var wrong []fieldError
	check := func(field string, c fieldCode, message string) {
		if c != "" {
			wrong = append(wrong, fieldError{Field: field, Code: c, Message: field + " " + message})
		}
	}
	var req runRequest
	var stdin string
	c, message := text(members["code"], &req.code, checkCode)
	check("code", c, message)
	c, message = text(members["language"], &req.language, among(languages))
	check("language", c, message)
	if in := members["stdin"]; in != nil && string(in) != "null" {
		c, message = text(in, &stdin, checkStdin)
		check("stdin", c, message)
	}
	c, message = flag(members["interactive"], &req.interactive)
	check("interactive", c, message)
	if wrong != nil {
		return runRequest{}, invalidRequest(wrong)
	}
	req.stdin = []byte(stdin)
	return req, nil
}

// object takes apart a body that is one JSON object and nothing else.
func object(body []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(body) {
		return nil, &problem{code: codeInvalidJSON, detail: "The body is not valid UTF-8."}
	}
	var members map[string]json.RawMessage
	err := json.Unmarshal(body, &members)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		detail := fmt.Sprintf("The body must be one JSON object; it is not valid JSON at byte %d.", syntax.Offset)
		return nil, &problem{code: codeInvalidJSON, detail: detail}
	}
	if err != nil || members == nil { // another type, or null
		return nil, &problem{code: codeInvalidJSON}
	}
	return members, nil
}

// text reads a JSON string into s and has it checked. It returns no code if
// all is well; the message goes on after the field's name.
func text(raw json.RawMessage, s *string, check func(string) (fieldCode, string)) (fieldCode, string) {
	if raw == nil {
		return fieldRequired, "is required."
	}
	if string(raw) == "null" || json.Unmarshal(raw, s) != nil {
		return fieldWrongType, "must be a string."
	}
	if loneSurrogate(raw) {
		return fieldUnstorable, "must not contain half of a surrogate pair."
	}
	return check(*s)
}

// flag reads a JSON boolean into b, which may be left out.
func flag(raw json.RawMessage, b *bool) (fieldCode, string) {
	if raw != nil && json.Unmarshal(raw, b) != nil {
		return fieldWrongType, "must be true or false."
	}
	return "", ""
}

func checkCode(s string) (fieldCode, string) {
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return fieldRequired, "must not be empty."
	case n > executor.MaxCodeChars:
		return fieldTooLong, fmt.Sprintf("may have at most %d characters; this one has %d.", executor.MaxCodeChars, n)
	case strings.ContainsRune(s, 0):
		return fieldUnstorable, "must not contain the character U+0000."
	default:
		return "", ""
	}
}

func checkStdin(s string) (fieldCode, string) {
	if len(s) > executor.MaxStdinBytes {
		return fieldTooLong, fmt.Sprintf("may have at most %d bytes in UTF-8; this one has %d.", executor.MaxStdinBytes, len(s))
	}
	return "", ""
}

// among checks for the id of one of the languages.
func among(languages []Language) func(string) (fieldCode, string) {
	return func(s string) (fieldCode, string) {
		ids := make([]string, len(languages))
		for i, l := range languages {
			if l.ID == s {
				return "", ""
			}
			ids[i] = `"` + l.ID + `"`
		}
		return fieldUnsupported, "must be one of " + strings.Join(ids, ", ") + "."
	}
}

// invalidRequest is the problem of a body whose fields are wrong.
func invalidRequest(wrong []fieldError) error {
	return &problem{code: codeInvalidRequest, detail: sentence(wrong), fields: wrong}
}

// sentence joins the messages for those who read the detail alone.
func sentence(wrong []fieldError) string {
	messages := make([]string, len(wrong))
	for i, f := range wrong {
		messages[i] = f.Message
	}
	return strings.Join(messages, " ")
}
