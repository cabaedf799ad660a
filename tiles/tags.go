package tiles

import (
	"math"
	"strconv"

	"haavi/internal/feature"
)

// idRule says how the keys of a layer travel.
type idRule struct {
	// number says that the key is a whole number, and so the feature's id.
	number bool
	// property is the name of the property that holds the key otherwise; empty when a published property does.
	property string
}

func idRuleOf(s *feature.Schema) idRule {
	if len(s.Key) == 1 {
		if s.Key[0].Type == feature.Int {
			return idRule{number: true}
		}
		if s.Field(s.Key[0].Name) >= 0 {
			return idRule{}
		}
	}
	for _, name := range []string{"id", "feature_id", "haavi_feature_id"} {
		if s.Field(name) < 0 {
			return idRule{property: name}
		}
	}
	return idRule{}
}

// of splits an identifier into a number, 0 when it is none that MVT can hold, and a text.
func (r idRule) of(id string) (key uint64, text string) {
	if r.number {
		if n, err := strconv.ParseUint(id, 10, 64); err == nil {
			return n, ""
		}
	}
	return 0, id
}

// name is the name of the property of a field of the builder, the key's property being the last.
func (l *builder) name(i int) string {
	if i == len(l.fields) {
		return l.id.property
	}
	return l.schema.Fields[l.fields[i]].Name
}

// appendTags appends a feature's properties to the words: pairs of field and value.
func (l *builder) appendTags(f *feature.Feature) span {
	from := len(l.words)
	for i := range f.Props {
		if v := f.Props[i]; writable(v) {
			l.words = append(l.words, uint32(i), l.value(i, v))
		}
	}
	if l.id.property != "" {
		i := len(l.fields)
		l.words = append(l.words, uint32(i), l.value(i, feature.StringValue(f.ID)))
	}
	return span{from, len(l.words)}
}

func writable(v feature.Value) bool {
	if v.Kind() == feature.Float {
		return !math.IsNaN(v.Float()) && !math.IsInf(v.Float(), 0)
	}
	return !v.IsNull()
}

// value is the index of a value in the dictionary.
func (l *builder) value(field int, v feature.Value) uint32 {
	last := &l.last[field]
	if last.known && last.value == v {
		return last.index
	}
	index, ok := l.values[v]
	if !ok {
		index = uint32(len(l.valueList))
		l.values[v] = index
		l.valueList = append(l.valueList, v)
	}
	*last = lastValue{v, index, true}
	return index
}

// hashOf spreads identifiers evenly (FNV-1a, and the finisher of MurmurHash3), the same in every process.
func hashOf(id string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
