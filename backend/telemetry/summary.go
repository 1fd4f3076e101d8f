package telemetry

import (
	"time"

	"ohmstead/energy/slot"
)

// Summary is a site's energy over a span. Energies are magnitudes in Wh. Each value is nil where
// it is unknown: where the site has nothing that measures it, or nothing of it is covered.
type Summary struct {
	ImportWh, ExportWh      *float64
	PVWh                    *float64
	ChargedWh, DischargedWh *float64
	// LoadWh is what the site consumed: grid, PV and battery in balance or, at a site without a grid
	// meter, what its load meters count.
	LoadWh *float64
	// SelfConsumption is the share of PV energy that did not leave the site, 0 to 1.
	SelfConsumption *float64
	// SelfSufficiency is the share of consumption that was not imported, 0 to 1.
	SelfSufficiency *float64
	// PeakImportWatts is the largest mean import of a quarter hour, which starts at PeakImportAt.
	PeakImportWatts *float64
	PeakImportAt    *time.Time
	// Covered is the smallest share of the span that any of the channels involved covers, 0 to 1.
	Covered float64
}

// Part is the part a power channel plays in the energy balance of its site.
type Part string

// Parts of a site's balance.
const (
	AtGrid    Part = "GRID" // measures a grid connection
	AtPV      Part = "PV"
	AtBattery Part = "BATTERY"
	AtLoad    Part = "LOAD"
)

// Flow is what one power channel measured, quarter hour by quarter hour.
type Flow struct {
	Part     Part
	Quarters []FlowQuarter
}

// FlowQuarter is the energy of a quarter hour that flowed away from the grid and towards it, both
// not negative, over the time that is covered.
type FlowQuarter struct {
	From            time.Time
	Mean            float64 // W over what is covered
	Covered         time.Duration
	AwayJ, TowardsJ int64
}

// total is the energy of all channels of a part; known is false where the part has no channel, or
// one of its channels covers nothing: a partial sum is worse than none.
type total struct {
	away, towards float64 // Wh
	exists, known bool
}

// Summarise adds up the flows of a site over a span. Source of the shares: Luthander et al.,
// "Photovoltaic self-consumption in buildings: A review", Applied Energy 142 (2015), equations 1 to
// 3, with what was exported and imported counted per direction.
func Summarise(flows []Flow, span slot.Interval) Summary {
	sum := Summary{Covered: covered(flows, span)}
	grid, pv, battery, load := add(flows, AtGrid), add(flows, AtPV), add(flows, AtBattery), add(flows, AtLoad)
	if grid.known {
		sum.ImportWh, sum.ExportWh = &grid.away, &grid.towards
		sum.PeakImportWatts, sum.PeakImportAt = peak(flows)
	}
	if pv.known {
		sum.PVWh = &pv.towards
	}
	if battery.known {
		sum.ChargedWh, sum.DischargedWh = &battery.away, &battery.towards
	}
	switch {
	case grid.known && pv.known == pv.exists && battery.known == battery.exists:
		consumed := max(0, grid.net()-pv.net()-battery.net())
		sum.LoadWh = &consumed
	case !grid.exists && load.known:
		sum.LoadWh = &load.away
	}
	if grid.known && pv.known && pv.towards > 0 {
		sum.SelfConsumption = share(1 - grid.towards/pv.towards)
	}
	if grid.known && sum.LoadWh != nil && *sum.LoadWh > 0 {
		sum.SelfSufficiency = share(1 - grid.away / *sum.LoadWh)
	}
	return sum
}

func (t total) net() float64 { return t.away - t.towards }

func add(flows []Flow, part Part) total {
	t := total{known: true}
	for _, f := range flows {
		if f.Part != part {
			continue
		}
		t.exists = true
		known := false
		for _, q := range f.Quarters {
			known = known || q.Covered > 0
			t.away += float64(q.AwayJ) / 3600
			t.towards += float64(q.TowardsJ) / 3600
		}
		t.known = t.known && known
	}
	t.known = t.known && t.exists
	return t
}

func share(x float64) *float64 {
	x = min(1, max(0, x))
	return &x
}

func covered(flows []Flow, span slot.Interval) float64 {
	if len(flows) == 0 || span.Length() <= 0 {
		return 0
	}
	least := 1.0
	for _, f := range flows {
		var time time.Duration
		for _, q := range f.Quarters {
			time += q.Covered
		}
		least = min(least, float64(time)/float64(span.Length()))
	}
	return least
}

// peak is the largest mean import over all grid connections of a quarter hour in which each of them
// has at least half covered; nil where nothing was imported.
func peak(flows []Flow) (*float64, *time.Time) {
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
	var watts float64
	var at time.Time
	for from, sum := range sums {
		if count[from] == meters && (sum > watts || sum == watts && from.Before(at)) {
			watts, at = sum, from
		}
	}
	if watts <= 0 {
		return nil, nil
	}
	return &watts, &at
}
