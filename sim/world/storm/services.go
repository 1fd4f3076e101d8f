package storm

import (
	"fmt"
	"math/rand/v2"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// services are the controllers that serve the grid's frequency and voltage in a household, each a line of
// its site file. Every second household has some; the one battery sells what it can.
func services(rng *rand.Rand, h *household) []string {
	if rng.IntN(2) == 0 {
		return nil
	}
	ess, sold := h.batteries[0].id, int(h.batteries[0].rating*between(rng, 0.1, 0.6))
	held := min(sold, int(h.batteries[0].capacity*0.4)) // what the battery holds for long enough both ways
	frequency := []string{
		fmt.Sprintf("{id: droop, type: FREQUENCY_DROOP, ess: %s, meter: grid0, deadband_hz: 0.01, droop_percent: 5}", ess),
		fmt.Sprintf("{id: fcr, type: FCR, ess: %s, meter: grid0, capacity_watts: %d, deadband_hz: 0.01, restore_watts: %d}", ess, held, held/4),
		fmt.Sprintf("{id: ffr, type: FAST_FREQUENCY_RESERVE, ess: %s, meter: grid0, capacity_watts: %d}", ess, sold),
		fmt.Sprintf("{id: inertia, type: VIRTUAL_INERTIA, ess: %s, meter: grid0, inertia_s: 5, filter_s: 0.5}", ess),
	}
	direction, priority := []string{"ABSORB", "SUPPLY"}[rng.IntN(2)], []string{"P", "Q"}[rng.IntN(2)]
	voltage := []string{
		fmt.Sprintf("{id: q, type: FIXED_REACTIVE_POWER, asset: %s, direction: %s, reactive_power_var: %d, priority: %s}", ess, direction, sold, priority),
		fmt.Sprintf("{id: q, type: FIXED_POWER_FACTOR, asset: %s, power_factor: 0.9, direction: %s, priority: %s}", ess, direction, priority),
		fmt.Sprintf("{id: q, type: Q_OF_U, asset: %s, meter: grid0, code: VDE_AR_N_4105, priority: %s}", ess, priority),
		fmt.Sprintf("{id: q, type: POWER_FACTOR_OF_P, asset: %s, priority: %s}", ess, priority),
	}
	var all []string
	if one := rng.IntN(len(frequency) + 1); one < len(frequency) {
		all = append(all, frequency[one])
		if one == 2 { // the fast reserve needs a fast cycle
			h.cycle = 100 * time.Millisecond
		}
	}
	if one := rng.IntN(len(voltage) + 1); one < len(voltage) {
		all = append(all, voltage[one])
	}
	if h.solar > 0 && rng.IntN(2) == 0 {
		all = append(all, "{id: qpv, type: Q_OF_U, asset: pv0, meter: grid0, code: VDE_AR_N_4105}")
	}
	if h.solar > 0 && rng.IntN(2) == 0 {
		all = append(all, fmt.Sprintf("{id: export, type: EXPORT_LIMIT, meter: grid0, ess: [%s], pv: [pv0], export_limit_watts: %.0f}", ess, h.solar/3))
	}
	return all
}

// network is the grid at the connection: a frequency and voltages that wander, and now and then jump.
type network struct {
	hertz float64
	volts [3]float64
}

func (n *network) step(rng *rand.Rand, dt time.Duration) {
	s := dt.Seconds()
	n.hertz += between(rng, -0.01, 0.01)*s + 0.02*s*(50-n.hertz)
	if rng.Float64() < 0.002*s {
		n.hertz = between(rng, 49.2, 50.6)
	}
	for k := range n.volts {
		n.volts[k] += between(rng, -0.4, 0.4)*s + 0.01*s*(230-n.volts[k])
		if rng.Float64() < 0.002*s {
			n.volts[k] = between(rng, 205, 258)
		}
	}
}

// circle: active and reactive power of a battery are together no more than its apparent power, and out
// of RUN nothing is absorbed or supplied. Of a roof, whose set-point is the most it may do, what it is
// measured to do counts.
func (j *judge) circle(w *world, out *cycle.Output) error {
	for i := range out.Setpoints {
		s := &out.Setpoints[i]
		if s.Channel != point.SetReactivePower {
			continue
		}
		w.tally.Reactive++
		if out.State != state.Run && s.Value != 0 {
			return fmt.Errorf("%s is given %.0f var in %s", s.Asset, s.Value, out.State)
		}
		p, most := j.beside(w, out, s.Asset)
		if q := unit.Power(s.Value); p*p+q*q > most*most {
			return fmt.Errorf("%s is given %d var beside %d W, its apparent power is %d VA", s.Asset, q, p, most)
		}
	}
	return nil
}

// beside is the active power beside an asset's reactive power, and its apparent power.
func (j *judge) beside(w *world, out *cycle.Output, asset string) (p, most unit.Power) {
	for _, b := range j.home.batteries {
		if b.id == asset {
			p, _ = given(out, asset)
			return p, unit.Power(b.rating)
		}
	}
	most = unit.Power(j.home.solar)
	for i := range out.Setpoints {
		if s := &out.Setpoints[i]; s.Asset == asset && s.Channel == point.SetMaxActivePower {
			p = -unit.Power(s.Value)
		}
	}
	measured := w.core.Image().At(w.site.Layout.Lookup(asset, point.ActivePower))
	if watts, ok := unit.FromFloat(measured.Value, unit.Watt); ok && measured.Quality.Usable() {
		p = max(p, min(watts, 0))
	}
	return p, most
}
