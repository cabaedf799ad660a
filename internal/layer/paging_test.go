package layer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"haavi/internal/crs"
	"haavi/internal/feature"
	"haavi/internal/filter"
	"haavi/internal/query"
	"haavi/internal/source"
	"haavi/internal/source/memory"
)

// herd is a source in memory that can be written to, and that knows what it was asked.
type herd struct {
	source.Source
	mu      sync.Mutex
	schema  *feature.Schema
	rows    []*feature.Feature
	version int
	// hold, when it is not nil, is waited for by every count beside pages.
	hold chan struct{}
	// nameless says that states of the data have no names.
	nameless                bool
	counts, skipped, walked atomic.Int64
}

func newHerd(n int) *herd {
	h := &herd{schema: birds()}
	h.schema.Key = []feature.Field{{Name: "id", Column: "id", Type: feature.Int}}
	for i := range n {
		h.rows = append(h.rows, animal(i+1))
	}
	return h
}

func animal(id int) *feature.Feature {
	name := feature.StringValue("species " + strconv.Itoa(id%7))
	if id%7 == 0 {
		name = feature.Value{}
	}
	return &feature.Feature{ID: strconv.Itoa(id), Geom: orb.Point{0, 0}, Props: []feature.Value{name, feature.IntValue(int64(id % 3))}}
}

// write replaces the rows by what change makes of them.
func (h *herd) write(change func([]*feature.Feature) []*feature.Feature) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rows = change(slices.Clone(h.rows))
	h.version++
}

func (h *herd) Snapshot(context.Context) (source.Snapshot, error) { return h.snapshot(false), nil }

func (h *herd) snapshot(beside bool) *sight {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := &sight{Source: memory.New(h.schema, h.rows), herd: h, version: strconv.Itoa(h.version), beside: beside}
	if h.nameless {
		s.version = ""
	}
	return s
}

// sight is a snapshot of a herd.
type sight struct {
	*memory.Source
	herd    *herd
	version string
	beside  bool
}

func (s *sight) Version(context.Context) (string, error) { return s.version, nil }

func (s *sight) Again(context.Context) (func(context.Context) (source.Walker, bool, error), error) {
	return func(context.Context) (source.Walker, bool, error) {
		again := s.herd.snapshot(true)
		return again, again.version == s.version, nil
	}, nil
}

func (s *sight) Count(ctx context.Context, q *query.Query) (int64, error) {
	s.herd.counts.Add(1)
	if s.beside && s.herd.hold != nil {
		select {
		case <-s.herd.hold:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	return s.Source.Count(ctx, q)
}

func (s *sight) Features(ctx context.Context, q *query.Query) (source.Features, error) {
	s.herd.skipped.Add(q.Offset)
	return s.Source.Features(ctx, q)
}

func (s *sight) Positions(ctx context.Context, q *query.Query, every int64) ([]query.Position, error) {
	s.herd.walked.Add(q.Offset + q.Limit)
	return s.Source.Positions(ctx, q, every)
}

func (h *herd) layer(t testing.TB, p Paging) *Layer {
	c := NewPagedCatalog(p)
	t.Cleanup(c.Close)
	if err := c.Add(Options{Name: "herd", Schema: h.schema, Extent: orb.Bound{}}, h, Limits{}); err != nil {
		t.Fatal(err)
	}
	l, _ := c.Layer(Caller{}, "herd")
	return l
}

// patient waits for every total.
var patient = Paging{CountWait: time.Hour}

type failer interface {
	Context() context.Context
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func page(t failer, l *Layer, r Request) (*Page, []string) {
	s, err := l.Prepare(r)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	p, err := v.Page(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var ids []string
	for p.Next() {
		ids = append(ids, p.Feature().ID)
	}
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	if int64(len(ids)) != p.Returned {
		t.Fatalf("%d features of %d", len(ids), p.Returned)
	}
	return p, ids
}

var orders = [][]SortBy{nil, {{Name: "scientific_name"}}, {{Name: "scientific_name", Desc: true}, {Name: "count"}}}

// Pages of any lengths, asked for in turn, add up to the whole, with right numbers.
func TestWalkHasEveryFeatureOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newHerd(rapid.IntRange(0, 200).Draw(rt, "features"))
		h.nameless = rapid.Bool().Draw(rt, "nameless")
		l := h.layer(t, patient)
		sort := rapid.SampledFrom(orders).Draw(rt, "order")
		_, want := page(rt, l, Request{Limit: -1, Sort: sort})
		var got []string
		for more := true; more; {
			n := int64(rapid.IntRange(1, 90).Draw(rt, "length"))
			p, ids := page(rt, l, Request{Offset: int64(len(got)), Limit: n, Sort: sort})
			got, more = append(got, ids...), p.More
			if p.Matched != int64(len(want)) || more != (len(got) < len(want)) {
				rt.Fatalf("after %d of %d features the page says %d match, more %t", len(got), len(want), p.Matched, p.More)
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("%v, not %v", got, want)
		}
		if h.skipped.Load() > 0 && !h.nameless {
			rt.Fatalf("%d features were skipped", h.skipped.Load())
		}
	})
}

// A walk goes on where it was whatever is written meanwhile: what was there all the time comes once.
func TestWalkWhileDataIsWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := newHerd(200)
		l := h.layer(t, patient)
		sort := rapid.SampledFrom(orders).Draw(rt, "order")
		stable := map[string]int{}
		for _, f := range h.rows {
			stable[f.ID] = 0
		}
		next := 1000
		for offset, more := int64(0), true; more; {
			p, ids := page(rt, l, Request{Offset: offset, Limit: int64(rapid.IntRange(1, 90).Draw(rt, "length")), Sort: sort})
			for _, id := range ids {
				if _, ok := stable[id]; ok {
					stable[id]++
				}
			}
			offset, more = offset+p.Returned, p.More
			h.write(func(rows []*feature.Feature) []*feature.Feature {
				for range rapid.IntRange(0, 20).Draw(rt, "deleted") {
					i := rapid.IntRange(0, len(rows)-1).Draw(rt, "row")
					delete(stable, rows[i].ID)
					rows = slices.Delete(rows, i, i+1)
				}
				next++
				return append(rows, animal(next), animal(-next))
			})
		}
		for id, n := range stable {
			if n != 1 {
				rt.Fatalf("feature %s came %d times", id, n)
			}
		}
	})
}

// A page that is jumped to is that of an OFFSET, and after a write that of the data as it is, unless a walk had just come to it.
func TestJumps(t *testing.T) {
	h := newHerd(8000)
	l := h.layer(t, patient)
	random := rand.New(rand.NewPCG(1, 2))
	for _, sort := range orders {
		_, want := page(t, l, Request{Limit: -1, Sort: sort})
		for range 20 {
			offset, limit := random.Int64N(8500), 1+random.Int64N(1500)
			_, got := page(t, l, Request{Offset: offset, Limit: limit, Sort: sort})
			if from := want[min(offset, 8000):]; !slices.Equal(got, from[:min(limit, int64(len(from)))]) {
				t.Fatalf("%d from %d sorted by %v: %v", limit, offset, sort, got)
			}
		}
	}
	skipped := h.skipped.Load() + h.walked.Load()
	if p, got := page(t, l, Request{Offset: 9000, Limit: 1}); len(got) > 0 || p.Matched != 8000 || p.More || h.skipped.Load()+h.walked.Load() > skipped {
		t.Errorf("beyond the last feature a page has %v, of %d", got, p.Matched)
	}
	h.write(func(rows []*feature.Feature) []*feature.Feature { return rows[5:] })
	if _, got := page(t, l, Request{Offset: 6007, Limit: 1}); got[0] != "6013" {
		t.Errorf("after a write the page at 6007 begins with feature %s", got[0])
	}
}

// Pages asked for at a time add up too, and what is skipped for them is in proportion to the features, not to the square of that.
func TestParallelWalk(t *testing.T) {
	const features, length, readers = 30_000, 300, 10
	h := newHerd(features)
	l := h.layer(t, Paging{})
	pages := make([][]string, features/length)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(pages)); i = next.Add(1) - 1 {
				_, pages[i] = page(t, l, Request{Offset: i * length, Limit: length})
			}
		})
	}
	wg.Wait()
	for i, id := range slices.Concat(pages...) {
		if id != strconv.Itoa(i+1) {
			t.Fatalf("feature %d is %s", i, id)
		}
	}
	if n := h.skipped.Load() + h.walked.Load(); n > 10*features {
		t.Errorf("%d features were skipped on the way through %d", n, features)
	}
}

func TestCountsAreShared(t *testing.T) {
	h := newHerd(100)
	h.hold = make(chan struct{})
	l := h.layer(t, patient)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if p, _ := page(t, l, Request{Limit: 10}); p.Matched != 100 {
				t.Errorf("%d match", p.Matched)
			}
		})
	}
	for h.counts.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	close(h.hold)
	wg.Wait()
	page(t, l, Request{Offset: 50, Limit: 20})
	if n := h.counts.Load(); n != 1 {
		t.Errorf("counted %d times", n)
	}
}

func TestSlowCountsDoNotDelayPages(t *testing.T) {
	h := newHerd(100)
	h.hold = make(chan struct{})
	l := h.layer(t, Paging{CountWait: time.Nanosecond})
	for range 3 {
		if p, ids := page(t, l, Request{Limit: 10}); p.Matched != -1 || len(ids) != 10 || !p.More {
			t.Fatalf("%d match before they are counted", p.Matched)
		}
	}
	if p, _ := page(t, l, Request{Offset: 95, Limit: 10}); p.Matched != 100 {
		t.Errorf("the last page says that %d match", p.Matched)
	}
	close(h.hold)
	s, err := l.Prepare(Request{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := v.Count(t.Context()); n != 100 || err != nil { // waits for the count that goes on
		t.Errorf("counted %d, %v", n, err)
	}
	if p, _ := page(t, l, Request{Limit: 10}); p.Matched != 100 || h.counts.Load() != 1 {
		t.Errorf("%d match afterwards, counted %d times", p.Matched, h.counts.Load())
	}
}

// Where every page sees another state of the data, not every page begins a count that takes long.
func TestBusySourcesAreNotCountedForEveryPage(t *testing.T) {
	h := newHerd(100)
	h.hold = make(chan struct{})
	l := h.layer(t, Paging{CountWait: time.Nanosecond})
	for i := range 50 {
		h.write(func(rows []*feature.Feature) []*feature.Feature { return append(rows, animal(1000+i)) })
		if p, _ := page(t, l, Request{Limit: 10}); p.Matched != -1 {
			t.Fatalf("%d match", p.Matched)
		}
	}
	close(h.hold)
	if n := h.counts.Load(); n > 1 {
		t.Errorf("%d counts for 50 pages", n)
	}
}

// A count of another state of the data than the page's says nothing of the page.
func TestCountsOfAnotherStateAreNotUsed(t *testing.T) {
	h := newHerd(100)
	l := h.layer(t, patient)
	s, err := l.Prepare(Request{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.View(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.write(func(rows []*feature.Feature) []*feature.Feature { return rows[:50] })
	if p, err := v.Page(t.Context()); err != nil || p.Matched != -1 {
		t.Errorf("%d match, %v", p.Matched, err)
	}
	if n, err := v.Count(t.Context()); n != 100 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
	if p, _ := page(t, l, Request{Limit: 10}); p.Matched != 50 {
		t.Errorf("%d match afterwards", p.Matched)
	}
}

func TestWhatIsRememberedIsBounded(t *testing.T) {
	h := newHerd(300)
	l := h.layer(t, Paging{CountWait: time.Hour, CountsKept: 3, WalksKept: 2, MarksKept: 4})
	for i := range 20 {
		where := &filter.Compare{Op: filter.Less, Left: &filter.Property{Name: "count"}, Right: &filter.Literal{Value: feature.IntValue(int64(3 + i))}}
		for offset := int64(0); offset < 300; offset += 20 {
			page(t, l, Request{Where: where, Offset: offset, Limit: 20})
		}
	}
	totals, walks := l.pages.totals, l.pages.walks
	if n, m := totals.known.order.Len(), len(totals.known.byKey); n != 3 || m != 3 || len(totals.flights) != 0 {
		t.Errorf("%d and %d totals are kept, %d counts run", n, m, len(totals.flights))
	}
	if n := walks.recent.order.Len(); n != 2 {
		t.Errorf("%d walks are kept", n)
	}
	for e := walks.recent.order.Front(); e != nil; e = e.Next() {
		if k := e.Value.(*entry[fingerprint, *walk]).value; len(k.marks) != 4 || k.skipping != nil {
			t.Errorf("%d marks are kept", len(k.marks))
		}
	}
}

// Filters that differ in anything that decides what is selected have fingerprints of their own.
func TestFingerprints(t *testing.T) {
	h := newHerd(1)
	l := h.layer(t, Paging{})
	geom := &filter.Property{Name: "geom"}
	count := &filter.Property{Name: "count"}
	bound := orb.Bound{Max: orb.Point{1, 1}}
	seen := map[fingerprint]int{}
	for i, where := range []filter.Expr{
		nil,
		&filter.Compare{Left: count, Right: &filter.Literal{Value: feature.IntValue(1)}},
		&filter.Compare{Left: count, Right: &filter.Literal{Value: feature.IntValue(2)}},
		&filter.Compare{Left: &filter.Property{Name: "scientific_name"}, Right: &filter.Literal{Value: feature.StringValue("1")}},
		&filter.Compare{Left: &filter.Property{Name: "scientific_name"}, Right: &filter.Literal{Value: feature.StringValue("1")}, IgnoreCase: true},
		&filter.Spatial{Op: filter.BBox, Left: geom, Right: &filter.Shape{Geom: bound, Box: true}},
		&filter.Spatial{Op: filter.BBox, Left: geom, Right: &filter.Shape{Geom: orb.Polygon{{{0, 0}, {1, 1}, {0, 1}, {0, 0}}}}},
		&filter.Spatial{Op: filter.BBox, Left: geom, Right: &filter.Shape{Geom: bound, Box: true, CRS: crs.EPSG(2056)}},
		&filter.Spatial{Op: filter.DWithin, Left: geom, Right: &filter.Shape{Geom: orb.Point{1, 1}}, Distance: 1},
		&filter.Spatial{Op: filter.DWithin, Left: geom, Right: &filter.Shape{Geom: orb.Point{1, 1}}, Distance: 2},
		&filter.IDs{List: []string{"a", "b"}}, &filter.IDs{List: []string{"a', 'b"}},
	} {
		s, err := l.Prepare(Request{Where: where})
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[s.selects()]; ok {
			t.Errorf("filters %d and %d have one fingerprint", other, i)
		}
		seen[s.selects()] = i
	}
	walks := map[string]bool{}
	for _, sort := range orders {
		s, err := l.Prepare(Request{Sort: sort})
		if err != nil {
			t.Fatal(err)
		}
		walks[fmt.Sprint(s.selects().in(s.query.Sort))] = true
	}
	if len(walks) != len(orders) {
		t.Errorf("%d orders have %d fingerprints", len(orders), len(walks))
	}
}
