package safety_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/safety"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

func limits(low, high, critical, hysteresis float64) control.Params {
	return control.Params{Values: control.Values{Numbers: map[string]float64{
		"soc_min_percent": low, "soc_max_percent": high, "soc_critical_percent": critical,
		"hysteresis_percent": hysteresis, "force_charge_watts": 700,
	}}}
}

func bound(b envelope.Envelope, code reason.Code, soc, release int64) envelope.Request {
	return envelope.Bound("it", envelope.Safety, b, envelope.Cause{Code: code, Numbers: [2]int64{soc, release}})
}

func TestSOCLimits(t *testing.T) {
	none := []envelope.Request{}
	noDischarge := func(soc int64) envelope.Request { return bound(envelope.AtLeast(0), reason.SOCTooLow, soc, 12) }
	noCharge := func(soc int64) envelope.Request { return bound(envelope.AtMost(0), reason.SOCTooHigh, soc, 88) }
	force := func(soc int64) envelope.Request { return bound(envelope.AtLeast(700), reason.ForceCharge, soc, 7) }
	tests := map[string]struct {
		soc  []float64
		want [][]envelope.Request
	}{
		"inside the band it asks nothing":            {[]float64{10, 50, 90}, [][]envelope.Request{none, none, none}},
		"below the lower limit it forbids discharge": {[]float64{9.9}, [][]envelope.Request{{noDischarge(9)}}},
		"it allows discharge only past the hysteresis": {
			[]float64{9.9, 10.5, 11.9, 12, 11}, [][]envelope.Request{{noDischarge(9)}, {noDischarge(10)}, {noDischarge(11)}, none, none},
		},
		"above the upper limit it forbids charge until the hysteresis is passed": {
			[]float64{90.1, 89, 88.5, 88, 89}, [][]envelope.Request{{noCharge(91)}, {noCharge(89)}, {noCharge(89)}, none, none},
		},
		"below the critical limit it charges by force until past the hysteresis": {
			[]float64{4.9, 6.9, 7}, [][]envelope.Request{{force(4), noDischarge(4)}, {force(6), noDischarge(6)}, {noDischarge(7)}},
		},
		"a jump from empty to full changes sides at once": {[]float64{4, 95}, [][]envelope.Request{{force(4), noDischarge(4)}, {noCharge(95)}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, safety.SOCLimits(), limits(10, 90, 5, 2))
			for i, soc := range tt.soc {
				r.put("ess0", point.SOC, soc)
				if diff := cmp.Diff(tt.want[i], append(none, r.step()...)); diff != "" {
					t.Errorf("at %v %% (-want +got):\n%s", soc, diff)
				}
			}
		})
	}
}

func TestABatteryWhoseStateOfChargeWasNeverKnownStandsStill(t *testing.T) {
	r := newRig(t, safety.SOCLimits(), limits(10, 90, 5, 2))
	want := []envelope.Request{envelope.Bound("it", envelope.Safety, envelope.Exactly(0), envelope.Cause{Code: reason.StaleInput, Name: "ess0.SOC"})}
	if diff := cmp.Diff(want, r.step()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLosingTheStateOfChargeKeepsWhatWasForbiddenAndForcesNothing(t *testing.T) {
	r := newRig(t, safety.SOCLimits(), limits(10, 90, 5, 2))
	r.put("ess0", point.SOC, 4)
	if got := power(r.step()); got != 700 {
		t.Fatalf("%v below the critical limit, want the forced 700 W", got)
	}
	r.now = r.now.Add(time.Minute)
	got := r.step()
	if diff := cmp.Diff([]envelope.Request{bound(envelope.AtLeast(0), reason.SOCTooLow, 4, 12)}, got); diff != "" {
		t.Errorf("a minute blind (-want +got):\n%s", diff)
	}
	r.put("ess0", point.SOC, 6)
	if got := power(r.step()); got != 700 {
		t.Errorf("%v back inside the hysteresis, want the forced charge again", got)
	}
}

// The limits of the battery are promises, whatever way its state of charge takes.
func TestSOCLimitsHoldOnEveryWay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		low := rapid.Float64Range(1, 40).Draw(rt, "low")
		high := rapid.Float64Range(60, 99).Draw(rt, "high")
		critical := rapid.Float64Range(0, low).Draw(rt, "critical")
		hysteresis := rapid.Float64Range(0, 9).Draw(rt, "hysteresis")
		r := newRig(t, safety.SOCLimits(), limits(low, high, critical, hysteresis))
		for range rapid.IntRange(1, 20).Draw(rt, "cycles") {
			soc := rapid.Float64Range(0, 100).Draw(rt, "soc")
			r.put("ess0", point.SOC, soc)
			requests := r.step()
			discharge, _ := envelope.Fold(envelope.Asset{Rating: envelope.Between(-5000, 5000), Rest: -5000}, requests, nil)
			charge, _ := envelope.Fold(envelope.Asset{Rating: envelope.Between(-5000, 5000), Rest: 5000}, requests, nil)
			switch {
			case soc < low && discharge < 0:
				rt.Fatalf("discharges %v at %v %%, below %v %%", discharge, soc, low)
			case soc > high && charge > 0:
				rt.Fatalf("charges %v at %v %%, above %v %%", charge, soc, high)
			case soc < critical && discharge < 700:
				rt.Fatalf("takes %v at %v %%, below the critical %v %%", discharge, soc, critical)
			case soc >= low+hysteresis && discharge != -5000:
				rt.Fatalf("forbids discharge at %v %%, past %v %% and its hysteresis", soc, low)
			case soc <= high-hysteresis && charge != 5000:
				rt.Fatalf("forbids charge at %v %%, past %v %% and its hysteresis", soc, high)
			}
			for _, req := range requests {
				soc, release := req.Cause.Numbers[0], req.Cause.Numbers[1]
				if below := req.Cause.Code != reason.SOCTooHigh; below && soc >= release || !below && soc <= release {
					rt.Fatalf("%s explains itself with %d %% and %d %%", req.Cause.Code, soc, release)
				}
			}
		}
	})
}

func TestContradictoryLimitsAreRefused(t *testing.T) {
	for name, p := range map[string]control.Params{
		"no band between the limits":     limits(50, 50, 0, 2),
		"a band the hysteresis swallows": limits(50, 60, 0, 5),
		"critical above the lower limit": limits(10, 90, 11, 2),
	} {
		if _, err := safety.SOCLimits().New(withBattery(p)); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%s: got %v, want INVALID_VALUE", name, err)
		}
	}
}
