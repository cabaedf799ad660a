package sld

import (
	"cmp"
	"io"
	"strings"
)

// Parameter is a parameter of a request in its form of key and value.
type Parameter struct{ Name, Value string }

// ReadPosted reads the body of a request to a map server (SLD 1.1.0, 7): a GetMap document, whose parameters are returned as those of a request
// by key and value, or a style document alone.
func ReadPosted(from io.Reader, o Options) (*Document, []Parameter, error) {
	o = o.withDefaults()
	root, err := parse(from, o.Limits)
	if err != nil {
		return nil, nil, err
	}
	if root.name != "GetMap" {
		d, err := (&reader{o: o}).document(root)
		return d, nil, err
	}
	s := root.child("StyledLayerDescriptor")
	if s == nil {
		return nil, nil, root.fail("GetMap has no StyledLayerDescriptor")
	}
	d, err := (&reader{o: o}).document(s)
	if err != nil {
		return nil, nil, err
	}
	params, err := parametersOf(root)
	return d, params, err
}

// parametersOf reads what GetMap says beside the style.
func parametersOf(root *node) ([]Parameter, error) {
	box := root.child("BoundingBox")
	if box == nil {
		return nil, root.fail("GetMap has no BoundingBox")
	}
	corners := strings.Fields(box.childValue("LowerCorner") + " " + box.childValue("UpperCorner"))
	if len(corners) != 4 {
		corners = strings.FieldsFunc(box.childValue("coordinates"), func(c rune) bool { return strings.ContainsRune(", \t\r\n", c) })
	}
	output := root.child("Output")
	if output == nil {
		return nil, root.fail("GetMap has no Output")
	}
	size := output.child("Size")
	if size == nil {
		return nil, output.fail("Output has no Size")
	}
	params := []Parameter{
		{"service", "WMS"}, {"request", "GetMap"}, {"version", cmp.Or(root.attr("version"), "1.3.0")},
		{"bbox", strings.Join(corners, ",")}, {"width", size.childValue("Width")}, {"height", size.childValue("Height")}, {"format", output.childValue("Format")},
	}
	system := cmp.Or(root.childValue("CRS"), box.attr("crs"), box.attr("srsName"))
	params = append(params, Parameter{"crs", system}, Parameter{"srs", system})
	for name, value := range map[string]string{
		"transparent": strings.NewReplacer("true", "TRUE", "false", "FALSE", "1", "TRUE", "0", "FALSE").Replace(output.childValue("Transparent")),
		"bgcolor":     output.childValue("BGcolor"), "exceptions": root.childValue("Exceptions"), "time": root.childValue("Time"),
	} {
		if value != "" {
			params = append(params, Parameter{name, value})
		}
	}
	if e := root.child("Elevation"); e != nil {
		return append(params, Parameter{"elevation", elevation(e)}), nil
	}
	return params, nil
}

// elevation writes values and an interval as ELEVATION has them.
func elevation(n *node) string {
	var all []string
	for _, c := range n.elements() {
		switch c.name {
		case "Value":
			all = append(all, c.value())
		case "Interval":
			all = append(all, c.childValue("Min")+"/"+c.childValue("Max"))
		}
	}
	return strings.Join(all, ",")
}
