package wms

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/ows"
	"haavi/wms/render"
)

// reach is how far from the place that was pointed at a point, a line and an area may be, in pixels.
type reach [3]float64

func (r reach) most() float64 { return slices.Max(r[:]) }

func (r reach) of(g orb.Geometry) float64 { return r[g.Dimensions()] }

// reach reads the tolerances of a request: BUFFER as GeoServer has it, or RADIUS as MapServer has it, for everything; or
// FI_POINT_TOLERANCE, FI_LINE_TOLERANCE and FI_POLYGON_TOLERANCE as QGIS Server has them. Without them points and lines, which are hard
// to hit, have the tolerance of the service, and areas none.
func (c *call) reach() (reach, error) {
	r := reach{c.o.Tolerance, c.o.Tolerance, 0}
	name, text := c.params.First("buffer", "radius")
	if strings.EqualFold(strings.TrimSpace(text), "bbox") && name == "radius" {
		text = ""
	}
	if text != "" {
		v, err := c.tolerance(name, text)
		if err != nil {
			return r, err
		}
		r = reach{v, v, v}
	}
	for i, name := range []string{"fi_point_tolerance", "fi_line_tolerance", "fi_polygon_tolerance"} {
		if text := c.params.Get(name); text != "" {
			v, err := c.tolerance(name, text)
			if err != nil {
				return r, err
			}
			r[i] = v
		}
	}
	return r, nil
}

func (c *call) tolerance(name, text string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(v >= 0 && v <= c.o.MaxTolerance) {
		return 0, ows.Invalid(name, "%s=%.40q is not between 0 and %g pixels", strings.ToUpper(name), text, c.o.MaxTolerance)
	}
	return v, nil
}

// onEarth moves a place on a map that goes on beyond the antimeridian to where data is.
func (c *call) onEarth(r *render.Request, p orb.Point) orb.Point {
	if around, middle := crs.Around(r.CRS); around > 0 {
		p[0] -= around * math.Floor((p[0]-middle)/around+0.5)
	}
	return p
}
