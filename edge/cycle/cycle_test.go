package cycle_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

const house = `
site: {name: house}
cycle: 200ms
max_age: 2s
devices:
  - {key: meter, profile: sunspec, address: "127.0.0.1:1"}
assets:
  - {id: meter0, nature: GRID_METER, device: meter}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000}
controllers:
  - {id: soc, type: SOC_LIMITS, ess: ess0}
  - {id: guard, type: STALE_DATA_GUARD, assets: [ess0], ramp_watts_per_s: 1000}
  - {id: peak, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 4000}
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
`

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

func build(t testing.TB, text string) *site.Site {
	t.Helper()
	c, err := site.Parse("house.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bench is a core with its inbox in state RUN.
type bench struct {
	site  *site.Site
	inbox *image.Inbox
	core  *cycle.Core
}

func newBench(t *testing.T) *bench {
	s := build(t, house)
	b := &bench{site: s, inbox: image.NewInbox(s.Layout)}
	b.core = cycle.New(s, b.inbox)
	b.core.Ready()
	return b
}

func (b *bench) put(at time.Time, values map[string]float64) {
	for i, c := range b.site.Layout.Channels() {
		if v, ok := values[c.Name()]; ok {
			b.inbox.Put([]image.Update{{Handle: image.Handle(i), Reading: point.Of(v, at)}})
		}
	}
}

func TestSetpointsFollowTheGridMeter(t *testing.T) {
	b := newBench(t)
	b.put(noon, map[string]float64{"meter0.ActivePower": 1500, "ess0.ActivePower": 0, "ess0.SOC": 50})
	out := b.core.Step(noon)
	if len(out.Setpoints) != 1 || out.Setpoints[0].Value != -1500 {
		t.Errorf("importing 1500 W with the battery idle orders %+v, want −1500 W", out.Setpoints)
	}
}

func TestLosingTheMeterRampsTheBatteryToItsSafeState(t *testing.T) {
	b := newBench(t)
	b.put(noon, map[string]float64{"meter0.ActivePower": 1500, "ess0.ActivePower": 0, "ess0.SOC": 50})
	b.core.Step(noon)
	var ramp []float64
	for i := 1; i <= 25; i++ {
		now := noon.Add(time.Duration(i) * 200 * time.Millisecond)
		b.put(now, map[string]float64{"ess0.ActivePower": -1500, "ess0.SOC": 50})
		out := b.core.Step(now)
		ramp = append(ramp, out.Setpoints[0].Value)
	}
	// Fresh up to 2 s: the set-point answers what is still believed. Then 200 W a cycle.
	want := []float64{
		-3000, -3000, -3000, -3000, -3000, -3000, -3000, -3000, -3000, -3000,
		-2800, -2600, -2400, -2200, -2000, -1800, -1600, -1400, -1200, -1000, -800, -600, -400, -200, 0,
	}
	if diff := cmp.Diff(want, ramp); diff != "" {
		t.Errorf("set-points (-want +got):\n%s", diff)
	}
}

func TestAPanickingControllerIsBenchedAndTheOthersGoOn(t *testing.T) {
	b := newBench(t)
	b.site.Controllers = append([]site.Armed{{ID: "broken", Level: envelope.Grid, Controller: broken{}}}, b.site.Controllers...)
	b.core = cycle.New(b.site, b.inbox)
	b.core.Ready()
	b.put(noon, map[string]float64{"meter0.ActivePower": 1500, "ess0.ActivePower": 0, "ess0.SOC": 50})
	out := b.core.Step(noon)
	if out.Setpoints[0].Value != -1500 {
		t.Errorf("set-point is %v, want −1500: the failed controller's request must be gone", out.Setpoints[0].Value)
	}
	codes := eventCodes(out.Events)
	if diff := cmp.Diff([]reason.Code{reason.StateChanged, reason.StateChanged, reason.ControllerFailed}, codes); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if out = b.core.Step(noon.Add(time.Second)); len(out.Events) != 0 {
		t.Errorf("the benched controller ran again: %+v", out.Events)
	}
}

type broken struct{}

func (broken) Propose(_ control.Input, out *control.Filing) {
	out.Bound(1, envelope.Exactly(42), envelope.Cause{Code: reason.PeakLimit})
	panic("division by zero")
}

func eventCodes(events []cycle.Event) []reason.Code {
	var codes []reason.Code
	for _, e := range events {
		codes = append(codes, e.Code)
	}
	return codes
}

func TestACycleAllocatesNothing(t *testing.T) {
	b := newBench(t)
	b.put(noon, map[string]float64{"meter0.ActivePower": 9000, "ess0.ActivePower": 0, "ess0.SOC": 5})
	b.core.Step(noon)
	emitter := cycle.NewEmitter(b.site.Layout)
	rows := make([]wire.Row, 0, b.site.Layout.Len())
	now := noon
	if n := testing.AllocsPerRun(100, func() {
		now = now.Add(time.Millisecond)
		b.core.Step(now)
		rows = emitter.Collect(b.core.Image(), now, now, rows[:0])
	}); n != 0 {
		t.Errorf("%v allocations a cycle, want 0", n)
	}
}

func TestEmissionSendsChangesRepeatsAndOneStaleMark(t *testing.T) {
	b := newBench(t)
	e := cycle.NewEmitter(b.site.Layout)
	meter := uint32(b.site.Layout.Lookup("meter0", point.ActivePower))
	sent := func(after time.Duration) []wire.Row {
		b.core.Step(noon.Add(after))
		var rows []wire.Row
		for _, r := range e.Collect(b.core.Image(), noon.Add(after), noon, nil) {
			if r.Index == meter {
				rows = append(rows, r)
			}
		}
		return rows
	}
	put := func(after time.Duration, watts float64) {
		b.put(noon.Add(after), map[string]float64{"meter0.ActivePower": watts})
	}
	row := func(after time.Duration, q point.Quality, watts float64) []wire.Row {
		return []wire.Row{{Index: meter, Offset: after, Quality: q, Value: watts}}
	}
	check := func(what string, got, want []wire.Row) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	check("before the first read", sent(0), nil)
	put(0, 1000)
	check("the first value", sent(0), row(0, point.Good, 1000))
	put(500*time.Millisecond, 2000)
	check("a change within a second waits", sent(500*time.Millisecond), nil)
	put(1100*time.Millisecond, 2000)
	check("the change is sent after a second", sent(1100*time.Millisecond), row(1100*time.Millisecond, point.Good, 2000))
	put(2500*time.Millisecond, 2003)
	check("a change within the deadband is not sent", sent(2500*time.Millisecond), nil)
	check("stale is marked at detection, with the last value", sent(4600*time.Millisecond), row(4600*time.Millisecond, point.Stale, 2003))
	check("and only once", sent(30*time.Second), nil)
	put(31*time.Second, 2003)
	check("recovery is sent at once", sent(31*time.Second), row(31*time.Second, point.Good, 2003))
	put(91*time.Second, 2003)
	check("an unchanged value is repeated after a minute", sent(91*time.Second), row(91*time.Second, point.Good, 2003))
}

// log is a Sink that remembers; slow makes every cycle take that long.
type log struct {
	mu     sync.Mutex
	at     []time.Time
	events []string
	slow   func(n int) time.Duration
}

func (l *log) Rows(t0 time.Time, _ []wire.Row) {
	l.mu.Lock()
	l.at = append(l.at, t0)
	n := len(l.at)
	l.mu.Unlock()
	if l.slow != nil {
		time.Sleep(l.slow(n))
	}
}

func (l *log) Event(e wire.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e.Code)
}

func TestTheLoopSkipsToTheNextDeadlineAfterAnOverrunAndNeverBunches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := build(t, house)
		inbox, orders := image.NewInbox(s.Layout), device.NewOrders(s.Layout)
		health := device.NewBoard([]string{"meter"})
		health.Report(device.Health{Device: "meter", LastAnswer: time.Now()})
		sink := &log{slow: func(n int) time.Duration {
			if n == 3 {
				return 500 * time.Millisecond
			}
			return 0
		}}
		loop := cycle.NewLoop(cycle.New(s, inbox), orders, health, sink)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		began := time.Now()
		go func() { done <- loop.Run(ctx) }()
		meter := s.Layout.Lookup("meter0", point.ActivePower)
		for i := range 20 { // one fresh, changing value a second, so that each cycle has a row
			inbox.Put([]image.Update{{Handle: meter, Reading: point.Of(float64(100*i), time.Now())}})
			time.Sleep(time.Second)
		}
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		stats := loop.Stats()
		if stats.Overruns != 2 {
			t.Errorf("%d overruns, want 2: one cycle of 500 ms skips two deadlines of 200 ms", stats.Overruns)
		}
		for _, at := range sink.at[:len(sink.at)-1] {
			if offset := at.Sub(began) % (200 * time.Millisecond); offset != 0 {
				t.Errorf("a cycle ran %v after its deadline", offset)
			}
		}
		if diff := cmp.Diff([]string{"STATE_CHANGED", "STATE_CHANGED", "STATE_CHANGED"}, sink.events); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestStoppingOrdersTheSafeState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := build(t, house)
		inbox, orders := image.NewInbox(s.Layout), device.NewOrders(s.Layout)
		loop := cycle.NewLoop(cycle.New(s, inbox), orders, device.NewBoard([]string{"meter"}), &log{})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- loop.Run(ctx) }()
		setpoint := s.Layout.Lookup("ess0", point.SetActivePower)
		time.Sleep(time.Second)
		if _, ok := orders.At(setpoint, time.Now()); ok {
			t.Error("ordered something before any device answered")
		}
		time.Sleep(10 * time.Second)
		if got := loop.Status().State; got != state.Run {
			t.Errorf("state is %s after the wait for a silent device, want RUN", got)
		}
		cancel()
		<-done
		order, ok := orders.At(setpoint, time.Now())
		if !ok || !order.Safe || order.Value != 0 || loop.Status().State != state.Shutdown {
			t.Errorf("after the stop the order is %+v, %v in state %s", order, ok, loop.Status().State)
		}
	})
}
