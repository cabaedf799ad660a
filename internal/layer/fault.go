package layer

import (
	"errors"

	"haavi/internal/source"
)

// fault makes an *Error of a source's error for which the filter is to blame. What the database says of it stays within the house.
func fault(err error) error {
	if errors.Is(err, source.ErrFilter) {
		return &Error{Part: "filter", Text: "the filter cannot be computed on the values of the layer: a number, a time, a text, a geometry or a coordinate reference system in it is beyond what the source of the layer can work with"}
	}
	return err
}

// stream passes on a source's stream with its errors told apart.
func stream(fs source.Features, err error) (source.Features, error) {
	if err != nil {
		return nil, fault(err)
	}
	return features{fs}, nil
}

type features struct{ source.Features }

func (f features) Err() error { return fault(f.Features.Err()) }
