package api

import (
	"net/http"
	"time"

	"github.com/edtronaut/livecode/executor"
)

type languageList struct {
	Languages []languageRecord `json:"languages"`
}

type languageRecord struct {
	ID       string       `json:"id"`
	Name     string       `json:"name"`
	Version  string       `json:"version,omitempty"`
	Image    string       `json:"image,omitempty"`
	FileName string       `json:"fileName"`
	Example  string       `json:"example"`
	Limits   limitsRecord `json:"limits"`
}

type limitsRecord struct {
	WallTimeMs  int64   `json:"wallTimeMs"`
	MemoryBytes int64   `json:"memoryBytes"`
	CPUs        float64 `json:"cpus"`
	Pids        int64   `json:"pids"`
	OutputBytes int64   `json:"outputBytes"` // each of stdout and stderr
	CodeChars   int     `json:"codeChars"`   // Unicode code points
	StdinBytes  int     `json:"stdinBytes"`
}

// languages answers GET /api/languages, in the order of the catalogue.
func (h *handler) languages(w http.ResponseWriter, _ *http.Request) error {
	list := languageList{Languages: []languageRecord{}}
	for _, l := range h.cfg.Languages() {
		list.Languages = append(list.Languages, languageRecord{
			ID: l.ID, Name: l.Name, Version: l.Version, Image: l.Image, FileName: l.FileName,
			Example: l.Example, Limits: limitsOf(l.Limits),
		})
	}
	return writeJSON(w, http.StatusOK, list)
}

func limitsOf(l executor.Limits) limitsRecord {
	return limitsRecord{
		WallTimeMs: int64(l.WallTime / time.Millisecond), MemoryBytes: l.MemoryBytes,
		CPUs: l.CPUs, Pids: l.Pids, OutputBytes: l.OutputBytes,
		CodeChars: executor.MaxCodeChars, StdinBytes: executor.MaxStdinBytes,
	}
}
