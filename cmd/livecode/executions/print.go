package executions

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// printTable writes a line for each execution, and how the newest attempt ended.
func printTable(out io.Writer, list []executor.Execution) error {
	if len(list) == 0 {
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "EXECUTION\tCREATED\tLANGUAGE\tSTATUS\tTERMINATION\tATTEMPTS\tWORKER\tERROR")
	for _, e := range list {
		a := newest(e)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", e.ID, e.CreatedAt.Format(time.DateTime), e.Language, e.Status,
			a.Termination, a.Made(), a.WorkerID, inLine(a.Error))
	}
	return w.Flush()
}

// inLine is the beginning of text, on one line.
func inLine(text string) string {
	const most = 120
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// row is an execution as --json shows it: the API's names, and what only
// operators may see.
type row struct {
	ID          uuid.UUID            `json:"id"`
	SessionID   uuid.UUID            `json:"sessionId"`
	Language    string               `json:"language"`
	Status      executor.Status      `json:"status"`
	Termination executor.Termination `json:"termination,omitempty"`
	Attempt     int                  `json:"attempt,omitempty"`
	WorkerID    string               `json:"workerId,omitempty"`
	Error       string               `json:"error,omitempty"`
	CreatedAt   time.Time            `json:"createdAt"`
	FinishedAt  *time.Time           `json:"finishedAt,omitempty"`
}

type page struct {
	Executions []row      `json:"executions"`
	Next       *uuid.UUID `json:"next"` // for --before, null on the last page
}

func printJSON(out io.Writer, list []executor.Execution, next *uuid.UUID) error {
	p := page{Executions: make([]row, len(list)), Next: next}
	for i, e := range list {
		a := newest(e)
		p.Executions[i] = row{
			ID: e.ID, SessionID: e.SessionID, Language: e.Language, Status: e.Status, Termination: a.Termination,
			Attempt: a.Made(), WorkerID: a.WorkerID, Error: a.Error, CreatedAt: e.CreatedAt, FinishedAt: a.FinishedAt,
		}
	}
	return json.NewEncoder(out).Encode(p)
}

// newest is the newest attempt, or an empty one where there is none.
func newest(e executor.Execution) executor.Attempt {
	if e.Attempt == nil {
		return executor.Attempt{}
	}
	return *e.Attempt
}
