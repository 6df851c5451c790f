package api

import (
	"cmp"
	"net/http"
	"strings"
)

// authenticated lets nobody without an API key through to e, if there are keys,
// and notes whose it is.
func (h *handler) authenticated(e endpoint) endpoint {
	if len(h.cfg.Access.Keys) == 0 {
		return e
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		secret := presented(r.Header)
		if secret == "" {
			w.Header().Set("WWW-Authenticate", `Bearer realm="livecode"`)
			return &problem{code: codeAPIKeyRequired}
		}
		name, ok := holder(h.cfg.Access.Keys, secret)
		if !ok {
			w.Header().Set("WWW-Authenticate", `Bearer realm="livecode", error="invalid_token"`)
			return &problem{code: codeAPIKeyInvalid}
		}
		infoOf(r.Context()).key = name
		return e(w, r)
	}
}

// presented returns the secret of a request: of Authorization if it is a Bearer,
// for it may be a proxy's, and otherwise of X-API-Key, or of the subprotocols that
// it offers: a browser can set no header of a WebSocket.
func presented(header http.Header) string {
	scheme, secret, _ := strings.Cut(header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(secret)
	}
	return cmp.Or(header.Get("X-Api-Key"), protocolKey(header))
}
