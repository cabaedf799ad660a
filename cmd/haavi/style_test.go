package main

import (
	"fmt"
	"testing"

	"haavi/config"
	"haavi/styles"
)

// TestStylesThatTheConfigurationTakesAreStyles holds the checks of the configuration and those of styles together.
func TestStylesThatTheConfigurationTakesAreStyles(t *testing.T) {
	for _, keys := range []string{
		"", "fill: '#abc'", "fill: '#aabbcc80'", "stroke: SteelBlue", "fill: none, stroke: none", "marker: star, size: 256, opacity: 0", "dash: [6, 3], stroke_width: 256",
		"label: a, label_size: 256, label_color: '#000', label_halo: none, label_max_scale: 1000", "field: f, categories: [{value: x, fill: red, marker: x}, {value: '7'}]",
		"fill: '#abcd'", "fill: 'rgb(1,2,3)'", "fill: ' red'", "dash: [0, 0.4]", "dash: [300]", "label_color: none", "label_size: 300", "opacity: 1.1", "marker: blob",
		"field: f, classes: [1, 2], palette: cividis_r", "density: {radius: 9, weight: w}, from_scale: 1000", "grid: {shape: hexagon, count: latest, property: year, classes: [1, 2]}", "cluster: {}",
		"uncertainty: u, uncertainty_shape: square, fill: none", "palette: rainbow", "field: f, classes: [2, 1]", "grid: {count: distinct}", "cluster: {}, density: {}",
		"field: f", "categories: [{value: x}]", "size: -1",
	} {
		cfg, err := config.Parse("h.yaml", fmt.Appendf(nil, "{sources: {a: {geopackage: a}}, styles: {s: {%s}}}", keys), nil)
		_, styleErr := loadStyles(cfg)
		if (err == nil) && len(styleErr) > 0 {
			t.Errorf("%s: the configuration says %v, the styles %v", keys, err, styleErr)
		}
	}
}

func TestPalettesAreTheSameToTheConfiguration(t *testing.T) {
	for _, name := range styles.Palettes() {
		for _, n := range []string{name, name + "_r"} {
			cfg, err := config.Parse("h.yaml", fmt.Appendf(nil, "{sources: {a: {geopackage: a}}, styles: {s: {field: f, classes: [1], palette: %s}}}", n), nil)
			if err != nil {
				t.Error(err)
			}
			if _, problems := loadStyles(cfg); len(problems) > 0 {
				t.Error(problems)
			}
		}
	}
}
