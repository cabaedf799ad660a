package main

import (
	"haavi/config"
	"haavi/styles"
)

// newStyles makes the styles of a configuration.
func newStyles(cfg *config.Config) (*styles.Registry, error) {
	var all []*styles.Style
	var problems config.Problems
	for _, s := range cfg.Styles {
		style, err := simpleStyle(s.Value).Style(s.Name)
		if err != nil {
			problems = append(problems, cfg.Problem(config.Join("styles", s.Name), err.Error(), ""))
			continue
		}
		all = append(all, style)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return styles.NewRegistry(all...)
}

func simpleStyle(s *config.Style) styles.Simple {
	simple := styles.Simple{
		Title: s.Title, Symbol: symbol(s.Symbol), Field: s.Field,
		Label: s.Label, LabelSize: s.LabelSize, LabelColor: s.LabelColor, LabelHalo: s.LabelHalo, LabelMaxScale: s.LabelMaxScale,
	}
	for _, c := range s.Categories {
		simple.Categories = append(simple.Categories, styles.Category{Value: c.Value, Title: c.Title, Symbol: symbol(c.Symbol)})
	}
	return simple
}

func symbol(s config.Symbol) styles.Symbol {
	return styles.Symbol{
		Marker: s.Marker, Size: s.Size, Fill: s.Fill, Stroke: s.Stroke, StrokeWidth: s.StrokeWidth, Opacity: s.Opacity, Dash: s.Dash,
	}
}
