package depot

import (
	"cmp"
	"slices"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// Summary is what came of a run. Energies are whole watt-hours, rounded down.
type Summary struct {
	Name        string                  `json:"name"`
	Seed        uint64                  `json:"seed"`
	Steps       int                     `json:"steps"`
	Cycles      int                     `json:"cycles"`
	Outcomes    map[balance.Outcome]int `json:"outcomes"`
	ReasonCodes map[reason.Code]int     `json:"reason_codes"` // cycles that name the code
	Events      map[string]int          `json:"events"`

	Vehicles    int                   `json:"vehicles"`
	VehiclesMet int                   `json:"vehicles_met"`
	RequestedWh int64                 `json:"requested_wh"`
	DeliveredWh int64                 `json:"delivered_wh"`
	UnservedWh  map[reason.Code]int64 `json:"unserved_wh"`
	// LongestOffSeconds is the longest time that a vehicle which wanted power had none.
	LongestOffSeconds int64 `json:"longest_off_seconds"`

	PeakWatts  unit.Power  `json:"peak_watts"` // of the site
	Caps       []Over      `json:"caps"`
	Telemetry  yard.Counts `json:"telemetry"`
	Stays      []Stay      `json:"stays"`
	Violations int         `json:"violations"`
	Missed     int         `json:"missed"`
}

// Stay is what one vehicle came to.
type Stay struct {
	VehicleID         topology.ID           `json:"vehicle_id"`
	NodeID            topology.ID           `json:"node_id"`
	RequestedWh       int64                 `json:"requested_wh"`
	DeliveredWh       int64                 `json:"delivered_wh"`
	Met               bool                  `json:"met"`
	LongestOffSeconds int64                 `json:"longest_off_seconds"`
	UnservedWh        map[reason.Code]int64 `json:"unserved_wh,omitempty"`
}

func (b *books) summary(d *Depot) *Summary {
	s := &Summary{
		Name: d.c.Name, Seed: d.c.Seed, Steps: b.steps, Cycles: len(b.cycles), Events: map[string]int{}, UnservedWh: map[reason.Code]int64{},
		PeakWatts: b.site, Telemetry: d.inbox.Stats, Violations: d.judge.found, Missed: b.missedN, Vehicles: len(b.vehicles), Caps: []Over{}, Stays: []Stay{},
	}
	s.Outcomes, s.ReasonCodes = b.outcomes()
	for _, e := range b.events {
		s.Events[e.what.Name]++
	}
	for _, o := range b.over {
		s.Caps = append(s.Caps, *o)
	}
	slices.SortFunc(s.Caps, func(x, y Over) int {
		return cmp.Or(compareIDs(x.NodeID, y.NodeID), cmp.Compare(x.ConstraintType, y.ConstraintType))
	})
	requested, delivered := unit.Energy(0), unit.Energy(0)
	unserved := map[reason.Code]unit.Energy{}
	for _, c := range b.vehicles {
		stay := stayOf(c, d, unserved)
		requested += c.Delivered + c.Needs()
		delivered += c.Delivered
		if stay.Met {
			s.VehiclesMet++
		}
		s.LongestOffSeconds = max(s.LongestOffSeconds, stay.LongestOffSeconds)
		s.Stays = append(s.Stays, stay)
	}
	for code, e := range unserved {
		s.UnservedWh[code] = int64(e / unit.WattHour)
	}
	s.RequestedWh, s.DeliveredWh = int64(requested/unit.WattHour), int64(delivered/unit.WattHour)
	slices.SortFunc(s.Stays, func(x, y Stay) int { return compareIDs(x.VehicleID, y.VehicleID) })
	return s
}

func stayOf(c *yard.Car, d *Depot, unserved map[reason.Code]unit.Energy) Stay {
	missing, by := c.Unmet(d.c.Step)
	stay := Stay{
		VehicleID: c.VehicleID, NodeID: c.NodeID, RequestedWh: int64((c.Delivered + c.Needs()) / unit.WattHour), DeliveredWh: int64(c.Delivered / unit.WattHour),
		Met: missing == 0, LongestOffSeconds: int64(yard.Seconds(c.Longest)),
	}
	for code, e := range by {
		unserved[code] += e
		if stay.UnservedWh == nil {
			stay.UnservedWh = map[reason.Code]int64{}
		}
		stay.UnservedWh[code] = int64(e / unit.WattHour)
	}
	return stay
}
