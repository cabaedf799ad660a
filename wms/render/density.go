package render

import (
	"image"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/styles"
)

// densityMost is the density at the end of the ramp, where a style does not say: so many features on one place.
const densityMost = 1000

// density is a smooth surface: every feature is a hill of height 1 and of the kernel's radius, hills add up, and the colour follows
// the logarithm of the height. So it means the same in every map, and neighbouring maps fit.
type density struct {
	frame  image.Rectangle
	margin int
	box    int // radius of the box that, passed three times, makes the kernel
	ramp   ramp
	most   float64
	weight int // field, or -1

	width, height int
	sums          []float32
}

func newDensity(of *styles.Density, base *scope, frame image.Rectangle, weight int) (*density, error) {
	s := base.fixed(func(look *scope) { look.size(of.Radius, 16) })
	radius := max(2, min(200, s.size(of.Radius, 16)))
	colors, err := rampOf(of.Ramp, densityRamp)
	most := of.Most
	if most <= 0 {
		most = densityMost
	}
	d := &density{frame: frame, box: max(1, int(math.Round(radius/3))), ramp: colors, most: most, weight: weight}
	d.margin = 3*d.box + 1
	d.width, d.height = frame.Dx()+2*d.margin, frame.Dy()+2*d.margin
	return d, err
}

func (d *density) reach() float64 { return float64(d.margin) }

// add spreads a feature over the four pixels around its place.
func (d *density) add(at orb.Point, f *feature.Feature) {
	if !within(at, d.frame, float64(d.margin)-1) {
		return
	}
	w := 1.0
	if d.weight >= 0 {
		n, ok := toNumber(f.Props[d.weight])
		if !ok || n <= 0 {
			return
		}
		w = n
	}
	if d.sums == nil {
		d.sums = make([]float32, d.width*d.height)
	}
	x, y := at[0]-0.5+float64(d.margin), at[1]-0.5+float64(d.margin)
	i, j := math.Floor(x), math.Floor(y)
	fx, fy := x-i, y-j
	k := int(j)*d.width + int(i)
	if k < 0 || k+d.width+1 >= len(d.sums) {
		return
	}
	d.sums[k] += float32(w * (1 - fx) * (1 - fy))
	d.sums[k+1] += float32(w * fx * (1 - fy))
	d.sums[k+d.width] += float32(w * (1 - fx) * fy)
	d.sums[k+d.width+1] += float32(w * fx * fy)
}

func (d *density) paint(c canvas) {
	if d.sums == nil {
		return
	}
	line := make([]float32, max(d.width, d.height))
	for y := range d.height {
		blur(d.sums[y*d.width:][:d.width], 1, d.width, d.box, line)
	}
	for x := range d.width {
		blur(d.sums[x:], d.width, d.height, d.box, line)
	}
	// On pixels it is painted in bands, which need less memory than a second picture.
	height := d.frame.Dy()
	raster, pixels := c.(*rasterCanvas)
	if pixels {
		height = min(height, 64)
	}
	band := image.NewRGBA(image.Rect(0, 0, d.frame.Dx(), height))
	colors, peak := newRampTable(d.ramp), peakOf(d.box)
	for y := 0; y < d.frame.Dy(); y += height {
		d.colour(band, y, colors, peak)
		if pixels {
			over(raster.image(), band, image.Pt(0, y))
		} else {
			c.overlay(band)
		}
	}
}

// colour paints the rows from a first one on.
func (d *density) colour(band *image.RGBA, from int, colors [][4]byte, peak float64) {
	scale := float64(len(colors)-1) / math.Log1p(d.most)
	clear(band.Pix)
	for y := range min(band.Rect.Dy(), d.frame.Dy()-from) {
		row := d.sums[(y+from+d.margin)*d.width+d.margin:]
		for x := range band.Rect.Dx() {
			if v := float64(row[x]) / peak; v > 0.01 {
				copy(band.Pix[y*band.Stride+4*x:], colors[min(len(colors)-1, int(math.Log1p(v)*scale))][:])
			}
		}
	}
}

// newRampTable are premultiplied colours along a ramp.
func newRampTable(r ramp) [][4]byte {
	out := make([][4]byte, 1024)
	for i := range out {
		n := r.at(float64(i) / float64(len(out)-1))
		red, green, blue, alpha := n.RGBA()
		out[i] = [4]byte{byte(red >> 8), byte(green >> 8), byte(blue >> 8), byte(alpha >> 8)}
	}
	return out
}

// blur passes a box of a radius three times over n values that are step apart: what comes of one value is smooth, and reaches
// three radii.
func blur(values []float32, step, n, radius int, line []float32) {
	empty := true
	for i := range n {
		line[i] = values[i*step]
		empty = empty && line[i] == 0
	}
	if empty {
		return
	}
	for range 3 {
		sum := 0.0
		for i := range min(radius, n) {
			sum += float64(line[i])
		}
		for i := range n {
			if i+radius < n {
				sum += float64(line[i+radius])
			}
			if i-radius-1 >= 0 {
				sum -= float64(line[i-radius-1])
			}
			values[i*step] = float32(sum)
		}
		for i := range n {
			line[i] = values[i*step]
		}
	}
}

// peakOf is the height that a single feature comes to.
func peakOf(radius int) float64 {
	n := 6*radius + 3
	values, line := make([]float32, n), make([]float32, n)
	values[n/2] = 1
	blur(values, 1, n, radius, line)
	return float64(values[n/2]) * float64(values[n/2])
}
