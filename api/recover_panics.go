package api

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
)

// recoverPanics answers a panic with 500 and logs it with its stack. If part of
// an answer is out already, the connection is broken off instead, so that the
// client cannot take it for the whole.
func (h *handler) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				h.afterPanic(w, r, v)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (h *handler) afterPanic(w http.ResponseWriter, r *http.Request, v any) {
	if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(v)
	}
	info := infoOf(r.Context())
	h.cfg.Log.Error().Str("request_id", info.id).Str("route", info.route).
		Str("panic", fmt.Sprint(v)).Bytes("stack", debug.Stack()).Msg("request panicked")
	if rec, ok := w.(*recorder); ok && rec.status != 0 {
		panic(http.ErrAbortHandler)
	}
	h.refuse(w, r, &problem{code: codeInternal, cause: errPanicked})
}

var errPanicked = errors.New("panicked")
