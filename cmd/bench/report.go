package main

import (
	"encoding/json"
	"os"
	"time"
)

// report is all that was measured. Times are in milliseconds, and what was not
// measured is absent.
type report struct {
	Machine machine   `json:"machine"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Short   bool      `json:"short"`

	// Unquiet is how often the machine did not become quiet before something
	// was measured.
	Unquiet int `json:"unquiet"`

	Bare   []latencyRow `json:"a,omitempty"`
	Cold   []latencyRow `json:"b,omitempty"`
	Churn  []churnRow   `json:"c,omitempty"`
	Paced  []pacedRow   `json:"d,omitempty"`
	Burst  []burstRow   `json:"burst,omitempty"`
	Closed []closedRow  `json:"e,omitempty"`
	Submit []closedRow  `json:"f,omitempty"`
	Idle   *idleRow     `json:"g,omitempty"`
	Stored []storedRow  `json:"h,omitempty"`
	Growth []growthRow  `json:"i,omitempty"`

	Ratios []ratio `json:"ratios"`
}

// save writes r as JSON, if there is a file to write to.
func (r *report) save(file string) error {
	if file == "" {
		return nil
	}
	content, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(content, '\n'), 0o644)
}
