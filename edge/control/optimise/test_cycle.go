package optimise

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// leg is where a test cycle stands.
type leg uint8

const (
	charging leg = iota
	restingFull
	discharging
	restingEmpty
	done
)

// testCycle charges and discharges a battery fully so many times.
type testCycle struct {
	ess               control.Asset
	soc               image.Handle
	charge, discharge unit.Power
	low, high         float64 // %
	rest              time.Duration
	cycles            int
	at                time.Time // zero: from the first window, or from the first cycle on
	when              slot.Week
	zone              *time.Location
	weight            int

	leg    leg
	rested time.Duration
	left   int
	ready  bool // the windows have been left since the last run
}

// TestCycle is the controller type TEST_CYCLE.
func TestCycle() control.Spec {
	return control.Spec{
		Type:     "TEST_CYCLE",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Weight:   control.WeightPurpose,
		Raises:   []reason.Code{reason.TestCycleDone},
		Impact:   "fills and empties the battery on purpose, to measure its capacity or to balance its cells: it costs losses and wear, inside all limits",
		Fallback: "without a fresh state of charge it rests and waits where it is",
		Summary:  "Charges and discharges the battery fully so many times, with a rest between, once or whenever a weekly window begins. It tells when it is done and asks nothing then.",
		Formula:  "ess → charge_watts until SOC ≥ soc_high_percent; 0 for rest; → −discharge_watts until SOC ≤ soc_low_percent; 0 for rest; so often as cycles says",
		Source:   "reference cycles for capacity as in document 001 (battery state); the purpose is that of OpenEMS's Ess.Cycle and Ess.Standby (reference commit 0e4ea888)",
		Fields: []control.Field{
			battery(point.SOC),
			required(magnitude("charge_watts", 0, "power it charges with")),
			required(magnitude("discharge_watts", 0, "power it discharges with")),
			percent("soc_high_percent", 100, "state of charge at which it counts as full"),
			percent("soc_low_percent", 0, "state of charge at which it counts as empty"),
			{Name: "rest", Kind: control.DurationField, Off: true, Lasting: 30 * time.Minute, Meaning: "rest after each charge and each discharge"},
			{Name: "cycles", Kind: control.NumberField, Unit: point.One, Default: 1, Min: 1, Max: 1000, Meaning: "how often it charges and discharges"},
			{Name: "starts_at", Kind: control.InstantField, Meaning: "when it begins, once"},
			windows("windows", "weekly times at each of which it begins anew; it goes on past their end until it is done"),
		},
		New: newTestCycle,
	}
}

func newTestCycle(p control.Params) (control.Controller, error) {
	ess := p.Member("ess")
	c := &testCycle{
		ess: ess.Asset, soc: ess.Handle(point.SOC),
		charge: p.Power("charge_watts"), discharge: p.Power("discharge_watts"),
		low: p.Numbers["soc_low_percent"], high: p.Numbers["soc_high_percent"],
		rest: p.Durations["rest"], cycles: int(p.Numbers["cycles"]),
		at: p.Instants["starts_at"], when: p.Weeks["windows"], zone: p.Zone, weight: p.Weight,
	}
	c.left, c.ready = c.cycles, true
	if len(c.when) > 0 {
		c.leg = done
	}
	switch {
	case c.low >= c.high:
		return nil, reason.Invalid("soc_low_percent", c.low, "less than soc_high_percent")
	case p.Given["starts_at"] && len(c.when) > 0:
		return nil, reason.Invalid("starts_at", c.at.Format(time.RFC3339), "nothing where windows are given")
	}
	return c, nil
}

// Propose asks for rest while the state of charge is not known, since it could not see the end.
func (c *testCycle) Propose(in control.Input, out *control.Filing) {
	c.begin(in.Now)
	if c.leg == done || in.Now.Before(c.at) {
		return
	}
	target := unit.Power(0)
	if soc, ok := in.Value(c.soc); ok {
		c.advance(in.Since, soc, out)
		target = c.power()
	}
	if c.leg != done {
		out.Want(c.ess, control.Wish{Target: target, Weight: c.weight})
	}
}

// begin starts a run when a window begins; one that is under way goes on.
func (c *testCycle) begin(t time.Time) {
	if len(c.when) == 0 {
		return
	}
	inside := c.when.Contains(t, c.zone)
	if inside && c.ready && c.leg == done {
		c.leg, c.left = charging, c.cycles
	}
	c.ready = !inside
}

// advance goes to the next leg when the one under way has reached its end.
func (c *testCycle) advance(since time.Duration, soc float64, out *control.Filing) {
	c.rested += since
	switch {
	case c.leg == charging && soc >= c.high, c.leg == discharging && soc <= c.low:
		c.leg, c.rested = c.leg+1, 0
	case c.leg == restingFull && c.rested >= c.rest:
		c.leg = discharging
	case c.leg == restingEmpty && c.rested >= c.rest:
		c.leg = charging
		if c.left--; c.left == 0 {
			c.leg = done
			out.Tell(control.Notice{Code: reason.TestCycleDone, Params: reason.Params{"cycles": c.cycles}, Asset: c.ess})
		}
	}
}

// Latches is whether it is done, and with which begin: a restart must not begin it again, but another
// starts_at in the file does. One that was under way begins with charging.
func (c *testCycle) Latches() uint64 {
	if c.leg == done {
		return c.key()
	}
	return 0
}

// Relatch takes over that it was done before a restart.
func (c *testCycle) Relatch(set uint64) {
	if set == c.key() {
		c.leg = done
	}
}

// key stands for the begin that the file asks for, never 0.
func (c *testCycle) key() uint64 {
	if c.at.IsZero() {
		return 1
	}
	return uint64(c.at.Unix())<<1 | 1
}

func (c *testCycle) power() unit.Power {
	switch c.leg {
	case charging:
		return c.charge
	case discharging:
		return -c.discharge
	default:
		return 0
	}
}
