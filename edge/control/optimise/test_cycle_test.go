package optimise_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/energy/unit"
)

func TestATestCycleChargesRestsDischargesAndSaysWhenItIsDone(t *testing.T) {
	r := with(t, "{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 4000, discharge_watts: 5000, soc_high_percent: 90, soc_low_percent: 20, rest: 2s, cycles: 2}")
	var course []unit.Power
	told := 0
	for _, soc := range []float64{50, 89, 90, 90, 90, 60, 20, 20, 20, 90, 90, 90, 20, 20, 20, 20} {
		at(r, 0, 0, soc)
		power, ok := r.Target("ess0")
		if !ok {
			power = -1
		}
		course = append(course, power)
		told += len(r.Told())
	}
	want := []unit.Power{4000, 4000, 0, 0, -5000, -5000, 0, 0, 4000, 0, 0, -5000, 0, 0, -1, -1}
	if diff := cmp.Diff(want, course); diff != "" {
		t.Errorf("its course, -1 for nothing asked (-want +got):\n%s", diff)
	}
	if told != 1 {
		t.Errorf("it said %d times that it is done", told)
	}
}

func TestATestCycleWaitsForItsTimeAndForTheStateOfCharge(t *testing.T) {
	r := with(t, "{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 4000, discharge_watts: 5000, starts_at: 2026-06-01T12:00:05Z}")
	at(r, 0, 0, 50)
	wantsNothing(t, r, "five seconds early")
	r.Run(5 * time.Second)
	wants(t, r, 4000, "on time")
	r.Silence("ess0.SOC")
	r.Run(6 * time.Second)
	wants(t, r, 0, "blind it rests")
	at(r, 0, 0, 60)
	wants(t, r, 4000, "and goes on where it was")
}

func TestATestCycleBeginsAnewWithEachWindow(t *testing.T) {
	r := with(t, "{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 4000, discharge_watts: 5000, rest: 0s, windows: [{weekdays: [SUN], from: 10:00, to: 10:01}]}")
	run := func() []bool {
		var asked []bool
		for _, soc := range []float64{50, 100, 100, 0, 0, 0} {
			at(r, 0, 0, soc)
			asked = append(asked, len(r.Asked("ess0")) > 0)
		}
		return asked
	}
	once := []bool{true, true, true, true, false, false}
	r.Now = instant(t, "2026-06-06T10:00:00+02:00")
	if diff := cmp.Diff(make([]bool, 6), run()); diff != "" {
		t.Errorf("on Saturday (-want +got):\n%s", diff)
	}
	for _, sunday := range []string{"2026-06-07T10:00:00+02:00", "2026-06-14T10:00:30+02:00"} {
		r.Now = instant(t, sunday)
		if diff := cmp.Diff(once, run()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sunday, diff)
		}
		if diff := cmp.Diff(make([]bool, 6), run()); diff != "" {
			t.Errorf("once more in the same window (-want +got):\n%s", diff)
		}
		r.Now = r.Now.Add(time.Hour)
		r.Step()
	}
	refused(t, "{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 1, discharge_watts: 1, starts_at: 2026-06-01T12:00:05Z, windows: [{from: 10:00, to: 11:00}]}",
		"starts_at is 2026-06-01T12:00:05Z, want nothing where windows are given")
	refused(t, "{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 1, discharge_watts: 1, soc_low_percent: 100}",
		"soc_low_percent is 100, want less than soc_high_percent")
}

func TestATestCycleThatIsDoneStaysDoneOverARestart(t *testing.T) {
	const once = "{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 4000, discharge_watts: 5000, rest: 0s}"
	before := with(t, once)
	for _, soc := range []float64{50, 100, 100, 0, 0, 0} {
		at(before, 0, 0, soc)
	}
	wantsNothing(t, before, "after its end")
	after := with(t, once)
	after.Controller("c").(control.Latching).Relatch(before.Controller("c").(control.Latching).Latches())
	at(after, 0, 0, 50)
	wantsNothing(t, after, "after a restart")
	again := with(t, strings.Replace(once, "rest: 0s", "rest: 0s, starts_at: 2026-06-01T11:00:00Z", 1))
	again.Controller("c").(control.Latching).Relatch(before.Controller("c").(control.Latching).Latches())
	at(again, 0, 0, 50)
	wants(t, again, 4000, "with another begin in the file")
	under := with(t, once)
	at(under, 0, 0, 50)
	if got := under.Controller("c").(control.Latching).Latches(); got != 0 {
		t.Errorf("one that is under way latches %b", got)
	}
}
