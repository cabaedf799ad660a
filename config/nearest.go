package config

import "strings"

// Nearest returns the candidate that name is most likely a slip of, or "" when none is near.
func Nearest(name string, candidates []string) string {
	best, least := "", 1+max(1, len(name)/3)
	folded := strings.ToLower(name)
	if len(folded) > 64 {
		return ""
	}
	for _, c := range candidates {
		if d := distance(folded, strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance is the number of insertions, deletions, substitutions and swaps of neighbours between
// two words (optimal string alignment).
func distance(a, b string) int {
	before, previous, current := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := 1; i <= len(a); i++ {
		current[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			current[j] = min(previous[j]+1, current[j-1]+1, previous[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
		before, previous, current = previous, current, before
	}
	return previous[len(b)]
}

// suggestion is the remedy for a name that is not among the known ones.
func suggestion(name string, known []string, none string) string {
	if near := Nearest(name, known); near != "" {
		return `did you mean "` + near + `"?`
	}
	if len(known) == 0 {
		return none
	}
	return "known are " + strings.Join(known, ", ")
}
