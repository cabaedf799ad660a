package sld

import (
	"io"
	"strings"

	"haavi/internal/crs"
	"haavi/internal/filter"
	"haavi/internal/filter/fes"
	"haavi/internal/ows"
	"haavi/styles"
)

// Options bound what is read. Zero fields mean their defaults.
type Options struct {
	// Limits bound the document: 4 MiB, 100 elements in one another and 400,000 tags and texts.
	Limits ows.XMLLimits
	// MaxRules is the most rules of a document: 1,000.
	MaxRules int
	// CRSName reads srsName in filters; nil means crs.ParseName.
	CRSName func(string) (crs.Name, error)
}

func (o Options) withDefaults() Options {
	if o.Limits.Bytes == 0 {
		o.Limits.Bytes = 4 << 20
	}
	if o.Limits.Depth == 0 {
		o.Limits.Depth = 100
	}
	if o.Limits.Tokens == 0 {
		o.Limits.Tokens = 400_000
	}
	if o.MaxRules == 0 {
		o.MaxRules = 1000
	}
	return o
}

// maxFilterNodes is the most elements of one filter.
const maxFilterNodes = 10_000

// Document is what a style document says.
type Document struct {
	// Layers are its named and user layers, in the order in which they are painted. A document that is a style by itself has one, without a name.
	Layers []Layer
	// Remarks are what is not carried as it stands.
	Remarks []Remark
}

// Layer is a NamedLayer or UserLayer (SLD 1.1.0, 10.3).
type Layer struct {
	Name string
	// User says that it is a UserLayer. Foreign names the element, RemoteOWS or InlineFeature, that has it draw other data than the server's own.
	User    bool
	Foreign string
	// FeatureType and Constraint are the feature type and the features that the layer consists of; empty and nil for all of the layer of Name.
	FeatureType string
	Constraint  filter.Expr
	Styles      []UserStyle
}

// UserStyle is a UserStyle, or a NamedStyle, of which Named is the name and Style is nil.
type UserStyle struct {
	*styles.Style
	Named   string
	Default bool
}

// Read reads a StyledLayerDescriptor, or a UserStyle or FeatureTypeStyle that stands alone. The error is an *Error, or that of r.
func Read(from io.Reader, o Options) (*Document, error) {
	o = o.withDefaults()
	root, err := parse(from, o.Limits)
	if err != nil {
		return nil, err
	}
	return (&reader{o: o}).document(root)
}

type reader struct {
	o       Options
	rules   int
	remarks []Remark
}

func (r *reader) document(root *node) (*Document, error) {
	d := &Document{}
	switch root.name {
	case "StyledLayerDescriptor":
		layers, err := r.layers(root)
		if err != nil {
			return nil, err
		}
		d.Layers = layers
	case "UserStyle":
		s, err := r.userStyle(root)
		if err != nil {
			return nil, err
		}
		d.Layers = []Layer{{Styles: []UserStyle{s}}}
	case "FeatureTypeStyle":
		s := &styles.Style{}
		if err := r.featureTypeStyle(root, s); err != nil {
			return nil, err
		}
		d.Layers = []Layer{{Styles: []UserStyle{{Style: s}}}}
	default:
		return nil, root.fail("this is no style document: expected StyledLayerDescriptor, UserStyle or FeatureTypeStyle")
	}
	r.exporterComments(root)
	d.Remarks = r.remarks
	return d, nil
}

func (r *reader) layers(root *node) ([]Layer, error) {
	switch v := root.attr("version"); v {
	case "", "1.0.0", "1.1.0", "1.0.20":
	default:
		r.remark(root, "version %.20q is read as 1.1.0", v)
	}
	var all []Layer
	for _, c := range root.elements() {
		switch c.name {
		case "NamedLayer", "UserLayer":
			l, err := r.layer(c)
			if err != nil {
				return nil, err
			}
			all = append(all, l)
		case "Name", "Title", "Abstract", "Description":
		case "UseSLDLibrary":
			r.remark(c, "libraries elsewhere are not fetched; write their styles into the document")
		default:
			r.unknown(c)
		}
	}
	if len(all) == 0 {
		return nil, root.fail("the document has no NamedLayer and no UserLayer")
	}
	return all, nil
}

func (r *reader) layer(n *node) (Layer, error) {
	l := Layer{Name: n.childValue("Name"), User: n.name == "UserLayer"}
	for _, c := range n.elements() {
		switch c.name {
		case "Name", "Description", "Title", "Abstract":
		case "RemoteOWS", "InlineFeature":
			l.Foreign = c.name
			r.remark(c, "only the server's own layers are drawn; the layer is left out")
		case "LayerFeatureConstraints":
			if err := r.constraints(c, &l); err != nil {
				return l, err
			}
		case "LayerCoverageConstraints":
			r.remark(c, "coverages are not supported")
		case "NamedStyle":
			l.Styles = append(l.Styles, UserStyle{Named: c.childValue("Name")})
		case "UserStyle":
			s, err := r.userStyle(c)
			if err != nil {
				return l, err
			}
			l.Styles = append(l.Styles, s)
		default:
			r.unknown(c)
		}
	}
	return l, nil
}

// constraints reads LayerFeatureConstraints: the filter of its only feature type. One that cannot be read is an error, for without it more
// would be shown than was asked for.
func (r *reader) constraints(n *node, l *Layer) error {
	all := n.elements()
	if len(all) != 1 || all[0].name != "FeatureTypeConstraint" {
		return n.fail("give one FeatureTypeConstraint; a layer has one feature type")
	}
	c := all[0]
	r.known(c, "FeatureTypeName", "Filter", "Extent")
	if e := c.child("Extent"); e != nil {
		r.remark(e, "extents of dimensions are not supported here; use TIME and its like")
	}
	name := c.childValue("FeatureTypeName")
	l.FeatureType = name[strings.LastIndexByte(name, ':')+1:]
	f := c.child("Filter")
	if f == nil {
		return nil
	}
	e, err := decode(f, r.filterOptions(), fes.Decode)
	if err != nil {
		return f.fail("%s", textOf(err))
	}
	l.Constraint = e
	return nil
}

func (r *reader) userStyle(n *node) (UserStyle, error) {
	s := &styles.Style{Name: n.childValue("Name")}
	s.Title, s.Abstract = description(n)
	def := n.childValue("IsDefault")
	for _, c := range n.elements() {
		switch c.name {
		case "Name", "Title", "Abstract", "Description", "IsDefault":
		case "FeatureTypeStyle":
			if err := r.featureTypeStyle(c, s); err != nil {
				return UserStyle{}, err
			}
		case "CoverageStyle":
			r.remark(c, "styles of coverages are not supported; it is left out")
		case "OnlineResource":
			r.remark(c, "styles elsewhere are not fetched; write the style itself")
		case "Background":
			r.remark(c, "a style has no background; use BGCOLOR")
		default:
			r.unknown(c)
		}
	}
	return UserStyle{Style: s, Default: def == "1" || strings.EqualFold(def, "true")}, nil
}

// description reads a title and abstract: in a Description (SE 1.1.0), or by themselves (SLD 1.0.0).
func description(n *node) (title, abstract string) {
	if d := n.child("Description"); d != nil {
		return d.childValue("Title"), d.childValue("Abstract")
	}
	return n.childValue("Title"), n.childValue("Abstract")
}

// unknown remarks on an element that is not expected where it stands.
func (r *reader) unknown(n *node) {
	r.remark(n, "is not known here and left out")
}

// known remarks on child elements of other names.
func (r *reader) known(n *node, names ...string) {
	for _, c := range n.elements() {
		known := false
		for _, name := range names {
			known = known || c.name == name
		}
		if !known {
			r.unknown(c)
		}
	}
}

// exporterComments tells of what QGIS could not export, which it says in comments only.
func (r *reader) exporterComments(n *node) {
	for _, k := range n.kids {
		if k.name == comment {
			if t := strings.Join(strings.Fields(k.text), " "); strings.Contains(t, "not implemented yet") || strings.HasPrefix(t, "Parser Error") && !isElseComment(k) {
				r.remark(n, "the program that wrote the document could not express something: %.200s", t)
			}
			continue
		}
		r.exporterComments(k)
	}
}
