package feature

import (
	"math"
	"strconv"
	"time"
)

// Kind is the type of a Value and of a Field.
type Kind uint8

// The kinds. Geometry is a kind of Field only: a Value never has it.
const (
	Null     Kind = iota
	Bool          // xs:boolean
	Int           // 64-bit signed, xs:long
	Float         // IEEE double, xs:double
	String        // xs:string
	Date          // a calendar day without a time zone, xs:date
	DateTime      // an instant, kept to the microsecond in UTC, xs:dateTime
	Geometry      // only of fields
)

var kindNames = [...]string{"null", "boolean", "integer", "number", "string", "date", "dateTime", "geometry"}

// String names the kind for error messages.
func (k Kind) String() string { return kindNames[k] }

// Value is one scalar, unboxed. The zero Value is Null.
type Value struct {
	kind Kind
	num  uint64 // Bool, Int, Date, DateTime as int64; Float as bits
	str  string
}

// BoolValue makes a Bool.
func BoolValue(b bool) Value {
	if b {
		return Value{kind: Bool, num: 1}
	}
	return Value{kind: Bool}
}

// IntValue makes an Int.
func IntValue(i int64) Value { return Value{kind: Int, num: uint64(i)} }

// FloatValue makes a Float. NaN and the infinities are values like others here;
// encoders without a spelling for them write null.
func FloatValue(f float64) Value { return Value{kind: Float, num: math.Float64bits(f)} }

// StringValue makes a String.
// StringValue makes a String.
func StringValue(s string) Value { return Value{kind: String, str: s} }

// DateValue makes a Date of days since 1970-01-01 (proleptic Gregorian).
func DateValue(days int64) Value { return Value{kind: Date, num: uint64(days)} }

// DateTimeValue makes a DateTime of microseconds since 1970-01-01T00:00:00Z.
func DateTimeValue(micros int64) Value { return Value{kind: DateTime, num: uint64(micros)} }

// DateOf makes a Date of the calendar day that t has in its own location.
func DateOf(t time.Time) Value {
	y, m, d := t.Date()
	return DateValue(floorDiv(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix(), 86400))
}

// DateTimeOf makes a DateTime of the instant t.
func DateTimeOf(t time.Time) Value { return DateTimeValue(t.UnixMicro()) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Kind returns the value's kind.
func (v Value) Kind() Kind { return v.kind }

// IsNull says whether the value is Null.
func (v Value) IsNull() bool { return v.kind == Null }

// Bool returns a Bool's truth.
func (v Value) Bool() bool { return v.num != 0 }

// Int returns an Int, a Date's days or a DateTime's microseconds.
func (v Value) Int() int64 { return int64(v.num) }

// Float returns a Float, or an Int as one.
func (v Value) Float() float64 {
	if v.kind == Int {
		return float64(int64(v.num))
	}
	return math.Float64frombits(v.num)
}

// Str returns a String's text.
func (v Value) Str() string { return v.str }

// Time returns a Date (its midnight) or a DateTime, in UTC.
func (v Value) Time() time.Time {
	if v.kind == Date {
		return time.Unix(int64(v.num)*86400, 0).UTC()
	}
	return time.UnixMicro(int64(v.num)).UTC()
}

// AppendText appends the value's canonical lexical form (W3C XML Schema part 2:
// true/false, decimal digits, shortest double, 2006-01-02, 2006-01-02T15:04:05Z
// with as many fraction digits as needed). Null appends nothing.
func (v Value) AppendText(dst []byte) []byte {
	switch v.kind {
	case Bool:
		return strconv.AppendBool(dst, v.Bool())
	case Int:
		return strconv.AppendInt(dst, v.Int(), 10)
	case Float:
		return appendFloat(dst, v.Float())
	case String:
		return append(dst, v.str...)
	case Date:
		return appendDate(dst, v.Time())
	case DateTime:
		t := v.Time()
		dst = append(appendDate(dst, t), 'T')
		return append(t.AppendFormat(dst, "15:04:05.999999"), 'Z')
	default:
		return dst
	}
}

func appendFloat(dst []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, "NaN"...)
	case math.IsInf(f, 1):
		return append(dst, "INF"...)
	case math.IsInf(f, -1):
		return append(dst, "-INF"...)
	case f != 0 && (math.Abs(f) < 1e-6 || math.Abs(f) >= 1e15):
		return strconv.AppendFloat(dst, f, 'E', -1, 64)
	default:
		return strconv.AppendFloat(dst, f, 'f', -1, 64)
	}
}

// appendDate writes years outside 0..9999 as XML Schema does: signed, at least four digits.
func appendDate(dst []byte, t time.Time) []byte {
	if y := t.Year(); y < 0 || y > 9999 {
		if y < 0 {
			dst = append(dst, '-')
			y = -y
		}
		for n := 1000; n > 1 && y < n; n /= 10 {
			dst = append(dst, '0')
		}
		dst = strconv.AppendInt(dst, int64(y), 10)
		return t.AppendFormat(dst, "-01-02")
	}
	return t.AppendFormat(dst, "2006-01-02")
}

// String returns the text of AppendText.
func (v Value) String() string {
	if v.kind == String {
		return v.str
	}
	var room [40]byte
	return string(v.AppendText(room[:0]))
}

// Compare orders two values: negative, zero or positive. ok is false when the
// kinds cannot be compared or either is Null. Int and Float compare as numbers;
// a Date compares with a DateTime as its midnight UTC; strings compare by bytes,
// as PostgreSQL's "C" collation and SQLite's BINARY do.
func (v Value) Compare(w Value) (c int, ok bool) {
	switch {
	case v.kind == Null || w.kind == Null:
		return 0, false
	case v.kind == String && w.kind == String:
		return cmp(v.str, w.str), true
	case v.kind == w.kind && v.kind != Float:
		return cmp(v.Int(), w.Int()), true
	case isNumber(v.kind) && isNumber(w.kind):
		return cmpFloat(v.Float(), w.Float()), true
	case isTime(v.kind) && isTime(w.kind):
		return v.Time().Compare(w.Time()), true
	default:
		return 0, false
	}
}

func isNumber(k Kind) bool { return k == Int || k == Float }
func isTime(k Kind) bool   { return k == Date || k == DateTime }

// cmpFloat sorts NaN after every number, as PostgreSQL does.
func cmpFloat(a, b float64) int {
	switch an, bn := math.IsNaN(a), math.IsNaN(b); {
	case an && bn:
		return 0
	case an:
		return 1
	case bn:
		return -1
	default:
		return cmp(a, b)
	}
}

func cmp[T string | int64 | float64](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
