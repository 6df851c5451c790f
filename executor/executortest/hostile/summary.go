package hostile

import (
	"fmt"
	"slices"
	"strings"
)

// Summary is a table in Markdown of the families: how many cases and programs
// each has, what they try, and what stands against them. A case without
// programs, which does its harm through the API itself, counts as one.
func Summary(cases []Case, list List) string {
	var table strings.Builder
	table.WriteString("| family | cases | programs | they try to | against them stand |\n|---|---|---|---|---|\n")
	all, programs := 0, 0
	for _, f := range list.Families {
		n, of := 0, 0
		layers := map[string]bool{}
		for _, c := range cases {
			if c.Family != f.Name {
				continue
			}
			n, of = n+1, of+max(1, len(c.Programs))
			for _, layer := range c.Layers {
				layers[layer] = true
			}
		}
		against := slices.DeleteFunc(slices.Clone(Layers), func(layer string) bool { return !layers[layer] })
		fmt.Fprintf(&table, "| %s | %d | %d | %s | %s |\n", f.Name, n, of, f.About, strings.Join(against, ", "))
		all, programs = all+n, programs+of
	}
	fmt.Fprintf(&table, "| all | %d | %d | | |\n", all, programs)
	return table.String()
}

// Uncovered are the rows of the list that no case covers, in order.
func Uncovered(cases []Case, list List) []int {
	covered := map[int]bool{}
	for _, c := range cases {
		covered[c.Row] = true
	}
	var rows []int
	for row := range list.Rows {
		if !covered[row] {
			rows = append(rows, row)
		}
	}
	slices.Sort(rows)
	return rows
}
