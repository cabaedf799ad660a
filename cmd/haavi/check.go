package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"haavi/config"
)

func (p *program) checkCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "check --config haavi.yaml",
		Short: "Check a configuration against the live sources",
		Long: `Check a configuration, and what it says of tables and columns against the live sources.
Every problem is one line on standard error:

  file:line:column: path: what is wrong; what to do

What a style document asks for and Haavi does not draw is no problem, but a note on
standard output.

Exit codes: 0 no problem, 2 problems, 1 the check could not be made.`,
		Example: "  haavi check --config haavi.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.check(cmd.Context(), file) },
	}
	cmd.Flags().StringVarP(&file, "config", "c", "haavi.yaml", "the configuration `file`")
	return cmd
}

// check finds all problems: those of the file itself, and those that only the sources can tell.
func (p *program) check(ctx context.Context, file string) (err error) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	cfg, err := p.loadConfig(file)
	var problems config.Problems
	if cfg == nil || err != nil && !errors.As(err, &problems) {
		return err
	}
	sources, err := openSources(ctx, cfg, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sources.close()) }()
	publisher := newPublisher(cfg, sources.byName)
	layers, err := publisher.publish(ctx)
	var live config.Problems
	if err != nil && !errors.As(err, &live) {
		return err
	}
	problems = problems.With(live)
	if len(problems) == 0 && len(sources.failed) == 0 { // else layers may be missing that nothing is wrong with
		catalog, err := newCatalog(cfg, sources, layers)
		if err != nil {
			return err
		}
		problems = checkStoredQueries(cfg, catalog)
	}
	var wrong config.Problems
	if _, err := newGrids(cfg); errors.As(err, &wrong) {
		problems = problems.With(wrong)
	}
	for _, f := range sources.failed {
		problems = problems.With(config.Problems{cfg.Problem(config.Join("sources", f.name), "cannot be opened: "+oneLine(f.err), "see that it is there and answers")})
	}
	switch {
	case len(sources.failed) > 0:
		return incomplete{problems}
	case len(problems) > 0:
		return problems
	}
	for _, s := range cfg.Styles {
		for _, r := range publisher.styles.remarks[s.Name] {
			if _, err := fmt.Fprintln(p.stdout, cfg.Problem(config.Join("styles", s.Name, "sld"), "note: "+r.String(), "").String()); err != nil {
				return err
			}
		}
	}
	_, err = fmt.Fprintf(p.stdout, "%s: %s in %s, no problems\n", file, count(len(layers), "layer"), count(len(cfg.Sources), "source"))
	return err
}

// incomplete are the problems of a check that could not ask every source: a failure, not only a wrong configuration.
type incomplete struct{ problems config.Problems }

func (i incomplete) Error() string { return i.problems.Error() }

// oneLine is the text of an error, without line breaks.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
