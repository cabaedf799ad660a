package dimension

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"haavi/internal/layer"
)

// Set is the dimensions of all layers of a catalogue, with the values that they have. It is safe for concurrent use.
type Set struct {
	byLayer map[string][]*Dimension
	all     []*Dimension
	mu      sync.RWMutex
	found   map[*Dimension]*Extent
	changes int64
}

// New finds the dimensions. An error is one that its layer cannot have.
func New(c *layer.Catalog) (*Set, error) {
	s := &Set{byLayer: map[string][]*Dimension{}, found: map[*Dimension]*Extent{}}
	for _, l := range c.Layers(layer.Caller{}) {
		dims, err := dimensionsOf(l)
		if err != nil {
			return nil, err
		}
		s.byLayer[l.Name] = dims
		s.all = append(s.all, dims...)
	}
	return s, nil
}

// Of are those of a layer.
func (s *Set) Of(l *layer.Layer) []*Dimension {
	if s == nil {
		return nil
	}
	return s.byLayer[l.Name]
}

// Extent is nil until the dimension was measured, and when no feature has a value.
func (s *Set) Extent(d *Dimension) *Extent {
	e, _ := s.look(d)
	return e
}

// Version grows whenever a dimension is found to have other values.
func (s *Set) Version() int64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.changes
}

// look is Extent, and says whether the values are known: that there are none is knowledge, too.
func (s *Set) look(d *Dimension) (e *Extent, known bool) {
	if d.fixed.Declared {
		return &d.fixed, true
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, known = s.found[d]
	return e, known
}

func (s *Set) set(d *Dimension, e *Extent) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, known := s.found[d]; !known || (old == nil) != (e == nil) || old != nil && old.String() != e.String() {
		s.found[d] = e
		s.changes++
	}
}

// Refresh asks the layers for the values that are not declared, which no client should wait for. It is to be called when a service starts, and
// when data was replaced, with some layers or for all. A dimension that fails keeps what was known of it.
func (s *Set) Refresh(ctx context.Context, only ...*layer.Layer) error {
	var errs []error
	for _, d := range s.all {
		if d.fixed.Declared || len(only) > 0 && !slices.Contains(only, d.layer) {
			continue
		}
		e, err := d.measure(ctx)
		if err != nil {
			errs = append(errs, fmt.Errorf("measure the dimension %q of layer %q: %w", d.Name, d.layer.Name, err))
			continue
		}
		s.set(d, e)
	}
	return errors.Join(errs...)
}
