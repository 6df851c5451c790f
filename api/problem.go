package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/edtronaut/livecode/executor"
)

// code is the stable word by which programs tell problems apart.
type code string

// The codes.
const (
	codeInvalidJSON       code = "invalid_json"
	codeInvalidRequest    code = "invalid_request"
	codeInvalidParameter  code = "invalid_parameter"
	codeIncompleteBody    code = "incomplete_body"
	codeIdemKeyInvalid    code = "invalid_idempotency_key"
	codeAPIKeyRequired    code = "api_key_required"
	codeAPIKeyInvalid     code = "api_key_invalid"
	codeCrossOrigin       code = "cross_origin"
	codeNotFound          code = "not_found"
	codeSessionNotFound   code = "session_not_found"
	codeExecutionNotFound code = "execution_not_found"
	codeNotShared         code = "not_shared"
	codeShareNotFound     code = "share_not_found"
	codeMethodNotAllowed  code = "method_not_allowed"
	codeBodyTimeout       code = "body_timeout"
	codeIdemKeyPending    code = "idempotency_key_pending"
	codeDraftChanged      code = "draft_changed"
	codeBodyTooLarge      code = "body_too_large"
	codeUnsupportedMedia  code = "unsupported_media_type"
	codeIdemKeyReused     code = "idempotency_key_reused"
	codeUpgradeRequired   code = "upgrade_required"
	codeRateLimited       code = "rate_limited"
	codeClientBusy        code = "client_busy"
	codeSessionBusy       code = "session_busy"
	codeClientGone        code = "client_gone" // for the log: nobody reads it
	codeInternal          code = "internal"
	codeQueueFull         code = "queue_full"
	codeUnavailable       code = "unavailable"
	codeNotReady          code = "not_ready"
	codeBusy              code = "busy"
)

// kind is what HTTP makes of a code.
type kind struct {
	status     int
	retryAfter int    // seconds, unless the endpoint knows better; 0 for no such header
	busy       bool   // no failure of ours, whatever the status
	detail     string // for clients, where the problem itself has none
}

// kinds is the one table from codes to HTTP.
var kinds = map[code]kind{
	codeInvalidJSON:       {status: 400, detail: "The body must be one JSON object."},
	codeInvalidRequest:    {status: 400, detail: "The request has fields that cannot be accepted."},
	codeInvalidParameter:  {status: 400, detail: "The request has a parameter that cannot be accepted."},
	codeIncompleteBody:    {status: 400, detail: "The body ended too early."},
	codeIdemKeyInvalid:    {status: 400, detail: "Idempotency-Key must be one string of 1 to 255 visible characters, such as \"8e03978e-40d5-43e8-bc93-6894a57f9324\"."},
	codeAPIKeyRequired:    {status: 401, detail: "An API key is needed: send it as Authorization: Bearer KEY, or as X-API-Key: KEY."},
	codeAPIKeyInvalid:     {status: 401, detail: "This is not an API key of this service."},
	codeCrossOrigin:       {status: 403, detail: "Pages of this origin may not use the service; its operator lists those that may in CORS_ORIGINS."},
	codeNotFound:          {status: 404, detail: "There is nothing at this address."},
	codeSessionNotFound:   {status: 404, detail: "There is no session with this id."},
	codeExecutionNotFound: {status: 404, detail: "There is no execution with this id."},
	codeNotShared:         {status: 404, detail: "There is no link to this; POST makes one."},
	codeShareNotFound:     {status: 404, detail: "This link shows nothing: it was revoked, what it showed was deleted, or it was never one."},
	codeMethodNotAllowed:  {status: 405, detail: "This address does not take this method; the Allow header lists those it takes."},
	codeBodyTimeout:       {status: 408, detail: "The body took too long to arrive."},
	codeIdemKeyPending:    {status: 409, retryAfter: 1, detail: "The first request with this Idempotency-Key is still under way."},
	codeDraftChanged:      {status: 412, detail: "The draft has been changed elsewhere since. Read the session, and save with its ETag."},
	codeBodyTooLarge:      {status: 413, detail: "The body is larger than 8 MiB."},
	codeUnsupportedMedia:  {status: 415, detail: "Send the body as JSON, with the header Content-Type: application/json."},
	codeIdemKeyReused:     {status: 422, detail: "This Idempotency-Key came with another request before. Use a new key for a new request."},
	codeUpgradeRequired:   {status: 426, detail: "This address takes WebSockets alone, of version 13."},
	codeRateLimited:       {status: 429, retryAfter: 1, detail: "That was too much at once. Please wait as long as Retry-After says."},
	codeClientBusy:        {status: 429, retryAfter: unknownRetryAfter, detail: "As many executions of this client wait as may at once. Please wait as long as Retry-After says."},
	codeSessionBusy:       {status: 429, retryAfter: unknownRetryAfter, detail: "As many executions of this session wait and run as may at once. Please wait as long as Retry-After says."},
	codeClientGone:        {status: 499, detail: "The client closed the connection."},
	codeInternal:          {status: 500, detail: "Something went wrong on our side."},
	codeQueueFull:         {status: 503, retryAfter: unknownRetryAfter, busy: true, detail: "As many executions wait as may at once. Please wait as long as Retry-After says."},
	codeUnavailable:       {status: 503, retryAfter: 5, detail: "The service cannot reach its database at present. Please try again."},
	codeBusy:              {status: 503, retryAfter: 1, busy: true, detail: "As many large answers are under way as may be at once. Please try again."},
	codeNotReady:          {status: 503, retryAfter: 5, detail: "The service is not ready."},
}

// problem is an error that clients may see, but for its cause.
type problem struct {
	code   code
	detail string            // empty for the code's own
	fields []fieldError      // what is wrong with the request, and where
	checks map[string]string // for codeNotReady
	cause  error             // for the log
}

// fieldError says what is wrong with one member of the body or one parameter.
type fieldError struct {
	Field   string    `json:"field"`
	Code    fieldCode `json:"code"`
	Message string    `json:"message"`
}

// fieldCode is the stable word by which programs tell field errors apart.
type fieldCode string

// The field codes.
const (
	fieldRequired    fieldCode = "required"
	fieldWrongType   fieldCode = "wrong_type"
	fieldTooLong     fieldCode = "too_long"
	fieldUnstorable  fieldCode = "invalid_character"
	fieldUnsupported fieldCode = "unsupported"
	fieldInvalid     fieldCode = "invalid"
)

func (p *problem) Error() string {
	if p.cause == nil {
		return string(p.code)
	}
	return fmt.Sprintf("%s: %v", p.code, p.cause)
}

func (p *problem) Unwrap() error { return p.cause }

// problemOf turns any error into what the client of ctx may see of it.
func problemOf(ctx context.Context, err error) *problem {
	var p *problem
	switch {
	case errors.As(err, &p):
		return p
	case ctx.Err() != nil: // whatever the Store makes of that
		return &problem{code: codeClientGone, cause: err}
	case errors.Is(err, executor.ErrUnavailable):
		return &problem{code: codeUnavailable, cause: err}
	default:
		return &problem{code: codeInternal, cause: err}
	}
}

// orNotFound makes err a problem with code c if it is the Store's ErrNotFound.
func orNotFound(err error, c code) error {
	if errors.Is(err, executor.ErrNotFound) {
		return &problem{code: c}
	}
	return err
}

// document is a problem as RFC 9457 has it. With the type about:blank the title
// is the status phrase, and code tells problems apart.
type document struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Detail    string            `json:"detail"`
	Code      code              `json:"code"`
	RequestID string            `json:"requestId"`
	Errors    []fieldError      `json:"errors,omitempty"`
	Checks    map[string]string `json:"checks,omitempty"`
}

func (p *problem) document(requestID string) document {
	k := kinds[p.code]
	d := document{
		Type: "about:blank", Title: http.StatusText(k.status), Status: k.status, Detail: k.detail,
		Code: p.code, RequestID: requestID, Errors: p.fields, Checks: p.checks,
	}
	if p.detail != "" {
		d.Detail = p.detail
	}
	return d
}

// refuse answers with err as a problem document, and logs what is our fault.
func (h *handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p, info := problemOf(r.Context(), err), infoOf(r.Context())
	k := kinds[p.code]
	if k.status >= 500 && !k.busy {
		h.cfg.Log.Error().Err(p).Str("request_id", info.id).Str("route", info.route).Msg("request failed")
	}
	if k.retryAfter > 0 && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", strconv.Itoa(k.retryAfter))
	}
	w.Header().Set("Content-Type", "application/problem+json")
	// Once the answer fails there is nobody left to tell.
	_ = writeBody(w, k.status, p.document(info.id))
}
