package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// listed is an answer as clients read it.
type listed struct {
	Executions []struct {
		ID uuid.UUID `json:"id"`
	} `json:"executions"`
	NextCursor *string `json:"nextCursor"`
}

// fill stores n executions with this much output, and returns their ids, newest
// first.
func (f *fixture) fill(t *testing.T, session uuid.UUID, n, output int) []uuid.UUID {
	t.Helper()
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = f.execution(t, func(e *executor.Execution) {
			e.SessionID, e.Stdout = session, strings.Repeat("x", output)
		})
	}
	slices.Reverse(ids)
	return ids
}

// walk follows the cursor from the newest to the oldest and returns the sizes
// of the pages and all ids.
func (f *fixture) walk(t *testing.T, session uuid.UUID, query string) (sizes []int, ids []uuid.UUID) {
	t.Helper()
	cursor := ""
	for range 100 {
		path := "/api/code-sessions/" + session.String() + "/executions?" + query + cursor
		page := decode[listed](t, f.do(t, "GET", path, ""), 200)
		sizes = append(sizes, len(page.Executions))
		for _, e := range page.Executions {
			ids = append(ids, e.ID)
		}
		if page.NextCursor == nil {
			return sizes, ids
		}
		cursor = "&cursor=" + *page.NextCursor
	}
	t.Fatal("the cursor does not come to an end")
	return nil, nil
}

func TestListExecutionsPages(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	session := f.session(t)
	want := f.fill(t, session, 45, 0)
	f.fill(t, f.session(t), 3, 0) // of another session
	for query, sizes := range map[string][]int{
		"":          {20, 20, 5},
		"limit=45":  {45},
		"limit=44":  {44, 1},
		"limit=15":  {15, 15, 15},
		"limit=100": {45},
		"limit=10":  {10, 10, 10, 10, 5},
	} {
		got, ids := f.walk(t, session, query)
		if !slices.Equal(got, sizes) || !slices.Equal(ids, want) {
			t.Errorf("%q: pages of %v, %d ids; want %v and all, newest first", query, got, len(ids), sizes)
		}
	}
}

func TestListExecutionsOfAnEmptySession(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	w := f.do(t, "GET", "/api/code-sessions/"+f.session(t).String()+"/executions", "")
	if want := `{"executions":[],"nextCursor":null}` + "\n"; w.Code != 200 || w.Body.String() != want {
		t.Errorf("status %d body %q, want 200 %q", w.Code, w.Body, want)
	}
}

func TestListExecutionsBoundsThePage(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	session := f.session(t)
	want := f.fill(t, session, 20, 1<<20)
	sizes, ids := f.walk(t, session, "limit=100")
	if !slices.Equal(ids, want) {
		t.Errorf("got %d ids, want all %d, newest first", len(ids), len(want))
	}
	if want := []int{8, 8, 4}; !slices.Equal(sizes, want) {
		t.Errorf("pages of %v, want %v", sizes, want)
	}
}

// TestListExecutionsTellsPlaces: where each stands that waits, as its record does.
func TestListExecutionsTellsPlaces(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	session := f.session(t)
	ids := f.fill(t, session, 3, 0)
	f.finish(t.Context(), ids[1], "")
	type placed struct {
		Executions []struct{ QueuePosition int }
	}
	page := decode[placed](t, f.do(t, "GET", "/api/code-sessions/"+session.String()+"/executions", ""), 200)
	var got []int
	for _, e := range page.Executions {
		got = append(got, e.QueuePosition)
	}
	if want := []int{2, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("positions %v, newest first, want %v", got, want)
	}
}

func TestListExecutionsFailures(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.store.failAll(fmt.Errorf("read: %w", executor.ErrUnavailable))
	path := "/api/code-sessions/" + newID(t).String() + "/executions"
	wantProblem(t, f.do(t, "GET", path, ""), 503, codeUnavailable)
}
