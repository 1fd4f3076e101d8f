package load_test

import (
	"fmt"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

// vehicle is a car at a charger: it takes what it may, up to what it wants, on its phases, and a
// change takes it some seconds.
type vehicle struct {
	wants float64 // W
	lag   int     // cycles
	asked []float64
}

// draw is what a vehicle takes under a limit; below 6 A on one phase it takes nothing.
func (v *vehicle) draw(limit float64) float64 {
	v.asked = append(v.asked, limit)
	limit = v.asked[max(len(v.asked)-1-v.lag, 0)]
	if limit < 1380 {
		return 0
	}
	return min(limit, v.wants)
}

func chargerIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("car%d", i)
	}
	return ids
}

// park drives chargers through one cycle: each vehicle draws under the limit it was given, others is
// what the feeder carries beside them. It answers what the chargers draw together.
func park(r *controltest.Rig, cars []vehicle, others float64) float64 {
	sum := 0.0
	for i, id := range chargerIDs(len(cars)) {
		draw := cars[i].draw(unit.Float(r.Power(id), unit.Watt))
		r.Put(id+".ActivePower", draw)
		sum += draw
	}
	r.Put("feeder0.ActivePower", sum+others)
	r.Put("meter0.ActivePower", sum+others)
	r.Step()
	return sum
}
