package layer

import (
	"context"
	"fmt"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

// Page is the page that a selection asks for: its numbers, and its features as a stream that must be closed.
type Page struct {
	source.Features
	// Matched is how many features are selected, whatever the page; -1 when that is not known.
	Matched int64
	// Returned is how many features the stream has. A stream that has another number of them ends in an error.
	Returned int64
	// More says that features follow the page.
	More bool
}

// pageInMemory is the longest page that is read whole before it is answered: it need not be counted.
const pageInMemory = 1000

// Page reads the page. Its first feature has arrived when Page returns, so that a failure to read comes before anything is answered.
//
// It begins where the page before ended, if that is remembered. The total is not waited for long, except where all features are asked
// for, whose number must be told first.
func (v *View) Page(ctx context.Context) (*Page, error) {
	b, err := v.begin(ctx)
	if err != nil {
		return nil, fault(err)
	}
	if b.beyond {
		return &Page{Features: &kept{}, Matched: b.matched}, nil
	}
	if limit := v.selection.Limit(); limit >= 0 && limit <= pageInMemory {
		return v.shortPage(ctx, b)
	}
	return v.longPage(ctx, b)
}

// shortPage reads the page and one feature more, which tells whether it is the last.
func (v *View) shortPage(ctx context.Context, b *beginning) (*Page, error) {
	limit := int(v.selection.Limit())
	q := b.query
	q.Limit++
	fs, err := v.stream(ctx, &q)
	if err != nil {
		return nil, err
	}
	page, end := &Page{}, query.Position(nil)
	var read kept
	for fs.Next() {
		if len(read.features) == limit {
			page.More = true
			break
		}
		if read.features = append(read.features, fs.Feature().Clone()); len(read.features) == limit {
			end = positionOf(fs)
		}
	}
	err = fs.Err()
	fs.Close()
	if err != nil {
		return nil, err
	}
	page.Features, page.Returned = &read, int64(len(read.features))
	if err := v.leave(ctx, b, page, end); err != nil {
		return nil, err
	}
	page.Matched, err = v.matched(ctx, b, page)
	return page, err
}

// longPage counts the page before it is read. Where that is all features, they are counted exactly.
func (v *View) longPage(ctx context.Context, b *beginning) (*Page, error) {
	page, err := v.numbers(ctx, b)
	if err != nil {
		return nil, err
	}
	fs, err := v.stream(ctx, &b.query)
	if err != nil {
		return nil, err
	}
	counted := &counted{Features: fs, layer: v.selection.layer.Name, want: page.Returned}
	if b.query.Positions && page.More {
		counted.last = func(end query.Position) { v.mark(b, page.Returned, end) }
	}
	if err := counted.prefetch(); err != nil {
		fs.Close()
		return nil, err
	}
	page.Features = counted
	return page, nil
}

// numbers are those of a long page: made of the total where that is known, else of a count that goes no further than the page.
func (v *View) numbers(ctx context.Context, b *beginning) (*Page, error) {
	limit, offset := v.selection.Limit(), v.selection.query.Offset
	total, known, err := v.known(ctx)
	if err == nil && (v.walker == nil || limit < 0 && offset == 0) {
		total, err = v.Count(ctx)
		known = true
	}
	if err != nil {
		return nil, err
	}
	if known && b.exact {
		page := &Page{Matched: total, Returned: max(total-offset, 0)}
		if limit >= 0 && page.Returned > limit {
			page.Returned, page.More = limit, true
		}
		return page, nil
	}
	q := b.query
	if limit >= 0 {
		q.Limit = limit + 1
	}
	n, err := v.walker.Reach(ctx, &q)
	if err != nil {
		return nil, fault(err)
	}
	page := &Page{Returned: n}
	if limit >= 0 && n > limit {
		page.Returned, page.More = limit, true
	}
	page.Matched, err = v.matched(ctx, b, page)
	return page, err
}

// matched is the total as far as it is known. The last page tells it.
func (v *View) matched(ctx context.Context, b *beginning, p *Page) (int64, error) {
	offset := v.selection.query.Offset
	if b.exact && !p.More && (p.Returned > 0 || offset == 0) {
		return offset + p.Returned, nil
	}
	n, err := v.soon(ctx, b.since)
	return n, fault(err)
}

// kept is a stream of features in memory.
type kept struct {
	features []*feature.Feature
	at       int
}

func (k *kept) Next() bool                { k.at++; return k.at <= len(k.features) }
func (k *kept) Feature() *feature.Feature { return k.features[k.at-1] }
func (k *kept) Err() error                { return nil }
func (k *kept) Close() error              { return nil }

// counted is a stream that holds what was announced of it, or fails.
type counted struct {
	source.Features
	layer      string
	want, n    int64
	prefetched bool // the first feature is there, and has not been asked for yet
	ended      bool
	last       func(query.Position) // is told the position of the last feature; may be nil
}

func (c *counted) prefetch() error {
	c.prefetched = c.Features.Next()
	c.ended = !c.prefetched
	return c.Features.Err()
}

func (c *counted) Next() bool {
	switch {
	case c.ended:
		return false
	case c.prefetched:
		c.prefetched = false
	case !c.Features.Next():
		c.ended = true
		return false
	}
	if c.n++; c.n == c.want && c.last != nil {
		c.last(positionOf(c.Features))
	}
	return true
}

// positionOf is where a stream is, nil when it does not know.
func positionOf(fs source.Features) query.Position {
	if f, ok := fs.(features); ok {
		fs = f.Features
	}
	if p, ok := fs.(source.Positioned); ok {
		return p.Position()
	}
	return nil
}

func (c *counted) Err() error {
	if err := c.Features.Err(); err != nil || !c.ended || c.n == c.want {
		return err
	}
	return fmt.Errorf("layer %s: %d features were announced and %d came", c.layer, c.want, c.n)
}
