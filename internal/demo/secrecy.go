package demo

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"
)

// secrecy says to what square a species is generalised, in which months.
type secrecy struct {
	size     float64 // side of the square in metres, 0 for none
	from, to time.Month
}

// parseSecrecy reads "-", "KM10" (always) or "KM10:3-7" (March to July).
func parseSecrecy(text string) (secrecy, error) {
	if text == "-" {
		return secrecy{}, nil
	}
	level, months, seasonal := strings.Cut(text, ":")
	km, err := strconv.Atoi(strings.TrimPrefix(level, "KM"))
	s := secrecy{size: float64(km) * 1000, from: time.January, to: time.December}
	if err == nil && seasonal {
		_, err = fmt.Sscanf(months, "%d-%d", &s.from, &s.to)
	}
	if err != nil {
		return secrecy{}, fmt.Errorf("unknown level of generalisation %q: %w", text, err)
	}
	return s, nil
}

// holds says whether a record of that month is generalised.
func (s secrecy) holds(m time.Month) bool { return s.size > 0 && m >= s.from && m <= s.to }

// level is the name FinBIF gives to it.
func (s secrecy) level() string { return "KM" + strconv.Itoa(int(s.size/1000)) }

// reason is told with the record.
func (s secrecy) reason() string {
	text := "exact place, date and observers withheld: the species is sensitive"
	if s.from > time.January || s.to < time.December {
		text += " in its breeding season"
	}
	return text
}

// squareCentre is the centre of the grid square that p lies in.
func squareCentre(p orb.Point, size float64) orb.Point {
	return orb.Point{(math.Floor(p[0]/size) + 0.5) * size, (math.Floor(p[1]/size) + 0.5) * size}
}

// squareName names a square by its south-west corner, north before east, as Finnish grids do.
func squareName(centre orb.Point, size float64) string {
	unit := 1000.0
	if size >= 10_000 {
		unit = 10_000
	}
	return strconv.Itoa(int((centre[1]-size/2)/unit)) + ":" + strconv.Itoa(int((centre[0]-size/2)/unit))
}

// squareUncertainty is the distance from the centre to a corner, in whole metres.
func squareUncertainty(size float64) float64 { return math.Ceil(size / 2 * math.Sqrt2) }
