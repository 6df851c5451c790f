package chaos

import (
	"os"
	"strings"
	"testing"
)

// TestReadmeNamesTheCases: the README names every fault that the service survives.
func TestReadmeNamesTheCases(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for name := range faults {
		if !strings.Contains(string(readme), name) {
			t.Errorf("the README does not name %q", name)
		}
	}
}
