package config

// Style is a style: a document, or the short form, which is one symbol, or one for each value or class of a field, and a label.
type Style struct {
	Title    string `yaml:"title" jsonschema_description:"The title that legends show; the style's name when absent."`
	SLD      string `yaml:"sld" jsonschema_description:"The path of a Styled Layer Descriptor, from the folder of this file. It takes the place of all other keys but title."`
	SLDStyle string `yaml:"sld_style" jsonschema_description:"The name of the style within the document; needed when it has several and none is its default."`
	Symbol
	Field         string     `yaml:"field" jsonschema_description:"The field, by its published name, whose value chooses among categories or classes."`
	Categories    []Category `yaml:"categories" jsonschema_description:"Symbols for values of the field. Other values are drawn with the style's own symbol."`
	Classes       []float64  `yaml:"classes" jsonschema_description:"Numbers in ascending order that part the values of the field, each class in a colour of the palette. A number belongs to the class above it."`
	Palette       string     `yaml:"palette" jsonschema_description:"The colours of classes (viridis when absent), of categories without a fill, of density and of grid: viridis, magma, plasma, inferno, cividis, okabe_ito, blues, greens, greys, oranges, purples, reds, ylgnbu, ylorrd, ylorbr, rdbu, brbg or puor; with _r at the end turned around."`
	Density       *Density   `yaml:"density" jsonschema_description:"Draw a smooth density of the features. One of density, grid and cluster."`
	Grid          *Grid      `yaml:"grid" jsonschema_description:"Draw squares or hexagons on the ground, coloured by what is in them."`
	Cluster       *Cluster   `yaml:"cluster" jsonschema_description:"Join features that would cover one another into circles with their number."`
	FromScale     float64    `yaml:"from_scale" jsonschema:"minimum=0,default=0" jsonschema_description:"The scale denominator from which on density, grid or cluster is drawn; below it, symbols and labels are. 0: at every scale."`
	Uncertainty   string     `yaml:"uncertainty" jsonschema_description:"The field, by its published name, of a radius in metres that is drawn on the ground around points."`
	UncertaintyAs string     `yaml:"uncertainty_shape" jsonschema:"enum=circle,enum=square,default=circle" jsonschema_description:"The circle of the radius, or the square of twice the radius."`
	Label         string     `yaml:"label" jsonschema_description:"The field, by its published name, that is written beside features."`
	LabelSize     float64    `yaml:"label_size" jsonschema:"minimum=1,maximum=256,default=12" jsonschema_description:"The font size of labels, in pixels."`
	LabelColor    string     `yaml:"label_color" jsonschema:"default=#222222" jsonschema_description:"The colour of the letters."`
	LabelHalo     string     `yaml:"label_halo" jsonschema:"default=#ffffff" jsonschema_description:"The colour of the rim around the letters, or none."`
	LabelMaxScale float64    `yaml:"label_max_scale" jsonschema:"minimum=0,default=0" jsonschema_description:"The scale denominator from which on labels are left out; 0 is no bound."`
}

// Symbol draws points as a marker, lines with the stroke and areas with fill and stroke. What is absent is the default, in
// a category what the style has.
type Symbol struct {
	Marker      string    `yaml:"marker" jsonschema:"enum=circle,enum=square,enum=triangle,enum=diamond,enum=pentagon,enum=hexagon,enum=star,enum=cross,enum=x" jsonschema_description:"The shape that draws a point: a circle when absent."`
	Size        float64   `yaml:"size" jsonschema:"minimum=0,maximum=256" jsonschema_description:"The size of the marker, in pixels: 8 when absent or 0."`
	Fill        string    `yaml:"fill" jsonschema_description:"The colour inside: #rrggbb, #rrggbbaa, a name such as steelblue, or none."`
	Stroke      string    `yaml:"stroke" jsonschema_description:"The colour of lines and outlines, or none. When absent: white around markers, else the fill's."`
	StrokeWidth float64   `yaml:"stroke_width" jsonschema:"minimum=0,maximum=256" jsonschema_description:"The width of lines and outlines, in pixels: when absent or 0, 2 for lines, else 1."`
	Opacity     *float64  `yaml:"opacity" jsonschema:"minimum=0,maximum=1" jsonschema_description:"How much of what lies below is hidden: from 0, nothing, to 1, all. When absent 1."`
	Dash        []float64 `yaml:"dash" jsonschema:"minimum=0,maximum=256" jsonschema_description:"The lengths of strokes and gaps of lines and outlines, in pixels, in turn."`
}

// Category is a symbol for one value of a field.
type Category struct {
	Value string `yaml:"value" jsonschema:"required" jsonschema_description:"The value, in quotes when it is a number."`
	Title string `yaml:"title" jsonschema_description:"The title that legends show; the value when absent."`
	Symbol
}

// Density is a smooth surface of how many features there are around each place.
type Density struct {
	Radius float64 `yaml:"radius" jsonschema:"minimum=0,maximum=256" jsonschema_description:"How far a feature spreads, in pixels: 16 when absent or 0."`
	Weight string  `yaml:"weight" jsonschema_description:"The field, by its published name, that a feature counts by; each counts 1 when absent."`
}

// Grid is cells on the ground.
type Grid struct {
	Shape    string    `yaml:"shape" jsonschema:"enum=square,enum=hexagon" jsonschema_description:"The cells: squares when absent, or hexagons."`
	Size     float64   `yaml:"size" jsonschema:"minimum=0" jsonschema_description:"The side of squares, or the distance between opposite sides of hexagons, in metres; when absent or 0 it grows with the scale."`
	Count    string    `yaml:"count" jsonschema:"enum=features,enum=distinct,enum=latest" jsonschema_description:"What colours a cell: its number of features (when absent), how many values of the field property they have, or the greatest of these."`
	Property string    `yaml:"property" jsonschema_description:"The field, by its published name, that distinct and latest are of."`
	Classes  []float64 `yaml:"classes" jsonschema_description:"The lower bounds of the classes after the first; 2, 5, 10, 50, 100 and 1000 when absent, for latest 1950, 1980, 1990, 2000, 2010 and 2020."`
}

// Cluster is circles with numbers.
type Cluster struct {
	Distance float64 `yaml:"distance" jsonschema:"minimum=0,maximum=1024" jsonschema_description:"How near, in pixels, features are joined: 40 when absent or 0."`
}
