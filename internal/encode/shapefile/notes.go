package shapefile

import (
	"fmt"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/feature"
)

// notes writes the part's text in fields.txt: the files, the system of coordinates, and a table of the fields with tabs between.
func (p *part) notes(b *strings.Builder, sets []set, projection bool) {
	fmt.Fprintf(b, "%s\n\n", oneLine(p.title+" ("+p.name+")"))
	for i := range sets {
		s := &sets[i]
		extension := ".shp"
		if s.class == nowhere {
			extension = ".dbf"
		}
		fmt.Fprintf(b, "%s%s: %d records\n", s.name, extension, s.rows)
	}
	if !p.bare {
		name := p.ref.String()
		if info, ok := crs.Lookup(p.ref); ok {
			name += " " + info.Name
		}
		fmt.Fprintf(b, "\nCoordinates: %s, east before north.\n", name)
		if !projection {
			b.WriteString("There is no .prj file: set this system by its number when the data is opened.\n")
		}
	}
	b.WriteString("Texts are in UTF-8. Times are in UTC. Blank fields are nulls.\n\nfield\tname\ttype\ttitle\tdescription\tnote\n")
	for i := range p.columns {
		c := &p.columns[i]
		fmt.Fprintf(b, "%s\t%s\t%s\t%s\t%s\t%s\n", c.name, c.field.Name, c.typeName(), oneLine(c.field.Title), oneLine(c.field.Description), c.note())
	}
	if len(p.omitted) > 0 {
		fmt.Fprintf(b, "\nA table has at most %d fields. Left out: %s\n", maxColumns, strings.Join(p.omitted, ", "))
	}
}

func (c *column) typeName() string {
	width, decimals := c.size()
	switch c.field.Type {
	case feature.Float:
		return fmt.Sprintf("number(%d,%d)", width, decimals)
	case feature.Int:
		return fmt.Sprintf("integer(%d)", width)
	case feature.DateTime:
		return fmt.Sprintf("text(%d), a time like 2024-06-01T12:00:00Z", width)
	case feature.String:
		return fmt.Sprintf("text(%d)", width)
	default:
		return c.field.Type.String()
	}
}

func (c *column) note() string {
	switch {
	case c.cut > 0:
		return fmt.Sprintf("%d texts were longer than %d bytes and are cut", c.cut, maxText)
	case c.lost > 0:
		return fmt.Sprintf("%d values have no form in a Shapefile and are blank", c.lost)
	default:
		return ""
	}
}
