package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/paulmach/orb"

	"haavi/config"
	"haavi/tiles"
)

// newGrids makes the tile matrix sets of the configuration. The error is config.Problems.
func newGrids(cfg *config.Config) ([]*tiles.Grid, error) {
	var grids []*tiles.Grid
	var problems config.Problems
	taken := map[string]bool{}
	for _, g := range tiles.BuiltIn() {
		taken[g.ID] = true
	}
	for _, g := range cfg.Tiles.Grids {
		at := config.Join("tiles", "grids", g.Name)
		grid, err := newGrid(g.Name, g.Value)
		switch {
		case err != nil:
			problems = append(problems, cfg.Problem(at, err.Error(), "see docs/tiles.md"))
		case taken[g.Name]:
			problems = append(problems, cfg.Problem(at, "is built in", "use another name"))
		default:
			grids = append(grids, grid)
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return grids, nil
}

// newGrid makes a set of a file, which is served under the name of the configuration, or of an origin and resolutions.
func newGrid(name string, g *config.MatrixSet) (*tiles.Grid, error) {
	if g.File == "" {
		return tiles.NewGrid(name, g.Title, g.CRS.Ref, orb.Point(*g.Origin), g.Resolutions, g.TileSize)
	}
	text, err := os.ReadFile(g.File)
	if err != nil {
		return nil, fmt.Errorf("its file cannot be read: %w", reasonOf(err))
	}
	grid, err := tiles.ReadMatrixSet(text)
	if err != nil {
		return nil, err
	}
	grid.ID = name
	if g.Title != "" {
		grid.Title = g.Title
	}
	return grid, nil
}

// reasonOf is the reason of a failure of the file system, for messages that name the file in other words.
func reasonOf(err error) error {
	if pe := (*os.PathError)(nil); errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
