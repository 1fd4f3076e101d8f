package cycle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// puppet is a controller that does what a test tells it, cycle by cycle.
type puppet struct {
	does  func(in control.Input, out *control.Filing)
	set   uint64
	asked int
}

func (p *puppet) Propose(in control.Input, out *control.Filing) {
	p.asked++
	if p.does != nil {
		p.does(in, out)
	}
}

func (p *puppet) Latches() uint64 { return p.set }

func (p *puppet) Relatch(set uint64) { p.set = set }

const battery = control.Asset(1) // of the house

// stage is the house with one more controller, run cycle by cycle with fresh values.
type stage struct {
	*bench
	puppet *puppet
	now    time.Time
}

func newStage(t *testing.T, level envelope.Level, spec control.Spec) *stage {
	return stageFor(t, level, spec, cycle.Memory{})
}

func stageFor(t *testing.T, level envelope.Level, spec control.Spec, m cycle.Memory) *stage {
	t.Helper()
	s := build(t, house)
	p := &puppet{}
	spec.Level = level
	s.Controllers = append(s.Controllers, site.Armed{ID: "puppet", Level: level, Spec: spec, Moves: []control.Asset{battery}, Controller: p})
	b := &bench{site: s, inbox: image.NewInbox(s.Layout)}
	b.core = cycle.New(s, b.inbox)
	b.core.Remember(m)
	b.core.Ready()
	return &stage{bench: b, puppet: p, now: noon}
}

// step is one cycle a second later, with the house importing 1.5 kW.
func (s *stage) step() (*cycle.Output, []string) {
	s.now = s.now.Add(time.Second)
	s.put(s.now, map[string]float64{"meter0.ActivePower": 1500, "ess0.ActivePower": 0, "ess0.SOC": 50})
	out := s.core.Step(s.now)
	events := told(out.Events)
	return out, events
}

// told is events in short, with the states they lead to.
func told(events []cycle.Event) []string {
	var all []string
	for _, e := range events {
		text := string(e.Code)
		if e.Code == reason.StateChanged || e.Code == reason.ModeChanged {
			text = e.Params["to"].(string)
		}
		if e.Cleared {
			text += " cleared"
		}
		all = append(all, strings.TrimSpace(text+" "+e.Asset))
	}
	return all
}

func (s *stage) expect(t *testing.T, what string, watts unit.Power, events ...string) {
	t.Helper()
	out, got := s.step()
	if !slices.Equal(got, events) {
		t.Errorf("%s: events %q, want %q", what, got, events)
	}
	if len(out.Setpoints) != 1 || out.Setpoints[0].Power != watts {
		t.Errorf("%s: set-points %+v, want %v", what, out.Setpoints, watts)
	}
}

func trip(out *control.Filing) {
	out.Fault(control.Notice{Code: reason.StaleData, Asset: battery})
}

func TestAFaultHoldsUntilItsCauseIsGoneAndAnOperatorHasClearedIt(t *testing.T) {
	s := newStage(t, envelope.Grid, control.Spec{})
	s.expect(t, "at first", -1500, "STANDBY", "RUN")
	s.puppet.does = func(_ control.Input, out *control.Filing) { trip(out) }
	s.expect(t, "the cycle that finds the fault is safe already", 0, "STALE_DATA ess0", "FAULT")
	s.expect(t, "while it lasts it is no news", 0)
	if err := s.core.Clear("ann", "looked at it"); !errors.Is(err, reason.New(reason.FaultLasts, nil)) {
		t.Errorf("clearing while the cause is there: %v", err)
	}
	s.puppet.does = nil
	for range 5 {
		s.expect(t, "the cause is gone, nobody has cleared it", 0)
	}
	if err := s.core.Clear("ann", "replaced the fuse"); err != nil {
		t.Error(err)
	}
	s.expect(t, "cleared", -1500, "FAULT_CLEARED", "STALE_DATA cleared ess0", "STANDBY", "RUN")
}

func TestInFaultTheRequestsAreShownAndCutByTheEdge(t *testing.T) {
	s := newStage(t, envelope.Safety, control.Spec{})
	s.puppet.does = func(_ control.Input, out *control.Filing) {
		trip(out)
		out.Bound(battery, envelope.AtLeast(300), envelope.Cause{Code: reason.ForceCharge})
	}
	s.step()
	out, _ := s.step()
	want := cycle.Cut{Asset: "ess0", Step: envelope.Step{
		By: "puppet", Level: envelope.Safety, Asked: 300, BoundBy: "edge", Cause: envelope.Cause{Code: reason.SafeState},
	}}
	if len(out.Cuts) != 1 || out.Cuts[0] != want {
		t.Errorf("cuts %+v, want %+v", out.Cuts, want)
	}
}

func TestInFaultOnlySafetyAndWhoRaisedTheFaultLookOn(t *testing.T) {
	tests := map[string]struct {
		level  envelope.Level
		raises bool
		asked  bool
	}{
		"a guard looks on":                        {envelope.Safety, false, true},
		"whoever raised the fault looks on":       {envelope.Optimization, true, true},
		"others rest until there is work again":   {envelope.Optimization, false, false},
		"grid controllers rest like all the rest": {envelope.Grid, false, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, tt.level, control.Spec{})
			other := &puppet{does: func(_ control.Input, out *control.Filing) { trip(out) }}
			if tt.raises {
				s.puppet.does, other.does = other.does, nil
			}
			s.site.Controllers = append(s.site.Controllers, site.Armed{ID: "other", Level: envelope.Grid, Controller: other})
			s.core = cycle.New(s.site, s.inbox)
			s.core.Ready()
			s.step()
			before := s.puppet.asked
			s.step()
			if got := s.puppet.asked > before; got != tt.asked {
				t.Errorf("asked in FAULT: %v, want %v", got, tt.asked)
			}
		})
	}
}

func TestAMeterThatIsNotFreshIsNeverAFault(t *testing.T) {
	s := newStage(t, envelope.Grid, control.Spec{})
	s.step()
	for range 60 {
		s.now = s.now.Add(time.Second)
		if out := s.core.Step(s.now); out.State != state.Run {
			t.Fatalf("in %s", out.State)
		}
	}
	s.expect(t, "it is read again", -1500)
}

func byHand(s *stage, watts unit.Power, length time.Duration) control.Override {
	return control.Override{
		ID: "o1", Asset: battery, Power: watts, By: "ann", Reason: "test of the battery",
		Interval: slot.Interval{From: s.now, To: s.now.Add(length)},
	}
}

func TestAnOverrideHoldsUntilItEndsAndIsBoundBySafety(t *testing.T) {
	s := newStage(t, envelope.Safety, control.Spec{})
	s.step()
	if err := s.core.Override(s.now, byHand(s, 2000, 3*time.Second)); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "by hand", 2000, "OVERRIDE_SET ess0")
	s.puppet.does = func(_ control.Input, out *control.Filing) {
		out.Bound(battery, envelope.AtMost(700), envelope.Cause{Code: reason.SOCTooHigh})
	}
	out, _ := s.step()
	if out.Setpoints[0].Power != 700 {
		t.Errorf("SAFETY leaves %v of it, want 700 W", out.Setpoints[0].Power)
	}
	i := slices.IndexFunc(out.Cuts, func(c cycle.Cut) bool { return c.By == "operator" })
	if i < 0 || out.Cuts[i].BoundBy != "puppet" || out.Cuts[i].Asked != 2000 || out.Cuts[i].Given != 700 {
		t.Errorf("cuts %+v: want the operator's, by puppet", out.Cuts)
	}
	s.puppet.does = nil
	s.expect(t, "its time is over", -1500, "OVERRIDE_EXPIRED ess0")
	if err := s.core.Override(s.now, byHand(s, 1000, time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.core.Release("o1", "ann")
	s.expect(t, "set and released at once", -1500, "OVERRIDE_SET ess0", "OVERRIDE_RELEASED ess0")
}

func TestWhatAnOverrideTakesFromOthersIsSaid(t *testing.T) {
	s := newStage(t, envelope.Aux, control.Spec{})
	s.step()
	if err := s.core.Override(s.now, byHand(s, 2000, time.Hour)); err != nil {
		t.Fatal(err)
	}
	out, _ := s.step()
	i := slices.IndexFunc(out.Cuts, func(c cycle.Cut) bool { return c.By == "zero" })
	if i < 0 || out.Cuts[i].BoundBy != "operator" || out.Cuts[i].Cause != (envelope.Cause{Code: reason.ManualOverride, Name: "ann"}) {
		t.Errorf("cuts %+v: want self-consumption's, by the operator, who is ann", out.Cuts)
	}
}

func TestAFaultEndsOverridesAndRefusesNewOnes(t *testing.T) {
	s := newStage(t, envelope.Safety, control.Spec{})
	s.step()
	if err := s.core.Override(s.now, byHand(s, 2000, time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.puppet.does = func(_ control.Input, out *control.Filing) { trip(out) }
	s.expect(t, "the fault", 0, "OVERRIDE_SET ess0", "STALE_DATA ess0", "FAULT", "OVERRIDE_DROPPED ess0")
	if err := s.core.Override(s.now, byHand(s, 2000, time.Hour)); !errors.Is(err, reason.New(reason.FaultLatched, nil)) {
		t.Errorf("an override in FAULT: %v", err)
	}
	s.puppet.does = nil
	s.step()
	if err := s.core.Clear("ann", "done"); err != nil {
		t.Fatal(err)
	}
	if out, _ := s.step(); out.Setpoints[0].Power != -1500 {
		t.Errorf("after the clear the battery is at %v: the override came back", out.Setpoints[0].Power)
	}
	s.core.Stop()
	s.step()
	if err := s.core.Override(s.now, byHand(s, 2000, time.Hour)); !errors.Is(err, reason.New(reason.FaultLatched, nil)) {
		t.Errorf("an override in SHUTDOWN: %v", err)
	}
}

func TestAnOverrideThatCannotBeIsRefusedWithItsReason(t *testing.T) {
	tests := map[string]struct {
		change func(*control.Override)
		want   reason.Code
	}{
		"an asset that takes no set-points": {func(o *control.Override) { o.Asset = 0 }, reason.NotControllable},
		"no asset at all":                   {func(o *control.Override) { o.Asset = 77 }, reason.NotControllable},
		"nobody's":                          {func(o *control.Override) { o.By = "" }, reason.MissingField},
		"without a reason":                  {func(o *control.Override) { o.Reason = "" }, reason.MissingField},
		"one that has ended":                {func(o *control.Override) { o.To = noon }, reason.InvalidValue},
		"one that ends before it begins":    {func(o *control.Override) { o.From = o.To.Add(time.Second) }, reason.InvalidValue},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, envelope.Safety, control.Spec{})
			s.step()
			o := byHand(s, 2000, time.Hour)
			tt.change(&o)
			if err := s.core.Override(s.now, o); !errors.Is(err, reason.New(tt.want, nil)) {
				t.Errorf("%v, want %s", err, tt.want)
			}
			s.expect(t, "nothing is kept of it", -1500)
		})
	}
}

func TestSwitchedOffTheAssetsAreSafeAndSwitchedOnTheyAreControlled(t *testing.T) {
	s := newStage(t, envelope.Grid, control.Spec{})
	s.step()
	s.core.Enable(false, "ann")
	s.core.Enable(false, "ann")
	s.expect(t, "off", 0, "CONTROL_DISABLED", "STANDBY")
	s.expect(t, "still off", 0)
	s.core.Enable(true, "ann")
	s.expect(t, "on", -1500, "CONTROL_ENABLED", "RUN")
}

func TestAModeArmsItsControllersFromTheNextCycleOn(t *testing.T) {
	s := newStage(t, envelope.Grid, control.Spec{Modes: []control.Mode{control.Island}})
	s.puppet.does = func(_ control.Input, out *control.Filing) { out.Want(battery, control.Wish{Target: 42}) }
	s.expect(t, "in SELF_CONSUMPTION", -1500, "STANDBY", "RUN")
	if err := s.core.SetMode(control.Island, "ann"); err != nil {
		t.Fatal(err)
	}
	s.puppet.does = func(_ control.Input, out *control.Filing) {
		out.Want(battery, control.Wish{Target: 42})
		out.Enter(control.Backup)
	}
	s.expect(t, "in ISLAND its one controller decides and asks for BACKUP", 42, "ISLAND", "BACKUP")
	if out, _ := s.step(); out.Mode != control.Backup || out.Setpoints[0].Power != 0 {
		t.Errorf("in %s the battery is at %v, want BACKUP and at rest", out.Mode, out.Setpoints[0].Power)
	}
	if err := s.core.SetMode("HOLIDAY", "ann"); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("an unknown mode: %v", err)
	}
}

func TestTheAssetsOfABenchedGuardAreSafeUntilItIsCalledBack(t *testing.T) {
	s := newStage(t, envelope.Safety, control.Spec{})
	s.step()
	s.puppet.does = func(control.Input, *control.Filing) { panic("index out of range") }
	s.expect(t, "the guard fails", 0, "CONTROLLER_FAILED")
	out, _ := s.step()
	i := slices.IndexFunc(out.Cuts, func(c cycle.Cut) bool { return c.By == "zero" })
	if i < 0 || out.Cuts[i].Cause != (envelope.Cause{Code: reason.GuardLost, Name: "puppet"}) || out.Setpoints[0].Power != 0 {
		t.Errorf("%+v with cuts %+v: want the safe state for want of puppet", out.Setpoints, out.Cuts)
	}
	s.puppet.does = nil
	if err := s.core.Clear("ann", "new release"); err != nil {
		t.Fatal(err)
	}
	s.expect(t, "called back", -1500, "CONTROLLER_FAILED cleared")
}

func TestWhatAControllerTellsIsAnEvent(t *testing.T) {
	s := newStage(t, envelope.Grid, control.Spec{})
	s.step()
	s.puppet.does = func(_ control.Input, out *control.Filing) {
		out.Tell(control.Notice{Code: reason.CycleLate, Asset: control.NoAsset})
		out.Tell(control.Notice{Code: reason.StaleData, Asset: battery, Cleared: true})
	}
	s.expect(t, "it tells", -1500, "CYCLE_LATE", "STALE_DATA cleared ess0")
}
