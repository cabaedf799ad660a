package layer

import (
	"context"
	"fmt"
	"time"

	"haavi/internal/query"
)

// beginning is where a page begins.
type beginning struct {
	query query.Query
	// exact says that as many rows of this state of the data are before it as the page's offset says.
	exact bool
	// since is when the page was asked for.
	since time.Time
	// beyond says that the page is known to begin behind the last of matched features.
	beyond  bool
	matched int64
}

const (
	// nearby is how many rows before a page are skipped one by one, at least: that costs about as much as to remember more.
	nearby = 1000
	// ahead is how far a reader who skips to a page looks beyond, and before it, for those who ask for the pages there meanwhile: as many
	// pages, but not more rows.
	aheadPages, aheadRows = 16, 50_000
	// patience is how often a reader waits for others who skip, before it does so itself.
	patience = 3
)

// begin finds where the page begins: at a position that is remembered, or a few rows behind one. When there is none, the first reader
// skips to its page, remembers the positions around, and the others wait for that.
func (v *View) begin(ctx context.Context) (*beginning, error) {
	b := &beginning{query: v.selection.query, exact: true, since: time.Now()}
	if v.walker == nil || len(b.query.Schema.Key) == 0 {
		return b, nil
	}
	b.query.Positions = b.query.Limit > 0
	if b.query.Offset == 0 {
		return b, nil
	}
	s, err := v.state(ctx)
	if err != nil {
		return nil, err
	}
	if n, ok := v.selection.layer.pages.totals.get(s); ok && b.query.Offset >= n {
		b.beyond, b.matched = true, n
		return b, nil
	}
	m, exact, err := v.nearest(ctx, s)
	if err != nil {
		return nil, err
	}
	b.query.After, b.query.Offset, b.exact = m.at, b.query.Offset-m.row, exact
	return b, nil
}

// nearest is a mark at the page's first row or nearby, which is made when there is none.
func (v *View) nearest(ctx context.Context, s state) (m mark, exact bool, err error) {
	walks, walk, row := v.selection.layer.pages.walks, s.selected.in(v.selection.query.Sort), v.selection.query.Offset
	for turn := 0; ; turn++ {
		m, exact = walks.nearest(walk, row, s.version)
		if row-m.row <= max(2*v.selection.query.Limit, nearby) {
			return m, exact, nil
		}
		done, other := walks.skip(walk)
		if other == nil || turn == patience {
			m, err = v.skip(ctx, m, walk, done)
			return m, exact, err
		}
		select {
		case <-other:
		case <-ctx.Done():
			return m, exact, ctx.Err()
		}
	}
}

// skip reads the positions of rows around the page's first, beginning at a mark, and remembers them. It returns the last of them at or
// before the page, and calls done, if there is one to call, for those who wait.
func (v *View) skip(ctx context.Context, m mark, walk fingerprint, done func()) (mark, error) {
	if done != nil {
		defer done()
	}
	q := v.selection.query
	step := int64(pageInMemory)
	if q.Limit > 0 {
		step = q.Limit * max(1, nearby/2/q.Limit)
	}
	around := min(max(aheadRows/step, 2), aheadPages) * step
	before := min(q.Offset-m.row, around) / step * step
	first := q.Offset - before
	q.NoGeometry, q.Fields = true, nil
	q.After, q.Offset, q.Limit = m.at, first-m.row, before+around
	positions, err := v.walker.Positions(ctx, &q, step)
	if err != nil {
		return m, fmt.Errorf("skipping to row %d: %w", v.selection.query.Offset, err)
	}
	found := make([]mark, len(positions))
	for i, at := range positions {
		found[i] = mark{row: first + int64(i+1)*step, at: at, version: v.now.version}
		if found[i].row <= v.selection.query.Offset {
			m = found[i]
		}
	}
	v.selection.layer.pages.walks.leave(walk, found...)
	return m, nil
}

// leave remembers where a page ended, for the next to begin there.
func (v *View) leave(ctx context.Context, b *beginning, p *Page, end query.Position) error {
	if end == nil || !p.More {
		return nil
	}
	_, err := v.state(ctx)
	if err == nil {
		v.mark(b, p.Returned, end)
	}
	return err
}

func (v *View) mark(b *beginning, returned int64, end query.Position) {
	if end == nil {
		return
	}
	m := mark{row: v.selection.query.Offset + returned, at: end}
	if b.exact {
		m.version = v.now.version
	}
	v.selection.layer.pages.walks.leave(v.now.selected.in(v.selection.query.Sort), m)
}
