package wms

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/layer"
)

// timeExtents are the first and last times of layers that have any.
type timeExtents struct {
	mu     sync.RWMutex
	of     map[string]timeExtent
	rounds int64
}

type timeExtent struct{ first, last feature.Value }

// String is the extent as a period of ISO 8601.
func (e timeExtent) String() string { return e.first.String() + "/" + e.last.String() }

func (t *timeExtents) version() int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.rounds
}

func (t *timeExtents) get(layer string) (timeExtent, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	e, ok := t.of[layer]
	return e, ok
}

// measure asks each layer with times for its first and last. One that fails keeps what was known of it.
func (t *timeExtents) measure(ctx context.Context, layers []*layer.Layer) error {
	var errs []error
	for _, l := range layers {
		if l.TimeBegin == "" {
			continue
		}
		e, ok, err := measureOne(ctx, l)
		if err != nil {
			errs = append(errs, fmt.Errorf("measure the times of layer %q: %w", l.Name, err))
			continue
		}
		t.mu.Lock()
		if t.of == nil {
			t.of = map[string]timeExtent{}
		}
		if old, known := t.of[l.Name]; ok && (!known || old != e) {
			t.of[l.Name] = e
			t.rounds++
		} else if !ok && known {
			delete(t.of, l.Name)
			t.rounds++
		}
		t.mu.Unlock()
	}
	return errors.Join(errs...)
}

// measureOne is false when the layer has no feature with a time.
func measureOne(ctx context.Context, l *layer.Layer) (timeExtent, bool, error) {
	first, ok, err := extreme(ctx, l, l.TimeBegin, false)
	if err != nil || !ok {
		return timeExtent{}, false, err
	}
	last, _, err := extreme(ctx, l, l.TimeBegin, true)
	if err != nil || l.TimeEnd == "" || l.TimeEnd == l.TimeBegin {
		return timeExtent{first, last}, true, err
	}
	end, ok, err := extreme(ctx, l, l.TimeEnd, true)
	if c, sameKind := end.Compare(last); ok && sameKind && c > 0 {
		last = end
	}
	return timeExtent{first, last}, true, err
}

// extreme is the least or greatest value of a field; false when all are null.
func extreme(ctx context.Context, l *layer.Layer, field string, greatest bool) (feature.Value, bool, error) {
	s, err := l.Prepare(layer.Request{Fields: []string{field}, NoGeometry: true, Limit: 1, Sort: []layer.SortBy{{Name: field, Desc: greatest}},
		Where: &filter.Not{Term: &filter.IsNull{Value: &filter.Property{Name: field}}}})
	if err != nil {
		return feature.Value{}, false, err
	}
	fs, err := s.Features(ctx)
	if err != nil {
		return feature.Value{}, false, err
	}
	defer fs.Close()
	if !fs.Next() {
		return feature.Value{}, false, fs.Err()
	}
	return fs.Feature().Props[0], true, fs.Err()
}
