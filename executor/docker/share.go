package docker

// claim is what one language would like to have of the memory for warm
// containers.
type claim struct {
	want int   // containers
	cost int64 // bytes of each, above zero
}

// shares divides budget, in bytes, into containers for each claim. One
// container goes to whoever has got the fewest bytes so far, until nobody wants
// or can have another. So each claim gets its first one before any gets its
// second, a small claim gets all it wants, and large ones get equal parts. Of
// equals, the earlier claim is served first; where not even the first
// containers fit, the later claims go without.
func shares(claims []claim, budget int64) []int {
	given := make([]int, len(claims))
	for {
		next := -1
		for i, c := range claims {
			got := int64(given[i]) * c.cost
			if given[i] < c.want && c.cost <= budget && (next < 0 || got < int64(given[next])*claims[next].cost) {
				next = i
			}
		}
		if next < 0 {
			return given
		}
		given[next]++
		budget -= claims[next].cost
	}
}
