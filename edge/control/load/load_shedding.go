package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// loadShedding takes loads off when the site imports too much.
type loadShedding struct {
	grid  image.Handle
	limit unit.Power
	loads []consumer
	// relays are on while a load may run.
	relays []relay
	pace   pace
}

// Shedding is the controller type LOAD_SHEDDING.
func Shedding() control.Spec {
	fields := []control.Field{
		loads("the loads, the most important first: the last goes off first and comes back last"),
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
		watts("limit_watts", 0, "grid import above which loads are shed"),
	}
	fields[2].Required = true
	pacing := paceFields(5*time.Minute, 10*time.Second, 0, 0)
	pacing[0].Meaning = "how long there has to be room for a load before it may run again"
	pacing[1].Meaning = "how long import has to be too high before a load is shed"
	pacing[2].Meaning = "how long a load may run at least before it is shed again"
	pacing[3].Meaning = "how long a load stays shed at least"
	return control.Spec{
		Type:     "LOAD_SHEDDING",
		Level:    envelope.Optimization,
		Impact:   "interrupts loads to stay under a demand charge; the connection itself is guarded by CONNECTION_CAP",
		Fallback: "without a fresh meter it sheds nothing more and lets nothing more run: what is shed stays shed",
		Summary:  "Sheds loads, the least important first, while the site imports more than limit_watts, and lets them run again one after the other when there is room. It bounds loads and never switches one on.",
		Formula:  "room = limit_watts + Σ loads − meter.ActivePower; for each load in order: it may run while room ≥ what it takes, or its rating where it is shed; room −= that",
		Source:   "document 002 §4.1 (load shedding); balance at the meter",
		Fields:   append(fields, pacing...),
		New: func(p control.Params) (control.Controller, error) {
			c := &loadShedding{
				grid: p.Member("meter").Handle(point.ActivePower), limit: p.Power("limit_watts"),
				loads: consumersOf(p.Members["assets"]), pace: paceOf(p),
			}
			for i := range c.loads {
				c.loads[i].asked = c.loads[i].rated // by whomever
				c.relays = append(c.relays, relay{on: true})
			}
			return c, nil
		},
	}
}

// Propose changes nothing while the meter is unknown.
func (c *loadShedding) Propose(in control.Input, out *control.Filing) {
	grid, ok := in.Power(c.grid)
	room := c.limit - grid + taken(c.loads, in)
	for i := range c.loads {
		r := &c.relays[i]
		needs := c.loads[i].rated
		if r.on {
			needs = c.loads[i].takes(in)
		}
		if r.step(fits(r.on, ok, room >= needs), in.Since, c.pace) {
			room -= needs
			continue
		}
		out.Bound(c.loads[i].asset, envelope.AtMost(0), envelope.Cause{Code: reason.LoadShed, Numbers: [2]int64{int64(c.limit)}})
	}
}

// fits is whether a load may run, and as before while that is not known.
func fits(before, known, room bool) bool {
	if known {
		return room
	}
	return before
}
