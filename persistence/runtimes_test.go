package persistence

import (
	"slices"
	"testing"

	"github.com/edtronaut/livecode/executor"
)

func TestRuntimesAreWhatWasToldLast(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, config func(*testing.T) Config) {
		s := openMigrated(t, config(t))
		python := executor.Runtime{Language: "python", Version: "3.13.5", Image: "livecode/python:1"}
		newer := executor.Runtime{Language: "python", Version: "3.13.15", Image: "livecode/python:2"}
		node := executor.Runtime{Language: "javascript", Version: "24.19.0", Image: "livecode/javascript:1"}
		for _, step := range []struct{ save, want []executor.Runtime }{
			{nil, nil},
			{[]executor.Runtime{python}, []executor.Runtime{python}},
			{[]executor.Runtime{newer, node}, []executor.Runtime{node, newer}},
		} {
			if err := s.SaveRuntimes(t.Context(), step.save); err != nil {
				t.Fatalf("SaveRuntimes(%v): %v", step.save, err)
			}
			got, err := s.Runtimes(t.Context())
			if err != nil || !slices.Equal(got, step.want) {
				t.Errorf("Runtimes() = %v, %v, want %v", got, err, step.want)
			}
		}
	})
}
