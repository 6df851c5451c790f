package api

import (
	"encoding/base64"
	"iter"
	"net/http"
	"strings"
)

const (
	// attachProtocol is the subprotocol of an attachment, and its version.
	attachProtocol = "livecode.v1"

	// keyProtocol comes before an API key that is offered as a subprotocol. It is
	// never chosen.
	keyProtocol = "livecode.key."
)

// asksForWebSocket reports whether the request wants to become a WebSocket,
// well-formed or not.
func asksForWebSocket(r *http.Request) bool { return hasToken(r.Header, "Upgrade", "websocket") }

// opensWebSocket reports whether the request is a handshake of RFC 6455.
func opensWebSocket(r *http.Request) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.Header.Get("Sec-WebSocket-Key")))
	return r.Method == http.MethodGet && r.ProtoAtLeast(1, 1) && asksForWebSocket(r) &&
		hasToken(r.Header, "Connection", "upgrade") && r.Header.Get("Sec-WebSocket-Version") == "13" &&
		len(r.Header["Sec-Websocket-Key"]) == 1 && err == nil && len(key) == 16
}

// upgradeRequired tells what the address takes.
func upgradeRequired(w http.ResponseWriter) error {
	w.Header().Set("Upgrade", "websocket")
	w.Header().Set("Connection", "Upgrade")
	w.Header().Set("Sec-WebSocket-Version", "13")
	return &problem{code: codeUpgradeRequired}
}

// protocolKey is the API key among the subprotocols that a handshake offers, if
// there is one.
func protocolKey(header http.Header) string {
	if !hasToken(header, "Upgrade", "websocket") {
		return ""
	}
	for protocol := range tokens(header, "Sec-WebSocket-Protocol") {
		if secret, ok := strings.CutPrefix(protocol, keyProtocol); ok {
			return secret
		}
	}
	return ""
}

// hasToken reports whether a header lists a token, in whatever case.
func hasToken(header http.Header, name, token string) bool {
	for t := range tokens(header, name) {
		if strings.EqualFold(t, token) {
			return true
		}
	}
	return false
}

// tokens are what a header lists, in all its lines.
func tokens(header http.Header, name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, line := range header.Values(name) {
			for t := range strings.SplitSeq(line, ",") {
				if !yield(strings.TrimSpace(t)) {
					return
				}
			}
		}
	}
}
