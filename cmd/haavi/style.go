package main

import (
	"errors"
	"fmt"
	"os"

	"haavi/config"
	"haavi/styles"
	"haavi/styles/sld"
)

// styleSet are the styles of a configuration.
type styleSet struct {
	all []*styles.Style
	// remarks are what documents ask for that is not supported, by the name of the style.
	remarks map[string][]sld.Remark
}

// loadStyles makes the styles of a configuration, those from documents among them.
func loadStyles(cfg *config.Config) (*styleSet, config.Problems) {
	set := &styleSet{remarks: map[string][]sld.Remark{}}
	var problems config.Problems
	for _, s := range cfg.Styles {
		at := config.Join("styles", s.Name)
		if s.Value.SLD == "" {
			style, err := simpleStyle(s.Value).Style(s.Name)
			if err != nil {
				problems = append(problems, cfg.Problem(at, err.Error(), ""))
				continue
			}
			set.all = append(set.all, style)
			continue
		}
		style, remarks, err := documentStyle(s.Value.SLD, s.Value.SLDStyle)
		if err != nil {
			problems = append(problems, cfg.Problem(at+".sld", err.Error(), "see that it is a style document; haavi style import tells more"))
			continue
		}
		style.Name = s.Name
		style.Title = first(s.Value.Title, style.Title, s.Name)
		set.all = append(set.all, style)
		set.remarks[s.Name] = remarks
	}
	return set, problems
}

// get returns the style of a name, or nil.
func (s *styleSet) get(name string) *styles.Style {
	for _, style := range s.all {
		if style.Name == name {
			return style
		}
	}
	return nil
}

// documentLimits are those of a file of the operator's own, which may be larger than what a request brings.
var documentLimits = sld.Options{MaxRules: 20_000}

// documentStyle reads the style of a name from a document; the default or only one without a name.
func documentStyle(file, name string) (*styles.Style, []sld.Remark, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, errors.New("the document cannot be read: " + withoutPath(err))
	}
	defer func() { _ = f.Close() }()
	d, err := sld.Read(f, documentLimits)
	if err != nil {
		return nil, nil, err
	}
	style, err := d.Style(name)
	return style, d.Remarks, err
}

// withoutPath is the reason of a failure of the file system.
func withoutPath(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return fmt.Sprintf("%s: %v", pe.Path, pe.Err)
	}
	return err.Error()
}

func simpleStyle(s *config.Style) styles.Simple {
	simple := styles.Simple{
		Title: s.Title, Symbol: symbol(s.Symbol), Field: s.Field, Classes: s.Classes, Palette: s.Palette, FromScale: s.FromScale,
		Label: s.Label, LabelSize: s.LabelSize, LabelColor: s.LabelColor, LabelHalo: s.LabelHalo, LabelMaxScale: s.LabelMaxScale,
		Uncertainty: s.Uncertainty, UncertaintySquare: s.UncertaintyAs == "square",
	}
	for _, c := range s.Categories {
		simple.Categories = append(simple.Categories, styles.Category{Value: c.Value, Title: c.Title, Symbol: symbol(c.Symbol)})
	}
	switch {
	case s.Density != nil:
		d := &styles.Density{Weight: s.Density.Weight}
		if s.Density.Radius > 0 {
			d.Radius = styles.Number(s.Density.Radius)
		}
		simple.Summary = d
	case s.Grid != nil:
		count := map[string]styles.GridCount{"distinct": styles.GridDistinct, "latest": styles.GridLatest}[s.Grid.Count]
		simple.Summary = &styles.Grid{Size: s.Grid.Size, Hexagons: s.Grid.Shape == "hexagon", Count: count, Property: s.Grid.Property, Classes: s.Grid.Classes}
	case s.Cluster != nil:
		simple.Summary = &styles.Cluster{Distance: s.Cluster.Distance}
	}
	return simple
}

func symbol(s config.Symbol) styles.Symbol {
	return styles.Symbol{
		Marker: s.Marker, Size: s.Size, Fill: s.Fill, Stroke: s.Stroke, StrokeWidth: s.StrokeWidth, Opacity: s.Opacity, Dash: s.Dash,
	}
}
