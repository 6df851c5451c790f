package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/edtronaut/livecode/api/ui"
)

// handler holds what the endpoints share.
type handler struct {
	cfg   Config
	store Store // cfg.Store, bounded
}

// endpoint answers one route and method. It either writes an answer or returns
// an error, which becomes a problem document.
type endpoint func(w http.ResponseWriter, r *http.Request) error

// byMethod is one route's endpoints. GET also answers HEAD: net/http leaves
// out the body.
type byMethod map[string]endpoint

// New returns the handler of the whole service.
func New(cfg Config) http.Handler {
	h := &handler{cfg: cfg, store: boundedStore{cfg.Store, storeTimeout}}
	return h.wrap(h.router())
}

// NewProbes returns a handler of /healthz, /readyz and /metrics alone, for a process that
// serves no API. Of cfg, only Ready, Metrics, Observe, Draining and Log count.
func NewProbes(cfg Config) http.Handler {
	h := &handler{cfg: cfg}
	return h.wrap(h.newRouter())
}

// wrap puts the middleware around next, which also covers unknown routes.
func (h *handler) wrap(next http.Handler) http.Handler {
	return identify(secure(h.accessLog(h.recoverPanics(next))))
}

func (h *handler) router() http.Handler {
	r := h.newRouter()
	h.route(r, "/api/languages", byMethod{"GET": h.languages})
	h.route(r, "/api/code-sessions", byMethod{"POST": h.createSession})
	h.route(r, "/api/code-sessions/{sessionId}", byMethod{"GET": h.getSession})
	h.route(r, "/api/code-sessions/{sessionId}/executions", byMethod{"GET": h.listExecutions})
	h.route(r, "/api/code-sessions/{sessionId}/run", byMethod{"POST": h.run})
	h.route(r, "/api/executions/{executionId}", byMethod{"GET": h.getExecution})
	for _, a := range ui.Assets() {
		h.route(r, a.Path, byMethod{"GET": serveAsset(a)})
	}
	return r
}

// newRouter returns a router of what every process answers.
func (h *handler) newRouter() *mux.Router {
	r := mux.NewRouter()
	r.SkipClean(true) // an unclean path is unknown, not redirected
	h.route(r, "/healthz", byMethod{"GET": h.healthz})
	h.route(r, "/readyz", byMethod{"GET": h.readyz})
	if h.cfg.Metrics != nil {
		h.route(r, "/metrics", byMethod{"GET": h.metrics})
	}
	r.NotFoundHandler = h.serve("unknown", func(http.ResponseWriter, *http.Request) error {
		return &problem{code: codeNotFound}
	})
	return r
}

// route adds one route, whose methods are told apart here rather than by mux:
// its own 405 comes without the Allow header.
func (h *handler) route(r *mux.Router, template string, methods byMethod) {
	r.Handle(template, h.serve(template, methods.dispatch))
}

// serve turns an endpoint into a handler, and notes its route for the log.
func (h *handler) serve(template string, e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r.Context()).route = template
		if err := e(w, r); err != nil {
			h.refuse(w, r, err)
		}
	})
}

// dispatch is an endpoint that picks another by the request's method.
func (m byMethod) dispatch(w http.ResponseWriter, r *http.Request) error {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if e, ok := m[method]; ok {
		return e(w, r)
	}
	w.Header().Set("Allow", m.allow())
	return &problem{code: codeMethodNotAllowed}
}

// allow is the value of the Allow header, in alphabetical order.
func (m byMethod) allow() string {
	methods := slices.Collect(maps.Keys(m))
	if _, ok := m[http.MethodGet]; ok {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return strings.Join(methods, ", ")
}
