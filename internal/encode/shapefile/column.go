package shapefile

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"haavi/internal/feature"
)

// The bounds of dBASE III+ tables that all readers keep.
const (
	maxColumns = 255
	maxText    = 254
)

// column is a column of the table and what its values need.
type column struct {
	field    feature.Field
	name     string // at most ten letters
	width    int    // of the longest value
	decimals int    // most digits after the point
	cut      int64  // texts that were too long
	lost     int64  // values that the table has no form for
}

func newColumn(f feature.Field, name string) column { return column{field: f, name: name} }

// kind is the type that the table's header says.
func (c *column) kind() byte {
	switch c.field.Type {
	case feature.Bool:
		return 'L'
	case feature.Int, feature.Float:
		return 'N'
	case feature.Date:
		return 'D'
	default:
		return 'C'
	}
}

// size is the width of the column and its digits after the point. A column of numbers has a point even when no value does.
func (c *column) size() (width, decimals int) {
	switch c.field.Type {
	case feature.Bool:
		return 1, 0
	case feature.Date:
		return 8, 0
	case feature.Float:
		decimals = min(max(c.decimals, 1), 15)
		return max(c.width, decimals+2), decimals
	default:
		return max(c.width, 1), 0
	}
}

// append appends a value as the table has it, its length before it; nothing stands for null.
func (c *column) append(b []byte, v feature.Value) []byte {
	var room [32]byte
	text := room[:0]
	switch v.Kind() {
	case feature.String:
		return c.appendString(b, v.Str())
	case feature.Bool:
		text = append(text, "FT"[v.Int()])
	case feature.Int:
		if c.field.Type == feature.Float {
			text = c.number(text, v.Float())
		} else {
			text = strconv.AppendInt(text, v.Int(), 10)
		}
	case feature.Float:
		text = c.number(text, v.Float())
	case feature.Date:
		if y := v.Time().Year(); y < 1 || y > 9999 {
			c.lost++
		} else {
			text = v.Time().AppendFormat(text, "20060102")
		}
	case feature.DateTime:
		text = v.AppendText(text)
	}
	c.width = max(c.width, len(text))
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// number writes the shortest form that is the same number, with an exponent where it would be too wide without.
func (c *column) number(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		c.lost++
		return b
	}
	b = strconv.AppendFloat(b, f, 'f', -1, 64)
	if len(b) > 20 {
		return strconv.AppendFloat(b[:0], f, 'e', -1, 64)
	}
	if i := strings.IndexByte(string(b), '.'); i >= 0 {
		c.decimals = max(c.decimals, len(b)-i-1)
	}
	return b
}

// appendString cuts a text that is too long where a letter begins. The character 0 would end it for readers.
func (c *column) appendString(b []byte, s string) []byte {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) > maxText {
		n := maxText
		for !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
		c.cut++
	}
	c.width = max(c.width, len(s))
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// recordSize is how many bytes a row of the table has.
func recordSize(columns []column) int {
	n := 1
	for i := range columns {
		w, _ := columns[i].size()
		n += w
	}
	return n
}
