package envelope_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

var battery = envelope.Asset{Rating: envelope.Between(-5000, 5000)}

func TestFold(t *testing.T) {
	cause := func(c reason.Code) envelope.Cause { return envelope.Cause{Code: c} }
	soc := envelope.Bound("soc", envelope.Safety, envelope.AtLeast(0), cause(reason.SOCTooLow))
	peak := envelope.Bound("peak", envelope.Grid, envelope.AtMost(-2000), cause(reason.PeakLimit))
	zero := envelope.Want("zero", envelope.Optimization, -1200, envelope.Cause{})
	tests := map[string]struct {
		asset    envelope.Asset
		requests []envelope.Request
		want     unit.Power
		steps    []envelope.Step
	}{
		"nobody asks, so the battery rests": {asset: battery, want: 0},
		"nobody asks, so the PV produces all it has": {
			asset: envelope.Asset{Rating: envelope.Between(-8000, 0), Rest: -8000}, want: -8000,
		},
		"a target within all bounds is granted without a word": {
			asset: battery, requests: []envelope.Request{zero}, want: -1200,
		},
		"a target beyond the rating is cut by the asset": {
			asset:    battery,
			requests: []envelope.Request{envelope.Want("zero", envelope.Optimization, 9000, envelope.Cause{})},
			want:     5000,
			steps: []envelope.Step{{
				By: "zero", Level: envelope.Optimization, Asked: 9000, Given: 5000, BoundBy: "asset",
				Cause: envelope.Cause{Code: reason.AssetLimit, Numbers: [2]int64{-5000, 5000}},
			}},
		},
		"a grid bound beats an optimisation target": {
			asset: battery, requests: []envelope.Request{zero, peak}, want: -2000,
			steps: []envelope.Step{{By: "zero", Level: envelope.Optimization, Asked: -1200, Given: -2000, BoundBy: "peak", Cause: cause(reason.PeakLimit)}},
		},
		"safety beats the grid, whatever the order they run in": {
			asset: battery, requests: []envelope.Request{peak, zero, soc}, want: 0,
			steps: []envelope.Step{
				{By: "peak", Level: envelope.Grid, Asked: -2000, Given: 0, BoundBy: "soc", Cause: cause(reason.SOCTooLow)},
				{By: "zero", Level: envelope.Optimization, Asked: -1200, Given: 0, BoundBy: "soc", Cause: cause(reason.SOCTooLow)},
			},
		},
		"an override replaces the targets below it and is cut by safety": {
			asset:    battery,
			requests: []envelope.Request{soc, envelope.Want("hand", envelope.ManualOverride, -3000, cause(reason.ManualOverride)), zero},
			want:     0,
			steps: []envelope.Step{
				{By: "hand", Level: envelope.ManualOverride, Asked: -3000, Given: 0, BoundBy: "soc", Cause: cause(reason.SOCTooLow)},
				{By: "zero", Level: envelope.Optimization, Asked: -1200, Given: 0, BoundBy: "soc", Cause: cause(reason.SOCTooLow)},
			},
		},
		"of two targets of one level the heavier wins": {
			asset: battery,
			requests: []envelope.Request{
				{By: "light", Level: envelope.Grid, Bounds: envelope.Unbounded(), Target: 900, HasTarget: true, Weight: 1},
				{By: "heavy", Level: envelope.Grid, Bounds: envelope.Unbounded(), Target: 300, HasTarget: true, Weight: 2},
			},
			want: 300,
			steps: []envelope.Step{{
				By: "light", Level: envelope.Grid, Asked: 900, Given: 300, BoundBy: "heavy",
				Cause: envelope.Cause{Code: reason.HigherTarget, Name: "heavy"},
			}},
		},
		"contradicting bounds of one level miss both as little as possible": {
			asset: battery,
			requests: []envelope.Request{
				envelope.Bound("below", envelope.Grid, envelope.AtMost(-1000), cause(reason.PeakLimit)),
				envelope.Bound("above", envelope.Grid, envelope.AtLeast(1000), cause(reason.ForceCharge)),
			},
			want: 0,
			steps: []envelope.Step{
				{By: "below", Level: envelope.Grid, Asked: -1000, Given: 0, BoundBy: "above", Cause: cause(reason.ForceCharge)},
				{By: "above", Level: envelope.Grid, Asked: 1000, Given: 0, BoundBy: "below", Cause: cause(reason.PeakLimit)},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, steps := envelope.Fold(tt.asset, tt.requests, nil)
			if got != tt.want {
				t.Errorf("set-point is %v, want %v", got, tt.want)
			}
			if diff := cmp.Diff(tt.steps, steps); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
		})
	}
}

// The oracle tries every whole watt of a small rating, level by level, exactly as the rule reads:
// keep the powers with the least violation of the level, then take the power nearest to the first
// level's target.
func TestFold_EqualsTryingEveryPower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asset, requests := drawAsset(t), drawRequests(t)
		got, _ := envelope.Fold(asset, requests, nil)
		if want := tryEveryPower(asset, requests); got != want {
			t.Fatalf("set-point %v, trying every power gives %v\nasset %+v\nrequests %+v", got, want, asset, requests)
		}
	})
}

// The rating and each safety bound are promises: no request of a later level moves the set-point
// out of them, and every request that is missed is named.
func TestFold_NeverBreaksAnEarlierLevelAndNamesEveryCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asset, requests := drawAsset(t), drawRequests(t)
		got, steps := envelope.Fold(asset, requests, nil)
		if !asset.Rating.Contains(got) {
			t.Fatalf("set-point %v outside the rating %+v", got, asset.Rating)
		}
		named := map[string]bool{}
		for _, s := range steps {
			named[s.By] = true
			if s.BoundBy == "" || s.BoundBy == s.By || s.Given != got {
				t.Fatalf("step explains nothing: %+v", s)
			}
		}
		for _, r := range requests {
			missed := !r.Bounds.Contains(got) || (r.HasTarget && r.Target != got)
			if missed != named[r.By] {
				t.Fatalf("%s missed %v, named %v; set-point %v, request %+v", r.By, missed, named[r.By], got, r)
			}
		}
	})
}

// A bound that is put between two levels binds there: later levels stay inside, earlier ones are
// never left.
func TestFolding_NarrowBindsBetweenLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asset, requests := drawAsset(t), drawRequests(t)
		p := rapid.Int64Range(-20, 20)
		ramp := envelope.Between(unit.Power(p.Draw(t, "from")), unit.Power(p.Draw(t, "to")))
		f := envelope.Begin(asset, requests)
		f.BindTo(envelope.Safety)
		before := f.Left()
		f.Narrow(ramp, envelope.Holder{By: "ramp"})
		after := f.Left()
		f.BindTo(envelope.Aux)
		for at := before.Min; at <= before.Max; at++ {
			if least := nearestTo(before, ramp); after.Contains(at) != (distance(at, ramp) == least) {
				t.Fatalf("%v left after %+v of %+v is %+v", at, ramp, before, after)
			}
		}
		if given := f.Wish(); !after.Contains(given) || !f.Left().Contains(given) {
			t.Fatalf("set-point %v outside %+v", given, after)
		}
	})
}

func distance(p unit.Power, e envelope.Envelope) unit.Power { return (p - e.Clamp(p)).Abs() }

func nearestTo(inside, e envelope.Envelope) unit.Power {
	least := distance(inside.Min, e)
	for at := inside.Min; at <= inside.Max; at++ {
		least = min(least, distance(at, e))
	}
	return least
}

func TestFold_AllocatesNothing(t *testing.T) {
	requests := []envelope.Request{
		envelope.Bound("soc", envelope.Safety, envelope.AtLeast(0), envelope.Cause{Code: reason.SOCTooLow}),
		envelope.Bound("peak", envelope.Grid, envelope.AtMost(-2000), envelope.Cause{Code: reason.PeakLimit}),
		envelope.Want("zero", envelope.Optimization, -1200, envelope.Cause{}),
	}
	steps := envelope.Grow(nil, len(requests))
	if n := testing.AllocsPerRun(100, func() { _, steps = envelope.Fold(battery, requests, steps[:0]) }); n != 0 {
		t.Errorf("%v allocations a fold, want 0", n)
	}
}

func drawAsset(t *rapid.T) envelope.Asset {
	p := rapid.Int64Range(-12, 12)
	rating := envelope.Between(unit.Power(p.Draw(t, "low")), unit.Power(p.Draw(t, "high")))
	return envelope.Asset{Rating: rating, Rest: unit.Power(p.Draw(t, "rest"))}
}

func drawRequests(t *rapid.T) []envelope.Request {
	p := rapid.Int64Range(-20, 20)
	names := []string{"a", "b", "c", "d", "e", "f", "g"}
	requests := make([]envelope.Request, rapid.IntRange(0, len(names)).Draw(t, "requests"))
	for i := range requests {
		level := envelope.Level(rapid.IntRange(int(envelope.Safety), int(envelope.Aux)).Draw(t, "level"))
		r := envelope.Bound(names[i], level, envelope.Unbounded(), envelope.Cause{Code: reason.PeakLimit})
		switch rapid.IntRange(0, 3).Draw(t, "shape") {
		case 0:
			r.Bounds = envelope.AtMost(unit.Power(p.Draw(t, "most")))
		case 1:
			r.Bounds = envelope.AtLeast(unit.Power(p.Draw(t, "least")))
		case 2:
			r.Bounds = envelope.Between(unit.Power(p.Draw(t, "from")), unit.Power(p.Draw(t, "to")))
		default:
			r.Target, r.HasTarget, r.Weight = unit.Power(p.Draw(t, "target")), true, rapid.IntRange(1, 2).Draw(t, "weight")
		}
		requests[i] = r
	}
	return requests
}

func tryEveryPower(asset envelope.Asset, requests []envelope.Request) unit.Power {
	var candidates []unit.Power
	for p := asset.Rating.Min; p <= asset.Rating.Max; p++ {
		candidates = append(candidates, p)
	}
	for level := envelope.Safety; level <= envelope.Aux; level++ {
		candidates = keepLeast(candidates, func(p unit.Power) unit.Power {
			var missed unit.Power
			for _, r := range requests {
				if r.Level != level {
					continue
				}
				missed += max(p-r.Bounds.Max, r.Bounds.Min-p, 0)
				if level == envelope.ManualOverride && r.HasTarget {
					missed += (p - r.Target).Abs()
				}
			}
			return missed
		})
	}
	want := asset.Rest
	for level := envelope.ManualOverride; level <= envelope.Aux; level++ {
		if target, ok := dumbTarget(requests, level); ok {
			want = target
			break
		}
	}
	return keepLeast(candidates, func(p unit.Power) unit.Power { return (p - want).Abs() })[0]
}

func dumbTarget(requests []envelope.Request, level envelope.Level) (unit.Power, bool) {
	for weight := 2; weight >= 1; weight-- {
		var sum, n unit.Power
		for _, r := range requests {
			if r.Level == level && r.HasTarget && r.Weight == weight {
				sum, n = sum+r.Target, n+1
			}
		}
		if n > 0 {
			return sum / n, true
		}
	}
	return 0, false
}

func keepLeast(powers []unit.Power, cost func(unit.Power) unit.Power) []unit.Power {
	var kept []unit.Power
	least := unit.Power(-1)
	for _, p := range powers {
		c := cost(p)
		if least < 0 || c < least {
			least, kept = c, nil
		}
		if c == least {
			kept = append(kept, p)
		}
	}
	return kept
}
