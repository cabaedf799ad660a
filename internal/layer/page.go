package layer

import (
	"context"
	"fmt"

	"haavi/internal/feature"
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

// pageInMemory is the longest page that is read whole before it is counted: a page that is not full needs no count.
const pageInMemory = 1000

// Page reads the page. Its first feature has arrived when Page returns, so that a failure to read comes before anything is answered.
func (v *View) Page(ctx context.Context) (*Page, error) {
	p, err := v.page(ctx)
	if err != nil {
		return nil, err
	}
	p.More = p.Matched > v.selection.query.Offset+p.Returned
	return p, nil
}

func (v *View) page(ctx context.Context) (*Page, error) {
	if limit := v.selection.Limit(); limit >= 0 && limit <= pageInMemory {
		return v.shortPage(ctx)
	}
	matched, err := v.Count(ctx)
	if err != nil {
		return nil, err
	}
	fs, err := v.Features(ctx)
	if err != nil {
		return nil, err
	}
	returned := v.share(matched)
	counted := &counted{Features: fs, layer: v.selection.layer.Name, want: returned}
	if err := counted.prefetch(); err != nil {
		fs.Close()
		return nil, err
	}
	return &Page{Features: counted, Matched: matched, Returned: returned}, nil
}

// shortPage reads the page, and counts only when more may match than it holds.
func (v *View) shortPage(ctx context.Context) (*Page, error) {
	fs, err := v.Features(ctx)
	if err != nil {
		return nil, err
	}
	var page kept
	for fs.Next() {
		page.features = append(page.features, fs.Feature().Clone())
	}
	err = fs.Err()
	fs.Close()
	if err != nil {
		return nil, err
	}
	offset, n := v.selection.query.Offset, int64(len(page.features))
	matched := offset + n
	if n == v.selection.Limit() || n == 0 && offset > 0 {
		if matched, err = v.Count(ctx); err != nil {
			return nil, err
		}
	}
	return &Page{Features: &page, Matched: matched, Returned: n}, nil
}

// share is how many of the matching features the page holds.
func (v *View) share(matched int64) int64 {
	n := max(matched-v.selection.query.Offset, 0)
	if limit := v.selection.Limit(); limit >= 0 {
		n = min(n, limit)
	}
	return n
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
	c.n++
	return true
}

func (c *counted) Err() error {
	if err := c.Features.Err(); err != nil || !c.ended || c.n == c.want {
		return err
	}
	return fmt.Errorf("layer %s: %d features were announced and %d came", c.layer, c.want, c.n)
}
