package grid_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

const roof = `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: pv0, nature: PV, max_apparent_power_va: 30000}
controllers:
  - {id: soc, type: SOC_LIMITS, ess: ess0}
  - {id: cap, type: EXPORT_LIMIT, meter: meter0, ess: [ess0], pv: [pv0], export_limit_watts: 5000}
`

// sunny is a house with a battery and a roof that follow what they are told at once.
type sunny struct {
	r         *controltest.Rig
	ess, pv   float64
	available float64 // what the sun offers, not positive
	load      float64
	limit     float64 // of the battery's charge
}

// step is one cycle; it answers the grid's power before it.
func (s *sunny) step() float64 {
	grid := s.load + s.ess + s.pv
	s.r.Put("meter0.ActivePower", grid)
	s.r.Put("ess0.ActivePower", s.ess)
	s.r.Put("pv0.ActivePower", s.pv)
	s.r.Step()
	s.ess = min(unit.Float(s.r.Power("ess0"), unit.Watt), s.limit)
	s.pv = max(unit.Float(s.r.Power("pv0"), unit.Watt), s.available)
	return grid
}

func newSunny(t testing.TB) *sunny {
	t.Helper()
	s := &sunny{r: controltest.New(t, roof), limit: 10_000}
	s.r.Put("ess0.SOC", 50)
	return s
}

func TestTheBatteryChargesFirstAndTheRoofIsCurtailedSecond(t *testing.T) {
	s := newSunny(t)
	for _, course := range []struct {
		says            string
		available, load float64
		ess, pv, grid   float64
	}{
		{"little sun is fed in", -4_000, 1_000, 0, -4_000, -3_000},
		{"what is too much is charged", -12_000, 1_000, 6_000, -12_000, -5_000},
		{"past the battery the roof is curtailed", -30_000, 1_000, 10_000, -16_000, -5_000},
		{"a larger load lets the roof give more, the battery goes on", -30_000, 8_000, 10_000, -23_000, -5_000},
		{"clouds set the battery free", -6_000, 1_000, 0, -6_000, -5_000},
		{"evening", 0, 2_000, 0, 0, 2_000},
	} {
		s.available, s.load = course.available, course.load
		if s.pv < s.available || s.pv == 0 {
			s.pv = s.available
		}
		for range 20 {
			s.step()
		}
		got := []float64{s.ess, s.pv, s.load + s.ess + s.pv}
		if diff := cmp.Diff([]float64{course.ess, course.pv, course.grid}, got); diff != "" {
			t.Errorf("%s: battery, roof, grid (-want +got):\n%s", course.says, diff)
		}
	}
}

func TestABatteryThatIsFullDoesNotSwing(t *testing.T) {
	s := newSunny(t)
	s.available, s.load, s.pv = -30_000, 1_000, -30_000
	for range 20 {
		s.step()
	}
	s.r.Put("ess0.SOC", 97) // over the limit of SOC_LIMITS
	s.step()
	worst := 0.0
	for range 50 {
		worst = min(worst, s.step())
		if s.ess != 0 {
			t.Fatalf("a full battery charges with %v W", s.ess)
		}
	}
	if s.pv != -6_000 || worst < -16_000 {
		t.Errorf("the roof gives %v W, the worst export was %v W", s.pv, worst)
	}
	// Every minute it is asked again; that may let out no more than one step of the release.
	worst = 0
	for range 300 {
		worst = min(worst, s.step())
	}
	if worst < -5_000-3_100 {
		t.Errorf("asking again exports %v W", worst)
	}
}

// The limit is a promise: whatever sun and load do, two cycles later the export is at or under it.
func TestExportIsUnderTheLimitTwoCyclesAfterAnyChange(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := newSunny(t)
		for range rapid.IntRange(1, 8).Draw(rt, "changes") {
			s.available = -rapid.Float64Range(0, 30_000).Draw(rt, "sun")
			s.load = rapid.Float64Range(0, 20_000).Draw(rt, "load")
			s.limit = rapid.SampledFrom([]float64{0, 3_000, 10_000}).Draw(rt, "charge that the device takes")
			s.r.Put("ess0.AllowedChargePower", s.limit)
			s.pv = s.available
			for cycle := range 6 {
				if grid := s.step(); cycle > 1 && grid < -5_003 {
					rt.Fatalf("cycle %d after a change: the site exports %v W (%+v)", cycle, -grid, s)
				}
			}
		}
	})
}

func TestWithoutAnyOfItsValuesTheExportLimitAsksNothing(t *testing.T) {
	for _, lost := range []string{"meter0.ActivePower", "ess0.ActivePower", "pv0.ActivePower"} {
		s := newSunny(t)
		s.pv = -20_000
		s.step()
		s.r.Silence(lost)
		s.r.Run(7 * time.Second)
		if a, b := s.r.Asked("ess0"), s.r.Asked("pv0"); len(a) != 0 || len(b) != 0 {
			t.Errorf("without %s it asks %+v and %+v", lost, a, b)
		}
	}
}

func TestGridZeroWithoutABattery(t *testing.T) {
	r := controltest.New(t, strings.Replace(strings.Replace(roof, "ess: [ess0], ", "", 1), "export_limit_watts: 5000", "export_limit_watts: 0", 1))
	r.Put("ess0.SOC", 50)
	r.Put("meter0.ActivePower", -7_000)
	r.Put("pv0.ActivePower", -9_000)
	r.Step()
	if got := r.Power("pv0"); got != -2_000 {
		t.Errorf("the roof may give %v, want the load's 2 kW", got)
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
}
