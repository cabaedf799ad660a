package ingest

import (
	"strings"

	"haavi/internal/crs"
	"haavi/internal/dwca"
	"haavi/internal/feature"
)

// input is one term of the records to come, and the column it becomes.
type input struct {
	term dwca.Term
	kind feature.Kind
	// own and core are the places of the value in the record and in the core
	// record it belongs to, -1 when it is not there.
	own, core int
	// prop is the column among the fields, -1 for a term that is not stored as text.
	prop int
}

// plan says how records become rows.
type plan struct {
	inputs []input
	fields []feature.Field
	// The derived fields.
	begin, end, issues int
	at                 map[dwca.Term]int // inputs by term
}

// GeometryColumn is the name of the geometry column of every layer.
const GeometryColumn = "geom"

const keyColumn = "fid"

// newPlan lays out the columns: the key, the record's own terms in their order,
// those of its core record, begin and end after the date, the issues at the end.
func newPlan(own, core *dwca.Table) *plan {
	p := &plan{at: map[dwca.Term]int{}}
	if own != nil {
		for i, f := range own.Fields {
			p.add(canonical(f.Term, own), i, -1)
		}
	}
	if core != nil {
		for i, f := range core.Fields {
			term := canonical(f.Term, core)
			if at, ok := p.at[term]; ok {
				if inherits(term, core.RowType) {
					p.inputs[at].core = i
				}
			} else if own == nil || inherits(term, core.RowType) {
				p.add(term, -1, i)
			}
		}
	}
	p.layout()
	return p
}

func (p *plan) add(term dwca.Term, own, core int) {
	if _, twice := p.at[term]; twice {
		return
	}
	p.at[term] = len(p.inputs)
	info, _ := dwca.Lookup(term)
	kind := info.Kind
	if kind == feature.Null {
		kind = unknownKind(term)
	}
	p.inputs = append(p.inputs, input{term: term, kind: kind, own: own, core: core, prop: -1})
}

// canonical lets FinBIF's accuracy stand in for the uncertainty, where the table has none.
func canonical(term dwca.Term, t *dwca.Table) dwca.Term {
	if term == dwca.Laji("coordinateAccuracyClass") && t.Field(termUncertainty) < 0 {
		return termUncertainty
	}
	return term
}

// inherits says whether an occurrence takes a term from its core record. What
// describes the core record as a record is not the occurrence's.
func inherits(term, coreType dwca.Term) bool {
	switch term {
	case dwca.DC("type"), dwca.DC("modified"), dwca.DC("identifier"), dwca.DwC("basisOfRecord"):
		return coreType == dwca.Occurrence
	default:
		return true
	}
}

// unknownKind types the numbers of FinBIF's downloads that have no term of their own; other unknown terms are text.
func unknownKind(term dwca.Term) feature.Kind {
	name := string(term)
	switch {
	case !strings.HasPrefix(name, "Unit.") && !strings.HasPrefix(name, "Gathering.") && !strings.HasPrefix(name, "Document."):
		return feature.String
	case strings.HasSuffix(name, "(N)"), strings.HasSuffix(name, "(E)"):
		return feature.Float
	case strings.HasSuffix(name, "Count"), strings.HasSuffix(name, "Order"), strings.HasSuffix(name, ".Century"), strings.HasSuffix(name, ".Decade"):
		return feature.Int
	case strings.HasPrefix(name, "Document.Partial"):
		return feature.Bool
	default:
		return feature.String
	}
}

// layout names the columns and puts the derived ones among them.
func (p *plan) layout() {
	taken := map[string]bool{keyColumn: true, GeometryColumn: true, "event_begin": true, "event_end": true, "issues": true,
		"tableoid": true, "xmin": true, "cmin": true, "xmax": true, "cmax": true, "ctid": true}
	p.fields = append(p.fields, feature.Field{Name: keyColumn, Column: keyColumn, Type: feature.Int, Title: "Number",
		Description: "Number of the record in the file it came from, counted from 1."})
	p.begin, p.end = -1, -1
	for i := range p.inputs {
		in := &p.inputs[i]
		if in.term == termFootprint {
			continue // it becomes the geometry of the footprint layer
		}
		in.prop = len(p.fields)
		p.fields = append(p.fields, termField(in, unique(in.term.Column(), taken)))
		if in.term == termEventDate {
			p.addInterval()
		}
	}
	if p.begin < 0 {
		p.addInterval()
	}
	p.issues = len(p.fields)
	p.fields = append(p.fields, feature.Field{Name: "issues", Column: "issues", Type: feature.String, Nullable: true, Title: "Issues", Description: issuesDescription})
}

func (p *plan) addInterval() {
	p.begin, p.end = len(p.fields), len(p.fields)+1
	p.fields = append(p.fields,
		feature.Field{Name: "event_begin", Column: "event_begin", Type: feature.DateTime, Nullable: true, Title: "Event begin",
			Description: "First moment of the event, in UTC; midnight where only the day is known."},
		feature.Field{Name: "event_end", Column: "event_end", Type: feature.DateTime, Nullable: true, Title: "Event end",
			Description: "Last moment of the event, in UTC; the last second of the day where only the day is known."})
}

func termField(in *input, name string) feature.Field {
	info, _ := dwca.Lookup(in.term)
	return feature.Field{Name: name, Column: name, Type: in.kind, Nullable: true, Title: in.term.Title(), Description: info.Description}
}

// maxColumn is PostgreSQL's longest identifier, in bytes.
const maxColumn = 63

// unique shortens a name and numbers it when it is taken.
func unique(name string, taken map[string]bool) string {
	base := cut(name, maxColumn)
	name = base
	for n := 2; taken[name]; n++ {
		suffix := "_" + itoa(n)
		name = cut(base, maxColumn-len(suffix)) + suffix
	}
	taken[name] = true
	return name
}

// cut shortens to at most n bytes, at the end of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// schema is the schema of a layer with the plan's fields.
func (p *plan) schema(name string, g feature.GeometryType, ref crs.Ref) *feature.Schema {
	return &feature.Schema{Name: name, CRS: ref, Fields: p.fields, Key: p.fields[:1],
		Geometry: feature.Field{Name: GeometryColumn, Column: GeometryColumn, Type: feature.Geometry, Geom: g, Nullable: true}}
}

// The terms that the loader itself understands.
var (
	termEventDate    = dwca.DwC("eventDate")
	termEventTime    = dwca.DwC("eventTime")
	termYear         = dwca.DwC("year")
	termMonth        = dwca.DwC("month")
	termDay          = dwca.DwC("day")
	termVerbatimDate = dwca.DwC("verbatimEventDate")
	termFirstDay     = dwca.Laji("eventDateBegin")
	termLastDay      = dwca.Laji("eventDateEnd")
	termLatitude     = dwca.DwC("decimalLatitude")
	termLongitude    = dwca.DwC("decimalLongitude")
	termDatum        = dwca.DwC("geodeticDatum")
	termUncertainty  = dwca.DwC("coordinateUncertaintyInMeters")
	termFootprint    = dwca.DwC("footprintWKT")
	termFootprintSRS = dwca.DwC("footprintSRS")
	termCountryCode  = dwca.DwC("countryCode")
	termCountry      = dwca.DwC("country")
	termStatus       = dwca.DwC("occurrenceStatus")
	termCount        = dwca.DwC("individualCount")
	termQuantity     = dwca.DwC("organismQuantity")
	termParentEvent  = dwca.DwC("parentEventID")
	termLicense      = dwca.DC("license")
	termPublishing   = dwca.Term("http://rs.gbif.org/terms/1.0/publishingCountry")
	placeTerms       = []dwca.Term{termLatitude, termLongitude, termDatum, termUncertainty, termFootprint, termFootprintSRS, dwca.DwC("coordinatePrecision"), dwca.DwC("pointRadiusSpatialFit"), dwca.DwC("footprintSpatialFit")}
	placeMarks       = []dwca.Term{termLatitude, termLongitude, termFootprint}
	dateTerms        = []dwca.Term{termEventDate, termEventTime, termYear, termMonth, termDay, termVerbatimDate, dwca.DwC("startDayOfYear"), dwca.DwC("endDayOfYear")}
	dateMarks        = []dwca.Term{termEventDate, termYear, termVerbatimDate}
)
