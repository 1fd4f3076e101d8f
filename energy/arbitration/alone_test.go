package arbitration_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// The fold is the oracle for one asset: the arbiter has to return its set-point and its steps.
func TestSolve_EqualsFoldForOneAssetWithoutReactivePower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asset := arbitration.Asset{ID: "ess0", Rating: drawRating(t), Rest: unit.Power(rapid.Int64Range(-12, 12).Draw(t, "rest"))}
		requests := drawRequests(t, "active")
		want, steps := envelope.Fold(envelope.Asset{Rating: asset.Rating, Rest: asset.Rest}, requests, nil)
		a := arbiter(t, asset)
		p := a.Problem()
		p.Assets[0].Requests = requests
		got := a.Solve(p)
		if got.Power[0] != want || got.Reactive[0] != 0 {
			t.Fatalf("set-point is %v and %d var, the fold's %v", got.Power[0], got.Reactive[0], want)
		}
		var cuts []arbitration.Cut
		for _, s := range steps {
			cuts = append(cuts, arbitration.Cut{Of: "ess0", Step: s})
		}
		if diff := cmp.Diff(cuts, append([]arbitration.Cut(nil), got.Cuts...)); diff != "" {
			t.Fatalf("steps (-fold +arbiter):\n%s", diff)
		}
	})
}

// The oracle tries every pair of whole watts and var in the circle, class by class: least violation
// of the active power's bounds, then of the reactive power's; last the targets in the same order.
func TestSolve_EqualsTryingEveryPairInTheCircle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asset := arbitration.Asset{ID: "ess0", Rating: drawRating(t)}
		asset.Apparent = unit.ApparentPower(rapid.Int64Range(max(1, int64(asset.Rating.Clamp(0).Abs())), 14).Draw(t, "apparent"))
		active, reactive := drawRequests(t, "active"), drawRequests(t, "reactive")
		a := arbiter(t, asset)
		p := a.Problem()
		p.Assets[0].Requests, p.Assets[0].Reactive = active, asReactive(reactive)
		got := a.Solve(p)
		want := tryEveryPair(asset, active, reactive)
		if has := (pair{got.Power[0], unit.Power(got.Reactive[0])}); has != want {
			t.Fatalf("set-point is %v, trying every pair gives %v", has, want)
		}
		if err := named(got, active, reactive); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSolve_ReactivePower(t *testing.T) {
	volt := envelope.Cause{Code: reason.PeakLimit, Numbers: [2]int64{1}}
	tests := map[string]struct {
		active   []envelope.Request
		reactive []arbitration.ReactiveRequest
		want     pair
		boundBy  string // of the first cut, of whichever power
	}{
		"active power comes first, reactive power takes what is left": {
			active:   []envelope.Request{envelope.Want("zero", envelope.Optimization, 8000, envelope.Cause{})},
			reactive: []arbitration.ReactiveRequest{arbitration.WantReactive("fixed", envelope.Grid, 9000, envelope.Cause{})},
			want:     pair{8000, 6000}, boundBy: "asset",
		},
		"a bound on reactive power of an earlier class makes room": {
			active:   []envelope.Request{envelope.Want("zero", envelope.Optimization, 10_000, envelope.Cause{})},
			reactive: []arbitration.ReactiveRequest{arbitration.BoundReactive("volt", envelope.Grid, arbitration.Band{Min: 6000, Max: 9000}, volt)},
			want:     pair{8000, 6000}, boundBy: "volt",
		},
		"within one class active power's bound comes first": {
			active:   []envelope.Request{envelope.Bound("peak", envelope.Grid, envelope.AtLeast(8000), envelope.Cause{})},
			reactive: []arbitration.ReactiveRequest{arbitration.BoundReactive("volt", envelope.Grid, arbitration.Band{Min: 7000, Max: 9000}, volt)},
			want:     pair{8000, 6000}, boundBy: "asset",
		},
		"nobody wants reactive power, so there is none": {
			active: []envelope.Request{envelope.Want("zero", envelope.Optimization, 12_000, envelope.Cause{})},
			want:   pair{10_000, 0}, boundBy: "asset",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := arbiter(t, arbitration.Asset{ID: "ess0", Rating: envelope.Between(-20_000, 20_000), Apparent: 10_000})
			p := a.Problem()
			p.Assets[0].Requests, p.Assets[0].Reactive = tt.active, tt.reactive
			got := a.Solve(p)
			if has := (pair{got.Power[0], unit.Power(got.Reactive[0])}); has != tt.want {
				t.Errorf("set-point is %v, want %v", has, tt.want)
			}
			by := ""
			if len(got.Cuts) > 0 {
				by = got.Cuts[0].BoundBy
			} else if len(got.ReactiveCuts) > 0 {
				by = got.ReactiveCuts[0].BoundBy
			}
			if by != tt.boundBy {
				t.Errorf("cut by %q, want %q; %+v", by, tt.boundBy, got)
			}
		})
	}
}

func TestSolve_PhasesLimitApparentPower(t *testing.T) {
	a := arbiter(t,
		arbitration.Asset{ID: "one", Rating: envelope.Between(0, 22_000), Rest: 22_000, Phases: arbitration.L2, PhaseLimit: 7360},
		arbitration.Asset{ID: "three", Rating: envelope.Between(0, 22_000), Rest: 22_000, Phases: arbitration.ThreePhase, PhaseLimit: 7360},
	)
	got := a.Solve(a.Problem())
	if diff := cmp.Diff([]unit.Power{7360, 22_000}, got.Power); diff != "" {
		t.Error(diff)
	}
}

func TestNew_NamesEveryFault(t *testing.T) {
	_, err := arbitration.New(arbitration.Config{
		Assets: []arbitration.Asset{
			{ID: "ess0", Rating: envelope.Envelope{Min: 1, Max: 0}},
			{ID: "ess0", PhaseLimit: 5},
			{Output: arbitration.Output{Ramp: -1, PID: arbitration.PID{P: 1}}},
			{ID: "ess1", Phases: arbitration.L1, Storage: arbitration.Storage{Efficiency: 1}},
		},
		Clusters: []arbitration.Cluster{
			{ID: "ess1", Assets: []int{0, 0, 7}}, {ID: "empty"}, {ID: "odd", Assets: []int{3}, Phase: arbitration.L2},
		},
		Limits: arbitration.Limits{Rows: -1},
	})
	want := `INVALID_VALUE: assets[0].rating is {1 W 0 W}, want a lower bound that is not above the upper one
DUPLICATE_NAME: assets[1].id ess0 stands twice
INVALID_VALUE: assets[1].phases is 0, want the phases that the limit is for
INVALID_VALUE: assets[2].id is , want a name
INVALID_VALUE: assets[2].output.ramp is -1 W, want 0 to 2 GW in a second
INVALID_VALUE: assets[2].output.pid is {1 0 0}, want an integral gain above 0 and no negative gain
INVALID_VALUE: assets[3].storage.efficiency is 1, want 0 up to below 1
DUPLICATE_NAME: clusters[0].id ess1 stands twice
INVALID_VALUE: clusters[0].assets is 0, want places below 4, each once
INVALID_VALUE: clusters[0].assets is 7, want places below 4, each once
INVALID_VALUE: clusters[1].assets is [], want at least one asset, on its phase
INVALID_VALUE: clusters[2].assets is [3], want at least one asset, on its phase
INVALID_VALUE: limits is {-1 0}, want numbers of 0 or more`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

func arbiter(t interface{ Fatal(...any) }, assets ...arbitration.Asset) *arbitration.Arbiter {
	a, err := arbitration.New(arbitration.Config{Assets: assets})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func drawRating(t *rapid.T) envelope.Envelope {
	p := rapid.Int64Range(-12, 12)
	return envelope.Between(unit.Power(p.Draw(t, "low")), unit.Power(p.Draw(t, "high")))
}

func drawRequests(t *rapid.T, prefix string) []envelope.Request {
	p := rapid.Int64Range(-20, 20)
	requests := make([]envelope.Request, rapid.IntRange(0, 7).Draw(t, prefix))
	for i := range requests {
		level := envelope.Level(rapid.IntRange(int(envelope.Physics), int(envelope.Aux)).Draw(t, "level"))
		r := envelope.Bound(fmt.Sprint(prefix, i), level, envelope.Unbounded(), envelope.Cause{Code: reason.PeakLimit})
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

func asReactive(requests []envelope.Request) []arbitration.ReactiveRequest {
	out := make([]arbitration.ReactiveRequest, len(requests))
	for i, r := range requests {
		out[i] = arbitration.ReactiveRequest{
			By: r.By, Level: r.Level, Band: arbitration.Band{Min: unit.ReactivePower(r.Bounds.Min), Max: unit.ReactivePower(r.Bounds.Max)},
			Target: unit.ReactivePower(r.Target), HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
		}
	}
	return out
}

type pair struct{ active, reactive unit.Power }

func (p pair) of(reactive bool) unit.Power {
	if reactive {
		return p.reactive
	}
	return p.active
}

func tryEveryPair(asset arbitration.Asset, active, reactive []envelope.Request) pair {
	var left []pair
	s := unit.Power(asset.Apparent)
	rating := envelope.Between(max(asset.Rating.Min, -s), min(asset.Rating.Max, s))
	for p := rating.Min; p <= rating.Max; p++ {
		for q := -s; q <= s; q++ {
			if p*p+q*q <= s*s {
				left = append(left, pair{p, q})
			}
		}
	}
	both := [][]envelope.Request{active, reactive}
	for level := envelope.Physics; level <= envelope.Aux; level++ {
		for side, requests := range both {
			left = keepLeast(left, func(at pair) unit.Power { return missed(requests, level, at.of(side == 1)) })
		}
	}
	for side, requests := range both {
		want := asset.Rest * unit.Power(1-side)
		for level := envelope.ManualOverride; level <= envelope.Aux; level++ {
			if target, ok := target(requests, level); ok {
				want = target
				break
			}
		}
		left = keepLeast(left, func(at pair) unit.Power { return (at.of(side == 1) - want).Abs() })
	}
	return left[0]
}

func missed(requests []envelope.Request, level envelope.Level, p unit.Power) unit.Power {
	var sum unit.Power
	for _, r := range requests {
		switch {
		case r.Level != level:
		case level == envelope.ManualOverride && r.HasTarget:
			sum += (p - r.Target).Abs()
		default:
			sum += max(p-r.Bounds.Max, r.Bounds.Min-p, 0)
		}
	}
	return sum
}

func target(requests []envelope.Request, level envelope.Level) (unit.Power, bool) {
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

func keepLeast[T any](all []T, cost func(T) unit.Power) []T {
	var kept []T
	least := unit.Power(-1)
	for _, at := range all {
		c := cost(at)
		if least < 0 || c < least {
			least, kept = c, nil
		}
		if c == least {
			kept = append(kept, at)
		}
	}
	return kept
}

// named reports a missed request that no step names, and a step that explains nothing.
func named(got *arbitration.Answer, active, reactive []envelope.Request) error {
	cut := map[string]string{}
	for _, c := range got.Cuts {
		cut[c.By] = c.BoundBy
	}
	for _, c := range got.ReactiveCuts {
		cut[c.By] = c.BoundBy
	}
	for side, requests := range [][]envelope.Request{active, reactive} {
		for _, r := range requests {
			at := pair{got.Power[0], unit.Power(got.Reactive[0])}.of(side == 1)
			miss := missed([]envelope.Request{r}, r.Level, at) > 0 || r.HasTarget && r.Target != at
			by, ok := cut[r.By]
			if miss != ok || ok && (by == "" || by == r.By) {
				return fmt.Errorf("%s missed %v, named %v, bound by %q; %+v in %+v", r.By, miss, ok, by, r, got)
			}
		}
	}
	return nil
}
