package ingest

import (
	"math"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/geom"
)

// placer turns what a record says of its place into geometries in the target's CRS.
type placer struct {
	target     crs.Ref
	transforms map[crs.Ref]*crs.Transform // nil where there is none
}

func newPlacer(target crs.Ref) (*placer, error) {
	p := &placer{target: target, transforms: map[crs.Ref]*crs.Transform{}}
	_, err := crs.NewTransform(crs.WGS84, target)
	return p, err
}

// written is what a record says of its place.
type written struct {
	lat, lon, datum, uncertainty string
	footprint, footprintSRS      string
	country                      string
}

// lost is a value that could not be kept, for the report.
type lost struct {
	column, reason, value string
}

// place returns the point and the footprint, each nil when there is none.
func (p *placer) place(w *written, found *issues, report func(lost)) (point, footprint orb.Geometry) {
	ref, status := parseSRS(w.datum)
	if g, from := p.footprint(w, ref, found, report); g != nil {
		footprint = p.project(orb.Clone(g), from, found)
		if q, ok := represent(g); ok && w.lat == "" && w.lon == "" {
			if point = p.project(q, from, found); point != nil {
				found.add(fromFootprint)
			}
		}
	}
	if w.lat != "" || w.lon != "" {
		if info, ok := crs.Lookup(ref); ok && !info.Geographic {
			// Latitude and longitude are degrees; no projected system is their datum.
			ref, status = crs.WGS84, srsUnknown
		}
		p.flagDatum(status, found)
		if q, ok := p.coordinates(w, found); ok {
			point = p.project(q, ref, found)
		}
	}
	if point == nil && footprint == nil {
		found.add(coordinateMissing)
		return nil, nil
	}
	flagUncertainty(w, found)
	return point, footprint
}

func (p *placer) flagDatum(status srsStatus, found *issues) {
	switch status {
	case srsMissing:
		found.add(datumAssumed)
	case srsUnknown:
		found.add(datumInvalid)
	}
}

// coordinates reads latitude and longitude and corrects what is plainly swapped.
func (p *placer) coordinates(w *written, found *issues) (orb.Point, bool) {
	lat, okLat := parseFloat(w.lat)
	lon, okLon := parseFloat(w.lon)
	if !okLat || !okLon {
		found.add(coordinateInvalid)
		return orb.Point{}, false
	}
	if math.Abs(lat) > 90 || math.Abs(lon) > 180 {
		if math.Abs(lat) > 180 || math.Abs(lon) > 90 {
			found.add(coordinateOutOfRange)
			return orb.Point{}, false
		}
		found.add(swappedCoordinate)
		lat, lon = lon, lat
	}
	q := orb.Point{lon, lat}
	switch {
	case lat == 0 && lon == 0:
		found.add(zeroCoordinate)
	case math.Abs(lat) == 90:
		found.add(coordinateAtPole)
	default:
		q = checkCountry(q, w.country, found)
	}
	return q, true
}

// project moves a geometry into the target's CRS, nil when it has no image there.
// Degrees whose datum cannot be transformed are taken as WGS 84, with a flag.
func (p *placer) project(g orb.Geometry, from crs.Ref, found *issues) orb.Geometry {
	if sameAsWGS84[from.Code] {
		from = crs.WGS84
	}
	_, point := g.(orb.Point)
	t := p.transform(from)
	if t == nil {
		found.add(reprojectionFailed)
		if info, ok := crs.Lookup(from); ok && !info.Geographic {
			return nil
		}
		if t = p.transform(crs.WGS84); t == nil {
			return nil
		}
	} else if from != crs.WGS84 && point {
		found.add(coordinateReprojected)
	}
	out, err := t.Geometry(g)
	if err != nil || farOff(out) {
		found.add(reprojectionFailed)
		return nil
	}
	return out
}

// farOff says that a geometry is farther away than any place is in any system: so are the poles in web mercator.
func farOff(g orb.Geometry) bool {
	const farthest = 1e8
	b := g.Bound()
	return max(math.Abs(b.Min[0]), math.Abs(b.Min[1]), math.Abs(b.Max[0]), math.Abs(b.Max[1])) > farthest
}

func (p *placer) transform(from crs.Ref) *crs.Transform {
	t, known := p.transforms[from]
	if !known {
		var err error
		if t, err = crs.NewTransform(from, p.target); err != nil {
			t = nil
		}
		p.transforms[from] = t
	}
	return t
}

// footprint reads the footprint and its system, nil when there is none that can be used.
func (p *placer) footprint(w *written, datum crs.Ref, found *issues, report func(lost)) (orb.Geometry, crs.Ref) {
	if w.footprint == "" {
		return nil, datum
	}
	g, srid, err := geom.ParseWKT(w.footprint)
	if err == nil && geom.IsEmpty(g) {
		return nil, datum
	}
	reason := "the footprint cannot be read"
	if err == nil {
		from, status := p.footprintRef(w, srid, datum)
		geographic := true
		if info, ok := crs.Lookup(from); ok {
			geographic = info.Geographic
		}
		b := g.Bound()
		if status == srsUnknown {
			found.add(footprintSRSInvalid)
		}
		switch {
		case !finite(b):
			reason = "the footprint has a coordinate that is not a number"
		case geographic && (b.Min[0] < -180 || b.Max[0] > 180 || b.Min[1] < -90 || b.Max[1] > 90):
			reason = "the footprint is not in degrees, though its reference system is"
		default:
			return g, from
		}
	}
	found.add(footprintInvalid)
	report(lost{"footprint_wkt", reason, w.footprint})
	return nil, datum
}

func (p *placer) footprintRef(w *written, srid int, datum crs.Ref) (crs.Ref, srsStatus) {
	if srid > 0 {
		return parseSRS("EPSG:" + itoa(srid))
	}
	ref, status := parseSRS(w.footprintSRS)
	if status == srsMissing {
		return datum, status
	}
	return ref, status
}

func finite(b orb.Bound) bool {
	s := b.Min[0] + b.Min[1] + b.Max[0] + b.Max[1]
	return !math.IsNaN(s) && !math.IsInf(s, 0)
}

// flagUncertainty judges the radius in metres.
func flagUncertainty(w *written, found *issues) {
	if w.uncertainty == "" {
		found.add(uncertaintyMissing)
		return
	}
	switch u, ok := parseFloat(w.uncertainty); {
	case !ok || u <= 0:
		found.add(uncertaintyInvalid)
	case u > 100_000:
		found.add(uncertaintyLarge)
	}
}
