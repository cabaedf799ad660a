package ingest

import (
	"strings"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/dwca"
	"haavi/internal/feature"
)

// converter makes rows of records.
type converter struct {
	plan   *plan
	placer *placer
	now    time.Time
	// Places of special terms among the plan's inputs, -1 when absent.
	eventDate, eventTime, year, month, day, verbatimDate, firstDay, lastDay int
	lat, lon, datum, uncertainty, wkt, wktSRS, countryCode, country         int
	status, count, quantity, parentEvent, license                           int
	place, placeMark, date, dateMark                                        []int
	isCountry                                                               []bool
	texts                                                                   []string
	props                                                                   []feature.Value
	report                                                                  func(lost)
}

// row is a converted record, valid until the next.
type row struct {
	props     []feature.Value
	point     orb.Geometry
	footprint orb.Geometry
	issues    issues
}

func newConverter(p *plan, pl *placer, now time.Time, report func(lost)) *converter {
	c := &converter{plan: p, placer: pl, now: now, report: report,
		texts: make([]string, len(p.inputs)), props: make([]feature.Value, len(p.fields)), isCountry: make([]bool, len(p.inputs))}
	at := func(t dwca.Term) int {
		if i, ok := p.at[t]; ok {
			return i
		}
		return -1
	}
	group := func(ts []dwca.Term) (is []int) {
		for _, t := range ts {
			if i := at(t); i >= 0 {
				is = append(is, i)
			}
		}
		return is
	}
	c.eventDate, c.eventTime, c.verbatimDate = at(termEventDate), at(termEventTime), at(termVerbatimDate)
	c.year, c.month, c.day, c.firstDay, c.lastDay = at(termYear), at(termMonth), at(termDay), at(termFirstDay), at(termLastDay)
	c.lat, c.lon, c.datum, c.uncertainty = at(termLatitude), at(termLongitude), at(termDatum), at(termUncertainty)
	c.wkt, c.wktSRS, c.countryCode, c.country = at(termFootprint), at(termFootprintSRS), at(termCountryCode), at(termCountry)
	c.status, c.count, c.quantity = at(termStatus), at(termCount), at(termQuantity)
	c.parentEvent, c.license = at(termParentEvent), at(termLicense)
	c.place, c.placeMark, c.date, c.dateMark = group(placeTerms), group(placeMarks), group(dateTerms), group(dateMarks)
	for i, in := range p.inputs {
		c.isCountry[i] = in.term == termCountryCode || in.term == termPublishing
	}
	return c
}

// text returns an input's text, "" when the record has no such term.
func (c *converter) text(i int) string {
	if i < 0 {
		return ""
	}
	return c.texts[i]
}

// load takes the texts of a record and of its core record, either of which may
// be nil. A record with a place of its own takes nothing of its event's place, and so with the date.
func (c *converter) load(own, core []string) {
	for i, in := range c.plan.inputs {
		c.texts[i] = ""
		if in.own >= 0 && own != nil {
			c.texts[i] = c.clean(i, own[in.own])
		}
	}
	if core == nil {
		return
	}
	ownPlace, ownDate := c.any(c.placeMark), c.any(c.dateMark)
	var skip map[int]bool
	if ownPlace || ownDate {
		skip = map[int]bool{}
		if ownPlace {
			mark(skip, c.place)
		}
		if ownDate {
			mark(skip, c.date)
		}
	}
	for i, in := range c.plan.inputs {
		if in.core >= 0 && c.texts[i] == "" && !skip[i] {
			c.texts[i] = c.clean(i, core[in.core])
		}
	}
}

// inheritPlace takes the place of a parent event for a record that has none.
func (c *converter) inheritPlace(core []string) bool {
	for _, i := range c.place {
		if in := c.plan.inputs[i]; in.core >= 0 {
			c.texts[i] = c.clean(i, core[in.core])
		}
	}
	return c.any(c.placeMark)
}

func mark(set map[int]bool, is []int) {
	for _, i := range is {
		set[i] = true
	}
}

func (c *converter) any(is []int) bool {
	for _, i := range is {
		if c.texts[i] != "" {
			return true
		}
	}
	return false
}

func (c *converter) clean(i int, s string) string {
	if s = strings.TrimSpace(s); isNull(s, c.isCountry[i]) {
		return ""
	}
	return s
}

// convert makes the row of the loaded record.
func (c *converter) convert(fid int64, found issues) row {
	c.props[0] = feature.IntValue(fid)
	for i, in := range c.plan.inputs {
		if in.prop < 0 {
			continue
		}
		c.props[in.prop] = feature.Value{}
		if c.texts[i] == "" {
			continue
		}
		v, ok := convert(c.texts[i], in.kind)
		if ok {
			c.props[in.prop] = v
		} else {
			c.lose(i, &found)
		}
	}
	when, ok := c.interval(&found)
	c.props[c.plan.begin], c.props[c.plan.end] = feature.Value{}, feature.Value{}
	if ok {
		if !when.Begin.IsZero() {
			c.props[c.plan.begin] = feature.DateTimeOf(when.Begin)
		}
		if !when.End.IsZero() {
			c.props[c.plan.end] = feature.DateTimeOf(when.End)
		}
	}
	c.flagCounts(&found)
	r := row{props: c.props}
	w := written{lat: c.text(c.lat), lon: c.text(c.lon), datum: c.text(c.datum), uncertainty: c.text(c.uncertainty),
		footprint: c.text(c.wkt), footprintSRS: c.text(c.wktSRS), country: c.countryOf()}
	r.point, r.footprint = c.placer.place(&w, &found, c.report)
	r.issues = found
	c.props[c.plan.issues] = feature.Value{}
	if found != 0 {
		c.props[c.plan.issues] = feature.StringValue(found.String())
	}
	return r
}

// lose reports a text that its column cannot hold.
func (c *converter) lose(i int, found *issues) {
	in := c.plan.inputs[i]
	switch i {
	case c.lat, c.lon:
		found.add(coordinateInvalid)
	case c.uncertainty:
		found.add(uncertaintyInvalid)
	case c.count:
		found.add(countInvalid)
	case c.year, c.month, c.day:
		found.add(dateInvalid)
	default:
		found.add(valueInvalid)
	}
	c.report(lost{c.plan.fields[in.prop].Column, "cannot be read as " + in.kind.String(), c.texts[i]})
}

func (c *converter) countryOf() string {
	if code := c.text(c.countryCode); code != "" {
		return strings.ToUpper(code)
	}
	switch c.text(c.country) {
	case "Suomi", "Finland":
		return "FI"
	case "Sverige", "Sweden":
		return "SE"
	case "Norge", "Norway":
		return "NO"
	default:
		return ""
	}
}

func (c *converter) flagCounts(found *issues) {
	status := strings.ToLower(c.text(c.status))
	absent := status == "absent"
	if absent {
		found.add(statusAbsent)
	}
	zero := isZero(c.text(c.count)) || c.text(c.count) == "" && isZero(c.text(c.quantity))
	if zero {
		found.add(countZero)
	}
	if zero && status == "present" || absent && c.text(c.count) != "" && !zero {
		found.add(countConflicts)
	}
}

func isZero(s string) bool {
	f, ok := parseFloat(s)
	return ok && f == 0
}

// interval finds when the event was: by eventDate and eventTime, else by the
// first and last day (FinBIF), the columns year, month and day, or the verbatim date.
func (c *converter) interval(found *issues) (Interval, bool) {
	var when Interval
	var err error
	year, month, day := c.text(c.year), c.text(c.month), c.text(c.day)
	switch {
	case c.text(c.eventDate) != "":
		when, err = ParseInterval(c.text(c.eventDate))
	case c.text(c.firstDay) != "":
		when, err = ParseInterval(c.text(c.firstDay) + "/" + first(c.text(c.lastDay), c.text(c.firstDay)))
	case year != "":
		when, err = ParseInterval(partial(year, month, day))
	case c.text(c.verbatimDate) != "":
		when, err = ParseInterval(c.text(c.verbatimDate))
	default:
		return when, false
	}
	if err != nil {
		found.add(dateInvalid)
		return when, false
	}
	if t := c.text(c.eventTime); t != "" {
		var ok bool
		if when, ok = when.withTime(t); !ok {
			found.add(dateInvalid)
		}
	}
	if y, ok := parseInt(year); ok && (!when.Begin.IsZero() && int(y) < when.Begin.Year() || !when.End.IsZero() && int(y) > when.End.Year()) {
		found.add(dateMismatch)
	}
	if !when.Begin.IsZero() && (when.Begin.Year() < 1600 || when.Begin.After(c.now.Add(24*time.Hour))) {
		found.add(dateUnlikely)
	}
	return when, true
}

func partial(year, month, day string) string {
	s := year
	if month != "" {
		s += "-" + month
		if day != "" {
			s += "-" + day
		}
	}
	return s
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
