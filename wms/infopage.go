package wms

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strings"

	"haavi/internal/feature"
)

// InfoPage is what a page of GetFeatureInfo tells: the layers that features were found in.
type InfoPage struct{ Layers []InfoLayer }

// InfoLayer is a layer with the features that were found in it, the nearest first.
type InfoLayer struct {
	Name, Title, Abstract, Attribution string
	Features                           []InfoFeature
	// Content is the layer's own template filled in, or a table for each feature.
	Content template.HTML
}

// InfoFeature is a feature: its identifier, layer.key, and its properties in their order, without those that are null.
type InfoFeature struct {
	ID     string
	Values []InfoValue
}

// InfoValue is a property: its name, what people call it, and its value as text.
type InfoValue struct{ Name, Title, Value string }

// Get returns the value of a property by its published name, and nothing when it is null.
func (f InfoFeature) Get(name string) string {
	for _, v := range f.Values {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

// Link says that the value is a web address.
func (v InfoValue) Link() bool {
	return (strings.HasPrefix(v.Value, "https://") || strings.HasPrefix(v.Value, "http://")) && !strings.ContainsAny(v.Value, " \n\t")
}

// infoPart is what stands for a layer without a template of its own. html/template escapes whatever the data holds.
var infoPart = template.Must(template.New("part").Parse(`{{$layer := .}}{{range .Features}}<table>
<caption>{{$layer.Title}} · {{.ID}}</caption>
{{range .Values}}<tr><th scope="row">{{.Title}}</th><td>{{if .Link}}<a href="{{.Value}}" rel="noopener noreferrer nofollow" target="_blank">{{.Value}}</a>{{else}}{{.Value}}{{end}}</td></tr>
{{end}}</table>
{{end}}`))

// infoPage is the page without a template of one's own.
var infoPage = template.Must(template.New("page").Parse(`<!DOCTYPE html>
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
{{range .Layers}}{{.Content}}{{else}}<p>No features were found.</p>
{{end}}</body>
</html>
`))

// ParseInfoPage reads a template of html/template for the page, which is given an InfoPage, and tries it.
func ParseInfoPage(text string) (*template.Template, error) {
	t, err := template.New("page").Parse(text)
	if err != nil {
		return nil, err
	}
	return t, tryTemplate(t, InfoPage{Layers: []InfoLayer{sampleLayer(nil)}}, InfoPage{})
}

// ParseInfoPart reads a template for what stands in the page for a layer, which is given an InfoLayer, and tries it. A name in Get that
// is no field of the schema is an error.
func ParseInfoPart(text string, s *feature.Schema) (*template.Template, error) {
	t, err := template.New("part").Parse(text)
	if err != nil {
		return nil, err
	}
	return t, tryTemplate(t, sampleLayer(s))
}

func sampleLayer(s *feature.Schema) InfoLayer {
	l := InfoLayer{Name: "name", Title: "Title", Content: "<p></p>"}
	f := InfoFeature{ID: "name.1"}
	if s != nil {
		for _, field := range s.Fields {
			f.Values = append(f.Values, InfoValue{field.Name, field.Title, "1"})
		}
	}
	l.Features = []InfoFeature{f}
	return l
}

func tryTemplate(t *template.Template, samples ...any) error {
	for _, s := range samples {
		if err := t.Execute(io.Discard, s); err != nil {
			return err
		}
	}
	return nil
}

// writeInfoHTML fills in the page.
func writeInfoHTML(b *bytes.Buffer, info *featureInfo) error {
	var page InfoPage
	for k := range info.layers {
		if len(info.layers[k].features) == 0 {
			continue
		}
		l, err := info.page(&info.layers[k])
		if err != nil {
			return err
		}
		page.Layers = append(page.Layers, l)
	}
	if err := info.o.InfoPage.Execute(b, page); err != nil {
		return fmt.Errorf("the template of GetFeatureInfo's page: %w", err)
	}
	return nil
}

func (info *featureInfo) page(l *layerInfo) (InfoLayer, error) {
	p := InfoLayer{Name: l.layer.Name, Title: l.name(), Abstract: l.layer.Abstract, Attribution: l.layer.Attribution}
	for _, f := range l.features {
		row := InfoFeature{ID: l.layer.Name + "." + f.ID}
		for i, v := range f.Props {
			if !v.IsNull() {
				row.Values = append(row.Values, InfoValue{l.schema.Fields[l.fields[i]].Name, l.title(i), v.String()})
			}
		}
		p.Features = append(p.Features, row)
	}
	part := infoPart
	if t := info.o.InfoParts[l.layer.Name]; t != nil {
		part = t
	}
	var content bytes.Buffer
	if err := part.Execute(&content, p); err != nil {
		return p, fmt.Errorf("the template of layer %q: %w", p.Name, err)
	}
	p.Content = template.HTML(content.String()) //nolint:gosec // html/template wrote it, and escaped what is in it
	return p, nil
}
