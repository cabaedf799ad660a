package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// text is a scalar with a form of its own.
type text interface {
	// read sets the value; the error says what is wrong without the value.
	read(s string) error
	// wanted says what is wanted, with an example.
	wanted() string
}

// Duration is a span of time, written 30s, 5m or 1h30m.
type Duration time.Duration

func (d *Duration) read(s string) error {
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 {
		return errors.New("is not a duration")
	}
	*d = Duration(v)
	return nil
}

func (d *Duration) wanted() string { return "a duration such as 30s, 5m or 1h30m" }

// Size is a number of bytes, written 512kB, 8MiB or 1GB.
type Size int64

var sizeUnits = []struct {
	suffix string
	bytes  float64
}{{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"b", 1}}

func (z *Size) read(s string) error {
	lower := strings.ToLower(strings.TrimSpace(s))
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(lower, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if bytes := n * u.bytes; err == nil && bytes >= 0 && bytes < math.MaxInt64 {
			*z = Size(bytes)
			return nil
		}
		break
	}
	return errors.New("is not a size")
}

func (z *Size) wanted() string { return "a size such as 512kB, 8MiB or 1GB" }

// Secret is a text that is never printed, not by accident either: only Reveal gives it.
type Secret string

func (s *Secret) read(v string) error { *s = Secret(v); return nil }
func (s *Secret) wanted() string      { return "text" }

// Reveal returns the text.
func (s Secret) Reveal() string { return string(s) }

// String hides the text.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString hides the text from %#v.
func (s Secret) GoString() string { return fmt.Sprintf("%q", s.String()) }

// LogValue hides the text from logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the text from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Strings is a list of texts; one text may stand for a list of one.
type Strings []string

// Map is a section whose keys are names that the operator chooses, in the order of the file.
type Map[T any] []Entry[T]

// Entry is one named part of a Map.
type Entry[T any] struct {
	Name  string
	Value *T
}

// Get returns the part of a name, nil when there is none.
func (m Map[T]) Get(name string) *T {
	for i := range m {
		if m[i].Name == name {
			return m[i].Value
		}
	}
	return nil
}

// Names are the keys in order.
func (m Map[T]) Names() []string {
	names := make([]string, len(m))
	for i := range m {
		names[i] = m[i].Name
	}
	return names
}

func (m *Map[T]) add(name string) reflect.Value {
	v := new(T)
	*m = append(*m, Entry[T]{name, v})
	return reflect.ValueOf(v).Elem()
}

// Part is the type of the parts, for the JSON Schema.
func (Map[T]) Part() reflect.Type { return reflect.TypeFor[T]() }

// named is what the decoder knows of a Map.
type named interface {
	add(name string) reflect.Value
}
