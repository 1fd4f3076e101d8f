package arbitration_test

import (
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// roof is production of 10 kW behind an inverter of 10 kVA, free to produce what the sun gives.
func roof(t testing.TB, apparent unit.ApparentPower) *arbitration.Arbiter {
	t.Helper()
	a, err := arbitration.New(arbitration.Config{Assets: []arbitration.Asset{{
		ID: "pv0", Rating: envelope.Between(-10_000, 0), Rest: -10_000, Apparent: apparent, Bounded: true,
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestProductionLeavesRoomForReactivePowerByWhatItDoes(t *testing.T) {
	for name, tt := range map[string]struct {
		measured unit.Power
		known    bool
		most     unit.Power // that is allowed
		want     unit.ReactivePower
	}{
		"in the night":                {0, true, -10_000, 4_000},
		"at half of its power":        {-5_000, true, -10_000, 4_000},
		"near its power":              {-9_900, true, -10_000, 1_410},
		"at its power":                {-10_000, true, -10_000, 0},
		"measured beyond its power":   {-10_200, true, -10_000, 0},
		"what it does is not known":   {0, false, -10_000, 0},
		"curtailed, still on its way": {-10_000, true, -6_000, 4_000},
		"consuming a little":          {30, true, -10_000, 4_000},
	} {
		t.Run(name, func(t *testing.T) {
			a := roof(t, 10_000)
			p := a.Problem()
			f := &p.Assets[0]
			f.Last, f.Measured, f.HasMeasured = -10_000, tt.measured, tt.known
			f.Requests = append(f.Requests[:0], envelope.Bound("limit", envelope.Grid, envelope.AtLeast(tt.most), envelope.Cause{}))
			f.Reactive = []arbitration.ReactiveRequest{{By: "q", Level: envelope.Grid, Band: arbitration.Band{Min: -1 << 40, Max: 1 << 40}, Target: 4_000, HasTarget: true, Weight: 1}}
			answer := a.Solve(p)
			if answer.Power[0] != tt.most || answer.Reactive[0] != tt.want {
				t.Errorf("%v and %v, want %v and %v", answer.Power[0], answer.Reactive[0], tt.most, tt.want)
			}
			if cut := len(answer.ReactiveCuts) > 0; cut != (tt.want != 4_000) {
				t.Errorf("cuts: %+v", answer.ReactiveCuts)
			}
		})
	}
}

// What production is doing under its bound and what it is given of reactive power are never more than
// its apparent power.
func TestWhatProductionDoesStaysWithinItsApparentPower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		apparent := unit.ApparentPower(rapid.IntRange(1_000, 12_000).Draw(t, "apparent"))
		a, err := arbitration.New(arbitration.Config{Assets: []arbitration.Asset{{
			ID: "pv0", Rating: envelope.Between(-min(10_000, unit.Power(apparent)), 0), Rest: -min(10_000, unit.Power(apparent)), Apparent: apparent, Bounded: true,
		}}})
		if err != nil {
			t.Fatal(err)
		}
		p := a.Problem()
		f := &p.Assets[0]
		f.Measured, f.HasMeasured = unit.Power(rapid.IntRange(-10_000, 50).Draw(t, "measured")), rapid.Bool().Draw(t, "known")
		f.Reactive = []arbitration.ReactiveRequest{{
			By: "q", Level: envelope.Grid, Band: arbitration.Band{Min: -1 << 40, Max: 1 << 40},
			Target: unit.ReactivePower(rapid.IntRange(-20_000, 20_000).Draw(t, "wanted")), HasTarget: true, Weight: 1,
		}}
		answer := a.Solve(p)
		doing := answer.Power[0]
		if f.HasMeasured {
			doing = max(doing, min(f.Measured, 0))
		}
		if q := unit.Power(answer.Reactive[0]); doing*doing+q*q > unit.Power(apparent)*unit.Power(apparent) {
			t.Fatalf("%v and %v of %v", doing, q, apparent)
		}
	})
}
