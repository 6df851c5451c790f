package api

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

const (
	headerKey      = "Idempotency-Key"
	headerReplayed = "Idempotent-Replayed" // "true" on an answer that an earlier request was given
)

// maxKeyChars bounds an Idempotency-Key.
const maxKeyChars = 255

// hasKey reports whether the request has an Idempotency-Key, of whatever value.
func hasKey(r *http.Request) bool { return r.Header[headerKey] != nil }

// sessionKey returns the key of a request for a session, nil if it has none. The
// body means nothing, but must be the same each time.
func (h *handler) sessionKey(w http.ResponseWriter, r *http.Request) (*executor.IdempotencyKey, error) {
	if !hasKey(r) {
		return nil, nil
	}
	body, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	return h.idempotencyKey(r, uuid.Nil, 0, string(body))
}

// runKey returns the key of a run, nil if it has none. How long the client waits
// is no part of what it asks for.
func (h *handler) runKey(
	r *http.Request, session uuid.UUID, req runRequest, wait time.Duration,
) (*executor.IdempotencyKey, error) {
	if !hasKey(r) {
		return nil, nil
	}
	content := []string{req.code, req.language, string(req.stdin)}
	if req.interactive {
		content = append(content, "interactive")
	}
	return h.idempotencyKey(r, session, wait, content...)
}

// idempotencyKey returns the key of a request that creates something. Clients choose keys as they like, so that a key counts within one
// client: an API key, or without them the session that the request is about,
// uuid.Nil if it makes one, and then the network it comes from. The request is
// the same if its method, its route, that session and content are.
func (h *handler) idempotencyKey(
	r *http.Request, session uuid.UUID, pending time.Duration, content ...string,
) (*executor.IdempotencyKey, error) {
	chosen, ok := parseKey(r.Header[headerKey])
	if !ok {
		return nil, &problem{code: codeIdemKeyInvalid}
	}
	by := h.clientOf(r)
	scope := by.scope()
	if by.key == "" && session != uuid.Nil {
		scope = []string{"session", session.String()}
	}
	return &executor.IdempotencyKey{
		ID:          digest(append(scope, chosen)...),
		Fingerprint: digest(append([]string{r.Method, infoOf(r.Context()).route, session.String()}, content...)...),
		Lifetime:    executor.KeyLifetime,
		Pending:     pending,
	}, nil
}

// digest is a hash over the parts, each after its length, so that no others
// give the same.
func digest(parts ...string) [sha256.Size]byte {
	hash := sha256.New()
	for _, part := range parts {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		hash.Write([]byte(part))
	}
	return [sha256.Size]byte(hash.Sum(nil))
}

// parseKey reads the lines of the header: one String of RFC 9651 without
// parameters, in quotes, or as many clients send it, the bare characters.
// Quotes and backslashes are escaped within quotes, and are not there without.
func parseKey(lines []string) (key string, ok bool) {
	if len(lines) != 1 {
		return "", false
	}
	text := strings.Trim(lines[0], " \t")
	if inner, quoted := strings.CutPrefix(text, `"`); quoted {
		text, ok = unquote(inner)
	} else {
		ok = !strings.ContainsAny(text, "\"\\ ,;")
	}
	unwritten := func(c rune) bool { return c < ' ' || c > '~' }
	return text, ok && text != "" && len(text) <= maxKeyChars && !strings.ContainsFunc(text, unwritten)
}

// unquote reads a String behind its first quote, up to its last.
func unquote(s string) (text string, ok bool) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			return out.String(), i == len(s)-1
		case '\\':
			if i++; i == len(s) || (s[i] != '"' && s[i] != '\\') {
				return "", false
			}
		}
		out.WriteByte(s[i])
	}
	return "", false
}
