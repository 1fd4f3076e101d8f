package grid

import (
	"fmt"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// fastReserve gives all of its capacity at once when the frequency falls below a trigger, holds it,
// and comes back slowly.
type fastReserve struct {
	id         string
	ess        control.Member
	hertz, soc image.Handle
	variant    gridcode.FFR
	support    gridcode.Support
	capacity   unit.Power
	low        float64 // percent
	buffer     time.Duration
	windows    slot.Week
	zone       *time.Location
	weight     int

	phase ffrPhase
	since time.Duration // since the trigger
	base  unit.Power    // what the battery did before
	given float64       // W, what is given now
	left  time.Duration // of the buffer
}

// slowestFFR is the slowest cycle with which the reserve is there in time: of the shortest activation,
// 0.7 s, measuring, writing and the inverter need the most.
const slowestFFR = 100 * time.Millisecond

// ffrPhase is where the reserve stands.
type ffrPhase int

const (
	ffrReady    ffrPhase = iota
	ffrSupports          // all of the capacity
	ffrReleases          // coming back
	ffrBuffers           // nothing is recharged yet
	ffrRecovers          // free to recharge, not ready yet
)

// FastFrequencyReserve is the controller type FAST_FREQUENCY_RESERVE.
func FastFrequencyReserve() control.Spec {
	var triggers, supports []string
	for _, f := range gridcode.FFRs() {
		triggers = append(triggers, f.Name)
	}
	for _, s := range gridcode.Supports() {
		supports = append(supports, s.Name)
	}
	return control.Spec{
		Type:     "FAST_FREQUENCY_RESERVE",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightMost,
		Impact:   "catches the grid's frequency in the first second after a large loss: when it is late or wrong the grid sheds load",
		Fallback: "without a fresh frequency it does not trigger; a support that is under way goes on by time. Below soc_reserve_min_percent it is not ready",
		Summary:  "Nordic fast frequency reserve: below the trigger all of the capacity at once, held for the support time, taken back slowly, ready again after 15 min.",
		Formula:  "f < trigger → ess → P(before) − capacity for activation + support time; then back by at most release; ready again 15 min after the trigger; while ready ess ≥ rating.min + capacity",
		Source:   "Fingrid, technical requirements for FFR, in docs/grid-codes.md. The slowest cycle, 100 ms, follows from the activation times; the time nothing is recharged after the release is engineering knowledge",
		Raises:   []reason.Code{reason.FFRActivated, reason.FFRReady},
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Required: true, Meaning: "the battery that provides"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter, point.ESS}, Reads: []string{point.Frequency}, Required: true, Meaning: "what measures the frequency"},
			{Name: "capacity_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Min: 1, Max: control.MostWatts, Meaning: "what was sold"},
			{Name: "trigger", Kind: control.ChoiceField, Standard: "49.7", Choices: triggers, Meaning: "trigger frequency in Hz; with it goes the activation time"},
			{Name: "support", Kind: control.ChoiceField, Standard: "LONG", Choices: supports, Meaning: "SHORT holds 5 s and goes back slowly, LONG holds 30 s"},
			{Name: "soc_reserve_min_percent", Kind: control.NumberField, Unit: point.Percent, Default: 5, Max: 100, Meaning: "below it the reserve is not ready"},
			{Name: "buffer", Kind: control.DurationField, Lasting: 10 * time.Second, Meaning: "after the release, for which nothing is recharged"},
			{Name: "windows", Kind: control.WindowsField, Meaning: "when it is sold; always where not given"},
		},
		New: newFastReserve,
	}
}

func newFastReserve(p control.Params) (control.Controller, error) {
	ess := p.Member("ess")
	variant, _ := gridcode.LookupFFR(p.Texts["trigger"])
	support, _ := gridcode.LookupSupport(p.Texts["support"])
	c := &fastReserve{
		id: p.ID, ess: ess, hertz: p.Member("meter").Handle(point.Frequency), soc: ess.Handle(point.SOC),
		variant: variant, support: support, capacity: p.Power("capacity_watts"), low: p.Numbers["soc_reserve_min_percent"],
		buffer: p.Duration("buffer"), windows: p.Weeks["windows"], zone: p.Zone, weight: p.Weight,
	}
	if p.Cycle > slowestFFR {
		return nil, control.Invalid("cycle", p.Cycle, fmt.Sprintf("%v or less: the reserve is owed within %v", slowestFFR, variant.Within))
	}
	if c.capacity > -ess.Rating.Min {
		return nil, control.Invalid("capacity_watts", int64(c.capacity), "at most what the battery can give")
	}
	return c, nil
}

// Propose keeps room while it is ready, and sets the power while it supports.
func (c *fastReserve) Propose(in control.Input, out *control.Filing) {
	if c.phase == ffrReady {
		if !c.armed(in) {
			return
		}
		if hertz, ok := in.Value(c.hertz); !ok || hertz >= unit.Float(c.variant.Trigger, unit.Hertz) {
			out.Bound(c.ess.Asset, envelope.AtLeast(c.ess.Rating.Min+c.capacity), c.cause())
			return
		}
		c.trigger(in, out)
	} else {
		c.goOn(in, out)
	}
	if c.phase == ffrSupports || c.phase == ffrReleases || c.phase == ffrBuffers {
		given, _ := unit.FromFloat(c.given, unit.Watt)
		out.Want(c.ess.Asset, control.Wish{Target: c.base - given, Weight: c.weight})
	}
}

// armed reports whether the reserve is sold now and the battery holds enough for it.
func (c *fastReserve) armed(in control.Input) bool {
	if len(c.windows) > 0 && !c.windows.Contains(in.Now, c.zone) {
		return false
	}
	soc, ok := in.Value(c.soc)
	return ok && soc >= c.low
}

func (c *fastReserve) trigger(in control.Input, out *control.Filing) {
	c.phase, c.since = ffrSupports, 0
	c.base = max(in.Last[c.ess.Asset], c.ess.Rating.Min+c.capacity)
	c.given = unit.Float(c.capacity, unit.Watt)
	hertz, _ := in.Value(c.hertz)
	out.Tell(control.Notice{Code: reason.FFRActivated, Asset: c.ess.Asset, Params: reason.Params{
		"controller": c.id, "frequency_mhz": int64(hertz * 1000), "power_watts": int64(c.capacity),
	}})
}

// goOn moves through the phases by the time since the trigger.
func (c *fastReserve) goOn(in control.Input, out *control.Filing) {
	c.since += in.Since
	switch c.phase {
	case ffrSupports:
		if c.since >= c.variant.Within+c.support.Hold {
			c.phase = ffrReleases
			c.takeBack(in.Since)
		}
	case ffrReleases:
		c.takeBack(in.Since)
	case ffrBuffers:
		c.buffered(in.Since)
	case ffrRecovers:
		if c.since >= gridcode.FFRReadyAgain {
			c.phase = ffrReady
			out.Tell(control.Notice{Code: reason.FFRReady, Asset: c.ess.Asset, Params: reason.Params{"controller": c.id}})
		}
	case ffrReady:
	}
}

// takeBack lets the power go by at most the support's release.
func (c *fastReserve) takeBack(since time.Duration) {
	if c.support.ReleasePerSecond == 0 {
		c.given = 0
	} else {
		c.given -= float64(c.support.ReleasePerSecond.Of(unit.Float(c.capacity, unit.Watt)) * since.Seconds())
	}
	if c.given <= 0 {
		c.given, c.phase = 0, ffrBuffers
		c.left = c.buffer
	}
}

func (c *fastReserve) buffered(since time.Duration) {
	if c.left -= since; c.left <= 0 {
		c.phase = ffrRecovers
	}
}

func (c *fastReserve) cause() envelope.Cause {
	return envelope.Cause{Code: reason.ReserveKept, Numbers: [2]int64{int64(c.capacity)}}
}
