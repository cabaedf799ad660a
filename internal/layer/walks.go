package layer

import (
	"slices"
	"sync"
	"time"

	"haavi/internal/query"
)

// walks remembers where pages ended, so that the next begins there at once. It is safe for concurrent use.
type walks struct {
	paging Paging
	mu     sync.Mutex
	recent *recent[fingerprint, *walk]
}

// walk is what is remembered of one layer, filter and order.
type walk struct {
	marks    []mark        // by row, one of a row
	skipping chan struct{} // closed when a reader has skipped to its page; nil when none is about to
}

// mark is the position of a row by its number: of the last row before a page that begins at that number.
type mark struct {
	row int64
	at  query.Position // nil for the beginning
	// version is of the data in which the number is exactly right; empty when it is not, or not known.
	version string
	left    time.Time
}

// maxPosition is the size of the largest position that is remembered, in bytes.
const maxPosition = 1000

func newWalks(p Paging) *walks {
	return &walks{paging: p, recent: newRecent[fingerprint, *walk](p.WalksKept)}
}

// nearest is the nearest mark at or before a row in this version of the data. Where there is none at the row itself, a mark of another
// version does if a page ended there a short while ago: a walk goes on where it was, whatever has been written. exact says that the mark
// is of this version.
func (w *walks) nearest(f fingerprint, row int64, version string) (m mark, exact bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k, ok := w.recent.get(f)
	if !ok {
		return mark{}, true
	}
	i, here := k.find(row)
	if here {
		m := k.marks[i]
		if exact := version != "" && m.version == version; exact || time.Since(m.left) < w.paging.ResumeWithin {
			return m, exact
		}
	}
	for i--; i >= 0 && version != ""; i-- {
		if k.marks[i].version == version {
			return k.marks[i], true
		}
	}
	return mark{}, true
}

// find returns where a row's mark is, or would be.
func (k *walk) find(row int64) (int, bool) {
	return slices.BinarySearchFunc(k.marks, row, func(m mark, row int64) int { return int(min(max(m.row-row, -1), 1)) })
}

// leave remembers marks; the last left at a row stands for it.
func (w *walks) leave(f fingerprint, marks ...mark) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k := w.walk(f)
	for _, m := range marks {
		if m.at.Size() > maxPosition {
			continue
		}
		m.left = time.Now()
		if i, here := k.find(m.row); here {
			k.marks[i] = m
		} else {
			k.marks = slices.Insert(k.marks, i, m)
		}
	}
	for len(k.marks) > w.paging.MarksKept {
		oldest := 0
		for i, m := range k.marks {
			if m.left.Before(k.marks[oldest].left) {
				oldest = i
			}
		}
		k.marks = slices.Delete(k.marks, oldest, oldest+1)
	}
}

func (w *walks) walk(f fingerprint) *walk {
	k, ok := w.recent.get(f)
	if !ok {
		k = &walk{}
		w.recent.put(f, k)
	}
	return k
}

// skip says who skips rows of a walk: the caller, who must call done afterwards, or another, whom to wait for.
func (w *walks) skip(f fingerprint) (done func(), other <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	k := w.walk(f)
	if k.skipping != nil {
		return nil, k.skipping
	}
	skipping := make(chan struct{})
	k.skipping = skipping
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		k.skipping = nil
		close(skipping)
	}, nil
}
