package api

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
)

// position is how much of an execution's events a client has. It says all that
// there is to know for going on, so that nothing is kept for that: the record
// has the rest. An event's id is the position after it.
type position struct {
	attempt        int
	stdout, stderr int64 // bytes of text, as UTF-8
	told           phase
}

// phase is the last of the statuses that has been told.
type phase int

const (
	toldNothing phase = iota
	toldQueued
	toldRunning // and the output up to the position
	toldTerminal
	toldEnd // which has the record
)

func (p position) String() string {
	return fmt.Sprintf("%d-%d-%d-%d", p.attempt, p.stdout, p.stderr, p.told)
}

var positionForm = regexp.MustCompile(`^(\d{1,9})-(\d{1,15})-(\d{1,15})-([0-4])$`)

// parsePosition undoes String.
func parsePosition(s string) (p position, ok bool) {
	words := positionForm.FindStringSubmatch(s)
	if words == nil {
		return p, false
	}
	number := func(i int) int64 {
		n, _ := strconv.ParseInt(words[i], 10, 64) // the form has seen to it
		return n
	}
	return position{int(number(1)), number(2), number(3), phase(number(4))}, true
}

// positionParam reads where to go on: after the event that Last-Event-ID names,
// as browsers send it by themselves, or ?lastEventId=, or from the start.
func positionParam(r *http.Request) (position, error) {
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last, _ = parameter(r, "lastEventId")
	}
	if last == "" {
		return position{}, nil
	}
	p, ok := parsePosition(last)
	if !ok {
		return p, badParameter("lastEventId", "Last-Event-ID must be the id of an event of this execution.")
	}
	return p, nil
}
