package tiles

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"haavi/internal/ows"
)

// address is the place of a tile as its address has it; set is empty for web mercator.
type address struct{ layer, set, z, x, file string }

// spec reads the address of a tile.
func (s *Service) spec(r *http.Request) (spec Spec, err error) {
	vars := mux.Vars(r)
	a := address{set: vars["set"], z: vars["z"], x: vars["x"], file: vars["file"]}
	if a.layer, err = layerNames(r); err != nil {
		return spec, err
	}
	return s.specOf(r, a)
}

func layerNames(r *http.Request) (string, error) {
	names, err := url.PathUnescape(mux.Vars(r)["layer"])
	if err != nil {
		return "", ows.Invalid("layer", "the layer's name has a percent escape that cannot be read")
	}
	return names, nil
}

func (s *Service) specOf(r *http.Request, a address) (spec Spec, err error) {
	spec.Grid = s.grids[0]
	if a.set != "" {
		if spec.Grid, err = s.grid(a.set); err != nil {
			return spec, err
		}
	}
	if spec.Layers, err = s.selection(r, a.layer); err != nil {
		return spec, err
	}
	row, extension, _ := strings.Cut(a.file, ".")
	format, ok := formatOf(extension)
	if !ok {
		return spec, notFound("there are no tiles of the format %.20q; ask for .mvt, .pbf, .png, .jpg or .webp", extension)
	}
	spec.Format, spec.Scale = format, 1
	if plain, retina := strings.CutSuffix(row, "@2x"); retina && !format.Vector() {
		row, spec.Scale = plain, 2
	}
	if spec.Z, err = s.level(spec.Grid, a.z); err != nil {
		return spec, err
	}
	if spec.X, err = coordinate("x", a.x); err != nil {
		return spec, err
	}
	if spec.Y, err = coordinate("y", row); err != nil {
		return spec, err
	}
	m := &spec.Grid.Matrices[spec.Z]
	if spec.X >= m.Width || spec.Y >= m.Height {
		return spec, notFound("there is no tile %s/%d/%d; at zoom %s columns are 0 to %d and rows 0 to %d", m.ID, spec.X, spec.Y, m.ID, m.Width-1, m.Height-1)
	}
	spec.Y = m.Row(spec.Y)
	return spec, nil
}

// selection reads the layers of the address, and the parameters that select features and a style.
func (s *Service) selection(r *http.Request, names string) ([]LayerSpec, error) {
	layers, err := s.Layers(s.Caller(r), names)
	if err != nil {
		return nil, err
	}
	p, err := ows.ParseParams(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	specs, err := s.Selection(p, layers)
	if err != nil {
		return nil, err
	}
	if name := p.Get("style"); name != "" {
		for i := range specs {
			style, ok := s.Styles.Style(specs[i].Layer, name)
			if !ok {
				return nil, ows.Invalid("style", "layer %q has no style %.60q", specs[i].Layer.Name, name)
			}
			specs[i].Style = style
		}
	}
	return specs, nil
}

// level finds a level of a grid that is served.
func (s *Service) level(g *Grid, id string) (int, error) {
	z, ok := g.Matrix(id)
	low, high := s.Levels(g)
	if ok && z >= low && z <= high {
		return z, nil
	}
	if _, err := strconv.ParseUint(id, 10, 63); err != nil {
		return 0, ows.Invalid("z", "z=%.40q is not a whole number; a tile is /tiles/{layer}/{z}/{x}/{y}.mvt or .png", id)
	}
	return 0, notFound("there is no zoom %.40s; zooms are %s to %s", id, g.Matrices[low].ID, g.Matrices[high].ID)
}

func coordinate(name, s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, notFound("there is no tile with %s=%.40s", name, s)
	case err != nil:
		return 0, ows.Invalid(name, "%s=%.40q is not a whole number; a tile is /tiles/{layer}/{z}/{x}/{y}.mvt or .png", name, s)
	}
	return n, nil
}
