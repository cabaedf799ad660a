package layer

import (
	"context"
	"sync"
	"time"

	"haavi/internal/query"
	"haavi/internal/source"
)

// totals counts what is selected once for each state of the data, and remembers it. It is safe for concurrent use.
type totals struct {
	paging  Paging
	ctx     context.Context // of the counts beside pages
	stop    context.CancelFunc
	running sync.WaitGroup
	slots   chan struct{}

	mu      sync.Mutex
	known   *recent[fingerprint, total]
	flights map[state]*flight
}

// total is the last count of a selection.
type total struct {
	version string
	n       int64 // negative when the count failed
	counted time.Time
	took    time.Duration
}

// state is a selection in a state of the data.
type state struct {
	selected fingerprint
	version  string
}

// flight is a count under way, that all who need it wait for.
type flight struct {
	began time.Time
	// opened is closed when a count beside a page has opened its snapshot, which it can while the page's is open.
	opened chan struct{}
	done   chan struct{}
	n      int64 // negative when it could not be counted in its state
}

// waiting is how many counts may wait for each that runs beside pages.
const waiting = 32

// rest is how many times as long as a slow count took none follows it: where every write makes another version, counting must not become
// all that the source does.
const rest = 10

func newTotals(p Paging) *totals {
	ctx, stop := context.WithCancel(context.Background()) // until Close
	return &totals{paging: p, ctx: ctx, stop: stop, slots: make(chan struct{}, p.CountsAtOnce),
		known: newRecent[fingerprint, total](p.CountsKept), flights: map[state]*flight{}}
}

// close ends the counts that run.
func (t *totals) close() {
	t.stop()
	t.running.Wait()
}

// get returns a total that is known.
func (t *totals) get(s state) (int64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lookUp(s)
}

func (t *totals) lookUp(s state) (int64, bool) {
	k, ok := t.known.get(s.selected)
	return k.n, ok && s.version != "" && k.version == s.version && k.n >= 0 && time.Since(k.counted) < t.paging.CountAge
}

// join returns the flight of a state, which the caller has to make when it is its own; no flight when the total is known.
func (t *totals) join(s state) (f *flight, own bool, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.lookUp(s); ok {
		return nil, false, n
	}
	if f, ok := t.flights[s]; ok {
		return f, false, 0
	}
	f = &flight{began: time.Now(), opened: make(chan struct{}), done: make(chan struct{}), n: -1}
	if s.version != "" {
		t.flights[s] = f
	}
	return f, true, 0
}

// land ends a flight of a state. It counted n, in that state or, where same is false, in another of the version.
func (t *totals) land(f *flight, s state, n int64, same bool, version string, err error) {
	if err != nil {
		n = -1
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if same {
		f.n = n
	}
	t.known.put(s.selected, total{version: version, n: n, counted: time.Now(), took: time.Since(f.began)})
	if t.flights[s] == f {
		delete(t.flights, s)
	}
	close(f.done)
}

// exact counts with count, unless the total is known or another counts it already.
func (t *totals) exact(ctx context.Context, s state, count func(context.Context) (int64, error)) (int64, error) {
	f, own, n := t.join(s)
	switch {
	case f == nil:
		return n, nil
	case own:
		n, err := count(ctx)
		t.land(f, s, n, true, s.version, err)
		return n, err
	}
	select {
	case <-f.done:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if f.n >= 0 {
		return f.n, nil
	}
	return count(ctx) // the other was cancelled, or saw another state
}

// soon returns the total when it is known, or counted within the time that a page, asked for since, waits for it; else -1, and the count
// goes on.
func (t *totals) soon(ctx context.Context, since time.Time, s state, q *query.Query, w source.Walker) (int64, error) {
	if t.resting(s) {
		return -1, nil
	}
	f, own, n := t.join(s)
	if f == nil {
		return n, nil
	}
	if own {
		open, err := w.Again(ctx)
		if err != nil {
			t.land(f, s, -1, true, s.version, err)
			return -1, ctx.Err() // the page has what it needs without
		}
		t.running.Go(func() { t.beside(f, s, q, open) })
	}
	late := time.NewTimer(t.paging.CountWait - max(time.Since(f.began), time.Since(since)))
	defer late.Stop()
	select {
	case <-f.done:
		return f.n, nil
	case <-late.C:
	case <-ctx.Done():
		return -1, ctx.Err()
	}
	late.Reset(t.paging.CountWait - time.Since(f.began))
	select {
	case <-f.done:
		return f.n, nil
	case <-f.opened:
	case <-late.C:
	}
	return -1, nil
}

// resting says that a total is not known and no count may begin: one of another state goes on for long or has not long ago, or too many
// wait already.
func (t *totals) resting(s state) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.lookUp(s); ok || t.flights[s] != nil {
		return false
	}
	k, ok := t.known.get(s.selected)
	slow := ok && k.took > t.paging.CountWait && time.Since(k.counted) < rest*k.took
	for other, f := range t.flights {
		slow = slow || other.selected == s.selected && time.Since(f.began) > t.paging.CountWait
	}
	return slow || len(t.flights) >= waiting*t.paging.CountsAtOnce || t.ctx.Err() != nil
}

// beside counts in another snapshot than the page's, which may be over long before.
func (t *totals) beside(f *flight, s state, q *query.Query, open func(context.Context) (source.Walker, bool, error)) {
	ctx, cancel := context.WithTimeout(t.ctx, t.paging.CountTimeout)
	defer cancel()
	var err error
	n, same, version := int64(-1), true, s.version
	select {
	case t.slots <- struct{}{}:
		n, same, version, err = countAgain(ctx, s.version, q, f.opened, open)
		<-t.slots
	case <-ctx.Done():
		err = ctx.Err()
	}
	t.land(f, s, n, same, version, err)
}

// countAgain counts in a snapshot that should be of the version, and says whether it was, or of which.
func countAgain(ctx context.Context, version string, q *query.Query, opened chan<- struct{}, open func(context.Context) (source.Walker, bool, error)) (n int64, same bool, of string, err error) {
	snap, same, err := open(ctx)
	close(opened)
	if err != nil {
		return -1, true, version, err
	}
	defer snap.Close()
	if !same {
		if of, err = snap.Version(ctx); err != nil {
			return -1, false, "", err
		}
		same = of != "" && of == version
	} else {
		of = version
	}
	n, err = snap.Count(ctx, q)
	return n, same, of, err
}
