package layer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"haavi/internal/feature"
	"haavi/internal/query"
	"haavi/internal/source"
)

// refuser is a source that fails at the start of a stream, or in it.
type refuser struct {
	source.Source
	err    error
	inside bool
}

func (r refuser) Count(context.Context, *query.Query) (int64, error) { return 0, r.err }

func (r refuser) Features(context.Context, *query.Query) (source.Features, error) {
	if r.inside {
		return failing{r.err}, nil
	}
	return nil, r.err
}

func (r refuser) Snapshot(context.Context) (source.Snapshot, error) { return r, nil }
func (r refuser) Close() error                                      { return nil }

type failing struct{ err error }

func (failing) Next() bool                { return false }
func (failing) Feature() *feature.Feature { return nil }
func (f failing) Err() error              { return f.err }
func (failing) Close() error              { return nil }

// What a filter is to blame for is an *Error, wherever the source finds it; what it is not to blame for stays as it is.
func TestFaultsOfFilters(t *testing.T) {
	secret := errors.New("secret")
	for _, c := range []struct {
		err   error
		blame bool
	}{{fmt.Errorf("%w: %w", source.ErrFilter, secret), true}, {secret, false}} {
		for _, inside := range []bool{false, true} {
			catalogue := NewCatalog()
			if err := catalogue.Add(Options{Name: "birds", Schema: birds()}, refuser{err: c.err, inside: inside}, Limits{}); err != nil {
				t.Fatal(err)
			}
			l, _ := catalogue.Layer(Caller{}, "birds")
			s, err := l.Prepare(Request{Limit: -1})
			if err != nil {
				t.Fatal(err)
			}
			view, err := s.View(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range []interface {
				Count(context.Context) (int64, error)
				Features(context.Context) (source.Features, error)
			}{s, view} {
				_, counted := r.Count(t.Context())
				fs, streamed := r.Features(t.Context())
				if inside {
					if streamed != nil {
						t.Fatal(streamed)
					}
					streamed = fs.Err()
				}
				for _, err := range []error{counted, streamed} {
					e := (*Error)(nil)
					if blamed := errors.As(err, &e) && e.Part == "filter"; blamed != c.blame || blamed == strings.Contains(err.Error(), "secret") {
						t.Errorf("%T %v", err, err)
					}
				}
			}
		}
	}
}
