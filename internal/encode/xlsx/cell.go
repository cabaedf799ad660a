package xlsx

import (
	"math"
	"strconv"

	"haavi/internal/feature"
)

// The styles of cells, in the order of parts.go.
const (
	styleDate = iota + 1
	styleTime
	styleBold
)

const (
	maxText  = 32_767
	maxWhole = 999_999_999_999_999 // spreadsheets keep 15 digits
	// epoch is 1970-01-01 as a spreadsheet counts days; before firstDay it counts a 29 February 1900 that was not.
	epoch    = 25_569
	firstDay = 61
	lastDay  = 2_958_466 // the day after 9999-12-31
)

// cell starts a cell of a type.
func (e *encoder) cell(column, style int, kind string) {
	b := e.buf.B
	b = append(append(append(b, e.columns[column]...), e.number...), '"')
	if style > 0 {
		b = append(strconv.AppendInt(append(b, ` s="`...), int64(style), 10), '"')
	}
	if kind != "" {
		b = append(append(append(b, ` t="`...), kind...), '"')
	}
	b = append(b, '>')
	e.buf.B = b
}

func (e *encoder) text(column int, s string, style int) {
	e.cell(column, style, "inlineStr")
	e.buf.B = append(e.buf.B, `<is><t xml:space="preserve">`...)
	e.buf.B = append(appendText(e.buf.B, cut(s, maxText)), "</t></is></c>"...)
}

// value writes a cell; a null, and what is no number, has none.
func (e *encoder) value(column int, v feature.Value) {
	switch v.Kind() {
	case feature.String:
		e.text(column, v.Str(), 0)
	case feature.Bool:
		e.cell(column, 0, "b")
		e.buf.B = append(e.buf.B, '<', 'v', '>', '0'+byte(v.Int()))
		e.buf.B = append(e.buf.B, "</v></c>"...)
	case feature.Int:
		if n := v.Int(); n > maxWhole || n < -maxWhole {
			e.text(column, v.String(), 0)
			return
		}
		e.cell(column, 0, "")
		e.buf.B = append(strconv.AppendInt(append(e.buf.B, "<v>"...), v.Int(), 10), "</v></c>"...)
	case feature.Float:
		if f := v.Float(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			e.cell(column, 0, "")
			e.buf.B = append(strconv.AppendFloat(append(e.buf.B, "<v>"...), f, 'g', -1, 64), "</v></c>"...)
		}
	case feature.Date:
		e.days(column, v, float64(v.Int()+epoch), styleDate)
	case feature.DateTime:
		e.days(column, v, float64(v.Int())/86_400e6+epoch, styleTime)
	}
}

// days writes a day or an instant as the number of days that spreadsheets count, as a text where they do not.
func (e *encoder) days(column int, v feature.Value, days float64, style int) {
	if days < firstDay || days >= lastDay {
		e.text(column, v.String(), 0)
		return
	}
	e.cell(column, style, "")
	e.buf.B = append(strconv.AppendFloat(append(e.buf.B, "<v>"...), math.Round(days*1e11)/1e11, 'f', -1, 64), "</v></c>"...)
}
