package wmts

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"haavi/internal/filter"
	"haavi/internal/layer"
)

// times are the first and last times of layers that have any.
type times struct {
	mu      sync.RWMutex
	byLayer map[string][2]string
	changes int64
}

func (t *times) of(layer string) (first, last string, ok bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	e, ok := t.byLayer[layer]
	return e[0], e[1], ok
}

func (t *times) version() int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.changes
}

// Refresh measures what capabilities tell of the data and no client should wait for: the times of layers. A layer that fails keeps what was known of it.
func (s *Service) Refresh(ctx context.Context) error {
	var errs []error
	for _, l := range s.o.Tiles.Catalog.Layers(layer.Caller{}) {
		if l.TimeBegin == "" {
			continue
		}
		last := l.TimeEnd
		if last == "" {
			last = l.TimeBegin
		}
		var e [2]string
		var err error
		if e[0], err = extreme(ctx, l, l.TimeBegin, false); err == nil {
			e[1], err = extreme(ctx, l, last, true)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("measure the times of layer %q: %w", l.Name, err))
			continue
		}
		s.times.set(l.Name, e)
	}
	return errors.Join(errs...)
}

func (t *times) set(layer string, e [2]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byLayer == nil {
		t.byLayer = map[string][2]string{}
	}
	if old, known := t.byLayer[layer]; e[0] == "" || e[1] == "" {
		delete(t.byLayer, layer)
		if known {
			t.changes++
		}
	} else if old != e {
		t.byLayer[layer] = e
		t.changes++
	}
}

// extreme is the least or greatest value of a field as text; empty when all are null.
func extreme(ctx context.Context, l *layer.Layer, field string, greatest bool) (string, error) {
	s, err := l.Prepare(layer.Request{Fields: []string{field}, NoGeometry: true, Limit: 1, Sort: []layer.SortBy{{Name: field, Desc: greatest}},
		Where: &filter.Not{Term: &filter.IsNull{Value: &filter.Property{Name: field}}}})
	if err != nil {
		return "", err
	}
	features, err := s.Features(ctx)
	if err != nil {
		return "", err
	}
	defer features.Close()
	if !features.Next() {
		return "", features.Err()
	}
	return features.Feature().Props[0].String(), features.Err()
}
