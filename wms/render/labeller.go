package render

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// labeller decides which labels are written: none covers another, and neighbouring maps of one scale decide alike, so that a label runs
// over the edge between two tiles unbroken.
//
// Labels from labelMargin around the picture take part. What is decided must not depend on what lies farther off, so there
// is no first come first served: of labels that collide the one of the highest rank is written. Those that it covers are left out,
// and the rest is decided again, in so many rounds that no decision is carried over from beyond the margin but by labels as wide as a third of it.
type labeller struct {
	frame      orb.Bound
	origin     orb.Point
	candidates []candidate
	// best are the candidates by symbol and place: of two labels of one symbol on one place only the one of higher rank can be written,
	// so that no more than a number bounded by the picture's size are kept.
	best map[labelPlaceKey]int
}

type labelPlaceKey struct {
	symbol *textSymbol
	x, y   int32
}

const (
	// labelMargin is in pixels of the standard resolution.
	labelMargin = 256
	// labelCell is the side, in pixels, of what counts as one place.
	labelCell   = 4
	labelRounds = 3
)

func newLabeller(r *Request, m *mapping) *labeller {
	margin := labelMargin * r.magnification()
	return &labeller{origin: m.pixel(orb.Point{}), best: map[labelPlaceKey]int{},
		frame: orb.Bound{Min: orb.Point{-margin, -margin}, Max: orb.Point{float64(r.Width) + margin, float64(r.Height) + margin}}}
}

// add takes a label up.
func (l *labeller) add(c candidate) {
	f := l.frame
	if !(c.at[0] >= f.Min[0] && c.at[0] <= f.Max[0] && c.at[1] >= f.Min[1] && c.at[1] <= f.Max[1]) { // nor NaN
		return
	}
	if c.symbol.overlap {
		if len(l.candidates) < maxOverlapping {
			l.candidates = append(l.candidates, c)
		}
		return
	}
	key := labelPlaceKey{c.symbol, int32(math.Floor((c.at[0] - math.Round(l.origin[0])) / labelCell)), int32(math.Floor((c.at[1] - math.Round(l.origin[1])) / labelCell))}
	i, taken := l.best[key]
	switch {
	case !taken:
		l.best[key] = len(l.candidates)
		l.candidates = append(l.candidates, c)
	case byRank(&c, &l.candidates[i]) < 0:
		l.candidates[i] = c
	}
}

// maxOverlapping is the most labels that may cover one another.
const maxOverlapping = 20000

// byRank orders labels: the one that is to be written first.
func byRank(a, b *candidate) int {
	return cmp.Or(cmp.Compare(b.priority, a.priority), cmp.Compare(a.hash, b.hash), cmp.Compare(a.at[0], b.at[0]), cmp.Compare(a.at[1], b.at[1]))
}

// draw decides, and writes what is to be written, the highest rank on top.
func (l *labeller) draw(on canvas) {
	slices.SortFunc(l.candidates, func(a, b candidate) int { return byRank(&a, &b) })
	written := l.decide()
	slices.Sort(written)
	for _, i := range slices.Backward(written) {
		l.candidates[i].draw(on)
	}
}

// decide returns the labels to write.
func (l *labeller) decide() []int {
	var written, pending []int
	for i := range l.candidates {
		c := &l.candidates[i]
		if len(c.boxes) == 0 {
			c.lay(orb.Point{})
		}
		if c.symbol.overlap {
			written = append(written, i)
		} else {
			pending = append(pending, i)
		}
	}
	taken := newCollisions()
	for round := 0; round < labelRounds && len(pending) > 0; round++ {
		waiting := newCollisions()
		still := pending[:0]
		for _, i := range pending {
			if l.findRoom(i, taken) {
				still = append(still, i)
				waiting.add(i, l.candidates[i].boxes)
			}
		}
		pending = still[:0:0]
		for _, i := range still {
			// Indexes are ranks.
			if waiting.any(l.candidates[i].boxes, func(other int) bool { return other < i }) {
				pending = append(pending, i)
				continue
			}
			written = append(written, i)
			taken.add(i, l.candidates[i].boxes)
		}
	}
	return written
}

// findRoom says whether a label is free of those that are written, after moving it about its place if it may be moved.
func (l *labeller) findRoom(i int, taken *collisions) bool {
	c := &l.candidates[i]
	free := func() bool { return !taken.any(c.boxes, func(int) bool { return true }) }
	if free() {
		return true
	}
	most := c.symbol.maxShift
	if most <= 0 || c.symbol.along != nil {
		return false
	}
	for _, share := range [...]float64{0.5, 1} {
		for turn := range 8 {
			sin, cos := math.Sincos(float64(turn) * math.Pi / 4)
			c.lay(orb.Point{most * share * cos, most * share * sin})
			if free() {
				return true
			}
		}
	}
	return false
}

// collisions finds labels by the squares of the picture that they lie on.
type collisions struct {
	cells map[[2]int32][]int32
	boxes map[int32][]orb.Bound
}

// collisionCell is the side of the squares, in pixels.
const collisionCell = 48

func newCollisions() *collisions {
	return &collisions{map[[2]int32][]int32{}, map[int32][]orb.Bound{}}
}

func eachCell(b orb.Bound, visit func([2]int32) bool) {
	x0, y0 := int32(math.Floor(b.Min[0]/collisionCell)), int32(math.Floor(b.Min[1]/collisionCell))
	x1, y1 := int32(math.Floor(b.Max[0]/collisionCell)), int32(math.Floor(b.Max[1]/collisionCell))
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			if !visit([2]int32{x, y}) {
				return
			}
		}
	}
}

func (c *collisions) add(i int, boxes []orb.Bound) {
	c.boxes[int32(i)] = boxes
	for _, b := range boxes {
		eachCell(b, func(at [2]int32) bool {
			if all := c.cells[at]; len(all) == 0 || all[len(all)-1] != int32(i) {
				c.cells[at] = append(all, int32(i))
			}
			return true
		})
	}
}

// any says whether one of the labels that matter lies on one of the boxes.
func (c *collisions) any(boxes []orb.Bound, matters func(int) bool) bool {
	found := false
	for _, b := range boxes {
		eachCell(b, func(at [2]int32) bool {
			for _, i := range c.cells[at] {
				if matters(int(i)) && slices.ContainsFunc(c.boxes[i], func(o orb.Bound) bool { return overlap(b, o) }) {
					found = true
					return false
				}
			}
			return true
		})
		if found {
			return true
		}
	}
	return false
}

func overlap(a, b orb.Bound) bool {
	return a.Min[0] < b.Max[0] && b.Min[0] < a.Max[0] && a.Min[1] < b.Max[1] && b.Min[1] < a.Max[1]
}
