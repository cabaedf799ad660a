package demo

import (
	"haavi/internal/crs"
	"haavi/internal/feature"
)

// text, whole and the like make fields: published name, title, description.
func text(name, title, description string) feature.Field {
	return newField(feature.String, name, title, description)
}

func whole(name, title, description string) feature.Field {
	return newField(feature.Int, name, title, description)
}

func number(name, title, description string) feature.Field {
	return newField(feature.Float, name, title, description)
}

func newField(kind feature.Kind, name, title, description string) feature.Field {
	return feature.Field{Name: name, Column: name, Type: kind, Nullable: true, Title: title, Description: description}
}

func newSchema(name string, g feature.GeometryType, fields []feature.Field) *feature.Schema {
	return &feature.Schema{Name: name, CRS: crs.EPSG(3067), Fields: fields,
		Geometry: feature.Field{Name: "geom", Column: "geom", Type: feature.Geometry, Geom: g},
		Key:      []feature.Field{{Name: "fid", Column: "fid", Type: feature.Int}}}
}

// occurrenceFields are in the order of the values that occurrence.go makes.
var occurrenceFields = []feature.Field{
	text("occurrence_id", "Occurrence ID", "Identifier of the record."),
	text("scientific_name", "Scientific name", "Scientific name of the species."),
	text("vernacular_name_fi", "Finnish name", "Finnish name of the species."),
	text("vernacular_name_sv", "Swedish name", "Swedish name of the species."),
	text("vernacular_name_en", "English name", "English name of the species."),
	text("informal_taxon_group", "Group", "Group in everyday language, such as birds or vascular plants."),
	text("kingdom", "Kingdom", ""),
	text("phylum", "Phylum", ""),
	text("class", "Class", ""),
	text("order", "Order", ""),
	text("family", "Family", ""),
	text("red_list_status", "Red List status", "Category of the Red List of Finnish Species 2019: LC, NT, VU, EN, CR; NA for what was not evaluated, such as alien species."),
	text("event_date", "Event date", "When the species was seen, as it was recorded (ISO 8601); only the year or decade of a generalised record."),
	newField(feature.DateTime, "event_begin", "Event begin", "First moment of the event, in UTC; midnight where only the day is known."),
	newField(feature.DateTime, "event_end", "Event end", "Last moment of the event, in UTC; the last second of the day where only the day is known."),
	whole("year", "Year", "Year of the event; empty where only the decade is told."),
	number("coordinate_uncertainty_in_meters", "Coordinate uncertainty (m)", "Radius in metres of the smallest circle around the point that holds the whole place; empty when not known."),
	text("grid_cell", "Grid square", "Square of the ETRS-TM35FIN grid, north:east of its south-west corner in kilometres (1 and 5 km squares) or tens of kilometres, where only a square is known or told."),
	whole("individual_count", "Individual count", "Number of individuals; empty when not counted."),
	text("habitat", "Habitat", "Usual habitat of the species."),
	text("basis_of_record", "Basis of record", "Nature of the record, such as HumanObservation or PreservedSpecimen."),
	text("identification_verification_status", "Verification", "Whether an expert has looked at the record: accepted or unverified."),
	text("dataset_id", "Dataset ID", "Identifier of the collection that the record belongs to."),
	text("dataset_name", "Dataset", "Collection that the record belongs to, to be cited."),
	text("license", "Licence", "Terms of use, which differ between collections."),
	text("data_generalizations", "Generalisation", "Side of the grid square in place of which the point stands, at least: KM5, KM10, KM25, KM50, KM100; NONE for a record that is told as it is."),
	text("information_withheld", "Information withheld", "What is not told of the record, and why; empty when everything is."),
}
