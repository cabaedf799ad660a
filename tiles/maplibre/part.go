package maplibre

import (
	"reflect"
	"slices"

	"haavi/styles"
)

// part is a rule between two scale denominators (0 is no bound), with the filter that it has there.
type part struct {
	low, high float64
	where     list
}

// parts cuts a rule at the scales where the rules that take features away from it begin and end, for there its filter changes.
func (c *converter) parts(p *styles.FeatureTypeStyle, at int) ([]part, error) {
	r := &p.Rules[at]
	cuts := []float64{r.MinScale}
	for i := range p.Rules {
		if takes(p, i, at) {
			cuts = append(cuts, p.Rules[i].MinScale, p.Rules[i].MaxScale)
		}
	}
	slices.Sort(cuts)
	cuts = slices.DeleteFunc(slices.Compact(cuts), func(s float64) bool {
		return s < r.MinScale || r.MaxScale > 0 && s >= r.MaxScale || s == 0 && r.MinScale > 0
	})
	var all []part
	for i, low := range cuts {
		high := r.MaxScale
		if i+1 < len(cuts) {
			high = cuts[i+1]
		}
		where, err := c.where(p, at, low)
		if err != nil {
			return nil, err
		}
		if n := len(all); n > 0 && reflect.DeepEqual(all[n-1].where, where) {
			all[n-1].high = high
			continue
		}
		all = append(all, part{low, high, where})
	}
	return all, nil
}

// takes says that features of a rule are not those of another.
func takes(p *styles.FeatureTypeStyle, rule, from int) bool {
	return rule != from && !p.Rules[rule].Else && (p.Rules[from].Else || p.FirstOnly && rule < from)
}

// where is the filter of a rule at a scale, with what the rules around it take away.
func (c *converter) where(p *styles.FeatureTypeStyle, at int, scale float64) (list, error) {
	all := list{"all"}
	own, err := c.condition(p.Rules[at].Filter)
	if err != nil {
		return nil, err
	}
	if own != true {
		all = append(all, own)
	}
	for i := range p.Rules {
		if !takes(p, i, at) || !p.Rules[i].InScale(scale) {
			continue
		}
		other, err := c.condition(p.Rules[i].Filter)
		if err != nil {
			return nil, err
		}
		all = append(all, list{"!", other})
	}
	return all, nil
}
