package report_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/report"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

const house = `
site: {name: house, time_zone: Europe/Berlin}
cycle: 1s
mode: SELF_CONSUMPTION
devices:
  - {key: inverter, profile: kostal-plenticore, address: "192.0.2.1:1502"}
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, name: Battery, nature: ESS, device: inverter, max_apparent_power_va: 5000}
controllers:
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
  - {id: droop, type: FREQUENCY_DROOP, ess: ess0, meter: meter0}
`

type silence struct{}

func (silence) Rows(time.Time, []wire.Row) {}
func (silence) Event(wire.Event)           {}

// rig is a loop that runs in virtual time, with a reporter on it.
type rig struct {
	site     *site.Site
	inbox    *image.Inbox
	loop     *cycle.Loop
	reporter *report.Reporter
}

func newRig(t *testing.T) *rig {
	t.Helper()
	c, err := site.Parse("house.yaml", []byte(house))
	if err != nil {
		t.Fatal(err)
	}
	built, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{site: built, inbox: image.NewInbox(built.Layout)}
	board := device.NewBoard(c.DeviceKeys())
	board.Report(device.Health{
		Device: "inverter", Status: device.Silent, Failures: 3, Breaker: "open", Detail: "connect: refused", LastAnswer: time.Now(), Latency: 3 * time.Millisecond,
		Conditions: []device.Condition{{Code: reason.CycleLate}, {Code: reason.StaleData, Stands: true, Params: reason.Params{"age_seconds": 7}}},
	})
	r.loop = cycle.NewLoop(cycle.New(built, r.inbox), device.NewOrders(built.Layout), board, silence{})
	r.reporter = report.New(report.Sources{Site: built, Loop: r.loop, Health: board, Software: "v7"})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.loop.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return r
}

// measure gives the site values that are fresh now.
func (r *rig) measure(grid, battery, soc float64) {
	put := func(asset, channel string, v float64) image.Update {
		return image.Update{Handle: r.site.Layout.Lookup(asset, channel), Reading: point.Of(v, time.Now())}
	}
	r.inbox.Put([]image.Update{
		put("meter0", point.ActivePower, grid), put("ess0", point.ActivePower, battery), put("ess0", point.SOC, soc),
		put("ess0", point.SetActivePower+point.AppliedSuffix, -5000), put("ess0", point.AllowedDischarge, 3000),
	})
}

func (r *rig) do(t *testing.T, do func(now time.Time, c *cycle.Core) error) {
	t.Helper()
	if err := r.loop.Do(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) report(t *testing.T) wire.ControlReport {
	t.Helper()
	got, err := r.reporter.Report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAReportSaysWhoAskedAndWhatWasCutByWhom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		time.Sleep(3 * time.Second)
		for range 3 {
			r.measure(8000, 0, 55)
			time.Sleep(time.Second)
		}
		r.measure(8000, 0, 55)
		got := r.report(t)
		if got.State != "RUN" || got.Mode != "SELF_CONSUMPTION" || !got.Enabled || got.Site != "house" || got.Software != "v7" {
			t.Errorf("head: %+v", got)
		}
		ess := got.Assets[1]
		if ess.Key != "ess0" || ess.Name != "Battery" || !ess.Controllable || *ess.MinWatts != -5000 || *ess.MaxWatts != 5000 {
			t.Fatalf("asset: %+v", ess)
		}
		if ess.GivenWatts == nil || *ess.GivenWatts != -3000 || ess.ActualWatts == nil || *ess.ActualWatts != 0 || *ess.SOCPercent != 55 {
			t.Errorf("powers: %+v", ess)
		}
		want := []wire.CutReport{{
			By: "zero", Class: "OPTIMIZATION", Unit: "W", Asked: -8000, Given: -3000, BoundBy: "asset",
			Code: reason.AllowedPowerLimit, Params: map[string]any{"limit_watts": int64(3000)},
		}}
		if diff := cmp.Diff(want, ess.Cuts); diff != "" {
			t.Errorf("cuts (-want +got)\n%s", diff)
		}
		if n := len(ess.Requests); n != 2 || *ess.Requests[0].Least != -3000 || ess.Requests[0].Most != nil || *ess.Requests[1].Value != -8000 {
			t.Errorf("%d requests: %+v", n, ess.Requests)
		}
		if s := ess.Setpoints; len(s) == 0 || s[0].Channel != point.SetActivePower || s[0].Value != -3000 || s[0].Applied == nil || *s[0].Applied != -5000 {
			t.Errorf("set-points: %+v", s)
		}
		zero, droop := got.Controllers[1], got.Controllers[0]
		if zero.ID != "zero" || !zero.Armed || zero.Requests != 1 || zero.Cuts != 1 || droop.Armed {
			t.Errorf("controllers: %+v", got.Controllers)
		}
		if d := got.Devices[0]; d.Status != "SILENT" || d.Breaker != "open" || d.Detail != "connect: refused" || d.LatencyMicros != 3000 || d.LastAnswer == nil || d.Profile != "kostal-plenticore" {
			t.Errorf("device: %+v", d)
		}
		conditions := []wire.ConditionReport{{Code: reason.StaleData, Params: map[string]any{"device": "inverter", "age_seconds": 7}}}
		if diff := cmp.Diff(conditions, got.Devices[0].Conditions); diff != "" {
			t.Errorf("conditions (-want +got)\n%s", diff)
		}
		if got.Cycle.Cycles < 5 || got.Cycle.PeriodMicros != 1_000_000 {
			t.Errorf("cycle: %+v", got.Cycle)
		}
	})
}

func TestAReportSaysWhatIsTakenByHandAndWhatBindsFromAbove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		time.Sleep(3 * time.Second)
		ess, _ := r.site.Place("ess0")
		until := time.Now().Add(time.Hour)
		r.do(t, func(now time.Time, c *cycle.Core) error {
			later := slot.Interval{From: now.Add(time.Hour), To: now.Add(2 * time.Hour)}
			c.SetLimits([]control.Limit{
				{Ref: "contract", Code: reason.ConnectionLimit, Bounds: envelope.AtMost(4000), Interval: slot.Interval{From: now.Add(-time.Hour)}},
				{Ref: "circuit", Code: reason.FailSafeLimit, Constraint: topology.ConsumptionCap, Meter: "meter0", Bounds: envelope.AtMost(4000), Interval: slot.Interval{From: now.Add(-time.Hour)}},
				{Ref: "tomorrow", Code: reason.ConnectionLimit, Bounds: envelope.AtMost(1), Interval: later},
			}, &control.Limit{Ref: "safe", Code: reason.FailSafeLimit, Bounds: envelope.AtLeast(-1000), Interval: slot.Interval{From: now.Add(-time.Minute)}}, []control.GridConstraint{
				{Ref: "q", Meter: "meter0", Reactive: new(unit.ReactivePower(2000)), Interval: slot.Interval{From: now.Add(-time.Hour)}},
				{Ref: "ramp", Ramp: new(unit.Power(500)), Interval: slot.Interval{From: now.Add(-time.Hour), To: until}},
				{Ref: "later", Ramp: new(unit.Power(1)), Interval: later},
			})
			return c.Override(now, control.Override{ID: "one", Asset: ess, Power: 1500, By: "local panel", Reason: "a look", Interval: slot.Interval{From: now, To: until}})
		})
		time.Sleep(time.Second)
		got := r.report(t)
		want := []wire.OverrideReport{{ID: "one", Asset: "ess0", Watts: 1500, By: "local panel", Reason: "a look", From: got.Overrides[0].From, Until: until.UTC()}}
		if diff := cmp.Diff(want, got.Overrides); diff != "" {
			t.Errorf("overrides (-want +got)\n%s", diff)
		}
		most, least := int64(4000), int64(-1000)
		limits := []wire.LimitReport{
			{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most},
			{Ref: "circuit", Code: reason.FailSafeLimit, MaxWatts: &most, FailSafe: true, Constraint: topology.ConsumptionCap, Meter: "meter0"},
			{Ref: "safe", Code: reason.FailSafeLimit, MinWatts: &least, FailSafe: true},
			{Ref: "q", Code: reason.GridReactiveLimit, MaxVars: new(int64(2000)), Meter: "meter0"},
			{Ref: "ramp", Code: reason.SiteRampLimit, MaxWattsPerS: new(int64(500)), Until: new(until.UTC())},
		}
		if diff := cmp.Diff(limits, got.Limits); diff != "" {
			t.Errorf("limits (-want +got)\n%s", diff)
		}
	})
}

func TestAReportDoesNotShowWhatIsNotFresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.measure(100, -50, 40)
		time.Sleep(time.Minute)
		got := r.report(t)
		if a := got.Assets[1]; a.ActualWatts != nil || a.SOCPercent != nil {
			t.Errorf("old values are shown: %v, %v", a.ActualWatts, a.SOCPercent)
		}
	})
}

func TestALoopThatHasStoppedIsReportedAsItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		time.Sleep(2 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.reporter.Report(ctx); err == nil {
			t.Error("who does not wait was given a report")
		}
	})
}
