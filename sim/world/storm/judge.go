package storm

import (
	"fmt"
	"math"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// judge looks at what was decided, knowing the household and what the edge was told, and nothing of
// how it decides.
type judge struct {
	home household
	last map[string]unit.Power // set-points of the cycle before, 0 after a start
	was  state.State
	at   time.Time // of the cycle before, by the edge's clock
	// clears is how many clears had been granted when the last fault was seen.
	clears   int
	faulted  bool
	calm     int     // cycles in which nothing was wrong with anything
	load     float64 // of the cycle before
	requests []cycle.Request
}

func newJudge(h household) *judge { return &judge{home: h, last: map[string]unit.Power{}} }

// restarted tells the judge of a new process.
func (j *judge) restarted() {
	clear(j.last)
	j.at, j.calm, j.was = time.Time{}, 0, ""
}

// look returns what is wrong with a cycle, nil for nothing.
func (j *judge) look(w *world, out *cycle.Output) error {
	for _, check := range []func(*world, *cycle.Output) error{j.latches, j.bounds, j.circle, j.cuts, j.byHand, j.peak} {
		if err := check(w, out); err != nil {
			return err
		}
	}
	for i := range out.Setpoints {
		if s := &out.Setpoints[i]; s.Channel == point.SetActivePower {
			j.last[s.Asset] = s.Power
		}
	}
	j.was, j.at = out.State, out.At
	return nil
}

// latches: FAULT is left by an operator's clear and by nothing else, not by a crash either.
func (j *judge) latches(w *world, out *cycle.Output) error {
	inFault := out.State == state.Fault
	if j.faulted && !inFault && w.tally.Clears == j.clears {
		return fmt.Errorf("FAULT was left for %s without a clear", out.State)
	}
	if inFault && !j.faulted {
		w.tally.Faults++
	}
	j.faulted, j.clears = inFault, w.tally.Clears
	return nil
}

// bounds: no set-point beyond what the battery can do and says it may, none out of the band of its
// state of charge, and none but the way to the safe state while something is not fresh.
func (j *judge) bounds(w *world, out *cycle.Output) error {
	for i, b := range j.home.batteries {
		p, ordered := given(out, b.id)
		if !ordered {
			if out.State == state.Run {
				return fmt.Errorf("%s has no set-point in RUN", b.id)
			}
			continue
		}
		if out.State != state.Run && p != 0 {
			return fmt.Errorf("%s is given %d W in %s, its safe state is 0 W", b.id, p, out.State)
		}
		low, high := j.able(w, b)
		if float64(p) > high || float64(p) < low {
			return fmt.Errorf("%s is given %d W, it can do %.0f to %.0f W", b.id, p, low, high)
		}
		if out.State != state.Run {
			continue
		}
		if err := j.charge(w, i, p); err != nil {
			return err
		}
		if err := j.stale(w, b, p, out.At); err != nil {
			return err
		}
	}
	return nil
}

// able is what the rating and the last values that the battery has said allow.
func (j *judge) able(w *world, b battery) (low, high float64) {
	said := func(channel string) float64 {
		r := w.core.Image().At(w.site.Layout.Lookup(b.id, channel))
		if !r.Quality.Usable() && r.Quality != point.Stale {
			return b.rating
		}
		return min(b.rating, max(0, math.Ceil(r.Value)))
	}
	return -said(point.AllowedDischarge), said(point.AllowedCharge)
}

func (j *judge) charge(w *world, i int, p unit.Power) error {
	b := j.home.batteries[i]
	soc := w.core.Image().At(w.site.Layout.Lookup(b.id, point.SOC))
	switch {
	case !soc.Quality.Usable():
	case soc.Value < b.socMin && p < 0:
		return fmt.Errorf("%s is discharged with %d W at %.2f %%, under its %.2f %%", b.id, -p, soc.Value, b.socMin)
	case soc.Value > b.socMax && p > 0:
		return fmt.Errorf("%s is charged with %d W at %.2f %%, over its %.2f %%", b.id, p, soc.Value, b.socMax)
	}
	return nil
}

// stale: without a fresh meter or a fresh battery the set-point may only move to the safe state, by
// the guard's ramp; where the battery can do less, or something else that protects it asks for less,
// it may jump there.
func (j *judge) stale(w *world, b battery, p unit.Power, at time.Time) error {
	fresh := func(asset, channel string) bool {
		return w.core.Image().At(w.site.Layout.Lookup(asset, channel)).Quality.Usable()
	}
	if fresh("grid0", point.ActivePower) && fresh(b.id, point.ActivePower) && fresh(b.id, point.SOC) || j.was != state.Run {
		return nil
	}
	last := j.last[b.id]
	if p < min(last, 0) || p > max(last, 0) {
		return fmt.Errorf("%s is moved from %d to %d W on values that are not fresh", b.id, last, p)
	}
	low, high := j.able(w, b)
	most := j.home.guardRamp*max(at.Sub(j.at), 0).Seconds() + 2
	if step := math.Abs(float64(p - last)); step > most && float64(p) != math.Trunc(low) && float64(p) != math.Trunc(high) && p != 0 && !j.protected(w, b, p) {
		return fmt.Errorf("%s is moved by %.0f W at once on values that are not fresh, its ramp allows %.0f W", b.id, step, most)
	}
	return nil
}

// protected reports whether something of class SAFETY but the guard bounds the battery at just p.
func (j *judge) protected(w *world, b battery, p unit.Power) bool {
	j.requests = w.core.Requests(j.requests[:0])
	for i := range j.requests {
		r := &j.requests[i]
		if r.Asset == b.id && r.By != "guard" && r.Level <= envelope.Safety && (r.Bounds.Min == p || r.Bounds.Max == p) {
			return true
		}
	}
	return false
}

// cuts: whoever did not get what it asked for an asset's active power is named.
func (j *judge) cuts(w *world, out *cycle.Output) error {
	if out.State != state.Run {
		return nil
	}
	j.requests = w.core.Requests(j.requests[:0])
	for i := range j.requests {
		r := &j.requests[i]
		p, ordered := given(out, r.Asset)
		if r.Channel != "" || !ordered {
			continue
		}
		met := p >= r.Bounds.Min && p <= r.Bounds.Max && (!r.HasTarget || p == r.Target)
		if !met && !named(out, r) {
			return fmt.Errorf("%s asks something of %s that %d W does not grant, and no cut says so", r.By, r.Asset, p)
		}
	}
	return nil
}

func named(out *cycle.Output, r *cycle.Request) bool {
	for i := range out.Cuts {
		if c := &out.Cuts[i]; c.By == r.By && c.Asset == r.Asset && c.Cause.Code != "" && c.BoundBy != "" {
			return true
		}
	}
	return false
}

// byHand: an override that has expired asks nothing any more.
func (j *judge) byHand(w *world, out *cycle.Output) error {
	for _, o := range w.core.Memory().Overrides {
		if !out.At.Before(o.To) {
			return fmt.Errorf("the override of %s that ended at %s is kept at %s", o.Asset, o.To.Format(time.TimeOnly), out.At.Format(time.TimeOnly))
		}
	}
	return nil
}

// calmBefore is for how long everything must have been well before the truth itself is judged.
const calmBefore = 30 * time.Second

// peak: while everything is well, the true import stays under the peak, as far as the load moves
// faster than any battery follows, unless every battery does what it can.
func (j *judge) peak(w *world, out *cycle.Output) error {
	if len(j.home.services) > 0 { // of the same class as the peak, or they hold the battery's apparent power
		return nil
	}
	if !j.well(w, out) {
		j.calm = 0
		return nil
	}
	j.calm++
	if time.Duration(j.calm)*j.home.cycle < calmBefore || j.exhausted(w) {
		return nil
	}
	follow := 3*j.home.cycle.Seconds() + 5*lag.Seconds()
	slack := 100 + follow*(0.1*j.home.load+0.05*j.home.solar)
	if grid := w.yard.grid(); grid > float64(j.home.peak)+slack {
		return fmt.Errorf("the grid gives %.0f W, the peak is %d W, and the batteries could do more", grid, j.home.peak)
	}
	return nil
}

// well reports whether nothing is wrong with anything and nobody holds anything by hand.
func (j *judge) well(w *world, out *cycle.Output) bool {
	jumped := math.Abs(w.yard.load-j.load) > 0.12*j.home.load*j.home.cycle.Seconds()
	j.load = w.yard.load
	if jumped || out.State != state.Run || len(w.core.Memory().Overrides) > 0 || out.At.Sub(j.at) != j.home.cycle {
		return false
	}
	for _, d := range w.devices {
		if d.ailment != sound {
			return false
		}
	}
	return true
}

// exhausted reports whether every battery does about what it can, or is kept from it by its state of
// charge or its temperature.
func (j *judge) exhausted(w *world) bool {
	for i, b := range j.home.batteries {
		c := &w.yard.cells[i]
		_, discharge := c.allowed(b)
		hot := c.heat > b.trip-12
		if c.soc > b.socMin+2.5 && !hot && -c.power < 0.97*discharge-50 {
			return false
		}
	}
	return true
}

// given is the active power an asset was given; false where it was given none.
func given(out *cycle.Output, asset string) (unit.Power, bool) {
	for i := range out.Setpoints {
		if s := &out.Setpoints[i]; s.Asset == asset && s.Channel == point.SetActivePower {
			return s.Power, true
		}
	}
	return 0, false
}
