package ingest

import "strings"

// issue is one kind of doubt about a record.
type issue uint8

// The codes. Where GBIF's vocabulary of occurrence issues has a name for a thing, that name is used.
const (
	zeroCoordinate issue = iota
	coordinateInvalid
	coordinateOutOfRange
	swappedCoordinate
	negatedLatitude
	negatedLongitude
	countryMismatch
	coordinateAtPole
	coordinateMissing
	fromFootprint
	fromParentEvent
	coordinateReprojected
	reprojectionFailed
	datumAssumed
	datumInvalid
	uncertaintyMissing
	uncertaintyInvalid
	uncertaintyLarge
	footprintInvalid
	footprintSRSInvalid
	dateInvalid
	dateMismatch
	dateUnlikely
	statusAbsent
	countZero
	countConflicts
	countInvalid
	valueInvalid
	eventMissing
	issueCount
)

var issueNames = [issueCount]string{
	zeroCoordinate:        "ZERO_COORDINATE",
	coordinateInvalid:     "COORDINATE_INVALID",
	coordinateOutOfRange:  "COORDINATE_OUT_OF_RANGE",
	swappedCoordinate:     "PRESUMED_SWAPPED_COORDINATE",
	negatedLatitude:       "PRESUMED_NEGATED_LATITUDE",
	negatedLongitude:      "PRESUMED_NEGATED_LONGITUDE",
	countryMismatch:       "COUNTRY_COORDINATE_MISMATCH",
	coordinateAtPole:      "COORDINATE_AT_POLE",
	coordinateMissing:     "COORDINATE_MISSING",
	fromFootprint:         "COORDINATE_FROM_FOOTPRINT",
	fromParentEvent:       "COORDINATE_FROM_PARENT_EVENT",
	coordinateReprojected: "COORDINATE_REPROJECTED",
	reprojectionFailed:    "COORDINATE_REPROJECTION_FAILED",
	datumAssumed:          "GEODETIC_DATUM_ASSUMED_WGS84",
	datumInvalid:          "GEODETIC_DATUM_INVALID",
	uncertaintyMissing:    "COORDINATE_UNCERTAINTY_MISSING",
	uncertaintyInvalid:    "COORDINATE_UNCERTAINTY_METERS_INVALID",
	uncertaintyLarge:      "COORDINATE_UNCERTAINTY_OVER_100_KM",
	footprintInvalid:      "FOOTPRINT_WKT_INVALID",
	footprintSRSInvalid:   "FOOTPRINT_SRS_INVALID",
	dateInvalid:           "RECORDED_DATE_INVALID",
	dateMismatch:          "RECORDED_DATE_MISMATCH",
	dateUnlikely:          "RECORDED_DATE_UNLIKELY",
	statusAbsent:          "OCCURRENCE_STATUS_ABSENT",
	countZero:             "INDIVIDUAL_COUNT_ZERO",
	countConflicts:        "INDIVIDUAL_COUNT_CONFLICTS_WITH_OCCURRENCE_STATUS",
	countInvalid:          "INDIVIDUAL_COUNT_INVALID",
	valueInvalid:          "VALUE_INVALID",
	eventMissing:          "EVENT_MISSING",
}

// issues is a set of issue.
type issues uint64

func (s *issues) add(i issue)     { *s |= 1 << i }
func (s issues) has(i issue) bool { return s&(1<<i) != 0 }

// String joins the codes with ";", in the order above.
func (s issues) String() string {
	var b strings.Builder
	for i := range issueCount {
		if s.has(i) {
			if b.Len() > 0 {
				b.WriteByte(';')
			}
			b.WriteString(issueNames[i])
		}
	}
	return b.String()
}

const issuesDescription = "What is doubtful about the record, as codes joined by semicolons; empty when nothing is."
