package safety_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

const capped = `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: ess1, nature: ESS, max_apparent_power_va: 30000}
  - {id: pv0, nature: PV, max_apparent_power_va: 20000}
controllers:
  - {id: fuse, type: CONNECTION_CAP, meter: meter0, assets: [ess0, ess1, pv0], import_limit_watts: 50000, export_limit_watts: 20000}
`

// powers are what the assets do in the test's site.
type powers struct{ ess0, ess1, pv0 float64 }

// put is a site that draws load beside its assets.
func (p powers) put(r *controltest.Rig, load float64) {
	r.Put("ess0.ActivePower", p.ess0)
	r.Put("ess1.ActivePower", p.ess1)
	r.Put("pv0.ActivePower", p.pv0)
	r.Put("meter0.ActivePower", load+p.ess0+p.ess1+p.pv0)
}

func TestConnectionCap(t *testing.T) {
	tests := map[string]struct {
		load               float64
		now                powers
		ess0, ess1, pv0    envelope.Envelope
		because, alsoAbove reason.Code
	}{
		// Room for import 20 kW and for export 50 kW, shared by rating 20 : 60 : 20.
		"inside its limits each may take its share of the room": {
			load: 30000, ess0: envelope.Between(-10000, 4000), ess1: envelope.Between(-30000, 12000), pv0: envelope.Between(-10000, 4000),
		},
		// 56 kW: the first battery gives the whole 6 kW, the others may not take more.
		"over the import limit the first asset gives what is too much": {
			load: 56000, ess0: envelope.Between(-15200, -6000), ess1: envelope.Between(-45600, 0), pv0: envelope.Between(-15200, 0),
		},
		// 75 kW: the first gives its 10 kW, the second the other 15 kW.
		"what the first cannot give the next one does": {
			load: 75000, ess0: envelope.Between(-19000, -10000), ess1: envelope.Between(-57000, -15000), pv0: envelope.Between(-19000, 0),
		},
		// 22 kW too much export: 10 kW from the first battery, 12 kW from the second.
		"over the export limit batteries take it in their order": {
			load: -22000, now: powers{pv0: -20000}, ess0: envelope.Between(10000, 18400), ess1: envelope.Between(12000, 55200), pv0: envelope.Between(-20000, -1600),
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := controltest.New(t, capped)
			tt.now.put(r, tt.load)
			r.Step()
			for asset, want := range map[string]envelope.Envelope{"ess0": tt.ess0, "ess1": tt.ess1, "pv0": tt.pv0} {
				if diff := cmp.Diff(want, r.Bounds(asset)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", asset, diff)
				}
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

// Whatever the site draws, as long as the assets can correct it, following the bounds brings the
// connection within its limits and keeps it there, whatever the assets want besides.
func TestFollowedTheConnectionStaysWithinItsCap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := controltest.New(t, capped)
		load := rapid.Float64Range(-50_000, 85_000).Draw(rt, "load")
		wish := rapid.Float64Range(-30_000, 30_000)
		now := powers{pv0: -20_000}
		for cycle := range 12 {
			now.put(r, load)
			r.Step()
			now.ess0 = follow(r, "ess0", wish.Draw(rt, "ess0"))
			now.ess1 = follow(r, "ess1", wish.Draw(rt, "ess1"))
			now.pv0 = follow(r, "pv0", -20_000)
			grid := load + now.ess0 + now.ess1 + now.pv0
			if cycle > 1 && (grid > 50_002 || grid < -20_002) {
				rt.Fatalf("cycle %d: the connection carries %v W with load %v and %+v", cycle, grid, load, now)
			}
		}
	})
}

// follow is what an asset does that wants something inside its bounds and its rating.
func follow(r *controltest.Rig, asset string, wish float64) float64 {
	b, rating := r.Bounds(asset), r.Site.Assets[r.Asset(asset)].Fold.Rating
	p := max(min(wish, unit.Float(b.Max, unit.Watt)), unit.Float(b.Min, unit.Watt))
	return max(min(p, unit.Float(rating.Max, unit.Watt)), unit.Float(rating.Min, unit.Watt))
}

func TestWhatAnAssetDoesNotGiveTheNextOneIsAskedFor(t *testing.T) {
	r := controltest.New(t, capped)
	now := powers{}
	now.put(r, 56_000)
	r.Step()
	// Something stronger held the first battery at rest.
	r.Last[r.Asset("ess0")] = 0
	now.put(r, 56_000)
	r.Step()
	if got := r.Bounds("ess1").Max; got != -6000 {
		t.Errorf("the second battery may do %v at most, want the 6 kW that the first did not give", got)
	}
	r.Put("ess0.AllowedDischargePower", 2000)
	again := controltest.New(t, capped)
	again.Put("ess0.AllowedDischargePower", 2000)
	now.put(again, 56_000)
	again.Step()
	if a, b := again.Bounds("ess0").Max, again.Bounds("ess1").Max; a != -2000 || b != -4000 {
		t.Errorf("with 2 kW allowed the batteries are asked for %v and %v", a, b)
	}
}

func TestTheTightestLimitInForceHoldsByTheEdgesOwnClock(t *testing.T) {
	r := controltest.New(t, capped)
	begin := r.Now
	until := func(from, to time.Duration) slot.Interval {
		return slot.Interval{From: begin.Add(from), To: begin.Add(to)}
	}
	r.Standing = control.Standing{
		Limits: []control.Limit{
			{Ref: "node", Bounds: envelope.AtMost(45_000), Interval: slot.Interval{From: begin}},
			{Ref: "first", Bounds: envelope.AtMost(40_000), Interval: until(0, 10*time.Second)},
			{Ref: "second", Bounds: envelope.Between(-5_000, 30_000), Interval: until(10*time.Second, 20*time.Second)},
		},
		FailSafe: &control.Limit{Bounds: envelope.Between(0, 10_000), Interval: slot.Interval{From: begin.Add(20 * time.Second)}},
	}
	var tops []int64
	var lows []int64
	for range 3 {
		powers{}.put(r, 60_000)
		r.Step()
		tops = append(tops, r.Asked("ess0")[0].Cause.Numbers[0])
		lows = append(lows, r.Asked("ess0")[1].Cause.Numbers[0])
		r.Run(9 * time.Second)
	}
	if diff := cmp.Diff([]int64{40_000, 30_000, 10_000}, tops); diff != "" {
		t.Errorf("import (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{20_000, 5_000, 0}, lows); diff != "" {
		t.Errorf("export (-want +got):\n%s", diff)
	}
	r.Standing.FailSafe = nil
	r.Step()
	if got := r.Asked("ess0")[0].Cause.Numbers[0]; got != 45_000 {
		t.Errorf("after the last block %d W hold, want the node's 45 kW that has no end", got)
	}
}

func TestTheFailSafeAndALimitThatCannotBeKeptAreAlarms(t *testing.T) {
	r := controltest.New(t, capped)
	r.Standing.FailSafe = &control.Limit{Bounds: envelope.AtMost(0)}
	powers{}.put(r, 90_000)
	r.Step()
	if diff := cmp.Diff([]reason.Code{reason.FailSafeLimitHolds}, r.Told()); diff != "" {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	r.Run(9 * time.Second)
	if len(r.Told()) != 0 {
		t.Errorf("within ten seconds it says %v", r.Told())
	}
	r.Step()
	if diff := cmp.Diff([]reason.Code{reason.LimitNotCorrectable}, r.Told()); diff != "" {
		t.Errorf("after ten seconds (-want +got):\n%s", diff)
	}
	r.Standing.FailSafe = nil
	powers{}.put(r, 10_000)
	r.Step()
	for _, n := range r.Filing.Notices() {
		if !n.Cleared {
			t.Errorf("%s is raised anew", n.Code)
		}
	}
	if len(r.Told()) != 2 {
		t.Errorf("over are %v, want both alarms", r.Told())
	}
}

func TestWithoutTheMeterTheCapAsksNothingAndABlindAssetIsTakenAsItIs(t *testing.T) {
	r := controltest.New(t, capped)
	r.Put("ess0.ActivePower", 0)
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("without the meter %+v is asked", got)
	}
	powers{}.put(r, 56_000)
	r.PutBad("ess0.ActivePower")
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("of a battery that nobody sees %+v is asked", got)
	}
	if got := r.Bounds("ess1").Max; got != -6000 {
		t.Errorf("the other battery may do %v at most, want -6 kW", got)
	}
}

func TestLimitsThatContradictLetNothingFlow(t *testing.T) {
	r := controltest.New(t, strings.Replace(capped, ", import_limit_watts: 50000, export_limit_watts: 20000", "", 1))
	r.Standing.Limits = []control.Limit{{Bounds: envelope.AtMost(-5000)}, {Bounds: envelope.AtLeast(5000)}}
	powers{}.put(r, 0)
	r.Step()
	if got := r.Bounds("ess0"); !got.Contains(-1000) && !got.Contains(1000) && !got.Contains(0) {
		t.Errorf("contradicting limits leave %v", got)
	}
	r.Standing.Limits = nil
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("without any limit %+v is asked", got)
	}
}

// A charger gives what is too much like a battery, but cannot be made to take more.
func TestAChargerGivesForTheConnection(t *testing.T) {
	r := controltest.New(t, `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: car0, nature: EVCS, max_active_power_watts: 11000}
controllers:
  - {id: fuse, type: CONNECTION_CAP, meter: meter0, assets: [car0], import_limit_watts: 20000, export_limit_watts: 5000}
`)
	r.Put("car0.ActivePower", 11_000)
	r.Put("meter0.ActivePower", 26_000)
	r.Step()
	if got := r.Bounds("car0").Max; got != 5_000 {
		t.Errorf("6 kW over the limit the charger may take %v, want 5 kW", got)
	}
	r.Put("meter0.ActivePower", -9_000)
	r.Step()
	if got := r.Bounds("car0").Min; got > 11_000 {
		t.Errorf("with too much export the charger is to take %v, more than the car does", got)
	}
}

// An alarm of before a restart ends with an event, as one of this life does.
func TestAnAlarmOfBeforeTheRestartEnds(t *testing.T) {
	r := controltest.New(t, capped)
	r.Controller("fuse").(control.Latching).Relatch(3)
	powers{}.put(r, 10_000)
	r.Step()
	var cleared []reason.Code
	for _, n := range r.Filing.Notices() {
		if n.Cleared {
			cleared = append(cleared, n.Code)
		}
	}
	if diff := cmp.Diff([]reason.Code{reason.LimitNotCorrectable, reason.FailSafeLimitHolds}, cleared); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if set := r.Controller("fuse").(control.Latching).Latches(); set != 0 {
		t.Errorf("latched still: %b", set)
	}
	dim := limiter(t, "contact: k1")
	dim.Controller("dim").(control.Latching).Relatch(1)
	dim.Put("k1.Closed", 1)
	dim.Step()
	if diff := cmp.Diff([]reason.Code{reason.GridOperatorFree, reason.GridOperatorSilent}, dim.Told()); diff != "" {
		t.Errorf("dimming (-want +got):\n%s", diff)
	}
	again := limiter(t, "contact: k1")
	again.Controller("dim").(control.Latching).Relatch(1)
	again.Step()
	if diff := cmp.Diff([]reason.Code{reason.GridOperatorOrder}, again.Told()); diff != "" || again.Controller("dim").(control.Latching).Latches() != 1 {
		t.Errorf("a contact that is still not readable raises nothing anew (-want +got):\n%s", diff)
	}
}
