package arbitration_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// run solves one problem after the other with the same requests; each set-point is the last of the
// next.
func run(a *arbitration.Arbiter, cycles int, requests ...envelope.Request) []unit.Power {
	p := a.Problem()
	p.Since = 100 * time.Millisecond
	p.Assets[0].Requests = requests
	out := make([]unit.Power, cycles)
	for i := range out {
		out[i] = a.Solve(p).Power[0]
		p.Assets[0].Last = out[i]
	}
	return out
}

func TestOutput(t *testing.T) {
	allowed := func(e envelope.Envelope) envelope.Request {
		return envelope.Bound("asset", envelope.Physics, e, envelope.Cause{Code: reason.AllowedPowerLimit})
	}
	want := envelope.Want("zero", envelope.Optimization, 1000, envelope.Cause{})
	tests := map[string]struct {
		output   arbitration.Output
		requests []envelope.Request
		want     []unit.Power
	}{
		"without a filter the wish is the set-point": {requests: []envelope.Request{want}, want: []unit.Power{1000}},
		"a ramp counts watts in a second, not in a cycle": {
			output: arbitration.Output{Ramp: 4000}, requests: []envelope.Request{want}, want: []unit.Power{400, 800, 1000, 1000},
		},
		"a ramp of less than a watt in a cycle still gets there": {
			output: arbitration.Output{Ramp: 4}, requests: []envelope.Request{want}, want: []unit.Power{0, 0, 1, 1, 2},
		},
		"what the device allows beats the ramp": {
			output: arbitration.Output{Ramp: 1000}, requests: []envelope.Request{want, allowed(envelope.AtLeast(700))}, want: []unit.Power{700, 800, 900, 1000},
		},
		"safety beats the ramp": {
			output:   arbitration.Output{Ramp: 1000},
			requests: []envelope.Request{want, envelope.Bound("force", envelope.Safety, envelope.AtLeast(500), envelope.Cause{})},
			want:     []unit.Power{500, 600},
		},
		"the ramp beats a hand": {
			output:   arbitration.Output{Ramp: 1000},
			requests: []envelope.Request{envelope.Want("hand", envelope.ManualOverride, 1000, envelope.Cause{})},
			want:     []unit.Power{100, 200},
		},
		"a lag has gone half way after one cycle of its time constant": {
			output: arbitration.Output{Smoothing: 100 * time.Millisecond}, requests: []envelope.Request{want}, want: []unit.Power{500, 750, 875, 938, 969, 984, 992, 996, 998, 999, 1000},
		},
		"a slow lag is not stuck between two watts": {
			output: arbitration.Output{Smoothing: 1900 * time.Millisecond}, requests: []envelope.Request{envelope.Want("two", envelope.Aux, 2, envelope.Cause{})},
			want: []unit.Power{0, 0, 0, 0, 0, 1},
		},
		"a lag heads for what a bound leaves of the wish": {
			output:   arbitration.Output{Smoothing: 100 * time.Millisecond},
			requests: []envelope.Request{want, envelope.Bound("peak", envelope.Grid, envelope.AtMost(600), envelope.Cause{})},
			want:     []unit.Power{300, 450, 525, 562},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a := arbiter(t, arbitration.Asset{ID: "ess0", Rating: envelope.Between(-5000, 5000), Output: tt.output})
			if diff := cmp.Diff(tt.want, run(a, len(tt.want), tt.requests...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutput_IsBumplessWhenABoundLetsGo(t *testing.T) {
	a := arbiter(t, arbitration.Asset{ID: "ess0", Rating: envelope.Between(-5000, 5000), Output: arbitration.Output{Smoothing: time.Second}})
	want := envelope.Want("zero", envelope.Optimization, 4000, envelope.Cause{})
	run(a, 20, want, envelope.Bound("peak", envelope.Grid, envelope.AtMost(-1000), envelope.Cause{}))
	if got, least := run(a, 1, want)[0], unit.Power(-1000); got < least || got > -500 {
		t.Errorf("the first set-point without the bound is %v, want a little above %v", got, least)
	}
}

// A slow inverter that gives 8 % less than it is told: the loop brings what is measured to the wish
// and does not run away while a bound holds it.
func TestOutput_PIDBringsASlowInverterToTheWish(t *testing.T) {
	a := arbiter(t, arbitration.Asset{ID: "ess0", Rating: envelope.Between(-5000, 5000), Output: arbitration.Output{
		PID: arbitration.PID{P: 0.2, I: 1, D: 0.01},
	}})
	p := a.Problem()
	p.Since, p.Assets[0].HasMeasured = 100*time.Millisecond, true
	want := envelope.Want("zero", envelope.Optimization, 2000, envelope.Cause{})
	held := envelope.Bound("peak", envelope.Grid, envelope.AtMost(500), envelope.Cause{})
	plant, worst := 0.0, 0.0
	for i := range 600 {
		p.Assets[0].Requests = []envelope.Request{want}
		if i < 300 {
			p.Assets[0].Requests = append(p.Assets[0].Requests, held)
		}
		p.Assets[0].Measured = unit.Power(plant)
		p.Assets[0].Last = a.Solve(p).Power[0]
		plant += (0.92*float64(p.Assets[0].Last) - plant) * 0.25
		worst = max(worst, plant)
		if i == 299 && p.Assets[0].Last != 500 {
			t.Errorf("under the bound the set-point is %v, want 500 W", p.Assets[0].Last)
		}
	}
	if plant < 1990 || plant > 2010 {
		t.Errorf("the inverter gives %.0f W, want 2000 W", plant)
	}
	if worst > 2100 {
		t.Errorf("it went up to %.0f W on the way to 2000 W", worst)
	}
}

func TestOutput_NamesTheRampAndTheFilter(t *testing.T) {
	tests := map[reason.Code]arbitration.Output{
		reason.RampLimit:      {Ramp: 1000},
		reason.OutputFiltered: {Smoothing: time.Second},
	}
	for code, output := range tests {
		a := arbiter(t, arbitration.Asset{ID: "ess0", Rating: envelope.Between(-5000, 5000), Output: output})
		p := a.Problem()
		p.Since = 100 * time.Millisecond
		p.Assets[0].Requests = []envelope.Request{envelope.Want("zero", envelope.Optimization, 4000, envelope.Cause{})}
		cuts := a.Solve(p).Cuts
		if len(cuts) != 1 || cuts[0].BoundBy != "asset" || cuts[0].Cause.Code != code {
			t.Errorf("got %+v, want one cut by the asset with %s", cuts, code)
		}
	}
}

func TestSolve_AllocatesNothing(t *testing.T) {
	a := arbiter(t, arbitration.Asset{ID: "ess0", Rating: envelope.Between(-5000, 5000), Apparent: 5000, Output: arbitration.Output{Ramp: 100, Smoothing: time.Second}})
	p := a.Problem()
	p.Assets[0].Requests = []envelope.Request{
		envelope.Bound("soc", envelope.Safety, envelope.AtLeast(0), envelope.Cause{Code: reason.SOCTooLow}),
		envelope.Want("zero", envelope.Optimization, -1200, envelope.Cause{}),
	}
	p.Assets[0].Reactive = []arbitration.ReactiveRequest{arbitration.WantReactive("fixed", envelope.Grid, 9000, envelope.Cause{})}
	a.Solve(p)
	if n := testing.AllocsPerRun(100, func() { a.Solve(p) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// A ramp of all assets is shared by rating, beside each one's own, which is tighter for the first here.
func TestSolve_AllAssetsShareARamp(t *testing.T) {
	a := arbiter(t,
		arbitration.Asset{ID: "ess0", Rating: envelope.Between(-5000, 5000), Output: arbitration.Output{Ramp: 200}},
		arbitration.Asset{ID: "ess1", Rating: envelope.Between(-5000, 5000)},
		arbitration.Asset{ID: "pv0", Rating: envelope.Between(-10_000, 0)},
	)
	p := a.Problem()
	p.Since, p.Ramp = time.Second, 1200 // 400 W each
	for i, to := range []unit.Power{5000, 5000, -5000} {
		p.Assets[i].Requests = []envelope.Request{envelope.Want("hand", envelope.ManualOverride, to, envelope.Cause{})}
	}
	answer := a.Solve(p)
	if diff := cmp.Diff([]unit.Power{200, 400, -400}, answer.Power); diff != "" {
		t.Error(diff)
	}
	var codes []reason.Code
	for _, c := range answer.Cuts {
		codes = append(codes, c.Cause.Code)
	}
	if diff := cmp.Diff([]reason.Code{reason.RampLimit, reason.SiteRampLimit, reason.SiteRampLimit}, codes); diff != "" {
		t.Error(diff)
	}
	p.Ramp = 0 // it is over
	if diff := cmp.Diff([]unit.Power{200, 5000, -5000}, a.Solve(p).Power); diff != "" {
		t.Errorf("without it: %s", diff)
	}
}

// Together set-points change by no more than the ramp, whoever asks what of whom, but for SAFETY.
func TestSolve_ARampOfAllHoldsTogether(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var assets []arbitration.Asset
		for i := range rapid.IntRange(1, 6).Draw(r, "assets") {
			most := unit.Power(rapid.IntRange(1, 20_000).Draw(r, "rating"))
			assets = append(assets, arbitration.Asset{ID: fmt.Sprint("ess", i), Rating: envelope.Between(-most, most)})
		}
		a, err := arbitration.New(arbitration.Config{Assets: assets})
		if err != nil {
			r.Fatal(err)
		}
		p := a.Problem()
		p.Since, p.Ramp = time.Duration(rapid.IntRange(1, 3000).Draw(r, "ms"))*time.Millisecond, unit.Power(rapid.IntRange(1, 10_000).Draw(r, "ramp"))
		moved, cycles := 0.0, rapid.IntRange(1, 20).Draw(r, "cycles")
		for range cycles {
			for i := range p.Assets {
				p.Assets[i].Requests = []envelope.Request{envelope.Want("any", envelope.ManualOverride, unit.Power(rapid.IntRange(-20_000, 20_000).Draw(r, "to")), envelope.Cause{})}
			}
			answer := a.Solve(p)
			for i, given := range answer.Power {
				moved += math.Abs(float64(given - p.Assets[i].Last))
				p.Assets[i].Last = given
			}
		}
		if most := float64(p.Ramp) * p.Since.Seconds() * float64(cycles); moved > most+1e-6 {
			r.Errorf("they moved by %.1f W together, more than %.1f", moved, most)
		}
	})
}
