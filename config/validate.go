package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// validator checks what types cannot say. A path that could not be decoded is left alone.
type validator struct {
	*Config
	broken   map[string]bool
	foreign  map[string]bool
	problems Problems
}

// bad adds a problem that begins with the value.
func (v *validator) bad(path, value, what, remedy string) {
	v.add(path, quoted(value, v.foreign[path])+" "+what, remedy)
}

func (v *validator) add(path, what, remedy string) {
	if !v.broken[path] {
		v.problems = append(v.problems, v.Problem(path, what, remedy))
	}
}

func (v *validator) all() {
	v.service()
	v.server()
	v.wfs()
	v.tiles()
	v.cache()
	for _, s := range v.Sources {
		v.source(join("sources", s.Name), s.Value)
	}
	if _, given := v.places["sources"]; given && len(v.Sources) == 0 {
		v.add("sources", "is empty", "name a database or a file")
	}
	if _, given := v.places["layers"]; given && len(v.Layers) == 0 {
		v.add("layers", "is empty", "describe a layer, or remove the key to publish everything")
	}
	for _, s := range v.Styles {
		v.style(join("styles", s.Name), s.Name, s.Value)
	}
	for _, l := range v.Layers {
		v.layer(join("layers", l.Name), l.Name, l.Value)
	}
	v.groups()
}

var (
	languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
	layerName   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]{0,62}$`)
	ncName      = regexp.MustCompile(`^[\p{L}_][\p{L}\p{M}\p{Nd}._-]*$`)
)

// IsLayerName says whether a name can be published: it is an XML name without a colon (Namespaces in XML 1.0, NCName), of
// letters that need no escapes in addresses, and without a dot, which parts a layer from a feature's key or a file's ending.
func IsLayerName(s string) bool { return layerName.MatchString(s) }

// IsFieldName says whether a name can be published: it is an XML name without a colon.
func IsFieldName(s string) bool { return ncName.MatchString(s) }

func (v *validator) service() {
	for i, tag := range v.Service.Languages {
		if !languageTag.MatchString(tag) {
			v.bad(v.ItemPath("service.languages", i), tag, "is no language tag", "write a tag such as fi, sv or en")
		}
	}
	if site := v.Service.Provider.Site; site != "" && !IsWebAddress(site) {
		v.add("service.provider.site", "is no web address", "write it with http:// or https://")
	}
	if mail := v.Service.Provider.Contact.Email; mail != "" && !strings.Contains(mail, "@") {
		v.add("service.provider.contact.email", "is no e-mail address", "write it as name@example.org")
	}
}

func (v *validator) server() {
	if _, port, err := net.SplitHostPort(v.Server.Listen); err != nil || port == "" {
		v.add("server.listen", "is no address with a port", "write it as 127.0.0.1:8080, or :8080 for every interface")
	}
	if u := v.Server.PublicURL; u != "" {
		if !IsWebAddress(u) || strings.ContainsAny(u, "?#") {
			v.add("server.public_url", "is no web address that others can be made from", "write it as https://maps.example.org/haavi")
		}
	}
	for i, origin := range v.Server.CORSOrigins {
		if origin != "*" && (!IsWebAddress(origin) || strings.Count(origin, "/") != 2) {
			v.bad(v.ItemPath("server.cors_origins", i), origin, "is no origin", `write it as https://map.example.org, without a path, or "*"`)
		}
	}
	for path, size := range map[string]Size{"server.max_body": v.Server.MaxBody, "server.max_header": v.Server.MaxHeader} {
		if size < 1024 {
			v.add(path, "is too small for a request", "write at least 1KiB")
		}
	}
	v.timeouts()
}

func (v *validator) timeouts() {
	t := v.Server.Timeouts
	for key, d := range map[string]Duration{"read_header": t.ReadHeader, "read": t.Read, "idle": t.Idle, "request": t.Request, "shutdown": t.Shutdown} {
		if d == 0 {
			v.add(join("server.timeouts", key), "is no time at all", "write a duration such as 30s, 5m or 1h30m")
		}
	}
}

func (v *validator) tiles() {
	if v.Tiles.MinZoom > v.Tiles.MaxZoom {
		v.add("tiles.min_zoom", "is deeper than max_zoom", "exchange them: zoom 0 shows the whole world")
	}
	if v.Tiles.MaxBytes < 1024 {
		v.add("tiles.max_bytes", "is too small for a tile", "write at least 1KiB")
	}
	for _, g := range v.Tiles.Grids {
		v.matrixSet(join("tiles.grids", g.Name), g.Name, g.Value)
	}
}

var gridName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,62}$`)

// matrixSet checks that a set is described in one way; whether it can be served is for the tiles to say.
func (v *validator) matrixSet(at, name string, g *MatrixSet) {
	described := g.CRS.Given() || g.Origin != nil || len(g.Resolutions) > 0
	switch {
	case !gridName.MatchString(name):
		v.add(at, fmt.Sprintf("%.60q cannot be the name of a tile matrix set", name), "use letters a-z, digits, _ and -, beginning with a letter")
	case g.File != "" && described:
		v.add(at, "has both a file and a coordinate system, origin or resolutions", "keep one of the two descriptions")
	case g.File == "" && (!g.CRS.Given() || g.Origin == nil || len(g.Resolutions) == 0) && !v.brokenBelow(at):
		v.add(at, "lacks crs, origin or resolutions", "give all three, or a file")
	}
}

var reservedPrefixes = map[string]bool{"wfs": true, "gml": true, "fes": true, "ogc": true, "ows": true, "xlink": true, "xsi": true, "xs": true, "xsd": true}

// IsWebAddress says whether a text is an absolute http or https address without a user.
func IsWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}
