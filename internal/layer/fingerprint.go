package layer

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"

	"haavi/internal/filter"
	"haavi/internal/geom"
	"haavi/internal/query"
)

// fingerprint tells apart what is selected of which layer, and in which order.
type fingerprint [sha256.Size]byte

// selects is the same for selections of the same layer and filter.
func (s *Selection) selects() fingerprint { return s.fingerprint(nil) }

// walks is the same for selections of the same layer, filter and order.
func (s *Selection) walks() fingerprint { return s.fingerprint(s.query.Sort) }

func (s *Selection) fingerprint(sort []query.Sort) fingerprint {
	h := sha256.New()
	part := func(text string) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(text)))
		h.Write(n[:]) // a hash never fails
		_, _ = io.WriteString(h, text)
	}
	part(s.layer.Name)
	part(fmt.Sprint(s.layer.Version(), sort))
	if e := s.query.Where.Expr(); e != nil {
		part(e.String())
		// A filter's text leaves out what only tells how a shape was written, and writes a box for what stands in for one.
		filter.Walk(e, func(e filter.Expr) {
			if shape, ok := e.(*filter.Shape); ok {
				part(fmt.Sprintf("%T %s %t", shape.Geom, shape.CRS, shape.Box))
				if shape.Geom != nil {
					part(string(geom.AppendWKB(nil, shape.Geom)))
				}
			}
		})
	}
	return fingerprint(h.Sum(nil))
}
