package wms

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/encode"
	"haavi/internal/encode/geojson"
)

// title is what people call a field.
func (i *layerInfo) title(k int) string {
	f := &i.schema.Fields[i.fields[k]]
	if f.Title != "" {
		return f.Title
	}
	return f.Name
}

func (i *layerInfo) name() string {
	if i.layer.Title != "" {
		return i.layer.Title
	}
	return i.layer.Name
}

// writeInfoText writes a paragraph for each feature: a heading with its identifier, and a line for each property.
func writeInfoText(b *bytes.Buffer, info *featureInfo) error {
	for k := range info.layers {
		l := &info.layers[k]
		for _, f := range l.features {
			fmt.Fprintf(b, "%s: %s.%s\n", oneLine(l.name()), l.layer.Name, oneLine(f.ID))
			for i, v := range f.Props {
				fmt.Fprintf(b, "  %s = %s\n", l.schema.Fields[l.fields[i]].Name, oneLine(v.String()))
			}
			b.WriteByte('\n')
		}
	}
	if b.Len() == 0 {
		b.WriteString("no features were found\n")
	}
	return nil
}

// oneLine keeps a value on its line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}

// infoPage is the answer as a page; html/template escapes whatever the data holds.
var infoPage = template.Must(template.New("info").Funcs(template.FuncMap{"isLink": isLink}).Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Feature information</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 8px; color: #222; background: #fff; }
table { border-collapse: collapse; margin: 0 0 12px; }
caption { text-align: left; font-weight: 600; padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 2px 8px; border-top: 1px solid #ddd; overflow-wrap: anywhere; }
th { font-weight: 400; color: #555; white-space: nowrap; }
</style>
</head>
<body>
{{range .}}<table>
<caption>{{.Caption}}</caption>
{{range .Rows}}<tr><th scope="row">{{.Title}}</th><td>{{if isLink .Value}}<a href="{{.Value}}" rel="noopener noreferrer nofollow" target="_blank">{{.Value}}</a>{{else}}{{.Value}}{{end}}</td></tr>
{{end}}</table>
{{else}}<p>No features were found.</p>
{{end}}</body>
</html>
`))

type infoTable struct {
	Caption string
	Rows    []infoRow
}

type infoRow struct{ Title, Value string }

func isLink(s string) bool {
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(s, " \n\t")
}

// writeInfoHTML writes a table for each feature, without the properties that are null.
func writeInfoHTML(b *bytes.Buffer, info *featureInfo) error {
	var tables []infoTable
	for k := range info.layers {
		l := &info.layers[k]
		for _, f := range l.features {
			t := infoTable{Caption: l.name() + " · " + f.ID}
			for i, v := range f.Props {
				if !v.IsNull() {
					t.Rows = append(t.Rows, infoRow{l.title(i), v.String()})
				}
			}
			tables = append(tables, t)
		}
	}
	return infoPage.Execute(b, tables)
}

// writeInfoJSON writes GeoJSON in the map's system, which a member "crs" names unless it is WGS 84. The features of several layers
// make one collection; each has its layer's name in its id.
func writeInfoJSON(b *bytes.Buffer, info *featureInfo) error {
	b.WriteString(`{"type":"FeatureCollection"`)
	if !crs.Same(info.crs.Ref, crs.CRS84) {
		b.WriteString(`,"crs":{"type":"name","properties":{"name":"` + info.crs.URN() + `"}}`)
	}
	b.WriteString(`,"features":[`)
	separator := ""
	for k := range info.layers {
		l := &info.layers[k]
		for _, f := range l.features {
			b.WriteString(separator)
			separator = ","
			e := geojson.Format().New(b)
			if err := e.Begin(encode.Header{Schema: l.schema, Fields: l.fields, CRS: info.crs, Single: true}); err != nil {
				return err
			}
			if err := e.Feature(f.Feature); err != nil {
				return err
			}
			if err := e.End(); err != nil {
				return err
			}
		}
	}
	b.WriteString("]}\n")
	return nil
}
