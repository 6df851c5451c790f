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
	cfg        Config
	store      Store // cfg.Store, bounded
	ready      readiness
	limiter    *limiter
	repeats    *limiter // of what was submitted before
	backlog    *backlog
	sameOrigin func(*http.Request) error
}

// endpoint answers one route and method. It either writes an answer or returns
// an error, which becomes a problem document.
type endpoint func(w http.ResponseWriter, r *http.Request) error

// byMethod is one route's endpoints. GET also answers HEAD: net/http leaves
// out the body.
type byMethod map[string]endpoint

// New returns the handler of the whole service.
func New(cfg Config) http.Handler {
	h := newHandler(cfg)
	h.store = newTextStore(boundedStore{cfg.Store, storeTimeout})
	h.backlog = &backlog{store: h.store, pace: cfg.Pace}
	return h.wrap(h.shared(h.router()))
}

// NewProbes returns a handler of /healthz, /readyz and /metrics alone, for a process that
// serves no API. Of cfg, only Ready, Metrics, Observe, Draining and Log count.
func NewProbes(cfg Config) http.Handler {
	h := newHandler(cfg)
	return h.wrap(h.newRouter())
}

func newHandler(cfg Config) *handler {
	return &handler{
		cfg: cfg, ready: readiness{parts: cfg.Ready, log: cfg.Log},
		limiter: newLimiter(cfg.Access.Rate, maxClients), repeats: newLimiter(cfg.Access.Rate, maxClients),
		sameOrigin: newSameOrigin(cfg.Access.Origins),
	}
}

// wrap puts the middleware around next, which also covers unknown routes.
func (h *handler) wrap(next http.Handler) http.Handler {
	return identify(secure(h.leave(h.accessLog(h.recoverPanics(next)))))
}

func (h *handler) router() *mux.Router {
	r := h.newRouter()
	h.route(r, "/api/languages", byMethod{"GET": h.languages})
	h.submission(r, "/api/code-sessions", h.createSession)
	h.route(r, "/api/code-sessions/{sessionId}", byMethod{"GET": h.getSession, "PATCH": h.saveDraft, "DELETE": h.deleteSession})
	h.route(r, "/api/code-sessions/{sessionId}/executions", byMethod{"GET": h.listExecutions})
	h.submission(r, "/api/code-sessions/{sessionId}/run", h.run)
	h.route(r, "/api/executions/{executionId}", byMethod{"GET": h.getExecution})
	h.route(r, "/api/executions/{executionId}/events", byMethod{"GET": h.events})
	h.route(r, "/api/executions/{executionId}/attach", byMethod{"GET": h.attach})
	h.route(r, "/api/executions/{executionId}/cancel", byMethod{"POST": h.cancelExecution})
	h.route(r, "/api/code-sessions/{sessionId}/share", h.sharing(shareableDraft))
	h.route(r, "/api/executions/{executionId}/share", h.sharing(shareableExecution))
	h.openRoute(r, "/api/shared/{token}", byMethod{"GET": h.getShared})
	for _, a := range ui.Assets() {
		h.openRoute(r, a.Path, byMethod{"GET": serveAsset(a, cachingOf(a))})
	}
	h.openRoute(r, "/s/{token}", byMethod{"GET": serveShared()})
	return r
}

// newRouter returns a router of what every process answers.
func (h *handler) newRouter() *mux.Router {
	r := mux.NewRouter()
	r.SkipClean(true) // an unclean path is unknown, not redirected
	h.openRoute(r, "/healthz", byMethod{"GET": h.healthz})
	h.openRoute(r, "/readyz", byMethod{"GET": h.readyz})
	if h.cfg.Metrics != nil {
		h.route(r, "/metrics", byMethod{"GET": h.metrics})
	}
	r.NotFoundHandler = h.serve("unknown", func(w http.ResponseWriter, r *http.Request) error {
		if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			return h.authenticated(unknown)(w, r)
		}
		return unknown(w, r)
	})
	return r
}

func unknown(http.ResponseWriter, *http.Request) error { return &problem{code: codeNotFound} }

// serve turns an endpoint into a handler, and notes its route for the log.
func (h *handler) serve(template string, e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		infoOf(r.Context()).route = template
		err := h.sameOrigin(r)
		if err == nil {
			err = e(w, r)
		}
		if err != nil {
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
