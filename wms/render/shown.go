package render

import (
	"context"
	"fmt"

	"haavi/internal/filter"
	"haavi/styles"
)

// Shown finds the rules that paint something on a map of one layer: what a legend of that map needs. It reads the features of the
// map until every rule has one.
func Shown(ctx context.Context, r Request, l LayerRequest) (map[*styles.Rule]bool, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	shown := map[*styles.Rule]bool{}
	for _, world := range r.worlds() {
		if err := shownIn(ctx, &world, &l, shown); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

func shownIn(ctx context.Context, r *Request, l *LayerRequest, shown map[*styles.Rule]bool) error {
	p, err := newPlan(r, l, newMapping(r))
	if err != nil || p == nil {
		return err
	}
	passes := rulesAt(l.Style, r.Scale())
	checked := map[*styles.Rule]filter.Checked{}
	left := 0
	for _, active := range passes {
		for _, rule := range active.rules {
			if checked[rule], err = filter.Check(rule.Filter, p.schema); err != nil {
				return fmt.Errorf("style %q of layer %q: rule %q: %w", l.Style.Name, l.Layer.Name, rule.Title, err)
			}
			if !shown[rule] {
				left++
			}
		}
	}
	p.request.NoGeometry = true
	selection, err := l.Layer.Prepare(p.request)
	if err != nil {
		return err
	}
	features, err := selection.Features(ctx)
	if err != nil {
		return err
	}
	defer features.Close()
	show := func(rule *styles.Rule) {
		if !shown[rule] {
			shown[rule] = true
			left--
		}
	}
	for left > 0 && features.Next() {
		f := features.Feature()
		for _, active := range passes {
			met := false
			for _, rule := range active.rules {
				if met && active.of.FirstOnly {
					break
				}
				if !rule.Else && checked[rule].Eval(f, p.schema) {
					met = true
					show(rule)
				}
			}
			for _, rule := range active.rules {
				if rule.Else && !met {
					show(rule)
				}
			}
		}
	}
	if left == 0 {
		return nil
	}
	return features.Err()
}
