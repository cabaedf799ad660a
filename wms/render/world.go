package render

import (
	"math"

	"haavi/internal/crs"
)

// maxWorlds is how often the world is drawn side by side, at most.
const maxWorlds = 9

// worlds are the request once for each time that its map goes around the world: of a map from 170 to 190 degrees the part
// beyond the antimeridian is that from -190 to -170. In systems whose coordinates do not go around it is the request alone.
func (r Request) worlds() []Request {
	around, middle := crs.Around(r.CRS)
	if around == 0 {
		return []Request{r}
	}
	m := newMapping(&r)
	ground := m.grown(r.Bound, labelMargin*r.magnification()) // symbols and labels reach over the antimeridian
	first, last := math.Floor((ground.Min[0]-middle)/around+0.5), math.Floor((ground.Max[0]-middle)/around+0.5)
	if first == 0 && last == 0 {
		return []Request{r}
	}
	if last-first >= maxWorlds {
		last = first + maxWorlds - 1
	}
	var all []Request
	for k := first; k <= last; k++ {
		one := r
		one.Bound.Min[0] -= k * around
		one.Bound.Max[0] -= k * around
		all = append(all, one)
	}
	return all
}
