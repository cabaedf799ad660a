package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// turning is what the longitudes of a box's image do along its edges.
type turning uint8

const (
	within180  turning = iota // they stay between -180 and 180
	across                    // they go on beyond the antimeridian
	aroundPole                // they go around a pole, or pass by it so near that nothing can be said
	nowhere                   // a place on the edges has none
)

// longitudes is the range of the image's longitudes of a projected box, walked along its edges without a jump at the antimeridian: where they go
// across it, it begins below -180 or ends above 180.
func (t *Transform) longitudes(b orb.Bound) (lo, hi float64, how turning) {
	const steps, farthest = 64, 45
	var first, last float64
	for k := range sides*steps + 1 {
		lon, _, ok := t.from.lonLat(onEdge(b, k/steps%sides, float64(k%steps)/steps))
		if !ok {
			return 0, 0, nowhere
		}
		if lon *= degrees; k == 0 {
			first, lo, hi, last = lon, lon, lon, lon
		}
		step := math.Remainder(lon-last, 360)
		if math.Abs(step) > farthest {
			how = aroundPole
		}
		last += step
		lo, hi = min(lo, last), max(hi, last)
	}
	pad := (hi - lo) / steps // what an edge may bulge between two steps
	lo, hi = lo-pad, hi+pad
	switch {
	case how == aroundPole || math.Abs(last-first) > 1 || hi-lo >= 360:
		return lo, hi, aroundPole
	case lo < -180 || hi > 180:
		return lo, hi, across
	default:
		return lo, hi, within180
	}
}

// Bounds is like Bound, but where the box crosses the antimeridian its image in longitude and latitude is two boxes, one on
// each side.
func (t *Transform) Bounds(b orb.Bound) ([]orb.Bound, error) {
	whole, err := t.Bound(b)
	if err != nil || !t.wraps() {
		return []orb.Bound{whole}, err
	}
	lo, hi, how := t.longitudes(b)
	if how != across {
		return []orb.Bound{whole}, nil
	}
	if lo < -180 {
		lo, hi = lo+360, hi+360
	}
	west, east := whole, whole
	west.Min[0], west.Max[0] = lo, 180
	east.Min[0], east.Max[0] = -180, hi-360
	return []orb.Bound{west, east}, nil
}

// acrossAntimeridian gives all longitudes to the image of a projected box that crosses the antimeridian or lies about a pole: samples say nothing
// of what is between them there.
func (t *Transform) acrossAntimeridian(image, b orb.Bound) orb.Bound {
	if !t.wraps() || image.IsEmpty() {
		return image
	}
	_, _, how := t.longitudes(b)
	if how == across || how == aroundPole {
		image.Min[0], image.Max[0] = -180, 180
	}
	const near = 89 // a box that passes by a pole: the latitude nearest to it is between two samples
	if how == aroundPole && image.Max[1] > near {
		image.Max[1] = 90
	}
	if how == aroundPole && image.Min[1] < -near {
		image.Min[1] = -90
	}
	return image
}

// wraps says that the transform gives longitudes from -180 to 180, whatever the place. Web mercator has no end to the east and west.
func (t *Transform) wraps() bool {
	return !t.identity && t.to.info.Geographic && !t.from.info.Geographic && t.from.info.Ref != WebMercator
}
