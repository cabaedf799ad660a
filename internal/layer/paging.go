package layer

import (
	"container/list"
	"time"
)

// Paging bounds what is remembered for pages, and the counts that are made beside them. Zero values mean the documented defaults.
type Paging struct {
	// CountWait is how long a page waits for its total at most; 50 milliseconds.
	CountWait time.Duration
	// CountTimeout bounds one count beside a page; 1 minute.
	CountTimeout time.Duration
	// CountsAtOnce is the most counts beside pages that run at a time; 2.
	CountsAtOnce int
	// CountsKept is the most totals that are remembered, each of a layer and filter; 1,000.
	CountsKept int
	// CountAge is how long a total is believed where the data seems unchanged; 10 minutes.
	CountAge time.Duration
	// WalksKept is the most walks whose positions are remembered, each of a layer, filter and order; 100.
	WalksKept int
	// MarksKept is the most positions of one walk; 500.
	MarksKept int
	// ResumeWithin is how long a walk goes on where its last page ended although the data has been written to; 1 minute.
	ResumeWithin time.Duration
}

func (p Paging) withDefaults() Paging {
	or(&p.CountWait, 50*time.Millisecond)
	or(&p.CountTimeout, time.Minute)
	or(&p.CountsAtOnce, 2)
	or(&p.CountsKept, 1000)
	or(&p.CountAge, 10*time.Minute)
	or(&p.WalksKept, 100)
	or(&p.MarksKept, 500)
	or(&p.ResumeWithin, time.Minute)
	return p
}

func or[T time.Duration | int](v *T, fallback T) {
	if *v == 0 {
		*v = fallback
	}
}

// recent keeps the values that were used last.
type recent[K comparable, V any] struct {
	most  int
	order *list.List // of entry, the last used in front
	byKey map[K]*list.Element
}

type entry[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](most int) *recent[K, V] {
	return &recent[K, V]{most, list.New(), map[K]*list.Element{}}
}

func (r *recent[K, V]) get(k K) (v V, ok bool) {
	e, ok := r.byKey[k]
	if !ok {
		return v, false
	}
	r.order.MoveToFront(e)
	return e.Value.(*entry[K, V]).value, true
}

func (r *recent[K, V]) put(k K, v V) {
	if e, ok := r.byKey[k]; ok {
		e.Value.(*entry[K, V]).value = v
		r.order.MoveToFront(e)
		return
	}
	r.byKey[k] = r.order.PushFront(&entry[K, V]{k, v})
	for r.order.Len() > r.most {
		last := r.order.Back()
		delete(r.byKey, r.order.Remove(last).(*entry[K, V]).key)
	}
}
