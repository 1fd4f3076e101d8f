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

// Summarise adds up the flows of a site over a span.
func Summarise(flows []Flow, span slot.Interval) Summary {
	b := BalanceOf(flows, span)
	sum := Summary{
		ImportWh: wattHours(b.ImportJ), ExportWh: wattHours(b.ExportJ), PVWh: wattHours(b.PVJ),
		ChargedWh: wattHours(b.ChargedJ), DischargedWh: wattHours(b.DischargedJ), LoadWh: wattHours(b.LoadJ),
		SelfConsumption: share(b.SelfConsumption()), SelfSufficiency: share(b.SelfSufficiency()),
	}
	if b.Peak != nil {
		sum.PeakImportWatts, sum.PeakImportAt = &b.Peak.Watts, &b.Peak.From
	}
	if span.Length() > 0 {
		sum.Covered = float64(b.Covered) / float64(span.Length())
	}
	return sum
}

func wattHours(joules *int64) *float64 {
	if joules == nil {
		return nil
	}
	x := float64(*joules) / 3600
	return &x
}

func share(r *Ratio) *float64 {
	if r == nil {
		return nil
	}
	x := r.Float()
	return &x
}
