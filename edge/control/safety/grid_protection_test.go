package safety_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const protected = `
cycle: 20ms
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: pv0, nature: PV, max_apparent_power_va: 8000}
controllers:
  - {id: guard, type: GRID_PROTECTION, meter: meter0, assets: [ess0, pv0], phases: 1, CODE}
`

func protection(t testing.TB, code string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, strings.Replace(protected, "CODE", code, 1))
}

// grid puts what the meter shows.
func grid(r *controltest.Rig, volts, hertz float64) {
	r.Put("meter0.Voltage_L1", volts)
	r.Put("meter0.Frequency", hertz)
}

// connected runs until the plant is in service.
func connected(t testing.TB, r *controltest.Rig, volts, hertz float64) {
	t.Helper()
	fine := r.Cycle
	r.Cycle = time.Second
	defer func() { r.Cycle = fine }()
	grid(r, volts, hertz)
	for range 20 * 60 {
		r.Step()
		if !outOfService(r) {
			return
		}
	}
	t.Fatal("the plant does not connect within twenty minutes of a good grid")
}

// outOfService reports whether the battery has to stand still.
func outOfService(r *controltest.Rig) bool {
	for _, request := range r.Asked("ess0") {
		if request.Cause.Code != reason.GridRamp {
			return true
		}
	}
	return false
}

// Every stage of every rule, from the data itself: past its threshold it trips in the first cycle
// after its delay and not before; at its threshold it never does; and afterwards the plant comes
// back when the window has been kept for its time, and not before.
func TestEveryStageTripsOnItsTimeAndComesBackByItsConditions(t *testing.T) {
	for _, code := range gridcode.Codes() {
		nominal := 230.0
		for _, s := range code.Stages {
			if s.Quantity == gridcode.MeanVoltage {
				continue
			}
			t.Run(code.Name+" "+s.Name, func(t *testing.T) {
				hertz := unit.Float(code.Nominal, unit.Hertz)
				r := protection(t, "code: "+code.Name)
				connected(t, r, nominal, hertz)
				at, past := edge(s, nominal, hertz)
				if only(code, s) {
					grid(r, at.volts, at.hertz)
					r.Run(s.Delay + time.Second)
					if outOfService(r) {
						t.Fatal("it trips at its threshold")
					}
				}
				grid(r, nominal, hertz)
				r.Step()
				grid(r, past.volts, past.hertz)
				if got := tripsAfter(r, s.Delay+time.Second); got != firstCycleAfter(s.Delay) {
					t.Fatalf("it trips after %v, want %v", got, firstCycleAfter(s.Delay))
				}
				comesBack(t, r, code, measuredGrid{nominal, hertz})
			})
		}
	}
}

type measuredGrid struct{ volts, hertz float64 }

// edge is a grid exactly at a stage's threshold and one just past it.
func edge(s gridcode.Stage, volts, hertz float64) (at, past measuredGrid) {
	step := 0.001
	if !s.Above {
		step = -step
	}
	if s.Quantity == gridcode.Frequency {
		limit := unit.Float(s.Hertz, unit.Hertz)
		return measuredGrid{volts, limit}, measuredGrid{volts, limit + step}
	}
	limit := s.Volts.Of(volts)
	return measuredGrid{limit, hertz}, measuredGrid{limit + step, hertz}
}

// only reports whether nothing else of the rule trips at the stage's threshold.
func only(code gridcode.Code, s gridcode.Stage) bool {
	for _, other := range code.Stages {
		same := other.Quantity == s.Quantity && other.Above == s.Above && other.Name != s.Name
		if same && (s.Above && (other.Volts < s.Volts || other.Hertz < s.Hertz) || !s.Above && (other.Volts > s.Volts || other.Hertz > s.Hertz)) {
			return false
		}
	}
	return true
}

// tripsAfter runs cycles until the plant is out of service and says how long that took, from the
// first cycle that saw the fault.
func tripsAfter(r *controltest.Rig, most time.Duration) time.Duration {
	began := r.Now
	for r.Now.Sub(began) <= most {
		at := r.Now
		r.Step()
		if outOfService(r) {
			return at.Sub(began)
		}
	}
	return -1
}

// firstCycleAfter is a delay in whole cycles of 20 ms.
func firstCycleAfter(delay time.Duration) time.Duration {
	const cycle = 20 * time.Millisecond
	return (delay + cycle - 1).Truncate(cycle)
}

func comesBack(t *testing.T, r *controltest.Rig, code gridcode.Code, good measuredGrid) {
	t.Helper()
	w := code.Reconnect
	r.Cycle = time.Second
	grid(r, w.VoltsMax.Of(good.volts)+0.01, good.hertz)
	r.Run(w.Hold + time.Minute)
	if !outOfService(r) {
		t.Error("it comes back above the window")
	}
	grid(r, good.volts, unit.Float(w.HertzMin, unit.Hertz)-0.001)
	r.Run(w.Hold + time.Minute)
	if !outOfService(r) {
		t.Error("it comes back below the window")
	}
	grid(r, w.VoltsMin.Of(good.volts), unit.Float(w.HertzMax, unit.Hertz))
	r.Run(w.Hold)
	if !outOfService(r) {
		t.Errorf("it comes back before %v in the window", w.Hold)
	}
	r.Step()
	if outOfService(r) {
		t.Errorf("after %v at the window's corner it does not come back", w.Hold)
	}
}

// Computed by hand from the rule: VDE-AR-N 4105 at 230 V.
func TestVDE4105ByHand(t *testing.T) {
	tests := map[string]struct {
		volts, hertz float64
		after        time.Duration // -1 for never within five seconds
	}{
		"a dip to 184.1 V is ridden through":     {184.1, 50, -1},
		"a dip to 183.9 V trips after 3 s":       {183.9, 50, 3 * time.Second},
		"a dip to 103.4 V trips after 0.3 s":     {103.4, 50, 300 * time.Millisecond},
		"a swell to 287.6 V trips after 0.1 s":   {287.6, 50, 100 * time.Millisecond},
		"a swell to 260 V waits for the mean":    {260, 50, -1},
		"51.51 Hz trips after 0.1 s":             {230, 51.51, 100 * time.Millisecond},
		"51.5 Hz is still allowed":               {230, 51.5, -1},
		"47.49 Hz trips after 0.1 s":             {230, 47.49, 100 * time.Millisecond},
		"no voltage and no frequency, after 0.1": {0, 0, 100 * time.Millisecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := protection(t, "code: VDE_AR_N_4105")
			connected(t, r, 230, 50)
			grid(r, tt.volts, tt.hertz)
			if got := tripsAfter(r, 5*time.Second); got != tt.after {
				t.Errorf("it trips after %v, want %v", got, tt.after)
			}
		})
	}
}

// At 254 V from the tenth minute on the mean passes 253 V when 23/24 of the window are above: the
// mean of 230 V and 254 V weighted by time is 230 + 24·x, which is 253 at x = 0.9583, after 575 s.
func TestTheTenMinuteMeanTripsWhenItIsPassed(t *testing.T) {
	r := protection(t, "code: VDE_AR_N_4105")
	r.Cycle = time.Second
	grid(r, 230, 50)
	r.Run(12 * time.Minute)
	grid(r, 254, 50)
	after := tripsAfter(r, 15*time.Minute)
	if after < 575*time.Second || after > 581*time.Second {
		t.Errorf("it trips after %v, want 575 s and at most two steps of the mean more", after)
	}
	if diff := cmp.Diff([]reason.Code{reason.GridProtectionTrip}, r.Told()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	grid(r, 230, 50)
	r.Run(time.Minute)
	if !outOfService(r) {
		t.Error("it comes back while the mean is above the window")
	}
	r.Run(2 * time.Minute)
	if outOfService(r) {
		t.Error("the mean has come down and the window has been kept, and it stays away")
	}
}

func TestAFaultThatIsInterruptedBeginsAnew(t *testing.T) {
	r := protection(t, "code: VDE_AR_N_4105")
	connected(t, r, 230, 50)
	for range 3 {
		grid(r, 180, 50)
		r.Run(2900 * time.Millisecond)
		grid(r, 230, 50)
		r.Step()
	}
	if outOfService(r) {
		t.Error("three dips of 2.9 s each count as one")
	}
}

func TestAnyPhaseTrips(t *testing.T) {
	r := controltest.New(t, strings.Replace(strings.Replace(protected, "phases: 1", "phases: 3", 1), "CODE", "code: VDE_AR_N_4105", 1))
	for _, phase := range []string{"L1", "L2", "L3"} {
		r.Put("meter0.Voltage_"+phase, 230)
	}
	r.Put("meter0.Frequency", 50)
	r.Run(61 * time.Second)
	if outOfService(r) {
		t.Fatal("it does not connect")
	}
	r.Put("meter0.Voltage_L3", 290)
	if got := tripsAfter(r, time.Second); got != 100*time.Millisecond {
		t.Errorf("the third phase trips after %v, want 100ms", got)
	}
}

func TestPowerComesBackByTheRamp(t *testing.T) {
	r := protection(t, "code: VDE_AR_N_4105, ramp_percent_per_min: 60")
	connected(t, r, 230, 50)
	r.Cycle = time.Second
	var most []unit.Power
	for range 6 {
		most = append(most, r.Bounds("ess0").Max)
		r.Run(20 * time.Second)
	}
	// 1 % a second of 10 kW, from nothing on.
	if diff := cmp.Diff([]unit.Power{0, 2000, 4000, 6000, 8000, envelope.Unbounded().Max}, most); diff != "" {
		t.Errorf("most the battery may do every 20 s (-want +got):\n%s", diff)
	}
	if got := r.Bounds("pv0"); got != envelope.Unbounded() {
		t.Errorf("the roof is still held at %v", got)
	}
}

func TestWithoutAMeasurementThePlantIsTakenOffAndWaitsForTheWindow(t *testing.T) {
	r := protection(t, "code: VDE_AR_N_4105")
	connected(t, r, 230, 50)
	r.Silence("meter0.Frequency")
	r.Run(6 * time.Second)
	if diff := cmp.Diff([]reason.Code{reason.StaleInput}, r.Because("ess0")); diff != "" {
		t.Errorf("blind, because (-want +got):\n%s", diff)
	}
	if q := r.Reactive("pv0"); len(q) != 1 || q[0].Min != 0 || q[0].Max != 0 {
		t.Errorf("blind, reactive power is left at %+v", q)
	}
	grid(r, 230, 50)
	r.Run(60 * time.Second)
	if diff := cmp.Diff([]reason.Code{reason.GridNotReady}, r.Because("ess0")); diff != "" {
		t.Errorf("seeing again, because (-want +got):\n%s", diff)
	}
	r.Run(time.Second)
	if outOfService(r) {
		t.Error("after the window's time it stays away")
	}
}

func TestAfterARestartATripWaitsForItsWindow(t *testing.T) {
	r := protection(t, "code: VDE_AR_N_4105")
	connected(t, r, 230, 50)
	grid(r, 230, 52)
	r.Run(time.Second)
	set := r.Controller("guard").(control.Latching).Latches()
	again := protection(t, "code: VDE_AR_N_4105")
	again.Controller("guard").(control.Latching).Relatch(set)
	grid(again, 230, 50)
	again.Run(59 * time.Second)
	if got := again.Asked("ess0")[0].Cause; got.Code != reason.GridProtection || got.Name != "f>" {
		t.Errorf("after the restart it is out of service because of %+v, want f>", got)
	}
	again.Run(1100 * time.Millisecond)
	if outOfService(again) || again.Controller("guard").(control.Latching).Latches() != 0 {
		t.Error("the window has been kept and it is still tripped")
	}
}

func TestWithACouplerATripOpensItAndLeavesTheIslandAlone(t *testing.T) {
	const coupled = `
cycle: 20ms
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: k1, nature: SWITCH}
controllers:
  - {id: guard, type: GRID_PROTECTION, meter: meter0, assets: [ess0], coupler: k1, phases: 1, code: VDE_AR_N_4105, closes: true}
`
	r := controltest.New(t, coupled)
	r.Put("k1.Closed", 1)
	grid(r, 230, 50)
	r.Run(time.Second)
	if _, ok := r.Setting("k1.SetClosed"); ok || !outOfService(r) {
		t.Error("waiting to connect it moves the coupler that feeds the loads, or lets the battery run")
	}
	connected(t, r, 230, 50)
	if got, ok := r.Setting("k1.SetClosed"); !ok || got != 1 {
		t.Errorf("in service it sets the coupler to %v, %v", got, ok)
	}
	grid(r, 0, 0)
	r.Run(time.Second)
	if got, ok := r.Setting("k1.SetClosed"); !ok || got != 0 || !outOfService(r) {
		t.Errorf("tripped, the coupler is set to %v, %v and the battery out of service: %v", got, ok, outOfService(r))
	}
	r.Put("k1.Closed", 0)
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("behind the open coupler the battery is held by %+v", got)
	}
	r.Silence("k1.Closed")
	r.Run(6 * time.Second)
	if !outOfService(r) {
		t.Error("nobody knows where the coupler stands and the battery may go on")
	}
	again := controltest.New(t, coupled)
	again.Put("k1.Closed", 0)
	grid(again, 230, 50)
	again.Run(30 * time.Second)
	if got, ok := again.Setting("k1.SetClosed"); !ok || got != 0 || len(again.Asked("ess0")) != 0 {
		t.Errorf("started in an island it sets the coupler to %v, %v and holds the battery with %+v", got, ok, again.Asked("ess0"))
	}
}

func TestAFilesOwnNumbersReplaceTheRules(t *testing.T) {
	r := protection(t, `stages: [{name: high, quantity: VOLTAGE, side: ABOVE, voltage_percent: 120, delay: 200ms}, {name: slow, quantity: FREQUENCY, side: BELOW, frequency_hz: 49, delay: 1s}], `+
		`reconnect: {voltage_min_percent: 90, voltage_max_percent: 110, frequency_min_hz: 49.8, frequency_max_hz: 50.2, hold: 10s}`)
	grid(r, 230, 50)
	r.Run(10 * time.Second)
	if !outOfService(r) {
		t.Error("it connects before ten seconds")
	}
	r.Step()
	if outOfService(r) || r.Bounds("ess0") != envelope.Unbounded() {
		t.Errorf("without a ramp it may do %v at once", r.Bounds("ess0"))
	}
	grid(r, 276.1, 50)
	if got := tripsAfter(r, time.Second); got != 200*time.Millisecond {
		t.Errorf("it trips after %v, want 200ms", got)
	}
}

func TestProtectionThatIsNotWholeIsRefused(t *testing.T) {
	const window = "reconnect: {voltage_min_percent: 90, voltage_max_percent: 110, frequency_min_hz: 49.8, frequency_max_hz: 50.2, hold: 10s}"
	for name, tt := range map[string]struct {
		code string
		want reason.Code
		says string
	}{
		"no rule and no stages":          {"nominal_volts: 230", reason.MissingField, "code or stages"},
		"a rule that leaves the stages":  {"code: VDE_AR_N_4110", reason.MissingField, "leaves to the grid operator"},
		"stages without a window":        {"stages: [{name: a, quantity: VOLTAGE, side: ABOVE, voltage_percent: 120}]", reason.MissingField, "reconnect.hold"},
		"a voltage stage in hertz":       {"stages: [{name: a, quantity: VOLTAGE, side: ABOVE, frequency_hz: 52}], " + window, reason.MissingField, "stages[0]: MISSING_FIELD: voltage_percent"},
		"a stage with two thresholds":    {"stages: [{name: a, quantity: VOLTAGE, side: ABOVE, voltage_percent: 120, frequency_hz: 52}], " + window, reason.InvalidValue, "one threshold"},
		"a mean that is low":             {"stages: [{name: a, quantity: MEAN_VOLTAGE, side: BELOW, voltage_percent: 80}], " + window, reason.InvalidValue, "high for long"},
		"a window upside down":           {"code: VDE_AR_N_4105, reconnect: {voltage_min_percent: 111}", reason.InvalidValue, "voltage_max_percent"},
		"a frequency window upside down": {"code: VDE_AR_N_4105, reconnect: {frequency_min_hz: 51}", reason.InvalidValue, "frequency_max_hz"},
	} {
		t.Run(name, func(t *testing.T) {
			err := controltest.Refused(t, strings.Replace(protected, "CODE", tt.code, 1))
			if !errors.Is(err, reason.New(tt.want, nil)) || !strings.Contains(fmt.Sprint(err), tt.says) {
				t.Errorf("got %v, want %s with %q", err, tt.want, tt.says)
			}
		})
	}
}

func TestProtectionAllocatesNothing(t *testing.T) {
	r := protection(t, "code: VDE_AR_N_4105")
	if n := r.Allocations(); n != 0 {
		t.Errorf("waiting: %v allocations a cycle", n)
	}
	connected(t, r, 230, 50)
	if n := r.Allocations(); n != 0 {
		t.Errorf("in service: %v allocations a cycle", n)
	}
}
