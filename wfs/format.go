package wfs

import (
	"slices"
	"strings"

	"haavi/internal/encode"
	"haavi/internal/encode/gml"
	"haavi/internal/ows"
)

// output is an output format under the name the client knows it by.
type output struct {
	encode.Format
	contentType string
}

// formats are the output formats: GML of the version first, then what the service has besides, then GML of other versions.
func (c *call) formats() []encode.Format {
	own := c.version.gml.Format()
	list := []encode.Format{own}
	add := func(f encode.Format) {
		if !slices.ContainsFunc(list, func(g encode.Format) bool { return g.Name == f.Name }) {
			list = append(list, f)
		}
	}
	for _, f := range c.o.Formats {
		add(f)
	}
	for _, v := range c.gmls() {
		add(v.Format())
	}
	return list
}

// gmls are the versions of GML, that of the request's version first.
func (c *call) gmls() []*gml.Version {
	list := []*gml.Version{c.version.gml}
	for _, v := range versions() {
		if !slices.Contains(list, v.gml) {
			list = append(list, v.gml)
		}
	}
	return list
}

// format finds an output format by its media type, in any spacing and case, or a short name. An answer has the media type that was
// asked for.
func (c *call) format(name string) (output, error) {
	for _, f := range c.formats() {
		if name == "" {
			return output{f, contentType(f.MediaType)}, nil
		}
		match, ok := matchFormat(name, append([]string{f.MediaType, f.Name}, f.Aliases...))
		switch {
		case ok && isMediaType(match):
			return output{f, contentType(match)}, nil
		case ok:
			return output{f, contentType(f.MediaType)}, nil
		}
	}
	return output{}, ows.Invalid("outputformat", "there is no output format %.60q; the formats are %s", name, strings.Join(c.formatNames(), ", "))
}

func isMediaType(name string) bool { return strings.Contains(name, "/") }

// contentType says the encoding where the media type leaves it open. The types of GML are written exactly as WFS names them.
func contentType(mediaType string) string {
	if mediaType == "text/csv" {
		return "text/csv; charset=utf-8"
	}
	return mediaType
}

// matchFormat finds the spelling of a format that the client means.
func matchFormat(name string, spellings []string) (string, bool) {
	for _, s := range spellings {
		if plainFormat(s) == plainFormat(name) {
			return s, true
		}
	}
	return "", false
}

// plainFormat takes off what clients vary: case, blanks, quotes, and the "+" that an unescaped query string turns into a blank.
func plainFormat(s string) string {
	return strings.NewReplacer(" ", "", "+", "", `"`, "").Replace(strings.ToLower(s))
}
