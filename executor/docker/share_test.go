package docker

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestShares(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		claims []claim
		budget int64
		want   []int
	}{
		"room for all":                  {[]claim{{3, 10}, {5, 20}}, 130, []int{3, 5}},
		"no budget":                     {[]claim{{3, 10}, {5, 20}}, 0, []int{0, 0}},
		"one of each":                   {[]claim{{9, 10}, {9, 20}}, 30, []int{1, 1}},
		"less than one of each":         {[]claim{{9, 10}, {9, 20}}, 29, []int{2, 0}},
		"the first does not fit":        {[]claim{{9, 30}, {9, 20}}, 29, []int{0, 1}},
		"nobody wants":                  {[]claim{{0, 10}, {0, 20}}, 100, []int{0, 0}},
		"a small claim beside a large":  {[]claim{{2, 10}, {99, 10}}, 100, []int{2, 8}},
		"equal parts of memory":         {[]claim{{99, 10}, {99, 20}}, 120, []int{6, 3}},
		"what one leaves the other has": {[]claim{{1, 20}, {99, 7}}, 100, []int{1, 11}},
		"no languages":                  {nil, 100, []int{}},
	} {
		if got := shares(c.claims, c.budget); !slices.Equal(got, c.want) {
			t.Errorf("%s: shares(%v, %d) = %v, want %v", name, c.claims, c.budget, got, c.want)
		}
	}
}

// TestSharesAreFair: whatever is claimed, the budget is kept, and nobody who
// still wants has less than another by more than a container.
func TestSharesAreFair(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		claims := make([]claim, 1+random.IntN(4))
		for i := range claims {
			claims[i] = claim{random.IntN(20), 1 + random.Int64N(30)}
		}
		budget := random.Int64N(500)
		got := shares(claims, budget)
		left := budget
		for i, c := range claims {
			left -= int64(got[i]) * c.cost
		}
		for i, c := range claims {
			if got[i] < 0 || got[i] > c.want || left < 0 {
				t.Fatalf("shares(%v, %d) = %v: more than wanted, or than there is", claims, budget, got)
			}
			if got[i] == c.want {
				continue
			}
			if left >= c.cost {
				t.Fatalf("shares(%v, %d) = %v: claim %d could have had another", claims, budget, got, i)
			}
			for j, other := range claims { // one that came after could not have taken from it
				if int64(got[j]-1)*other.cost > int64(got[i])*c.cost && left+other.cost >= c.cost {
					t.Fatalf("shares(%v, %d) = %v: claim %d has taken from claim %d", claims, budget, got, j, i)
				}
			}
		}
	}
}
