package dwca

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Dataset is what a metadata document (EML 2.1 or 2.2, or Dublin Core elements)
// says of a dataset. What it does not say is empty.
type Dataset struct {
	ID         string // the document's name among several, else its packageId
	Title      string
	Abstract   string
	License    string // in words
	LicenseURL string
	Citation   string
	DOI        string
	PackageID  string
	Published  string // as written, usually a date
	Language   string
	Creators   string // names, joined by "; "
	Contacts   string // names and addresses, joined by "; "
	Publisher  string
	Homepage   string
	Keywords   string
	File       string // the document within the archive
}

// maxDatasets is the most documents of constituent datasets that are read.
const maxDatasets = 10_000

// Datasets reads the archive's metadata document and those of its constituent
// datasets (dataset/*.xml, as GBIF's downloads have). A document that cannot be read becomes a warning.
func (a *Archive) Datasets() []Dataset {
	var all []Dataset
	read := func(name, id string) {
		d, err := a.readDataset(name)
		if err != nil {
			a.Warnings = append(a.Warnings, fmt.Sprintf("metadata %s: %s", name, err))
			return
		}
		if d.ID = id; id == "" {
			d.ID = d.PackageID
		}
		all = append(all, d)
	}
	if a.metadata != "" {
		read(a.metadata, "")
	}
	names := slices.Clone(a.files.names())
	slices.Sort(names)
	for _, n := range names {
		if path.Dir(n) == "dataset" && strings.EqualFold(path.Ext(n), ".xml") && len(all) < maxDatasets {
			read(n, strings.TrimSuffix(path.Base(n), path.Ext(n)))
		}
	}
	return all
}

func (a *Archive) readDataset(name string) (Dataset, error) {
	r, _, err := a.files.open(name)
	if err != nil {
		return Dataset{}, err
	}
	d, err := readDocument(r, a.limits.XML)
	d.File = name
	return d, errors.Join(err, r.Close())
}

// xmlEML holds the parts of an EML document that are read, and the elements of a
// plain Dublin Core document. Names are matched whatever their namespace: EML's has changed with every version.
type xmlEML struct {
	PackageID string `xml:"packageId,attr"`
	Dataset   struct {
		Alternate []text     `xml:"alternateIdentifier"`
		Titles    []text     `xml:"title"`
		Creators  []xmlParty `xml:"creator"`
		PubDate   text       `xml:"pubDate"`
		Language  text       `xml:"language"`
		Abstract  text       `xml:"abstract"`
		Keywords  []struct {
			Words []text `xml:"keyword"`
		} `xml:"keywordSet"`
		Rights   text `xml:"intellectualRights"`
		Licensed []struct {
			Name       text `xml:"licenseName"`
			URL        text `xml:"url"`
			Identifier text `xml:"identifier"`
		} `xml:"licensed"`
		Distribution []struct {
			URL text `xml:"online>url"`
		} `xml:"distribution"`
		Contacts  []xmlParty `xml:"contact"`
		Publisher *xmlParty  `xml:"publisher"`
	} `xml:"dataset"`
	Citation text `xml:"additionalMetadata>metadata>gbif>citation"`

	DCTitle       text   `xml:"title"`
	DCDescription text   `xml:"description"`
	DCCreators    []text `xml:"creator"`
	DCRights      text   `xml:"rights"`
	DCLicense     text   `xml:"license"`
	DCCitation    text   `xml:"bibliographicCitation"`
	DCIdentifier  text   `xml:"identifier"`
	DCPublisher   text   `xml:"publisher"`
}

type xmlParty struct {
	Given        []text `xml:"individualName>givenName"`
	Surname      text   `xml:"individualName>surName"`
	Organization text   `xml:"organizationName"`
	Position     text   `xml:"positionName"`
	Email        []text `xml:"electronicMailAddress"`
	URL          []text `xml:"onlineUrl"`
}

// text gathers all character data of an element, with paragraphs kept apart, and the first link in it.
type text struct {
	s, url, lang, id string
}

// UnmarshalXML implements xml.Unmarshaler.
func (t *text) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "lang":
			t.lang = a.Value
		case "identifier":
			t.id = strings.TrimSpace(a.Value)
		}
	}
	var b strings.Builder
	for depth := 1; depth > 0; {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.CharData:
			b.Write(e)
		case xml.StartElement:
			depth++
			if e.Name.Local == "ulink" {
				for _, a := range e.Attr {
					if a.Name.Local == "url" && t.url == "" {
						t.url = strings.TrimSpace(a.Value)
					}
				}
			}
			if e.Name.Local == "para" || e.Name.Local == "section" {
				b.WriteString("\n\n")
			}
		case xml.EndElement:
			depth--
		}
	}
	t.s = tidy(b.String())
	return nil
}

// tidy folds white space, keeping one empty line between paragraphs.
func tidy(s string) string {
	var paras []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			paras = append(paras, p)
		}
	}
	return strings.Join(paras, "\n\n")
}

func (x *xmlEML) dataset() Dataset {
	s := &x.Dataset
	d := Dataset{
		PackageID: strings.TrimSpace(x.PackageID), Published: s.PubDate.s, Language: s.Language.s,
		Abstract: first(s.Abstract.s, x.DCDescription.s),
		Title:    first(inEnglish(s.Titles), x.DCTitle.s),
		License:  first(s.Rights.s, x.DCLicense.s, x.DCRights.s), LicenseURL: s.Rights.url,
		Creators: names(s.Creators, xmlParty.name), Contacts: names(s.Contacts, xmlParty.address),
	}
	for _, l := range s.Licensed {
		d.License = first(l.Name.s, l.Identifier.s, d.License)
		d.LicenseURL = first(l.URL.s, d.LicenseURL)
	}
	if strings.Contains(d.License, "://") && d.LicenseURL == "" && !strings.Contains(d.License, " ") {
		d.LicenseURL = d.License
	}
	if d.Creators == "" {
		d.Creators = join(x.DCCreators)
	}
	if s.Publisher != nil {
		d.Publisher = s.Publisher.name()
	}
	d.Publisher = first(d.Publisher, x.DCPublisher.s)
	for _, k := range s.Keywords {
		d.Keywords = strings.TrimPrefix(d.Keywords+"; "+join(k.Words), "; ")
	}
	for _, o := range s.Distribution {
		d.Homepage = first(d.Homepage, o.URL.s)
	}
	for _, id := range append([]string{d.PackageID, x.Citation.id, x.DCIdentifier.s}, texts(s.Alternate)...) {
		d.DOI = first(d.DOI, doi(id))
	}
	d.Citation = first(x.Citation.s, x.DCCitation.s, d.compose())
	return d
}

// compose makes a citation where the document gives none: creators (year). title.
func (d *Dataset) compose() string {
	if d.Title == "" {
		return ""
	}
	c := d.Title + "."
	if len(d.Published) >= 4 {
		c = "(" + d.Published[:4] + "). " + c
	}
	return strings.Join(strings.Fields(strings.Join([]string{d.Creators, c, d.Publisher, first(d.DOI, d.PackageID)}, " ")), " ")
}

func (p xmlParty) name() string {
	person := strings.TrimSpace(strings.Join(append(texts(p.Given), p.Surname.s), " "))
	return first(person, p.Organization.s, p.Position.s)
}

func (p xmlParty) address() string {
	parts := []string{p.name()}
	for _, x := range append([]text{p.Organization, p.Position}, append(p.Email, p.URL...)...) {
		if x.s != "" && !slices.Contains(parts, x.s) {
			parts = append(parts, x.s)
		}
	}
	return strings.Join(parts, ", ")
}

func names(parties []xmlParty, f func(xmlParty) string) string {
	var out []string
	for _, p := range parties {
		if n := f(p); n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return strings.Join(out, "; ")
}

func inEnglish(ts []text) string {
	for _, t := range ts {
		if strings.HasPrefix(t.lang, "en") {
			return t.s
		}
	}
	if len(ts) == 0 {
		return ""
	}
	return ts[0].s
}

// doi returns the bare DOI in an identifier, "" when it is none.
func doi(id string) string {
	i := strings.Index(id, "10.")
	if i < 0 || !strings.Contains(id[i:], "/") {
		return ""
	}
	prefix := strings.ToLower(id[:i])
	if prefix == "" || strings.HasSuffix(prefix, "doi:") || strings.HasSuffix(prefix, "doi.org/") {
		return id[i:]
	}
	return ""
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}

func texts(ts []text) []string {
	var out []string
	for _, t := range ts {
		if t.s != "" {
			out = append(out, t.s)
		}
	}
	return out
}

func join(ts []text) string { return strings.Join(texts(ts), "; ") }

func readDocument(r io.Reader, limit int64) (Dataset, error) {
	var x xmlEML
	if err := readXML(r, limit, &x); err != nil {
		return Dataset{}, err
	}
	return x.dataset(), nil
}
