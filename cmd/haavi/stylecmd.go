package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"haavi/config"
	"haavi/styles"
	"haavi/styles/sld"
)

func (p *program) styleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "style", Short: "Read style documents and write them", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(p.styleImportCommand(), p.styleExportCommand())
	return cmd
}

// styleImport is what haavi style import was asked for.
type styleImport struct {
	file, style, name, config, layer string
}

func (p *program) styleImportCommand() *cobra.Command {
	var o styleImport
	cmd := &cobra.Command{
		Use:   "import FILE.sld",
		Short: "Tell what of a style document is drawn, and how to use it",
		Long: `Reads a style document (SLD 1.0.0 or 1.1.0, SE 1.1.0, as QGIS, GeoServer and ArcGIS write
it) and tells what it draws, what of it is not supported and what is drawn instead. With
--layer it is also checked against that layer of the configuration: fields that the style
reads and the layer does not publish. At the end it prints the lines for the configuration.
Nothing is changed.

Exit codes: 0 it can be used, 2 it cannot, or not with this layer.`,
		Example: `  haavi style import birds.sld
  haavi style import birds.sld --name birds --config haavi.yaml --layer occurrence`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			return p.styleImport(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.style, "style", "", "the `style` in the document, when it has several")
	cmd.Flags().StringVar(&o.name, "name", "", "the `name` for the configuration; the file's when absent")
	cmd.Flags().StringVarP(&o.config, "config", "c", "haavi.yaml", "the configuration `file`, for --layer")
	cmd.Flags().StringVar(&o.layer, "layer", "", "the `layer` to check the style against")
	return cmd
}

func (p *program) styleImport(ctx context.Context, o styleImport) error {
	style, remarks, err := documentStyle(o.file, o.style)
	if err != nil {
		return usagef("%s: %v", o.file, err)
	}
	var w strings.Builder
	fmt.Fprintf(&w, "%s draws:\n", o.file)
	describeStyle(&w, style)
	if len(remarks) > 0 {
		fmt.Fprintf(&w, "\nNot drawn as it stands:\n")
		for _, r := range remarks {
			fmt.Fprintf(&w, "  %s\n", r)
		}
	}
	var unfit error
	if o.layer != "" {
		problems, err := p.checkLayerStyle(ctx, o, style)
		if err != nil {
			return err
		}
		if len(problems) > 0 {
			fmt.Fprintf(&w, "\nNot with the layer %s:\n", o.layer)
			for _, found := range problems {
				fmt.Fprintf(&w, "  %s\n", found)
			}
			unfit = usagef("the style does not fit the layer %s", o.layer)
		}
	}
	name := first(o.name, styleName(o.file))
	fmt.Fprintf(&w, "\nFor the configuration:\n\nstyles:\n  %s:\n    sld: %s\n", name, filepath.ToSlash(o.file))
	if o.style != "" {
		fmt.Fprintf(&w, "    sld_style: %q\n", o.style)
	}
	_, err = io.WriteString(p.stdout, w.String())
	return errors.Join(unfit, err)
}

var notInNames = regexp.MustCompile(`[^a-z0-9_-]+`)

// styleName makes a name for the configuration of a file's.
func styleName(file string) string {
	base := strings.ToLower(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)))
	name := strings.Trim(notInNames.ReplaceAllString(base, "_"), "_")
	if !config.IsLayerName(name) {
		name = "style_" + name
	}
	return name
}

// checkLayerStyle checks a style against a layer of a configuration.
func (p *program) checkLayerStyle(ctx context.Context, o styleImport, style *styles.Style) (found []styles.Problem, err error) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	cfg, err := p.loadConfig(o.config)
	if err != nil {
		return nil, err
	}
	sources, err := openSources(ctx, cfg, 0)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, sources.close()) }()
	layers, err := newPublisher(cfg, sources.byName).publish(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range layers {
		if l.options.Name == o.layer {
			return style.Check(l.options.Schema), nil
		}
	}
	return nil, usagef("%s has no layer %.60q", o.config, o.layer)
}

// describeStyle says in words what a style draws: a line for each rule.
func describeStyle(w io.Writer, s *styles.Style) {
	for i := range s.Passes {
		pass := &s.Passes[i]
		if pass.Summary != nil {
			fmt.Fprintf(w, "  %s of all features\n", summaryWord(pass.Summary))
		}
		for j := range pass.Rules {
			r := &pass.Rules[j]
			line := first(r.Title, r.Name, "a rule without a title") + ": " + symbolWords(r)
			switch {
			case r.Else:
				line += ", of all other features"
			case r.Filter != nil:
				line += ", where " + clipText(r.Filter.String(), 100)
			}
			if r.MinScale > 0 {
				line += fmt.Sprintf(", from 1:%.0f", r.MinScale)
			}
			if r.MaxScale > 0 {
				line += fmt.Sprintf(", below 1:%.0f", r.MaxScale)
			}
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
}

func clipText(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func summaryWord(s styles.Summary) string {
	switch s.(type) {
	case *styles.Density:
		return "the density"
	case *styles.Grid:
		return "a grid"
	default:
		return "clusters"
	}
}

// symbolWords counts the symbols of a rule by their kind.
func symbolWords(r *styles.Rule) string {
	var words []string
	for _, s := range r.Symbolizers {
		word := ""
		switch s.(type) {
		case *styles.Point:
			word = "point"
		case *styles.Line:
			word = "line"
		case *styles.Polygon:
			word = "polygon"
		case *styles.Text:
			word = "label"
		case *styles.Ground:
			word = "circle on the ground"
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, " + ")
}

func (p *program) styleExportCommand() *cobra.Command {
	var file, version string
	cmd := &cobra.Command{
		Use:     "export NAME",
		Short:   "Write a style of the configuration as a style document",
		Example: "  haavi style export birds --config haavi.yaml > birds.sld",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.styleExport(file, args[0], version)
		},
	}
	cmd.Flags().StringVarP(&file, "config", "c", "haavi.yaml", "the configuration `file`")
	cmd.Flags().StringVar(&version, "version", "1.1.0", "the `version` of Styled Layer Descriptors: 1.1.0 or 1.0.0")
	return cmd
}

func (p *program) styleExport(file, name, version string) error {
	v, ok := map[string]sld.Version{"1.1.0": sld.V110, "1.0.0": sld.V100}[version]
	if !ok {
		return usagef("--version %.20q is not 1.1.0 or 1.0.0", version)
	}
	cfg, err := p.loadConfig(file)
	if err != nil {
		return err
	}
	set, problems := loadStyles(cfg)
	if len(problems) > 0 {
		return problems
	}
	style := set.get(name)
	if style == nil {
		return usagef("%s has no style %.60q", file, name)
	}
	doc, err := sld.Write([]sld.Named{{Layer: name, Geometry: "geometry", Styles: []*styles.Style{style}}}, v)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(doc)
	return err
}
