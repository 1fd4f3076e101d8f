package cycle_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const yard = `
site: {name: yard}
cycle: 200ms
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000, safe_state: 300}
  - {id: pv0, nature: PV, max_active_power_watts: 8000}
  - {id: car0, nature: EVCS, max_active_power_watts: 11040}
  - {id: heat0, nature: LOAD, max_active_power_watts: 6000}
  - {id: pump0, nature: LOAD, max_active_power_watts: 3000, rest_watts: 0, safe_state: 0}
  - {id: chp0, nature: GENERATOR, max_active_power_watts: 4000}
  - {id: relay0, nature: SWITCH}
  - {id: coupler0, nature: SWITCH, safe_state: 1}
`

// works is the yard with controllers that do what a test tells them, all of them moving everything.
type works struct {
	site  *site.Site
	inbox *image.Inbox
	core  *cycle.Core
	now   time.Time
	see   func(control.Input) // what controllers are given, where a test looks
}

// hand is one of those controllers.
type hand struct {
	id    string
	level envelope.Level
	does  func(w *works, out *control.Filing)
}

func newWorks(t *testing.T, hands ...hand) *works {
	t.Helper()
	return worksOf(t, yard, hands...)
}

func worksOf(t *testing.T, text string, hands ...hand) *works {
	t.Helper()
	s := build(t, text)
	w := &works{site: s, inbox: image.NewInbox(s.Layout), now: noon}
	for _, h := range hands {
		p := &puppet{does: func(in control.Input, out *control.Filing) {
			if w.see != nil {
				w.see(in)
			}
			h.does(w, out)
		}}
		s.Controllers = append(s.Controllers, site.Armed{ID: h.id, Level: h.level, Controller: p})
	}
	for i := range s.Assets {
		s.Assets[i].Held = s.Assets[i].Controllable() && (s.Assets[i].Held || len(hands) > 0)
	}
	w.core = cycle.New(s, w.inbox)
	w.core.Ready()
	return w
}

func (w *works) place(id string) control.Asset {
	a, ok := w.site.Place(id)
	if !ok {
		panic("no asset " + id)
	}
	return a
}

func (w *works) handle(name string) image.Handle {
	asset, channel, _ := strings.Cut(name, ".")
	return w.site.Layout.Lookup(asset, channel)
}

func (w *works) step() *cycle.Output {
	w.now = w.now.Add(200 * time.Millisecond)
	return w.core.Step(w.now)
}

// ordered are the set-points by channel, as text.
func ordered(out *cycle.Output) map[string]string {
	all := map[string]string{}
	for _, s := range out.Setpoints {
		all[s.Asset+"."+s.Channel] = fmt.Sprint(s.Value)
	}
	return all
}

// cuts are the cuts as text: who, of what, asked and given, by whom and why.
func cuts(out *cycle.Output) []string {
	var all []string
	for _, c := range out.Cuts {
		asked, given, of := float64(c.Asked), float64(c.Given), c.Asset
		if c.Channel != "" {
			asked, given, of = c.AskedValue, c.GivenValue, c.Asset+"."+c.Channel
		}
		all = append(all, fmt.Sprintf("%s %s %v→%v %s %s", c.By, of, asked, given, c.BoundBy, c.Cause.Code))
	}
	return all
}

func TestAtRestEveryNatureIsOrderedWhatItDoesWhenNobodyAsks(t *testing.T) {
	nobody := hand{"nobody", envelope.Grid, func(*works, *control.Filing) {}}
	got := ordered(newWorks(t, nobody).step())
	want := map[string]string{
		"ess0.SetActivePower": "0", "pv0.SetMaxActivePower": "8000", "car0.SetMaxCurrent": "16",
		"heat0.SetActivePower": "6000", "heat0.SetEnabled": "1",
		"pump0.SetActivePower": "0", "pump0.SetEnabled": "0", "chp0.SetActivePower": "0",
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestChargersAndLoadsThatNoControllerMovesAreLeftAlone(t *testing.T) {
	w := newWorks(t)
	got := ordered(w.step())
	want := map[string]string{"ess0.SetActivePower": "0", "pv0.SetMaxActivePower": "8000", "chp0.SetActivePower": "0"}
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestSettingsFollowOneRuleAndTheOthersAreCutByName(t *testing.T) {
	set := func(channel string, value float64, weight int) func(*works, *control.Filing) {
		return func(w *works, out *control.Filing) {
			out.Set(w.handle(channel), value, weight, envelope.Cause{Code: reason.PeakLimit})
		}
	}
	tests := map[string]struct {
		hands   []hand
		channel string
		want    string
		cuts    []string
	}{
		"the class that binds first decides": {
			[]hand{{"a", envelope.Optimization, set("relay0.SetClosed", 1, 9)}, {"b", envelope.Grid, set("relay0.SetClosed", 0, 1)}},
			"relay0.SetClosed", "0",
			[]string{"a relay0.SetClosed 1→0 b HIGHER_TARGET"},
		},
		"within a class the greater weight": {
			[]hand{{"a", envelope.Grid, set("relay0.SetClosed", 1, 1)}, {"b", envelope.Grid, set("relay0.SetClosed", 0, 2)}},
			"relay0.SetClosed", "0",
			[]string{"a relay0.SetClosed 1→0 b HIGHER_TARGET"},
		},
		"then who filed first": {
			[]hand{{"a", envelope.Grid, set("relay0.SetClosed", 1, 1)}, {"b", envelope.Grid, set("relay0.SetClosed", 0, 1)}},
			"relay0.SetClosed", "1",
			[]string{"b relay0.SetClosed 0→1 a HIGHER_TARGET"},
		},
		"who asks for the same is not cut": {
			[]hand{{"a", envelope.Grid, set("relay0.SetClosed", 1, 1)}, {"b", envelope.Safety, set("relay0.SetClosed", 1, 1)}},
			"relay0.SetClosed", "1", nil,
		},
		"a phase switch has its own unit": {
			[]hand{{"a", envelope.Grid, set("car0.SetPhases", 1, 1)}, {"b", envelope.Aux, set("car0.SetPhases", 3, 1)}},
			"car0.SetPhases", "1",
			[]string{"b car0.SetPhases 3→1 a HIGHER_TARGET"},
		},
		"a current that is set is the charger's power": {
			[]hand{{"a", envelope.Optimization, set("car0.SetMaxCurrent", 10.5, 1)}, {"b", envelope.Grid, atMost("car0", 6900)}},
			"car0.SetMaxCurrent", "10",
			[]string{"a car0 7245→6900 b PEAK_LIMIT"},
		},
		"a current within the bounds is not rounded again": {
			[]hand{{"a", envelope.Optimization, set("car0.SetMaxCurrent", 10.5, 1)}, {"b", envelope.Grid, atMost("car0", 9000)}},
			"car0.SetMaxCurrent", "10.5", nil,
		},
		"a load that is shed stays off whoever wants it on": {
			[]hand{{"a", envelope.Optimization, set("heat0.SetEnabled", 1, 1)}, {"b", envelope.Grid, atMost("heat0", 0)}},
			"heat0.SetEnabled", "0",
			[]string{"a heat0 6000→0 b PEAK_LIMIT"},
		},
		"a load that is switched off by a setting stays off whoever gives it power": {
			[]hand{{"a", envelope.Grid, set("heat0.SetEnabled", 0, 1)}, {"b", envelope.Optimization, want("heat0", 6000)}},
			"heat0.SetEnabled", "0",
			[]string{"b heat0 6000→0 a PEAK_LIMIT"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out := newWorks(t, tt.hands...).step()
			if got := ordered(out)[tt.channel]; got != tt.want {
				t.Errorf("%s = %s, want %s", tt.channel, got, tt.want)
			}
			if got := cuts(out); !slices.Equal(got, tt.cuts) {
				t.Errorf("cuts %q, want %q", got, tt.cuts)
			}
		})
	}
}

func atMost(asset string, watts unit.Power) func(*works, *control.Filing) {
	return func(w *works, out *control.Filing) {
		out.Bound(w.place(asset), envelope.AtMost(watts), envelope.Cause{Code: reason.PeakLimit})
	}
}

func want(asset string, watts unit.Power) func(*works, *control.Filing) {
	return func(w *works, out *control.Filing) { out.Want(w.place(asset), control.Wish{Target: watts, Weight: 1}) }
}

func TestAChargersCurrentFollowsItsVoltageAndItsPhases(t *testing.T) {
	w := newWorks(t, hand{"a", envelope.Grid, want("car0", 5000)})
	put := func(values map[string]float64) {
		for name, v := range values {
			w.inbox.Put([]image.Update{{Handle: w.handle(name), Reading: point.Of(v, w.now)}})
		}
	}
	for _, tt := range []struct {
		what   string
		values map[string]float64
		want   string
	}{
		{"nothing measured: three phases at 230 V", nil, "7.2"},
		{"at 241 V", map[string]float64{"car0.Voltage_L1": 240, "car0.Voltage_L2": 241, "car0.Voltage_L3": 242}, "6.9"},
		{"a phase without voltage is no phase to divide by", map[string]float64{"car0.Voltage_L1": 241, "car0.Voltage_L2": 0, "car0.Voltage_L3": 0}, "6.9"},
		{"on one phase never more than the nameplate's 16 A", map[string]float64{"car0.Phases": 1}, "16"},
	} {
		put(tt.values)
		if got := ordered(w.step())["car0.SetMaxCurrent"]; got != tt.want {
			t.Errorf("%s: %s A, want %s A", tt.what, got, tt.want)
		}
	}
}

func TestReactivePowerIsOrderedOnceSomebodyHasAskedForIt(t *testing.T) {
	asks := false
	w := newWorks(t, hand{"volt", envelope.Grid, func(w *works, out *control.Filing) {
		out.Want(w.place("ess0"), control.Wish{Target: 4000, Weight: 1})
		if asks {
			out.WantQ(w.place("ess0"), 4000, 1)
		}
	}})
	if got, ok := ordered(w.step())["ess0.SetReactivePower"]; ok {
		t.Errorf("nobody asked and %s var are ordered", got)
	}
	asks = true
	out := w.step()
	// S² = 5000², P first: 3000 var are left beside 4000 W.
	if got := ordered(out); got["ess0.SetReactivePower"] != "3000" || got["ess0.SetActivePower"] != "4000" {
		t.Errorf("ordered %v", got)
	}
	if got := cuts(out); len(got) != 1 || !strings.HasPrefix(got[0], "volt ess0.SetReactivePower 4000→3000 asset") {
		t.Errorf("cuts %q", got)
	}
	asks = false
	if got := ordered(w.step())["ess0.SetReactivePower"]; got != "0" {
		t.Errorf("when the wish has gone %q var are ordered, want 0: the device would keep the last", got)
	}
}

func TestInFaultEveryNatureIsInItsSafeState(t *testing.T) {
	tripped := false
	w := newWorks(t,
		hand{"work", envelope.Grid, func(w *works, out *control.Filing) {
			for _, id := range []string{"ess0", "car0", "heat0", "pump0"} {
				out.Want(w.place(id), control.Wish{Target: 3000, Weight: 1})
			}
			want("pv0", -2000)(w, out)
			want("chp0", -4000)(w, out)
			out.WantQ(w.place("ess0"), 700, 1)
			out.Set(w.handle("relay0.SetClosed"), 1, 1, envelope.Cause{})
			out.Set(w.handle("car0.SetPhases"), 1, 1, envelope.Cause{})
		}},
		hand{"guard", envelope.Safety, func(w *works, out *control.Filing) {
			if tripped {
				out.Fault(control.Notice{Code: reason.StaleData, Asset: control.NoAsset})
				out.Set(w.handle("coupler0.SetClosed"), 0, 1, envelope.Cause{})
			}
		}},
	)
	w.step()
	tripped = true
	for range 2 { // the cycle that finds the fault, and one after it
		got := ordered(w.step())
		want := map[string]string{
			"ess0.SetActivePower": "300", "ess0.SetReactivePower": "0", "pv0.SetMaxActivePower": "8000",
			"car0.SetMaxCurrent": "6", "chp0.SetActivePower": "0", "pump0.SetEnabled": "0", "pump0.SetActivePower": "0",
			// The file says nothing of these: they stay as they were.
			"heat0.SetActivePower": "3000", "heat0.SetEnabled": "1", "relay0.SetClosed": "1", "car0.SetPhases": "1",
			// The guard's own switch is heard, though its safe state is closed.
			"coupler0.SetClosed": "0",
		}
		if !maps.Equal(got, want) {
			t.Errorf("got %v\nwant %v", got, want)
		}
	}
	tripped = false
	if got := ordered(w.step())["coupler0.SetClosed"]; got != "1" {
		t.Errorf("without the guard's wish the coupler is %q, want its safe state", got)
	}
}

func TestASettingThatADeviceDoesNotApplyIsSaid(t *testing.T) {
	w := newWorks(t, hand{"a", envelope.Grid, func(w *works, out *control.Filing) {
		out.Set(w.handle("relay0.SetClosed"), 1, 1, envelope.Cause{})
		want("car0", 6900)(w, out)
	}})
	var events []string
	for range 100 { // 20 s
		for channel, v := range map[string]float64{"relay0.SetClosedApplied": 0, "car0.SetMaxCurrentApplied": 9.9} {
			w.inbox.Put([]image.Update{{Handle: w.handle(channel), Reading: point.Of(v, w.now)}})
		}
		out := w.step()
		for _, e := range out.Events {
			if e.Code == reason.ReadBackMismatch {
				events = append(events, fmt.Sprintf("%s %v %v %v", e.Asset, e.Params["channel"], e.Params["set"], e.Params["applied"]))
			}
		}
	}
	if want := []string{"relay0 relay0.SetClosed 1 0"}; !slices.Equal(events, want) {
		t.Errorf("events %q, want %q: 9.9 A for 10 A is within what chargers resolve", events, want)
	}
}
