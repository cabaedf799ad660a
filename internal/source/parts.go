package source

import "haavi/internal/query"

// Parts is how a source reads the rows after a position (query.Part).
type Parts struct {
	// Open starts the stream of a part.
	Open func(*query.Query, query.Part) (Features, error)
	// Reach counts the rows of a part's page.
	Reach func(*query.Query, query.Part) (int64, error)
}

// Features starts the stream of a query, whose second part is opened when the first has ended.
func (p Parts) Features(q *query.Query) (Features, error) {
	if !q.InParts() {
		return p.Open(q, query.Whole)
	}
	fs, err := p.Open(q, query.First)
	if err != nil {
		return nil, err
	}
	return &parted{Features: fs, parts: p, q: q}, nil
}

// Count counts the rows of a query's page.
func (p Parts) Count(q *query.Query) (int64, error) {
	return p.Each(q, p.Reach)
}

// Each lets read read the parts one after the other. It returns how many rows they had.
func (p Parts) Each(q *query.Query, read func(*query.Query, query.Part) (int64, error)) (int64, error) {
	if !q.InParts() {
		return read(q, query.Whole)
	}
	n, err := read(q, query.First)
	if err != nil || n == q.Limit {
		return n, err
	}
	rest, err := p.second(q, n)
	if err != nil {
		return n, err
	}
	m, err := read(rest, query.Second)
	return n + m, err
}

// second is what remains of a query's page after n rows of its first part.
func (p Parts) second(q *query.Query, n int64) (*query.Query, error) {
	rest := *q
	if q.Limit >= 0 {
		rest.Limit = q.Limit - n
	}
	if n > 0 || q.Offset == 0 {
		rest.Offset = 0
		return &rest, nil
	}
	skipped := *q
	skipped.Limit, skipped.Offset = q.Offset, 0
	m, err := p.Reach(&skipped, query.First)
	rest.Offset -= m
	return &rest, err
}

// parted is the stream of a query in two parts.
type parted struct {
	Features
	parts  Parts
	q      *query.Query
	n      int64
	second bool
	err    error
}

func (s *parted) Next() bool {
	for s.err == nil {
		if s.Features.Next() {
			s.n++
			return true
		}
		if s.second || s.n == s.q.Limit || s.Features.Err() != nil {
			return false
		}
		s.err = s.turn()
	}
	return false
}

// turn goes on to the second part.
func (s *parted) turn() error {
	s.second = true
	if err := s.Close(); err != nil {
		return err
	}
	rest, err := s.parts.second(s.q, s.n)
	if err != nil {
		return err
	}
	fs, err := s.parts.Open(rest, query.Second)
	if err == nil {
		s.Features = fs
	}
	return err
}

func (s *parted) Err() error {
	if s.err != nil {
		return s.err
	}
	return s.Features.Err()
}

func (s *parted) Position() query.Position {
	if p, ok := s.Features.(Positioned); ok {
		return p.Position()
	}
	return nil
}
