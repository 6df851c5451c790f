package api

import (
	"net/http"
	"time"

	"github.com/rs/zerolog"
)

// accessLog writes one line a request. It names the route's template and never
// the path, a query, a header or a body, so that neither ids nor secrets nor
// programs get into it; of an API key it tells the name.
func (h *handler) accessLog(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		rec := &recorder{ResponseWriter: w, head: r.Method == http.MethodHead}
		defer func() {
			took := time.Since(start)
			h.logAccess(r, rec, took)
			if h.cfg.Observe != nil {
				h.cfg.Observe(infoOf(r.Context()).route, rec.statusCode(), took)
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

func (h *handler) logAccess(r *http.Request, rec *recorder, took time.Duration) {
	info := infoOf(r.Context())
	line := h.cfg.Log.WithLevel(accessLevel(info.route))
	if info.key != "" {
		line.Str("api_key", info.key)
	}
	line.
		Str("method", knownMethod(r.Method)).
		Str("route", info.route).
		Int("status", rec.statusCode()).
		Dur("duration_ms", took).
		Int64("bytes", rec.bytes).
		Str("request_id", info.id).
		Str("remote_ip", h.remoteIP(r)).
		Msg("request")
}

// accessLevel keeps what load balancers and monitors ask every few seconds out
// of the way.
func accessLevel(route string) zerolog.Level {
	switch route {
	case "/healthz", "/readyz", "/metrics":
		return zerolog.DebugLevel
	default:
		return zerolog.InfoLevel
	}
}

// knownMethod keeps what a client invents out of the log.
func knownMethod(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE":
		return method
	default:
		return "other"
	}
}

// remoteIP is where the request comes from: see addressOf.
func (h *handler) remoteIP(r *http.Request) string {
	addr := h.cfg.Access.addressOf(r)
	if !addr.IsValid() {
		return r.RemoteAddr
	}
	return addr.String()
}

// recorder notes the status and the size of an answer.
type recorder struct {
	http.ResponseWriter

	head   bool // net/http drops the body
	status int  // 0 until the header is written
	bytes  int64
}

// WriteHeader notes the first final status, which 101 is.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write counts what is sent of the body.
func (rec *recorder) Write(p []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(p)
	if !rec.head {
		rec.bytes += int64(n)
	}
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

func (rec *recorder) statusCode() int {
	if rec.status == 0 {
		return http.StatusOK
	}
	return rec.status
}
