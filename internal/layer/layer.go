// Package layer is the only door to data. It knows which layers there are, what
// each caller may see of them and which limits hold; protocols hold Layers, never
// sources, and everything a client sends is checked here against the schema that
// this caller sees.
package layer

import (
	"context"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source"
)

// Caller is who asks. The zero Caller is the public.
type Caller struct{}

// Options describe a layer to publish. They are made of a configuration or of what a source tells of itself.
type Options struct {
	Name, Title, Abstract string
	Keywords              []string
	Relation              query.Relation
	// Schema is the published schema: fields that nobody may see are left out of it.
	Schema *feature.Schema
	// Extent is the bound of the data in Schema.CRS; empty when unknown. It is measured again when the data changes, unless it is fixed.
	Extent      orb.Bound
	FixedExtent bool
	// CRSs are the systems offered besides the layer's own, in order.
	CRSs []crs.Ref
	// Style names the style that draws the layer; empty for the default of its geometry type.
	Style string
	// MoreStyles name further styles that clients may ask for.
	MoreStyles []string
	// MinScale and MaxScale are the scale denominators between which maps show the layer; 0 means no bound.
	MinScale, MaxScale float64
	// TimeBegin and TimeEnd name the Date or DateTime fields that say when a feature was; TimeEnd may be empty, or equal to TimeBegin.
	TimeBegin, TimeEnd string
	// Dimensions are what maps of the layer can be asked for beside its place. One named time says more of TimeBegin and TimeEnd.
	Dimensions []Dimension
	// Attribution is the text maps show beside the layer, AttributionURL where it leads and Logo the picture beside it.
	Attribution, AttributionURL string
	Logo                        *Logo
	// Metadata are documents that describe the data, Data where the data itself is.
	Metadata []Metadata
	Data     []DataURL
	// Identifiers are what others call the layer.
	Identifiers []Identifier
}

// Metadata is a document that describes the data of a layer: its address, the standard it follows (such as ISO19115:2003) and its
// media type.
type Metadata struct{ URL, Standard, Format string }

// DataURL is an address of the data of a layer, and its media type.
type DataURL struct{ URL, Format string }

// Logo is a picture of whom a layer is attributed to, with its size in pixels.
type Logo struct {
	URL, Format   string
	Width, Height int
}

// Identifier is what an authority, with an address of its own, calls a layer. Authority is an XML name token.
type Identifier struct{ Authority, URL, Value string }

// Layer is a published layer as one caller sees it.
type Layer struct {
	Options
	source source.Source
	limits Limits
	pages  *pages
	data   *data
}

// Request is what a protocol asks of a layer, not yet checked.
type Request struct {
	// Fields are the published names of the properties wanted; nil means all.
	Fields     []string
	NoGeometry bool
	Where      filter.Expr
	// Out is the CRS of the answer; zero means the layer's.
	Out  crs.Ref
	Sort []SortBy
	// Limit is the most features wanted; negative means as many as the layer's limits allow.
	Limit, Offset int64
	Unordered     bool
}

// SortBy names a property to sort by.
type SortBy struct {
	Name string
	Desc bool
}

// Selection is a checked request, ready to be counted and streamed.
type Selection struct {
	layer *Layer
	query query.Query
}

// Schema returns the schema that the caller sees; Fields index it.
func (s *Selection) Schema() *feature.Schema { return s.query.Schema }

// Fields are the indexes in Schema().Fields that Props will follow.
func (s *Selection) Fields() []int { return s.query.Fields }

// NoGeometry says that the features come without their geometry.
func (s *Selection) NoGeometry() bool { return s.query.NoGeometry }

// Small tells the source that few features are known to be selected, by a box alone.
func (s *Selection) Small() { s.query.Small = true }

// Limit is the most features that the stream will have, after the layer's limits; negative when there is none.
func (s *Selection) Limit() int64 { return s.query.Limit }

// Features starts the stream. Its errors, and those of Count, are *Error where the filter is at fault after all.
func (s *Selection) Features(ctx context.Context) (source.Features, error) {
	return stream(s.layer.source.Features(ctx, &s.query))
}

// Count counts what is selected, whatever the page.
func (s *Selection) Count(ctx context.Context) (int64, error) {
	n, err := s.layer.source.Count(ctx, &s.query)
	return n, fault(err)
}
