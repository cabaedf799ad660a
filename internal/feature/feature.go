package feature

import "github.com/paulmach/orb"

// Feature is one row of a layer. A Feature handed out by a stream is valid only
// until the stream moves on; Clone keeps it longer.
type Feature struct {
	// ID is the key of the row as text, without the layer's name in front.
	ID string
	// Geom is in the CRS the query asked for, east/north. It is nil when the
	// row has no place: SQL NULL and empty geometries alike.
	Geom orb.Geometry
	// Props are the values of the query's fields, in the query's order.
	Props []Value
}

// Clone returns a copy that shares nothing with f.
func (f *Feature) Clone() *Feature {
	c := &Feature{ID: f.ID, Props: append([]Value(nil), f.Props...)}
	if f.Geom != nil {
		c.Geom = orb.Clone(f.Geom)
	}
	return c
}
