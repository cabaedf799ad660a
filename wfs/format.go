package wfs

import (
	"strings"

	"haavi/internal/encode"
	"haavi/internal/ows"
)

// output is an output format under the name the client knows it by.
type output struct {
	encode.Format
	contentType string
}

// format finds an output format by its media type, in any spacing and case, or a short name. An answer has the media type that was
// asked for.
func (c *call) format(name string) (output, error) {
	for _, f := range c.o.Formats {
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
