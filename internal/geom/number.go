package geom

import (
	"math"
	"strconv"
)

var powers = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10}

// AppendNumber appends a coordinate with at most that many digits after the point, rounded to the nearest, trailing
// zeros cut, never as -0 and never with an exponent; -1 is the shortest exact form. It writes what strconv.AppendFloat(dst, v, 'f', decimals, 64)
// does, digit for digit, several times as fast for the numbers that coordinates are.
func AppendNumber(dst []byte, v float64, decimals int) []byte {
	if decimals < 0 || decimals >= len(powers) {
		return appendExact(dst, v, decimals)
	}
	scaled := math.Abs(v) * powers[decimals]
	if !(scaled < 1<<50) {
		return appendExact(dst, v, decimals)
	}
	whole := math.Floor(scaled)
	// The product is off by less than 2^-2 of a unit at 2^50, so only what is close to a half needs exact arithmetic.
	switch rest := scaled - whole; {
	case math.Abs(rest-0.5) < scaled*0x1p-52:
		return appendExact(dst, v, decimals)
	case rest > 0.5:
		whole++
	}
	return appendFixed(dst, v < 0, uint64(whole), decimals)
}

// appendFixed appends n / 10^decimals.
func appendFixed(dst []byte, negative bool, n uint64, decimals int) []byte {
	if n == 0 {
		return append(dst, '0')
	}
	for decimals > 0 && n%10 == 0 {
		n /= 10
		decimals--
	}
	if negative {
		dst = append(dst, '-')
	}
	if decimals == 0 {
		return strconv.AppendUint(dst, n, 10)
	}
	var digits [24]byte
	at := len(digits)
	for ; decimals > 0; decimals-- {
		at--
		digits[at] = byte('0' + n%10)
		n /= 10
	}
	at--
	digits[at] = '.'
	dst = strconv.AppendUint(dst, n, 10)
	return append(dst, digits[at:]...)
}

// appendExact is the slow way, right for every number.
func appendExact(dst []byte, v float64, decimals int) []byte {
	start := len(dst)
	dst = strconv.AppendFloat(dst, v, 'f', decimals, 64)
	if decimals > 0 && !math.IsInf(v, 0) && !math.IsNaN(v) {
		for dst[len(dst)-1] == '0' {
			dst = dst[:len(dst)-1]
		}
		if dst[len(dst)-1] == '.' {
			dst = dst[:len(dst)-1]
		}
	}
	if string(dst[start:]) == "-0" {
		return append(dst[:start], '0')
	}
	return dst
}
