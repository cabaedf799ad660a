package config

import (
	"errors"

	"haavi/internal/crs"
)

// CRS is a coordinate system that Haavi knows.
type CRS struct{ crs.Ref }

func (c *CRS) read(s string) error {
	name, err := crs.ParseName(s)
	if err != nil {
		return errors.New("is no coordinate system that is known")
	}
	c.Ref = name.Ref
	return nil
}

func (c *CRS) wanted() string { return "a code such as EPSG:3067" }

// Given says that the key is there.
func (c *CRS) Given() bool { return c.Ref != crs.Ref{} }

// Extent is west, south, east, north.
type Extent [4]float64

// Corner is east, north.
type Corner [2]float64
