package render

import (
	"hash/fnv"
	"math"
	"math/bits"
)

const (
	// distinctExact is up to how many values are counted exactly.
	distinctExact = 256
	// distinctBits makes 1024 registers: beyond, counts are off by about 3 %.
	distinctBits = 10
)

// distinct counts different values in bounded memory: exactly while they are few, then by HyperLogLog (Flajolet and others 2007).
type distinct struct {
	few       map[uint64]struct{}
	registers []uint8
}

func (d *distinct) add(value string) {
	h := spread(value)
	if d.registers == nil {
		if d.few == nil {
			d.few = map[uint64]struct{}{}
		}
		if d.few[h] = struct{}{}; len(d.few) <= distinctExact {
			return
		}
		d.registers = make([]uint8, 1<<distinctBits)
		for known := range d.few {
			d.note(known)
		}
		d.few = nil
		return
	}
	d.note(h)
}

// spread is a hash whose bits are all alike (FNV-1a with the last mix of MurmurHash3), the same in every process.
func spread(value string) uint64 {
	f := fnv.New64a()
	_, _ = f.Write([]byte(value)) // never fails
	h := f.Sum64()
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func (d *distinct) note(h uint64) {
	i := h >> (64 - distinctBits)
	d.registers[i] = max(d.registers[i], uint8(bits.LeadingZeros64(h<<distinctBits|1)+1))
}

// count is the number of values; 0 for nil.
func (d *distinct) count() float64 {
	if d == nil {
		return 0
	}
	if d.registers == nil {
		return float64(len(d.few))
	}
	sum, empty := 0.0, 0
	m := float64(len(d.registers))
	for _, r := range d.registers {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			empty++
		}
	}
	estimate := 0.7213 / (1 + 1.079/m) * m * m / sum
	if estimate <= 2.5*m && empty > 0 {
		estimate = m * math.Log(m/float64(empty))
	}
	return math.Round(estimate)
}
