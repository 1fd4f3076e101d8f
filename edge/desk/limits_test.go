package desk_test

import (
	"testing"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

const capped = `
site: {name: house}
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: meter1, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000}
controllers:
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
  - {id: cap, type: CONNECTION_CAP, meter: meter0, assets: [ess0]}
`

// The battery is to charge with 2 kW while 1 kW is imported at meter0; a limit of 500 W lets it discharge with
// 500 W.
func TestALimitHoldsAtTheMeterThatItNamesOrAtEvery(t *testing.T) {
	const free, held unit.Power = 2000, -500
	tests := map[string]struct {
		meter string
		want  unit.Power
	}{
		"it names none":                             {"", held},
		"it names the connection's":                 {"meter0", held},
		"it names another one of this site":         {"meter1", free},
		"it names one that this site does not have": {"meter2", held},
		"it names what is no grid meter":            {"ess0", held},
	}
	for name, tt := range tests {
		for _, as := range []string{"a block", "the fail-safe"} {
			t.Run(name+" as "+as, func(t *testing.T) {
				r := newRigOf(t, capped)
				most := int64(500)
				limit := wire.LimitBlock{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most, From: r.now, Meter: tt.meter}
				limits := wire.Limits{Version: wire.Version, LimitsVersion: 1, IssuedAt: r.now, KnownUntil: r.now.Add(time.Hour), Blocks: []wire.LimitBlock{limit}}
				if as == "the fail-safe" {
					limits.Blocks, limits.FailSafe, limits.KnownUntil = nil, &limit, r.now
				}
				r.take(wire.KindLimits, limits)
				r.take(wire.KindCommand, r.order(1, wire.CommandOverride, `{"active_power_watts":2000}`))
				r.cycle(1)
				if got := r.power(); got != tt.want {
					t.Errorf("the battery is given %v, want %v", got, tt.want)
				}
			})
		}
	}
}

// A ramp of the operator of the grid holds the site's set-points, and is over when it ends.
func TestARampFromAboveHoldsUntilItEnds(t *testing.T) {
	r := newRigOf(t, capped)
	r.cycle(1)
	from, most, end := r.power(), int64(100), r.now.Add(3*time.Second)
	r.take(wire.KindLimits, wire.Limits{Version: wire.Version, LimitsVersion: 1, IssuedAt: r.now, KnownUntil: r.now.Add(time.Hour), Constraints: []wire.GridConstraint{
		{Ref: "grid_constraint/ramp", MaxWattsPerS: &most, From: r.now, To: &end},
	}})
	r.take(wire.KindCommand, r.order(1, wire.CommandOverride, `{"active_power_watts":2000}`))
	for _, want := range []unit.Power{from + 100, from + 200, from + 300, 2000} {
		r.cycle(1)
		if got := r.power(); got != want {
			t.Errorf("the battery is given %v, want %v", got, want)
		}
	}
}
