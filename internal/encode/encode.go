// Package encode defines how a stream of features becomes bytes. Each format is
// a package below it.
package encode

import (
	"io"
	"time"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/spool"
)

// Header says what the features to come are.
type Header struct {
	// Schema is the layer as the caller sees it; Schema.Name is the layer's name.
	Schema *feature.Schema
	// Title and Description are the layer's, for people; both may be empty.
	Title, Description string
	// Fields index Schema.Fields: Props[i] of a feature belongs to Schema.Fields[Fields[i]].
	Fields []int
	// NoGeometry says that geometries were not asked for.
	NoGeometry bool
	// CRS is the spelling and axis order to write coordinates in.
	CRS crs.Name
	// Matched is how many features the query selects in all, -1 when not known.
	Matched int64
	// Returned is how many features will follow, -1 when not known.
	Returned int64
	// Hits says that only the number of features was asked for: none follows.
	Hits bool
	// Time is when the answer was made.
	Time time.Time
	// Next and Previous are the URLs of neighbouring pages, empty when there are none.
	Next, Previous string
	// AppSchema is the application schema of the features, and SchemaLocation the URL of its description (GML).
	AppSchema
	SchemaLocation string
	// Disk is where temporary files go; nil means without a bound.
	Disk *spool.Disk
	// Single says that the answer is one feature by itself and no collection.
	Single bool
}

// AppSchema is how feature types are made of layers in GML.
type AppSchema struct {
	// Namespace of the feature types, and the prefix that stands for it.
	Namespace, Prefix string
	// Nils says that a field without a value is written, with xsi:nil; otherwise it is left out.
	Nils bool
	// StandardProperties says that fields called name and description, and geometries called as GML calls them (pointProperty ...), are
	// GML's own properties, and that features with a geometry have an envelope (boundedBy).
	StandardProperties bool
}

// Encoder writes one answer. An encoder buffers as it likes and flushes at End.
// Header and features are valid only during the call.
type Encoder interface {
	Begin(Header) error
	Feature(*feature.Feature) error
	End() error
}

// Aborter is an Encoder that holds more than memory, such as temporary files. Abort gives all of it back. It may be called
// at any time and more than once, also after End.
type Aborter interface{ Abort() }

// Abort ends an encoder, whether its answer came to its end or not. Who makes an encoder defers it.
func Abort(e Encoder) {
	if a, ok := e.(Aborter); ok {
		a.Abort()
	}
}

// Format is one output format.
type Format struct {
	// Name is the short name used as an OUTPUTFORMAT alias ("geojson").
	Name string
	// MediaType is the Content-Type of the answer.
	MediaType string
	// Aliases are further values of OUTPUTFORMAT that mean this format.
	Aliases []string
	// Extension of a file name, with its dot.
	Extension string
	// Download says that a browser should save the answer as a file.
	Download bool
	// Mandatory says that a feature is not valid in this format without every property that cannot be null.
	Mandatory bool
	// Only is the one CRS that the format has coordinates in, whatever was asked for; zero when it has any.
	Only crs.Ref
	// Several says that an answer can hold the features of several queries: New returns a Multi.
	Several bool
	// Repeatable is, where an identifier can stand only once in an answer, how many features may come before a later query of the same
	// type: their identifiers are remembered. 0 means that identifiers may repeat.
	Repeatable int64
	// OneCRS says that all features of an answer must be in one CRS.
	OneCRS bool
	New    func(io.Writer) Encoder
}
