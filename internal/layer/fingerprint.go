package layer

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"

	"haavi/internal/filter"
	"haavi/internal/geom"
	"haavi/internal/query"
)

// fingerprint tells apart what is selected of which layer, and in which order.
type fingerprint [sha256.Size]byte

// selects is the same for selections of the same layer and filter.
func (s *Selection) selects() fingerprint {
	h := sha256.New()
	part := func(text string) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(text)))
		h.Write(n[:]) // a hash never fails
		_, _ = io.WriteString(h, text)
	}
	part(s.layer.Name)
	part(strconv.FormatInt(s.layer.Version(), 10))
	part(Text(s.query.Where.Expr()))
	return fingerprint(h.Sum(nil))
}

// in is the same for what is selected in the same order.
func (f fingerprint) in(order []query.Sort) fingerprint {
	return sha256.Sum256(fmt.Appendf(f[:], "%v", order))
}

// Text tells filters apart: it is another wherever they may select other features. It is empty for nil.
func Text(e filter.Expr) string {
	if e == nil {
		return ""
	}
	b := []byte(e.String())
	// A filter's text leaves out what only tells how a shape was written, and writes a box for what stands in for one.
	filter.Walk(e, func(e filter.Expr) {
		if shape, ok := e.(*filter.Shape); ok {
			b = fmt.Appendf(b, "\x00%T %s %t ", shape.Geom, shape.CRS, shape.Box)
			if shape.Geom != nil {
				b = geom.AppendWKB(b, shape.Geom)
			}
		}
	})
	return string(b)
}
