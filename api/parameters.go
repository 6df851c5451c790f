package api

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"
)

// maxWait bounds ?wait=.
const maxWait = 30 * time.Second

// Sizes of a page of executions.
const (
	defaultLimit = 20
	maxLimit     = 100
)

// pathID reads an id from the path. A malformed one is as unknown as any other,
// and so becomes a problem with code c.
func pathID(r *http.Request, name string, c code) (uuid.UUID, error) {
	id, ok := parseID(mux.Vars(r)[name])
	if !ok {
		return uuid.Nil, &problem{code: c}
	}
	return id, nil
}

// parseID takes the canonical form alone, not the others that uuid.Parse knows.
func parseID(s string) (uuid.UUID, bool) {
	id, err := uuid.Parse(s)
	return id, err == nil && len(s) == 36 && id != uuid.Nil
}

var waitForm = regexp.MustCompile(`^[0-9]{1,2}(\.[0-9]{1,9})?$`)

// waitParam reads ?wait=, in seconds; 0 if it is not given.
func waitParam(r *http.Request) (time.Duration, error) {
	s, given := parameter(r, "wait")
	if !given {
		return 0, nil
	}
	seconds, err := strconv.ParseFloat(s, 64)
	wait := time.Duration(seconds * float64(time.Second))
	if err != nil || !waitForm.MatchString(s) || wait > maxWait {
		return 0, badParameter("wait", "wait must be a number of seconds from 0 to 30, such as 10 or 2.5.")
	}
	return wait, nil
}

// limitParam reads ?limit=, the size of a page.
func limitParam(r *http.Request) (int, error) {
	s, given := parameter(r, "limit")
	if !given {
		return defaultLimit, nil
	}
	limit, err := strconv.Atoi(s)
	if err != nil || limit < 1 || limit > maxLimit {
		return 0, badParameter("limit", "limit must be a whole number from 1 to 100.")
	}
	return limit, nil
}

// cursorParam reads ?cursor=, the last id of the page before; uuid.Nil if it
// is not given.
func cursorParam(r *http.Request) (uuid.UUID, error) {
	s, given := parameter(r, "cursor")
	if !given {
		return uuid.Nil, nil
	}
	id, ok := parseID(s)
	if !ok {
		return uuid.Nil, badParameter("cursor", "cursor must be the nextCursor of an earlier answer.")
	}
	return id, nil
}

// parameter returns the first value of a query parameter. Of a query that is
// malformed, as ?wait=%zz is, it is given with a value that nothing takes.
func parameter(r *http.Request, name string) (value string, given bool) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	switch values := query[name]; {
	case len(values) > 0:
		return values[0], true
	case err != nil && strings.Contains(r.URL.RawQuery, name+"="):
		return "\ufffd", true
	default:
		return "", false
	}
}

func badParameter(name, message string) error {
	return &problem{
		code: codeInvalidParameter, detail: message,
		fields: []fieldError{{Field: name, Code: fieldInvalid, Message: message}},
	}
}
