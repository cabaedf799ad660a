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
	walks, walk, offset := v.selection.layer.pages.walks, v.selection.walks(), b.query.Offset
	near := max(2*b.query.Limit, nearby)
	m, exact := walks.nearest(walk, offset, s.version)
	for turn := 0; offset-m.row > near; turn++ {
		done, other := walks.skip(walk)
		if other != nil && turn < patience {
			select {
			case <-other:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			m, exact = walks.nearest(walk, offset, s.version)
			continue
		}
		found, err := v.skip(ctx, m)
		if err == nil {
			walks.leave(walk, found...)
			m = last(m, found, offset)
		}
		if done != nil {
			done()
		}
		if err != nil {
			return nil, err
		}
		break
	}
	b.query.After, b.query.Offset, b.exact = m.at, offset-m.row, exact
	return b, nil
}

// last is the last of the marks at or before a row; m when there is none.
func last(m mark, found []mark, row int64) mark {
	for _, f := range found {
		if f.row <= row {
			m = f
		}
	}
	return m
}

// skip reads the positions of rows around the page's first, beginning at a mark.
func (v *View) skip(ctx context.Context, m mark) ([]mark, error) {
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
		return nil, fmt.Errorf("skipping to row %d: %w", v.selection.query.Offset, err)
	}
	found := make([]mark, len(positions))
	for i, at := range positions {
		found[i] = mark{row: first + int64(i+1)*step, at: at, version: *v.version}
	}
	return found, nil
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
		m.version = *v.version
	}
	v.selection.layer.pages.walks.leave(v.selection.walks(), m)
}
