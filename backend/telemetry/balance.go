package telemetry

import (
	"math"
	"time"

	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// Balance is the energy of a site, or of several, over a span in whole J; energies are magnitudes.
// Each value is nil where it is unknown: where nothing measures it, or nothing of it is covered.
type Balance struct {
	ImportJ, ExportJ    *int64
	PVJ                 *int64
	ChargedJ            *int64
	DischargedJ         *int64
	LoadJ               *int64 // consumed: grid, PV and battery in balance, or what load meters count
	Peak                *Peak  // nil where nothing was imported
	Covered             time.Duration
	grid, pv, bat, load total
}

// Peak is the largest mean import of a quarter hour, which starts at From.
type Peak struct {
	Watts float64
	From  time.Time
	// among are how many quarter hours it is the largest of, and sum their imports in W.
	among, sum int64
}

// Ratio is a share between 0 and 1 of two energies. By is positive.
type Ratio struct{ Of, By int64 }

// Float is the share as a number.
func (r Ratio) Float() float64 { return float64(r.Of) / float64(r.By) }

// BasisPoints is the share in hundredths of a percent, half up.
func (r Ratio) BasisPoints() int64 { return unit.Scaled(r.Of, 10_000, r.By) }

// BalanceOf adds up the flows of one site over a span. Covered is the time covered by the channel
// that covers least.
func BalanceOf(flows []Flow, span slot.Interval) Balance { return SureBalance(flows, span, 1) }

// SureBalance is BalanceOf that knows only what each channel of its part covers for at least so long:
// the least of BalanceOf is any time at all.
func SureBalance(flows []Flow, span slot.Interval, least time.Duration) Balance {
	of := func(part Part) total { return add(flows, part, least) }
	b := Balance{grid: of(AtGrid), pv: of(AtPV), bat: of(AtBattery), load: of(AtLoad), Covered: covered(flows, span)}
	if b.grid.known {
		b.ImportJ, b.ExportJ = &b.grid.away, &b.grid.towards
		b.Peak = peak(flows)
	}
	if b.pv.known {
		b.PVJ = &b.pv.towards
	}
	if b.bat.known {
		b.ChargedJ, b.DischargedJ = &b.bat.away, &b.bat.towards
	}
	switch {
	case b.grid.known && b.pv.known == b.pv.exists && b.bat.known == b.bat.exists:
		consumed := max(0, b.grid.net()-b.pv.net()-b.bat.net())
		b.LoadJ = &consumed
	case !b.grid.exists && b.load.known:
		b.LoadJ = &b.load.away
	}
	return b
}

// Together is the balance of several sites whose flows are given one after the other: each energy is
// the sum over the sites that have it, unknown where it is at one of them, and the peak is that of all
// grid connections at once. A site that measures nothing takes no part.
func Together(sites []Balance, flows []Flow) Balance {
	var b Balance
	first, loads := true, true
	for _, s := range sites {
		if !s.grid.exists && !s.pv.exists && !s.bat.exists && !s.load.exists {
			continue
		}
		b.grid, b.pv, b.bat = b.grid.and(s.grid), b.pv.and(s.pv), b.bat.and(s.bat)
		if first || s.Covered < b.Covered {
			b.Covered = s.Covered
		}
		first = false
		loads = loads && s.LoadJ != nil
		if loads {
			sum := *s.LoadJ
			if b.LoadJ != nil {
				sum += *b.LoadJ
			}
			b.LoadJ = &sum
		}
	}
	if !loads {
		b.LoadJ = nil
	}
	if b.grid.known {
		b.ImportJ, b.ExportJ = &b.grid.away, &b.grid.towards
		b.Peak = peak(flows)
	}
	if b.pv.known {
		b.PVJ = &b.pv.towards
	}
	if b.bat.known {
		b.ChargedJ, b.DischargedJ = &b.bat.away, &b.bat.towards
	}
	return b
}

// SelfConsumption is the share of PV energy that did not leave; nil where there is none, or it is
// unknown. Source: Luthander et al., "Photovoltaic self-consumption in buildings: A review", Applied
// Energy 142 (2015), equations 1 to 3, with what was exported and imported counted per direction.
func (b Balance) SelfConsumption() *Ratio {
	if b.ExportJ == nil || b.PVJ == nil || *b.PVJ <= 0 {
		return nil
	}
	return &Ratio{Of: max(0, *b.PVJ-*b.ExportJ), By: *b.PVJ}
}

// SelfSufficiency is the share of consumption that was not imported; nil where nothing was consumed,
// or it is unknown. Source: as SelfConsumption.
func (b Balance) SelfSufficiency() *Ratio {
	if b.ImportJ == nil || b.LoadJ == nil || *b.LoadJ <= 0 {
		return nil
	}
	return &Ratio{Of: max(0, *b.LoadJ-*b.ImportJ), By: *b.LoadJ}
}

// LoadFactor is the mean import over the largest one, both of quarter hours in which all grid
// connections together are known and what is exported counts as nothing; nil where nothing was
// imported. Source: IEC 60050-691, entry 691-10-02 "load factor".
func (b Balance) LoadFactor() *Ratio {
	if b.Peak == nil {
		return nil
	}
	highest := int64(math.Round(b.Peak.Watts))
	if highest <= 0 {
		return nil
	}
	return &Ratio{Of: b.Peak.sum, By: highest * b.Peak.among}
}

// total is the energy of all channels of a part in J; known is false where the part has no channel,
// or one of its channels covers too little: a partial sum is worse than none.
type total struct {
	away, towards int64
	exists, known bool
}

func (t total) net() int64 { return t.away - t.towards }

// and is the part of two sites together.
func (t total) and(o total) total {
	switch {
	case !o.exists:
		return t
	case !t.exists:
		return o
	}
	return total{away: t.away + o.away, towards: t.towards + o.towards, exists: true, known: t.known && o.known}
}

func add(flows []Flow, part Part, least time.Duration) total {
	t := total{known: true}
	for _, f := range flows {
		if f.Part != part {
			continue
		}
		t.exists = true
		var covered time.Duration
		for _, q := range f.Quarters {
			covered += q.Covered
			t.away += q.AwayJ
			t.towards += q.TowardsJ
		}
		t.known = t.known && covered >= max(least, 1)
	}
	t.known = t.known && t.exists
	return t
}

func covered(flows []Flow, span slot.Interval) time.Duration {
	if len(flows) == 0 {
		return 0
	}
	least := span.Length()
	for _, f := range flows {
		var time time.Duration
		for _, q := range f.Quarters {
			time += q.Covered
		}
		least = min(least, time)
	}
	return max(0, least)
}

// peak is the largest mean import over all grid connections of a quarter hour in which each of them
// has at least half covered; nil where nothing was imported.
func peak(flows []Flow) *Peak {
	meters := 0
	sums, count := map[time.Time]float64{}, map[time.Time]int{}
	for _, f := range flows {
		if f.Part != AtGrid {
			continue
		}
		meters++
		for _, q := range f.Quarters {
			if 2*q.Covered >= slot.QuarterHour {
				sums[q.From] += q.Mean
				count[q.From]++
			}
		}
	}
	var found Peak
	var among, total int64
	for from, sum := range sums {
		if count[from] != meters {
			continue
		}
		among++
		total += max(0, int64(math.Round(sum)))
		if sum > found.Watts || sum == found.Watts && from.Before(found.From) {
			found = Peak{Watts: sum, From: from}
		}
	}
	if found.Watts <= 0 {
		return nil
	}
	found.among, found.sum = among, total
	return &found
}
