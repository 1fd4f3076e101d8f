package grid_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/edge/control/grid"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

const hall = `
time_zone: Europe/Berlin
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 60000, capacity_wh: 100000}
controllers:
  - `

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// draw puts the three phases of the meter, their sum and the battery.
func draw(r *controltest.Rig, each [3]float64, battery float64) {
	r.Put("meter0.ActivePower_L1", each[0])
	r.Put("meter0.ActivePower_L2", each[1])
	r.Put("meter0.ActivePower_L3", each[2])
	r.Put("meter0.ActivePower", each[0]+each[1]+each[2])
	r.Put("ess0.ActivePower", battery)
	r.Step()
}

func TestTheWorstPhaseDecidesForABatteryThatMovesAllThree(t *testing.T) {
	r := controltest.New(t, hall+"{id: c, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 60000, recharge_watts: 30000, per_phase: true}\n")
	for _, tt := range []struct {
		each    [3]float64
		battery float64
		want    unit.Power
		when    string
	}{
		{[3]float64{20000, 20000, 20000}, 0, 0, "balanced at the peak nothing is owed"},
		{[3]float64{25000, 10000, 5000}, 0, -15000, "one phase 5 kW above its third: three times that"},
		{[3]float64{20000, 5000, 0}, -15000, -15000, "and on while the battery delivers"},
		{[3]float64{5000, 25000, 5000}, 0, -15000, "whichever phase it is"},
		{[3]float64{-5000, 5000, -5000}, 0, 45000, "a phase that exports pays for none that imports"},
	} {
		draw(r, tt.each, tt.battery)
		if got := r.Bounds("ess0").Max; got != tt.want {
			t.Errorf("%s: at most %v, want %v", tt.when, got, tt.want)
		}
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
	draw(r, [3]float64{25000, 10000, 5000}, 0)
	r.Silence("meter0.ActivePower_L1")
	r.Run(6 * time.Second)
	if got := r.Bounds("ess0").Max; got != 20000 {
		t.Errorf("with a phase unknown the total counts: at most %v, want 20 kW", got)
	}
}

// A battery whose phases move one by one shaves each by what that phase needs. The rig of files has
// no such battery, so this one is put together by hand.
func TestEveryPhaseIsShavedByItselfWhereItCanBe(t *testing.T) {
	layout := image.NewLayout()
	handle := func(asset string, nature point.Nature) func(string) image.Handle {
		return func(channel string) image.Handle {
			if h := layout.Lookup(asset, channel); h != image.None {
				return h
			}
			c, _ := point.Lookup(nature, channel)
			h, err := layout.Add(image.Channel{Asset: asset, Nature: nature, Point: c, MaxAge: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
	}
	meterOf, batteryOf := handle("meter0", point.GridMeter), handle("ess0", point.ESS)
	c, err := grid.PeakShaving().New(control.Params{
		Members: map[string][]control.Member{"meter": {{Handle: meterOf}}, "ess": {{Asset: 0, Handle: batteryOf, Phases: [3]control.Asset{1, 2, 3}}}},
		Values: control.Values{
			Numbers: map[string]float64{"peak_watts": 60000, "recharge_watts": 30000}, Flags: map[string]bool{"per_phase": true},
		},
		Weight: control.WeightRecharge,
	})
	if err != nil {
		t.Fatal(err)
	}
	inbox, frozen, filing := image.NewInbox(layout), image.New(layout), control.NewFiling(4, 4)
	put := func(handle func(string) image.Handle, total float64, each ...float64) {
		inbox.Put([]image.Update{{Handle: handle(point.ActivePower), Reading: point.Of(total, noon)}})
		for i, p := range each {
			inbox.Put([]image.Update{{Handle: handle([]string{"ActivePower_L1", "ActivePower_L2", "ActivePower_L3"}[i]), Reading: point.Of(p, noon)}})
		}
	}
	put(meterOf, 36000, 24000, 15000, -3000)
	put(batteryOf, -1000, -2000, 1000, 0)
	inbox.Freeze(noon, frozen)
	filing.As("c", envelope.Grid)
	c.Propose(control.Input{Now: noon, Mode: control.PeakShaving, Image: frozen, Last: make([]unit.Power, 4)}, filing)
	if got := filing.Of(0); len(got) != 0 {
		t.Errorf("of the whole battery it asks %+v", got)
	}
	var most []unit.Power
	var wants []unit.Power
	for phase := control.Asset(1); phase <= 3; phase++ {
		for _, r := range filing.Of(phase) {
			if r.HasTarget {
				wants = append(wants, r.Target)
			} else {
				most = append(most, r.Bounds.Max)
			}
		}
	}
	// Without the battery the phases draw 26, 14 and −3 kW; each may draw 20 and recharges to 10.
	if diff := cmp.Diff([]unit.Power{-6000, 6000, 23000}, most); diff != "" {
		t.Errorf("each phase at most (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]unit.Power{0, 13000}, wants); diff != "" {
		t.Errorf("wanted of L2 and L3 (-want +got):\n%s", diff)
	}
}

// Whatever the phases draw, a symmetric battery that obeys leaves none of them above its third.
func TestPerPhase_FollowedNoPhaseIsAboveItsThird(t *testing.T) {
	r := controltest.New(t, hall+"{id: c, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 60000, per_phase: true}\n")
	rapid.Check(t, func(rt *rapid.T) {
		site := rapid.SliceOfN(rapid.Int64Range(-30_000, 39_000), 3, 3).Draw(rt, "site without battery")
		third := rapid.Int64Range(-20_000, 20_000).Draw(rt, "a third of the battery")
		draw(r, [3]float64{float64(site[0] + third), float64(site[1] + third), float64(site[2] + third)}, float64(3*third))
		most := r.Bounds("ess0").Max
		for i, n := range site {
			if after := 3*unit.Power(n) + most; after > 60000 {
				rt.Fatalf("L%d draws a third of %v, want at most a third of 60 kW", i+1, after)
			}
		}
	})
}

func TestThePeakCountsInItsWindowsOnly(t *testing.T) {
	r := controltest.New(t, hall+"{id: c, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 60000, windows: [{weekdays: [SUN], from: 22:00, to: 02:00}]}\n")
	for at, due := range map[string]bool{
		"2026-06-07T21:59:59+02:00": false, "2026-06-07T22:00:00+02:00": true,
		"2026-06-08T01:59:59+02:00": true, "2026-06-08T02:00:00+02:00": false,
		"2026-10-25T23:30:00+01:00": true, // the evening of the day of 25 hours
	} {
		r.Now = instant(t, at)
		draw(r, [3]float64{30000, 30000, 30000}, 0)
		if got := len(r.Asked("ess0")) > 0; got != due {
			t.Errorf("at %s it asks: %v", at, got)
		}
	}
}

func TestTheRechargeIsRampedAndThePeakIsNot(t *testing.T) {
	r := controltest.New(t, hall+"{id: c, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 60000, recharge_watts: 30000, ramp_watts_per_s: 250}\n")
	r.Cycle = 200 * time.Millisecond
	draw(r, [3]float64{0, 0, 0}, 0)
	for range 10 {
		draw(r, [3]float64{0, 0, 0}, unit.Float(r.Power("ess0"), unit.Watt))
	}
	if got := r.Power("ess0"); got != 500 {
		t.Errorf("after 2 s at 250 W/s it recharges with %v, want 500 W", got)
	}
	draw(r, [3]float64{30000, 30000, 30000}, 500)
	if got := r.Power("ess0"); got != -29500 {
		t.Errorf("a peak of 90 kW with 500 W of it the battery's is answered by %v at once, want -29.5 kW", got)
	}
}
