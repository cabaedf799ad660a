package encode

import (
	"strconv"
	"strings"
	"time"
)

// Collection says what an answer to several queries holds.
type Collection struct {
	// Parts are the answers to the queries, in order, with numbers of their own.
	Parts []Header
	// Matched and Returned are the sums over the parts; Matched is -1 when not known.
	Matched, Returned int64
	// Hits says that only the number of features was asked for: no part follows.
	Hits bool
	// Time is when the answer was made.
	Time time.Time
	// Next and Previous are the URLs of neighbouring pages, empty when there are none.
	Next, Previous string
}

// Multi is an Encoder whose answer can hold those to several queries. Its calls are BeginAll, then for each part Begin with the
// part's header, Feature for each of its features, and EndPart; and at last End. Without BeginAll it is an encoder as any other.
type Multi interface {
	Encoder
	BeginAll(Collection) error
	EndPart() error
}

// Names are names in use; letter case does not tell them apart.
type Names map[string]bool

// Add makes a name that is not in use yet: the name itself, or with "_2", "_3" … after it. A name longer than limit characters is cut;
// 0 is no limit.
func (n Names) Add(name string, limit int) string {
	cut := func(s string, room int) string {
		if r := []rune(s); limit > 0 && len(r) > room {
			return string(r[:max(room, 0)])
		}
		return s
	}
	for i, free := 2, cut(name, limit); ; i++ {
		if key := strings.ToLower(free); !n[key] {
			n[key] = true
			return free
		}
		suffix := "_" + strconv.Itoa(i)
		free = cut(name, limit-len(suffix)) + suffix
	}
}
