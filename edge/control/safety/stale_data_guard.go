package safety

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// staleDataGuard ramps an asset to its safe state while anything it is controlled by is not fresh.
type staleDataGuard struct {
	members []control.Member
	maxAge  time.Duration
	ramp    float64 // W/s
	// at is where each asset's ramp stands in watts, kept as float so that slow ramps on short
	// cycles do not stand still; ramping says whether it is under way.
	at      []float64
	ramping []bool
}

// StaleDataGuard is the controller type STALE_DATA_GUARD.
func StaleDataGuard() control.Spec {
	return control.Spec{
		Type:     "STALE_DATA_GUARD",
		Late:     true,
		Level:    envelope.Safety,
		Impact:   "keeps the site from acting on what is no longer true: when it is wrong a battery goes on by a value that may be minutes old",
		Fallback: "it is the fallback of the others; where it fails itself it is benched, an alarm is raised and the device's own watchdog acts when orders stop",
		Summary:  "An asset whose required channels are not GOOD and fresh may only ramp to its safe state.",
		Formula:  "some required channel older than max_age → set-point moves from its last value to safe_state by ramp_watts_per_s",
		Source:   "document 002, phase 1 (stale data) and phase 2",
		Fields: []control.Field{
			{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.ESS, point.PV, point.Generator}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the assets that are guarded; required are their ActivePower and whatever the controllers that move them read"},
			{Name: "max_age", Kind: control.DurationField, Meaning: "age past which a channel counts as lost, at most the site's max_age, which holds where it is not given; a channel that is read seldom may always grow three readings old"},
			{Name: "ramp_watts_per_s", Kind: control.NumberField, Unit: "W/s", Default: 2000, Min: 1, Max: control.MostWatts, Meaning: "how fast the set-point moves to the safe state"},
		},
		New: func(p control.Params) (control.Controller, error) {
			members := p.Members["assets"]
			return &staleDataGuard{
				members: members,
				maxAge:  p.Duration("max_age"),
				ramp:    p.Numbers["ramp_watts_per_s"],
				at:      make([]float64, len(members)),
				ramping: make([]bool, len(members)),
			}, nil
		},
	}
}

func (c *staleDataGuard) Propose(in control.Input, out *control.Filing) {
	for i := range c.members {
		m := &c.members[i]
		lost, stale := c.lost(in, m)
		if !stale {
			c.ramping[i] = false
			continue
		}
		next := c.next(in, i)
		// What protects the battery or the device's own limits may ask for less at once: the ramp
		// follows, or two bounds of one class would contradict each other.
		if room, ok := out.Room(m.Asset); ok && !room.Contains(next) {
			next = room.Clamp(next)
			c.at[i] = unit.Float(next, unit.Watt)
		}
		out.Bound(m.Asset, envelope.Exactly(next), envelope.Cause{Code: reason.StaleInput, Name: lost.Name})
	}
}

// lost is the first channel the asset needs that is not fresh.
func (c *staleDataGuard) lost(in control.Input, m *control.Member) (control.Need, bool) {
	for _, need := range m.Needs {
		if _, ok := in.Image.Fresh(need.Handle, max(c.maxAge, need.Lasts)); !ok {
			return need, true
		}
	}
	return control.Need{Handle: image.None}, false
}

// next moves the ramp of member i by one cycle.
func (c *staleDataGuard) next(in control.Input, i int) unit.Power {
	m := &c.members[i]
	safe := unit.Float(m.SafeState, unit.Watt)
	if !c.ramping[i] {
		c.at[i], c.ramping[i] = unit.Float(in.Last[m.Asset], unit.Watt), true
	}
	step := float64(c.ramp * in.Since.Seconds())
	switch {
	case c.at[i] > safe:
		c.at[i] = max(safe, c.at[i]-step)
	case c.at[i] < safe:
		c.at[i] = min(safe, c.at[i]+step)
	}
	next, _ := unit.FromFloat(c.at[i], unit.Watt)
	return next
}
