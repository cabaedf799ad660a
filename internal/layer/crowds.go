package layer

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"haavi/internal/crs"
	"haavi/internal/source"
)

// crowds remember where crowds are not, so that a request for a little ground costs no question to the source.
type crowds struct {
	mu    sync.Mutex
	known *recent[neighbourhood, bool]
}

// neighbourhood is some ground of a layer and its surroundings, in one state of the data. It is known for a minute: what the planner of a database
// knows, comes after what is written.
type neighbourhood struct {
	layer  *Layer
	state  string
	minute int64
	crs    crs.Ref
	box    orb.Bound
	crowd  int64
}

const (
	// around is how many times as wide as some ground the cells are whose neighbourhood is asked about.
	around = 4
	// mostSparse is how many features are few in any case.
	mostSparse = 20_000
	// mostCrowds is how many neighbourhoods are remembered.
	mostCrowds = 10_000
)

func newCrowds() *crowds { return &crowds{known: newRecent[neighbourhood, bool](mostCrowds)} }

func (c *crowds) get(n neighbourhood) (crowded, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known.get(n)
}

func (c *crowds) put(n neighbourhood, crowded bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known.put(n, crowded)
}

// sparse says that there is no crowd on some ground, nor about it, whatever the filter.
func (l *Layer) sparse(ctx context.Context, sampler source.Sampler, out crs.Ref, s *Sampling) (bool, error) {
	box := s.Ground
	side := around * math.Exp2(math.Ceil(math.Log2(max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1]))))
	for i := range 2 {
		box.Min[i], box.Max[i] = math.Floor(box.Min[i]/side)*side, math.Ceil(box.Max[i]/side)*side
	}
	most := min(s.Crowd, mostSparse)
	n := neighbourhood{l, l.State(), time.Now().Unix() / 60, out, box, most}
	if crowded, ok := l.pages.crowds.get(n); ok {
		return !crowded, nil
	}
	back, err := crs.NewTransform(out, l.Schema.CRS)
	if err != nil {
		return false, nil //nolint:nilerr // the system is not transformed in process: nothing is known
	}
	ground, err := back.Bound(box)
	if err != nil {
		return false, nil //nolint:nilerr // the neighbourhood is partly where the layer's system is not; the ground itself may not be
	}
	selection, err := l.Prepare(Request{Fields: []string{}, Limit: -1})
	if err != nil {
		return false, err
	}
	crowded, err := sampler.Crowded(ctx, &selection.query, source.Crowd{Box: ground, More: most, Few: s.Few})
	if err == nil {
		l.pages.crowds.put(n, crowded)
	}
	return !crowded, err
}
