package layer

import (
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"haavi/internal/filter"
)

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// checkSize refuses a filter of too many nodes or vertices before anything is spent on it.
func (m Limits) checkSize(e filter.Expr) error {
	if e == nil || (m.FilterNodes == 0 && m.FilterVertices == 0) {
		return nil
	}
	nodes, vertices := 0, 0
	filter.Walk(e, func(n filter.Expr) {
		nodes++
		switch n := n.(type) {
		case *filter.Shape:
			vertices += countVertices(n.Geom)
		case *filter.IDs:
			nodes += len(n.List)
		}
	})
	if m.FilterNodes > 0 && nodes > m.FilterNodes {
		return &Error{Part: "filter", Text: fmt.Sprintf("the filter has %d nodes, more than the %d allowed; split the request", nodes, m.FilterNodes)}
	}
	if m.FilterVertices > 0 && vertices > m.FilterVertices {
		return &Error{Part: "filter", Text: fmt.Sprintf("the filter's geometries have %d vertices, more than the %d allowed; simplify them", vertices, m.FilterVertices)}
	}
	return nil
}

func countVertices(g orb.Geometry) int {
	switch g := g.(type) {
	case nil:
		return 0
	case orb.Point:
		return 1
	case orb.MultiPoint:
		return len(g)
	case orb.LineString:
		return len(g)
	case orb.Ring:
		return len(g)
	case orb.Bound:
		return 2
	case orb.MultiLineString:
		return sum(g, func(l orb.LineString) int { return len(l) })
	case orb.Polygon:
		return sum(g, func(r orb.Ring) int { return len(r) })
	case orb.MultiPolygon:
		return sum(g, func(p orb.Polygon) int { return countVertices(p) })
	case orb.Collection:
		return sum(g, countVertices)
	default:
		return 0
	}
}

func sum[T any](items []T, size func(T) int) int {
	n := 0
	for _, it := range items {
		n += size(it)
	}
	return n
}
