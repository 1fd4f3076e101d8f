package identify

import (
	"math"
	"slices"
)

// Slow is the open circuit voltage at the nodes, and half the distance between charging and
// discharging, from a discharge from full and a charge from empty that are so slow that little but
// hysteresis parts them. A discharge that ends above empty, and a charge that ends below full, are
// taken to close in on the other to the end. The voltage is made to rise by at least a tenth of a
// millivolt from node to node. Source: Plett, Battery Management Systems vol. 1 (2015), §2.10.
func Slow(discharge, charge []Row, nodes []float64) (volts, half []float64) {
	down, up := curve(discharge), curve(charge)
	low, high := down.soc[0], up.soc[len(up.soc)-1]
	for _, soc := range nodes {
		inside := min(max(soc, low), high)
		h := math.Max((up.at(inside)-down.at(inside))/2, 0)
		switch {
		case soc < low:
			h *= soc / low
			volts = append(volts, up.at(soc)-h)
		case soc > high:
			h *= (1 - soc) / (1 - high)
			volts = append(volts, down.at(soc)+h)
		default:
			volts = append(volts, (down.at(soc)+up.at(soc))/2)
		}
		half = append(half, h)
	}
	const least = 1e-4
	for i := 1; i < len(volts); i++ {
		volts[i] = max(volts[i], volts[i-1]+least)
	}
	return volts, half
}

// line is voltage over rising SOC.
type line struct{ soc, volts []float64 }

func curve(rows []Row) line {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b Row) int {
		switch {
		case a.SOC < b.SOC:
			return -1
		case a.SOC > b.SOC:
			return 1
		}
		return 0
	})
	var l line
	for _, r := range sorted {
		if n := len(l.soc); n > 0 && r.SOC <= l.soc[n-1] {
			continue
		}
		l.soc, l.volts = append(l.soc, r.SOC), append(l.volts, r.Volts)
	}
	return l
}

// at is the voltage at a SOC; beyond the ends that of the end.
func (l line) at(soc float64) float64 {
	last := len(l.soc) - 1
	switch {
	case soc <= l.soc[0]:
		return l.volts[0]
	case soc >= l.soc[last]:
		return l.volts[last]
	}
	i, _ := slices.BinarySearch(l.soc, soc)
	w := (soc - l.soc[i-1]) / (l.soc[i] - l.soc[i-1])
	return l.volts[i-1] + w*(l.volts[i]-l.volts[i-1])
}
