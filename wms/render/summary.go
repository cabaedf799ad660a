package render

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/feature"
	"haavi/styles"
)

// summary paints what many features add up to. It holds no feature: what it keeps is bounded by the picture's size.
type summary interface {
	// reach is how far beyond the picture, in pixels, features matter.
	reach() float64
	// add takes up a feature at a place in pixels.
	add(at orb.Point, f *feature.Feature)
	paint(c canvas)
}

// newSummary makes the summary of a pass for a map.
func newSummary(of styles.Summary, base *scope, r *Request, m *mapping, schema *feature.Schema) (summary, error) {
	frame := image.Rect(0, 0, r.Width, r.Height)
	switch of := of.(type) {
	case *styles.Density:
		weight, err := fieldOf(of.Weight, schema)
		if err != nil {
			return nil, err
		}
		return newDensity(of, base, frame, weight)
	case *styles.Grid:
		property, err := fieldOf(of.Property, schema)
		if err != nil {
			return nil, err
		}
		return newGrid(of, r, m, property)
	case *styles.Cluster:
		return newCluster(of, base, frame), nil
	default:
		return nil, fmt.Errorf("the summary %T cannot be drawn", of)
	}
}

// fieldOf is the place of a property, -1 for no name.
func fieldOf(name string, schema *feature.Schema) (int, error) {
	if name == "" {
		return -1, nil
	}
	i := schema.Field(name)
	if i < 0 {
		return 0, fmt.Errorf("there is no property %.60q", name)
	}
	return i, nil
}

// constants is the scope with the parameters that visit tells of as if they were constant: of those that vary, an example.
func (s *scope) fixed(visit func(look *scope)) *scope {
	out := *s
	out.constants = map[*styles.Value]feature.Value{}
	visit(&scope{pixel: 1, metre: 1, unit: 1, visit: func(v *styles.Value, _ bool) {
		if v != nil {
			out.constants[v] = exampleValue(v)
		}
	}})
	return &out
}

// ramp is a row of colours.
type ramp []color.NRGBA

// The ramps of summaries that have none of their own; both stay apart for eyes that do not see red and green, and in print.
var (
	densityRamp = []string{"#fde72500", "#fde725b0", "#5ec962d0", "#21918ce0", "#3b528bec", "#440154f0"}
	gridRamp    = []string{"#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"}
)

func rampOf(colors, otherwise []string) (ramp, error) {
	if len(colors) == 0 {
		colors = otherwise
	}
	out := make(ramp, 0, len(colors))
	for _, text := range colors {
		c, err := styles.ParseColor(text)
		if err != nil {
			return nil, fmt.Errorf("ramp: %w", err)
		}
		out = append(out, c)
	}
	return out, nil
}

// at is the colour at a share of the ramp, from 0 to 1.
func (r ramp) at(share float64) color.NRGBA {
	x := max(0, min(1, share)) * float64(len(r)-1)
	i := min(int(x), len(r)-2)
	if i < 0 {
		return r[0]
	}
	return blendColors(r[i], r[i+1], x-float64(i))
}

// step is the colour of one of n classes.
func (r ramp) step(i, n int) color.NRGBA {
	if n < 2 {
		return r[len(r)-1]
	}
	return r.at(float64(i) / float64(n-1))
}

// summaryPlace is the place that a feature counts at.
func (pt *painter) summaryPlaces(visit func(orb.Point)) {
	switch g := pt.geom.(type) {
	case orb.Point:
		visit(pt.plan.mapping.pixel(g))
	case orb.MultiPoint:
		for _, p := range g {
			visit(pt.plan.mapping.pixel(p))
		}
	default:
		if p, ok := firstPoint(g); ok {
			visit(pt.plan.mapping.pixel(p))
		} else if p, ok := pt.centre(0); ok {
			visit(p)
		}
	}
}

// within says whether a place is in the frame grown by a margin, and is a place at all.
func within(p orb.Point, frame image.Rectangle, margin float64) bool {
	return p[0] >= float64(frame.Min.X)-margin && p[0] < float64(frame.Max.X)+margin && p[1] >= float64(frame.Min.Y)-margin && p[1] < float64(frame.Max.Y)+margin
}

// numberOf is a property's value as a number: of times the year with its fraction.
func numberOf(v feature.Value) (float64, bool) {
	if k := v.Kind(); k == feature.Date || k == feature.DateTime {
		t := v.Time()
		return float64(t.Year()) + float64(t.YearDay()-1)/366, true
	}
	n, ok := toNumber(v)
	return n, ok && !math.IsInf(n, 0)
}
