package hostile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Summary is a table in Markdown of the families: how many cases and programs
// each has, what they try, what stands against them, and how they end in that
// place. A case without programs, which does its harm through the API itself,
// counts as one.
func Summary(cases []Case, list List, in Place) string {
	var table strings.Builder
	table.WriteString("| family | cases | programs | they try to | against them stand | they end |\n|---|---|---|---|---|---|\n")
	all, programs, allEnds := 0, 0, map[string]int{}
	for _, f := range list.Families {
		n, ends := 0, map[string]int{}
		layers := map[string]bool{}
		for _, c := range cases {
			if c.Family != f.Name {
				continue
			}
			n++
			for _, end := range c.ends(in) {
				ends[end]++
				allEnds[end]++
			}
			for _, layer := range c.Layers {
				layers[layer] = true
			}
		}
		against := slices.DeleteFunc(slices.Clone(Layers), func(layer string) bool { return !layers[layer] })
		fmt.Fprintf(&table, "| %s | %d | %d | %s | %s | %s |\n", f.Name, n, sum(ends), f.About, strings.Join(against, ", "), tell(ends))
		all, programs = all+n, programs+sum(ends)
	}
	fmt.Fprintf(&table, "| all | %d | %d | | | %s |\n", all, programs, tell(allEnds))
	return table.String()
}

// The ends that are none of a program.
const (
	endRefused  = "refused"
	endAnswered = "answered"
	endSeveral  = "one or another way"
)

// ends are how the programs of c must end, one for each.
func (c Case) ends(in Place) []string {
	if len(c.Programs) == 0 {
		return []string{endAnswered}
	}
	ends := make([]string, len(c.Programs))
	for i, p := range c.Programs {
		switch e, _ := p.Expect(in); {
		case e.Refused != nil:
			ends[i] = endRefused
		case len(e.Termination) > 1:
			ends[i] = endSeveral
		default:
			ends[i] = "`" + e.Termination[0] + "`"
		}
	}
	return ends
}

func sum(ends map[string]int) (n int) {
	for _, of := range ends {
		n += of
	}
	return n
}

// tell lists ends and how many there are of each, the most frequent first.
func tell(ends map[string]int) string {
	names := slices.SortedFunc(maps.Keys(ends), func(a, b string) int {
		return cmp.Or(cmp.Compare(ends[b], ends[a]), strings.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprint(ends[name], " ", name)
	}
	return strings.Join(names, ", ")
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
