package config

// Style is a style in its short form: one symbol, or one for each value of a field, and a label.
type Style struct {
	Title string `yaml:"title" jsonschema_description:"The title that legends show; the style's name when absent."`
	Symbol
	Field         string     `yaml:"field" jsonschema_description:"The field, by its published name, whose value chooses among categories."`
	Categories    []Category `yaml:"categories" jsonschema_description:"Symbols for values of the field. Other values are drawn with the style's own symbol."`
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
