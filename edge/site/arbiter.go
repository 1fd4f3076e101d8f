package site

import (
	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// Seat is where a place of the cycle stands in arbitration: among its assets or among its clusters,
// -1 where it stands in neither.
type Seat struct{ Asset, Cluster int }

// Arbiter is a new arbiter for all that takes a power, and where each place of the cycle stands in
// it. An asset whose phases are moved by themselves stands there as three that add up to it. Build
// has checked that there can be one.
func (s *Site) Arbiter() (*arbitration.Arbiter, []Seat) {
	a, seats, err := s.arbiter()
	if err != nil {
		panic(err)
	}
	return a, seats
}

func (s *Site) arbiter() (*arbitration.Arbiter, []Seat, error) {
	var c arbitration.Config
	seats := make([]Seat, s.Places())
	for i := range seats {
		seats[i] = Seat{-1, -1}
	}
	parts := make([][]int, len(s.Assets)) // by asset, its places in arbitration
	for i := range s.Assets {
		b := &s.Assets[i]
		if !b.Controllable() {
			continue
		}
		first := len(c.Assets)
		c.Assets = append(c.Assets, b.arbitrated()...)
		for n := first; n < len(c.Assets); n++ {
			parts[i] = append(parts[i], n)
		}
		if !b.PerPhase {
			seats[i].Asset = first
			continue
		}
		seats[i].Cluster = len(c.Clusters)
		c.Clusters = append(c.Clusters, arbitration.Cluster{ID: b.ID, Assets: parts[i]})
		for k, phase := range s.PhasesOf(i) {
			seats[phase].Asset = first + k
		}
	}
	for n := range s.Groups {
		g := &s.Groups[n]
		cluster := arbitration.Cluster{ID: g.ID}
		for _, i := range g.Assets {
			cluster.Assets = append(cluster.Assets, parts[i]...)
		}
		seats[control.Asset(len(s.Assets)+n)].Cluster = len(c.Clusters)
		c.Clusters = append(c.Clusters, cluster)
	}
	arbiter, err := arbitration.New(c)
	return arbiter, seats, err
}

// arbitrated is the asset as arbitration knows it, or its three phases.
func (b *Bound) arbitrated() []arbitration.Asset {
	whole := arbitration.Asset{
		ID: b.ID, Rating: b.Fold.Rating, Rest: b.Fold.Rest,
		Apparent: unit.ApparentPower(b.MaxApparentPowerVA), Bounded: b.Nature == point.PV,
		Storage: arbitration.Storage{
			Capacity: unit.Energy(b.CapacityWh) * unit.WattHour, Efficiency: b.EfficiencyPercent / 100,
			Least: unit.Power(b.LeastWatts),
		},
		Output: b.Output,
	}
	if !b.PerPhase {
		return []arbitration.Asset{whole}
	}
	low, high, rest := device.Split(whole.Rating.Min), device.Split(whole.Rating.Max), device.Split(whole.Rest)
	phases := []arbitration.Phases{arbitration.L1, arbitration.L2, arbitration.L3}
	all := make([]arbitration.Asset, 0, len(phases))
	for k, phase := range phases {
		one := whole
		one.ID, one.Phases = PhaseName(b.ID, k), phase
		one.Rating, one.Rest = envelope.Between(low[k], high[k]), rest[k]
		one.Apparent, one.Output.Ramp = whole.Apparent/3, whole.Output.Ramp/3
		one.Storage.Capacity, one.Storage.Least = whole.Storage.Capacity/3, whole.Storage.Least/3
		all = append(all, one)
	}
	return all
}
