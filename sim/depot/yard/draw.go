package yard

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Stream is chance for one thing: of the seed and the thing's name alone, so that adding another one, or
// naming them in another order, changes nothing for it.
func Stream(seed uint64, name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name)) //nolint:errcheck // a hash takes everything
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// between is a whole number from least to most, both included.
func between(r *rand.Rand, least, most int64) int64 {
	if most <= least {
		return least
	}
	return least + r.Int64N(most-least+1)
}

// Drawn are the stays of a fleet's vehicles at one charger, whole minutes each.
func (f *Fleet) Drawn(seed uint64, start time.Time, charger topology.ID) []Vehicle {
	r := Stream(seed, "fleet/"+string(f.FleetID)+"/"+string(charger))
	minutes := func(least, most time.Duration) time.Duration {
		return time.Duration(between(r, int64(least/time.Second), int64(most/time.Second))) * time.Second
	}
	var out []Vehicle
	at := start
	for round := range f.Rounds {
		arrives := start.Add(minutes(f.ArriveFrom, f.ArriveTo))
		if round > 0 {
			arrives = at.Add(f.PauseBetween)
		}
		v := Vehicle{
			VehicleID: topology.ID(fmt.Sprintf("%s/%s/%d", f.FleetID, charger, round+1)), NodeID: charger, Arrives: arrives,
			Departs: arrives.Add(minutes(f.StayLeast, f.StayMost)), Capacity: f.Capacities[r.IntN(len(f.Capacities))],
			SOCPercent: between(r, f.SOCLeast, f.SOCMost), TargetPercent: f.TargetPercent, MaxWatts: f.MaxWatts,
			TaperPercent: f.TaperPercent, TaperToWatts: f.TaperToWatts, Tier: f.Tier, Weight: f.Weight,
		}
		at = v.Departs
		if between(r, 1, 100) > f.AbsentPercent {
			out = append(out, v)
		}
	}
	return out
}

// at is what a load draws at an instant.
func (l *Load) at(t time.Time, swing unit.Power) unit.Power {
	i, exact := slices.BinarySearchFunc(l.Points, t, func(p Point, t time.Time) int { return p.At.Compare(t) })
	if !exact && i > 0 {
		i--
	}
	return l.Points[i].Watts + swing
}
