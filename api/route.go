package api

import (
	"net/http"

	"github.com/gorilla/mux"
)

// route adds one route. Where there are API keys it takes one, and what it has
// ids of in its template must belong to it.
//
// Methods are told apart here rather than by mux: its own 405 comes without the
// Allow header.
func (h *handler) route(r *mux.Router, template string, methods byMethod) {
	owned := byMethod{}
	for method, e := range methods {
		owned[method] = h.owned(template, e)
	}
	r.Handle(template, h.serve(template, h.authenticated(owned.dispatch)))
}

// submission adds a route on which clients make sessions or executions, as often
// as the rate allows.
func (h *handler) submission(r *mux.Router, template string, e endpoint) {
	m := byMethod{http.MethodPost: h.limited(h.owned(template, e))}
	r.Handle(template, h.serve(template, h.authenticated(m.dispatch)))
}

// openRoute adds one route that is there for everyone, keys or not.
func (h *handler) openRoute(r *mux.Router, template string, methods byMethod) {
	r.Handle(template, h.serve(template, methods.dispatch))
}
