package ingest

import (
	"haavi/internal/crs"
	"haavi/internal/dwca"
	"haavi/internal/feature"
)

// datasetFields are the columns of the dataset table.
var datasetFields = []struct{ name, title, description string }{
	{"dataset_id", "Dataset", "Identifier of the dataset."},
	{"title", "Title", "Title of the dataset."},
	{"license", "Licence", "Licence of the dataset, in words."},
	{"license_url", "Licence (URL)", "Address of the licence."},
	{"citation", "Citation", "How to cite the dataset."},
	{"doi", "DOI", "Digital object identifier."},
	{"creators", "Creators", "Who made the dataset."},
	{"contacts", "Contacts", "Whom to ask about the dataset."},
	{"publisher", "Publisher", "Who published the dataset."},
	{"published", "Published", "When the dataset was published."},
	{"homepage", "Home page", "Page about the dataset."},
	{"language", "Language", "Language of the metadata."},
	{"keywords", "Keywords", "Keywords, joined by semicolons."},
	{"abstract", "Abstract", "What the dataset is about."},
	{"package_id", "Package", "Identifier of the metadata document's version."},
	{"source", "Source", "File that was imported."},
}

func datasetSchema(name string) *feature.Schema {
	s := &feature.Schema{Name: name, CRS: crs.Ref{}, Fields: []feature.Field{{Name: keyColumn, Column: keyColumn, Type: feature.Int, Title: "Number"}}}
	for _, f := range datasetFields {
		s.Fields = append(s.Fields, feature.Field{Name: f.name, Column: f.name, Type: feature.String, Nullable: true, Title: f.title, Description: f.description})
	}
	s.Key = s.Fields[:1]
	return s
}

func datasetRow(fid int64, d *dwca.Dataset, source string) *feature.Feature {
	f := &feature.Feature{Props: []feature.Value{feature.IntValue(fid)}}
	for _, s := range []string{d.ID, d.Title, d.License, d.LicenseURL, d.Citation, d.DOI, d.Creators, d.Contacts, d.Publisher, d.Published,
		d.Homepage, d.Language, d.Keywords, d.Abstract, d.PackageID, source} {
		v := feature.Value{}
		if s != "" {
			v = feature.StringValue(s)
		}
		f.Props = append(f.Props, v)
	}
	return f
}

// licenses notices whether all records have one licence, which then is the
// dataset's when its metadata gives none.
type licenses struct {
	only  string
	mixed bool
}

func (l *licenses) see(s string) {
	if s == "" || l.mixed || s == l.only {
		return
	}
	l.mixed = l.only != ""
	l.only = s
}

func (l *licenses) fill(d *dwca.Dataset) {
	if d.License == "" && d.LicenseURL == "" && !l.mixed {
		d.License = l.only
	}
}
