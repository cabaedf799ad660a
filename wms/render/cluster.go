package render

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/styles"
)

// cluster joins features that are near one another. Features are summed up in small squares aligned to the map's coordinates; then, as
// with labels, the squares with the most features take up what is near them, in rounds that hang on little that is far off: so neighbouring
// maps show the same clusters but for rare chains of decisions.
type cluster struct {
	frame    image.Rectangle
	origin   orb.Point
	distance float64
	cell     float64
	symbols  clusterSymbols
	cells    map[[2]int32]*clusterSum
}

// clusterSymbols are what clusters are drawn with.
type clusterSymbols struct {
	fill   brush
	pen    *pen
	writer *writer
	font   fontFace
	text   color.NRGBA
	single *graphic
	pixel  float64
	most   float64 // the largest radius; 0 for no bound
}

type clusterSum struct {
	key  [2]int32
	x, y float64
	n    int64
	// head says that it takes up others, joins what takes it up, gone that it is decided.
	head, gone bool
	joins      *clusterSum
}

// clusterMargin is how many distances beyond the picture features take part.
const clusterMargin = 8

func newCluster(of *styles.Cluster, base *scope, frame image.Rectangle) *cluster {
	d := of.Distance
	if d <= 0 {
		d = 40
	}
	d = max(4, min(300, d)) * base.pixel
	return &cluster{frame: frame, origin: orb.Point{math.Round(base.origin[0]), math.Round(base.origin[1])}, distance: d, cell: d / 4,
		symbols: clusterSymbolsOf(of, base), cells: map[[2]int32]*clusterSum{}}
}

func clusterSymbolsOf(of *styles.Cluster, base *scope) clusterSymbols {
	look := func(s *scope) (fill, text *brush, p *pen, single *graphic, size float64) {
		s.in(styles.Pixel)
		if of.Single != nil {
			single = s.graphic(of.Single, 1)
		}
		return s.fill(of.Fill), s.fill(of.TextFill), s.pen(of.Stroke), single, s.size(of.Font.Size, 11)
	}
	s := base.fixed(func(l *scope) { look(l) })
	fill, text, p, single, size := look(s)
	out := clusterSymbols{fill: brush{color: color.NRGBA{0xe2, 0x4a, 0x1b, 0xe6}}, text: white, single: single, pixel: base.pixel,
		font: fontFace{bold: of.Font.Bold, italic: of.Font.Italic, size: size}, pen: p}
	if fill != nil {
		out.fill = *fill
	}
	if text != nil {
		out.text = text.color
	}
	if p == nil {
		out.pen = &pen{color: color.NRGBA{0xff, 0xff, 0xff, 0xd0}, width: 1.5 * base.pixel, join: styles.JoinBevel}
	}
	if single == nil {
		out.single = &graphic{mark: &mark{shape: outline("circle"), fill: &out.fill, pen: &pen{color: white, width: base.pixel, join: styles.JoinBevel}},
			size: 8 * base.pixel, anchorX: 0.5, anchorY: 0.5, opacity: 1}
	}
	out.writer = newWriter(out.font)
	return out
}

func (c *cluster) reach() float64 { return clusterMargin * c.distance }

func (c *cluster) add(at orb.Point, _ *feature.Feature) {
	if !within(at, c.frame, c.reach()) {
		return
	}
	x, y := at[0]-c.origin[0], at[1]-c.origin[1]
	key := [2]int32{int32(math.Floor(x / c.cell)), int32(math.Floor(y / c.cell))}
	s := c.cells[key]
	if s == nil {
		s = &clusterSum{key: key}
		c.cells[key] = s
	}
	s.x, s.y, s.n = s.x+at[0], s.y+at[1], s.n+1
}

func (s *clusterSum) centre() orb.Point { return orb.Point{s.x / float64(s.n), s.y / float64(s.n)} }

// before orders sums: the one that takes up the other.
func (s *clusterSum) before(o *clusterSum) bool {
	return cmp.Or(cmp.Compare(o.n, s.n), slices.Compare(s.key[:], o.key[:])) < 0
}

// join lets those that nothing larger is near to take up what is near them, and the rest again: few go through more than three rounds.
func (c *cluster) join() []*clusterSum {
	all := make([]*clusterSum, 0, len(c.cells))
	for _, s := range c.cells {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *clusterSum) int { return slices.Compare(a.key[:], b.key[:]) })
	var done []*clusterSum
	for len(all) > 0 {
		for _, s := range all {
			s.head = !c.near(s, func(o *clusterSum) bool { return o.before(s) })
		}
		for _, s := range all { // decided before sums change
			s.joins = nil
			if !s.head {
				c.near(s, func(o *clusterSum) bool {
					if o.head && (s.joins == nil || o.before(s.joins)) {
						s.joins = o
					}
					return false
				})
			}
		}
		rest := all[:0:0]
		for _, s := range all {
			switch {
			case s.head:
				done = append(done, s)
			case s.joins != nil:
				s.joins.x, s.joins.y, s.joins.n = s.joins.x+s.x, s.joins.y+s.y, s.joins.n+s.n
			default:
				rest = append(rest, s)
				continue
			}
			s.gone = true
		}
		all = rest
	}
	return done
}

// near says whether one of the sums within the distance fits.
func (c *cluster) near(s *clusterSum, fits func(*clusterSum) bool) bool {
	at := s.centre()
	span := int32(math.Ceil(c.distance/c.cell)) + 1
	for dy := -span; dy <= span; dy++ {
		for dx := -span; dx <= span; dx++ {
			o := c.cells[[2]int32{s.key[0] + dx, s.key[1] + dy}]
			if o != nil && o != s && !o.gone && distance(at, o.centre()) < c.distance && fits(o) {
				return true
			}
		}
	}
	return false
}

func (c *cluster) paint(on canvas) {
	all := c.join()
	slices.SortFunc(all, func(a, b *clusterSum) int { return cmp.Or(cmp.Compare(a.n, b.n), slices.Compare(a.key[:], b.key[:])) })
	for _, s := range all {
		c.symbols.draw(on, s.centre(), s.n)
	}
}

// draw paints a circle that grows with the logarithm of the number, and the number.
func (s *clusterSymbols) draw(on canvas, at orb.Point, n int64) {
	if n == 1 {
		on.stamp(s.single, at)
		return
	}
	text := short(n)
	_, width := s.writer.layout(text)
	r := max(s.font.size*0.75+2.2*s.pixel*math.Log10(float64(n)), width/2+3*s.pixel)
	if s.most > 0 {
		r = min(r, s.most)
	}
	circle := placed(at, 0, r).paths(outline("circle"))
	on.fill(circle, s.fill)
	if s.pen.width > 0 {
		on.stroke(circle, s.pen)
	}
	s.writer.write(on, text, at[0]-width/2, at[1]+s.font.size*0.36, s.text)
}

// short writes a number in few characters: 999, 1.2k, 35k, 1.4M.
func short(n int64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v := float64(n) / unit.size; v >= 1 {
			if v < 9.95 {
				return strconv.FormatFloat(math.Floor(v*10)/10, 'f', -1, 64) + unit.name
			}
			return strconv.FormatFloat(math.Floor(v), 'f', 0, 64) + unit.name
		}
	}
	return strconv.FormatInt(n, 10)
}
