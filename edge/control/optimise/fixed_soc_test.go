package optimise_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

func TestAStateOfChargeIsReachedAtOnceAndHeld(t *testing.T) {
	r := with(t, "{id: c, type: FIXED_SOC, ess: ess0, target_percent: 60}")
	for _, tt := range []struct {
		soc  float64
		want unit.Power
		when string
	}{
		{20, 10000, "far below it charges with all it has"},
		{57.9, 10000, "until two points away"},
		{58.1, 2500, "then with a quarter"},
		{59.4, 2500, "through half of the band"},
		{59.6, 0, "there it rests"},
		{59.1, 0, "and lets it drift within the band"},
		{58.9, 2500, "until out of it"},
		{61.5, -2500, "from above it discharges"},
		{99, -10000, "with all it has when far"},
	} {
		at(r, 0, 0, tt.soc)
		wants(t, r, tt.want, tt.when)
	}
	r.Silence("ess0.SOC")
	r.Run(6 * time.Second)
	wantsNothing(t, r, "blind it would not know which way to go")
}

func TestASlowBatteryTakesTheLastPointsInSixHours(t *testing.T) {
	r := controltest.New(t, `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000, capacity_wh: 6000}
controllers:
  - {id: c, type: FIXED_SOC, ess: ess0, target_percent: 60, max_watts: 8000}
`)
	at(r, 0, 0, 58.5)
	wants(t, r, 1000, "C/6h is less than a quarter of 8 kW")
	at(r, 0, 0, 20)
	wants(t, r, 8000, "max_watts holds on the way")
}

func TestAStateOfChargeIsReachedByATime(t *testing.T) {
	// 20 kWh, 50 points: 10 kWh. Planned at C/3h = 5 kW wait: min(S/2, C/3h) = 5 kW; 10.2 kWh take
	// 2 h 2 min 24 s, and it begins a quarter of an hour before.
	r := with(t, "{id: c, type: FIXED_SOC, ess: ess0, target_percent: 80, ready_at: 2026-06-01T18:00:00Z, hold_for: 30m}")
	ready := instant(t, "2026-06-01T18:00:00Z")
	lead := 2*time.Hour + 2*time.Minute + 24*time.Second + 15*time.Minute
	for _, tt := range []struct {
		before time.Duration
		soc    float64
		want   unit.Power
		asks   bool
		when   string
	}{
		{lead + time.Second, 30, 0, false, "before it has to begin it asks nothing"},
		{lead, 30, 4366, true, "then it begins, evenly over what is left"},
		{time.Hour, 55, 5000, true, "half-way as evenly"},
		{time.Hour, 40, 8000, true, "behind its plan it goes faster"},
		{time.Hour, 20, 10000, true, "as fast as it can"},
		{30 * time.Minute, 90, -4000, true, "too full it discharges"},
		{time.Minute, 79.5, 0, false, "within the band it is content"},
		{0, 79.5, 0, true, "from then on it holds"},
		{-20 * time.Minute, 75, 10000, true, "and goes back when it was taken away"},
		{-30 * time.Minute, 75, 0, false, "until it has held long enough"},
	} {
		r.Now = ready.Add(-tt.before)
		at(r, 0, 0, tt.soc)
		if tt.asks {
			wants(t, r, tt.want, tt.when)
		} else {
			wantsNothing(t, r, tt.when)
		}
	}
}

func TestEveryDayTheStateOfChargeIsReachedByTheSiteClocks(t *testing.T) {
	r := with(t, "{id: c, type: FIXED_SOC, ess: ess0, target_percent: 80, ready_by: 00:30, buffer: 0s, hold_for: 1h}")
	for _, tt := range []struct {
		at   string
		asks bool
		when string
	}{
		{"2026-06-01T23:30:00+02:00", true, "an hour before, over midnight"},
		{"2026-06-02T01:29:59+02:00", true, "held for an hour"},
		{"2026-06-02T01:30:00+02:00", false, "and no longer"},
		{"2026-10-25T00:29:00+02:00", true, "on the day of 25 hours"},
		{"2026-03-29T00:29:00+01:00", true, "on the day of 23 hours"},
	} {
		r.Now = instant(t, tt.at)
		at(r, 0, 0, 55)
		if got := len(r.Asked("ess0")) > 0; got != tt.asks {
			t.Errorf("%s: it asks: %v", tt.when, got)
		}
	}
	refused(t, "{id: c, type: FIXED_SOC, ess: ess0, target_percent: 80, ready_by: 06:30, ready_at: 2026-06-01T18:00:00Z}",
		"ready_by is 06:30, want nothing where ready_at is given")
	if got := controltest.Refused(t, `
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: c, type: FIXED_SOC, ess: ess0, target_percent: 40, max_watts: -1}
`); got == nil {
		t.Error("a negative power is accepted")
	}
}

func TestLargeBatteriesAreComputedRight(t *testing.T) {
	for _, megawattHours := range []int{1, 5, 100, 900} {
		text := fmt.Sprintf(`
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 1000000000, capacity_wh: %d}
controllers:
  - `, megawattHours*1_000_000)
		r := controltest.New(t, text+"{id: c, type: DELAY_CHARGE, ess: ess0, ready_by: 16:00}\n")
		at(r, 0, 0, 20)
		if want := unit.Power(megawattHours) * 200 * unit.Kilowatt; r.Bounds("ess0").Max != want {
			t.Errorf("80 %% of %d MWh in 4 hours are %v, want %v", megawattHours, r.Bounds("ess0").Max, want)
		}
		r = controltest.New(t, text+"{id: c, type: FIXED_SOC, ess: ess0, target_percent: 100, ready_at: 2026-06-01T16:00:00Z, buffer: 10h}\n")
		at(r, 0, 0, 20)
		wants(t, r, unit.Power(megawattHours)*200*unit.Kilowatt, fmt.Sprintf("%d MWh by a time", megawattHours))
		r = controltest.New(t, text+"{id: c, type: GRID_OPTIMISED_CHARGE, ess: ess0, meter: meter0, ready_by: 16:00}\n")
		at(r, 0, 0, 20)
		if want := unit.Power(megawattHours) * 200 * unit.Kilowatt; r.Bounds("ess0").Max != want {
			t.Errorf("80 %% of %d MWh in 4 hours are %v, want %v", megawattHours, r.Bounds("ess0").Max, want)
		}
	}
}

func TestFollowedTheStateOfChargeIsThereOnTime(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		capacity := rapid.Int64Range(1_000, 300_000_000).Draw(rt, "capacity in Wh")
		rate := rapid.Float64Range(0.7, 3).Draw(rt, "C rate")
		soc := rapid.Float64Range(0, 100).Draw(rt, "state of charge")
		target := rapid.IntRange(0, 100).Draw(rt, "target")
		hours := rapid.IntRange(4, 20).Draw(rt, "hours")
		r := controltest.New(t, fmt.Sprintf(`
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: %d, capacity_wh: %d}
controllers:
  - {id: c, type: FIXED_SOC, ess: ess0, target_percent: %d, ready_at: %s, tolerance_percent: 0.5}
`, int64(rate*float64(capacity)), capacity, target, time.Date(2026, 6, 1, 12+hours, 0, 0, 0, time.UTC).Format(time.RFC3339)))
		r.Cycle = 30 * time.Second
		for range hours * 120 {
			r.Put("ess0.SOC", soc)
			r.Step()
			soc += unit.Float(r.Power("ess0"), unit.Watt) * r.Cycle.Hours() / float64(capacity) * 100
		}
		if math.Abs(soc-float64(target)) > 0.6 {
			rt.Fatalf("at the time it is at %v %%, want %v %%", soc, target)
		}
	})
}
