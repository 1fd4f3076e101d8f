package gridcode_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/gridcode"
	"ohmstead/energy/unit"
)

// printed is a stage as its source prints it: volts of 230 V or pu of 1, hertz, seconds.
type printed struct {
	name             string
	above            bool
	volts, hertz, in float64
}

// The sources print volts and seconds; this is a second transcription of them, made by hand.
func TestStagesAreThoseOfTheirSources(t *testing.T) {
	tests := map[string]struct {
		nominal float64
		want    []printed
	}{
		"VDE_AR_N_4105": {230, []printed{
			{"U<", false, 184, 0, 3},
			{"U<<", false, 103.5, 0, 0.3},
			{"U>>", true, 287.5, 0, 0.1},
			{"U> 10 min", true, 253, 0, 0},
			{"f<", false, 0, 47.5, 0.1},
			{"f>", true, 0, 51.5, 0.1},
		}},
		"EN_50549": {230, []printed{
			{"U<", false, 195.5, 0, 1.5},
			{"U<<", false, 161, 0, 0.2},
			{"U>", true, 253, 0, 3},
			{"U>>", true, 264.5, 0, 0.2},
			{"U>>>", true, 276, 0, 0.1},
			{"U> 10 min", true, 253, 0, 0},
			{"f<", false, 0, 47.5, 2},
			{"f<<", false, 0, 47, 0.1},
			{"f>", true, 0, 51.5, 2},
			{"f>>", true, 0, 52, 0.1},
		}},
		"VDE_AR_N_4110": {1, nil},
		"AT_TOR": {230, []printed{
			{"U<", false, 184, 0, 1.5},
			{"U<<", false, 57.5, 0, 0.5},
			{"U>", true, 255.3, 0, 0.1},
			{"U>>", true, 264.5, 0, 0.08},
			{"U> 10 min", true, 255.3, 0, 0},
			{"f<", false, 0, 47.5, 0.1},
			{"f>", true, 0, 51.5, 0.1},
		}},
		"IEEE_1547_III": {1, []printed{
			{"UV1", false, 0.88, 0, 21},
			{"UV2", false, 0.5, 0, 2},
			{"OV1", true, 1.1, 0, 13},
			{"OV2", true, 1.2, 0, 0.16},
			{"UF1", false, 0, 58.5, 300},
			{"UF2", false, 0, 56.5, 0.16},
			{"OF1", true, 0, 61.2, 300},
			{"OF2", true, 0, 62, 0.16},
		}},
	}
	if got := len(gridcode.Codes()); got != len(tests) {
		t.Errorf("%d rules, %d transcribed", got, len(tests))
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			code, ok := gridcode.Lookup(name)
			if !ok {
				t.Fatal("the rule is not listed")
			}
			var got []printed
			for _, s := range code.Stages {
				volts := math.Round(s.Volts.Of(tt.nominal)*1000) / 1000
				got = append(got, printed{s.Name, s.Above, volts, unit.Float(s.Hertz, unit.Hertz), s.Delay.Seconds()})
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(printed{})); diff != "" {
				t.Errorf("stages (-source +data):\n%s", diff)
			}
		})
	}
}

func TestEveryNumberHasASource(t *testing.T) {
	check := func(of string, s gridcode.Source) {
		if c, ok := gridcode.Cite(s); !ok || c.Title == "" || c.Where == "" {
			t.Errorf("%s rests on %q, which is not cited", of, s)
		}
	}
	for _, c := range gridcode.Codes() {
		for _, s := range c.Stages {
			check(c.Name+" "+s.Name, s.Source)
		}
		check(c.Name+" connect", c.Connect.Source)
		check(c.Name+" reconnect", c.Reconnect.Source)
		check(c.Name+" ramp", c.Ramp.Source)
		check(c.Name+" frequency-watt", c.FrequencyWatt.Source)
		if len(c.VoltVar.Points) > 0 {
			check(c.Name+" volt-var", c.VoltVar.Source)
		}
		if len(c.VoltWatt.Points) > 0 {
			check(c.Name+" volt-watt", c.VoltWatt.Source)
		}
	}
	for _, f := range gridcode.FCRs() {
		check("FCR "+f.Name, f.Source)
	}
	for _, f := range gridcode.FFRs() {
		check("FFR "+f.Name, f.Source)
	}
	for _, s := range gridcode.Supports() {
		check("support "+s.Name, s.Source)
	}
	for _, s := range gridcode.Syncs() {
		check("synchronising "+s.Name, s.Source)
	}
	check("dimming", gridcode.Section14a().Power)
	check("silence", gridcode.Section14a().Silence)
}

// A plant that connects inside its window must not be tripped there, and a stage that is faster lies
// further out.
func TestRulesDoNotContradictThemselves(t *testing.T) {
	for _, c := range gridcode.Codes() {
		for _, w := range []gridcode.Window{c.Connect, c.Reconnect} {
			if w.VoltsMin >= gridcode.Whole || w.VoltsMax <= gridcode.Whole || w.HertzMin >= c.Nominal || w.HertzMax <= c.Nominal || w.Hold <= 0 {
				t.Errorf("%s: nominal does not lie in the window %+v", c.Name, w)
			}
			for _, s := range c.Stages {
				if trips(s, w) {
					t.Errorf("%s: %s trips inside the window %+v", c.Name, s.Name, w)
				}
			}
		}
		for _, slow := range c.Stages {
			for _, fast := range c.Stages {
				if slow.Quantity == fast.Quantity && slow.Above == fast.Above && fast.Delay < slow.Delay && !further(fast, slow) {
					t.Errorf("%s: %s is faster than %s and not further out", c.Name, fast.Name, slow.Name)
				}
			}
		}
		if got := c.FrequencyWatt.Droop(c.Nominal); math.Abs(got-0.05) > 0.0001 {
			t.Errorf("%s: the droop is %.4f, want 5 %%", c.Name, got)
		}
	}
}

func trips(s gridcode.Stage, w gridcode.Window) bool {
	switch {
	case s.Quantity == gridcode.Frequency && s.Above:
		return w.HertzMax > s.Hertz
	case s.Quantity == gridcode.Frequency:
		return w.HertzMin < s.Hertz
	case s.Above:
		return w.VoltsMax > s.Volts
	default:
		return w.VoltsMin < s.Volts
	}
}

func further(a, b gridcode.Stage) bool {
	if a.Above {
		return a.Volts > b.Volts || a.Hertz > b.Hertz
	}
	return a.Volts < b.Volts || a.Hertz < b.Hertz
}

// Over-voltage asks for absorbed reactive power, which is positive; the tool the numbers come from
// writes it negative.
func TestSignOfVoltVar(t *testing.T) {
	for _, c := range gridcode.Codes() {
		line := c.VoltVar.Line()
		if len(line) == 0 {
			continue
		}
		if !line.Rising() || line.At(1.09) <= 0 || line.At(0.91) >= 0 || line.At(1) != 0 {
			t.Errorf("%s: at 109 %%, 91 %% and 100 %% of the voltage it gives %v, %v and %v", c.Name, line.At(1.09), line.At(0.91), line.At(1))
		}
	}
	ieee, _ := gridcode.Lookup("IEEE_1547_III")
	if got := ieee.VoltVar.Line().At(1.05); math.Abs(got-0.22) > 1e-9 {
		t.Errorf("halfway between 1.02 and 1.08 it absorbs %v of rated apparent power, want 0.22", got)
	}
}

func TestALineIsLevelOutsideAndStraightBetween(t *testing.T) {
	line := gridcode.Line{{X: 1, Y: 10}, {X: 2, Y: 20}, {X: 4, Y: 0}}
	for x, want := range map[float64]float64{0: 10, 1: 10, 1.5: 15, 2: 20, 3: 10, 4: 0, 9: 0} {
		if got := line.At(x); got != want {
			t.Errorf("at %v it is %v, want %v", x, got, want)
		}
	}
	if (gridcode.Line{}).At(1) != 0 || (gridcode.Line{{X: 1}, {X: 1}}).Rising() {
		t.Error("a line without corners has a value, or two corners above each other rise")
	}
}

// 95 % within 10 s are three time constants, as the rule's text says; 90 % within 5 s are ln 10.
func TestResponses(t *testing.T) {
	for _, tt := range []struct {
		response gridcode.Response
		want     time.Duration
	}{
		{gridcode.Response{Time: 10 * time.Second, Reaches: 950}, 3338 * time.Millisecond},
		{gridcode.Response{Time: 5 * time.Second, Reaches: 900}, 2171 * time.Millisecond},
		{gridcode.Response{}, 0},
	} {
		if got := tt.response.TimeConstant().Round(time.Millisecond); got != tt.want {
			t.Errorf("%+v: time constant %v, want %v", tt.response, got, tt.want)
		}
	}
}

func TestProfilesAreFoundByName(t *testing.T) {
	if f, ok := gridcode.LookupFCR("CE"); !ok || f.Full != 200 || f.Within != 30*time.Second {
		t.Errorf("CE is %+v, %v", f, ok)
	}
	if f, ok := gridcode.LookupFFR("49.5"); !ok || f.Trigger != 49_500 || f.Within != 700*time.Millisecond {
		t.Errorf("49.5 is %+v, %v", f, ok)
	}
	if s, ok := gridcode.LookupSupport("SHORT"); !ok || s.Hold != 5*time.Second || s.ReleasePerSecond != 200 {
		t.Errorf("SHORT is %+v, %v", s, ok)
	}
	for _, lookup := range []func() bool{
		func() bool { _, ok := gridcode.LookupFCR("MARS"); return ok },
		func() bool { _, ok := gridcode.LookupFFR("MARS"); return ok },
		func() bool { _, ok := gridcode.LookupSupport("MARS"); return ok },
		func() bool { _, ok := gridcode.Lookup("MARS"); return ok },
		func() bool { _, ok := gridcode.Cite("MARS"); return ok },
	} {
		if lookup() {
			t.Error("something is listed under a name nobody gave")
		}
	}
	if diff := cmp.Diff([]string{"AT_TOR", "IEEE_1547_III"}, gridcode.Names(func(c gridcode.Code) bool { return len(c.VoltWatt.Points) > 0 })); diff != "" {
		t.Errorf("rules with a volt-watt characteristic (-want +got):\n%s", diff)
	}
}
