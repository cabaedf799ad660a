package sqlgen

import (
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/internal/filter"
)

// featureBulge is how far, in degrees, the great circles that are the edges of a layer's lines and polygons on the sphere may reach beyond
// the boxes in its spatial index: as far as those of edges 30 degrees of longitude long do.
const featureBulge = 1.0

// around is a box in longitude and latitude that holds everything within a distance of a shape on the sphere, for the spatial index of a
// layer of geometries of type t; ok is false near a pole and the antimeridian, where there is no such box.
func around(s *filter.Shape, metres float64, t feature.GeometryType) (box orb.Bound, ok bool) {
	b := s.Geom.Bound()
	width := b.Max[0] - b.Min[0]
	if width >= 90 {
		return b, false
	}
	// The shape's own edges are great circles too, which bend towards the pole.
	b.Max[1] = math.Max(b.Max[1], bend(b.Max[1], width))
	b.Min[1] = math.Min(b.Min[1], bend(b.Min[1], width))
	const shortDegree = 111_000 // metres; a degree of the sphere is 111,195
	const hair = 1e-12          // degrees: what rounding takes from coordinates
	dLat := metres/shortDegree + hair
	if t.Dimension() != 0 {
		dLat += featureBulge
	}
	lat := math.Max(math.Abs(b.Min[1]), math.Abs(b.Max[1])) + dLat
	if lat > 85 {
		return b, false
	}
	dLon := dLat / math.Cos(lat*math.Pi/180)
	b.Min[0], b.Max[0], b.Min[1], b.Max[1] = b.Min[0]-dLon, b.Max[0]+dLon, b.Min[1]-dLat, b.Max[1]+dLat
	return b, b.Min[0] >= -180 && b.Max[0] <= 180
}

// bend is the latitude, in degrees, of the middle of a great circle between two points at one latitude.
func bend(latitude, width float64) float64 {
	const radians = math.Pi / 180
	return math.Atan(math.Tan(latitude*radians)/math.Cos(width/2*radians)) / radians
}
