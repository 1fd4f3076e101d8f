package cycle_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

func statsOf(t *testing.T, w *works, id string) cycle.ControllerStats {
	t.Helper()
	all := w.core.Controllers(nil)
	i := slices.IndexFunc(all, func(s cycle.ControllerStats) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("nothing is known of %s", id)
	}
	return all[i]
}

func TestWhatEveryControllerDoesIsCounted(t *testing.T) {
	capped := true
	w := newWorks(t,
		hand{"cap", envelope.Grid, func(w *works, out *control.Filing) {
			if capped {
				out.Bound(w.place("ess0"), envelope.AtMost(1000), envelope.Cause{Code: reason.PeakLimit})
			}
		}},
		hand{"aim", envelope.Optimization, func(w *works, out *control.Filing) {
			out.Want(w.place("ess0"), control.Wish{Target: 3000, Weight: 1})
			out.WantQ(w.place("ess0"), 100, 1)
			out.Set(w.handle("relay0.SetClosed"), 1, 1, envelope.Cause{})
		}},
	)
	for range 11 { // two seconds after the first
		w.step()
	}
	capped = false
	for range 5 {
		w.step()
	}
	limit, aim := statsOf(t, w, "cap"), statsOf(t, w, "aim")
	if limit.Asked != 16 || limit.Requests != 11 || limit.Binding != 2*time.Second || limit.Cuts != nil {
		t.Errorf("the cap: %+v, want 2 s in which it bound: the first cycle took no time", limit)
	}
	if aim.Asked != 16 || aim.Requests != 48 || aim.Binding != 0 || aim.Benched || aim.Level != envelope.Optimization {
		t.Errorf("the aim: %+v", aim)
	}
	if diff := cmp.Diff([]cycle.CodeCount{{Code: reason.PeakLimit, Count: 11}}, aim.Cuts); diff != "" {
		t.Errorf("the cuts of the aim (-want +got):\n%s", diff)
	}
	if aim.Took != (cycle.Histogram{}) {
		t.Errorf("without a clock it took %+v", aim.Took)
	}
}

func TestTheTimeOfAControllerIsMeasuredByTheClockThatIsGiven(t *testing.T) {
	now := noon
	w := newWorks(t,
		hand{"quick", envelope.Grid, func(*works, *control.Filing) { now = now.Add(3 * time.Microsecond) }},
		hand{"broken", envelope.Aux, func(*works, *control.Filing) { panic("index out of range") }},
	)
	w.core.Budget(time.Second, func() time.Time { return now })
	w.step()
	w.step()
	quick := statsOf(t, w, "quick").Took
	if quick.Sum != 6*time.Microsecond || quick.Max != 3*time.Microsecond || quick.Counts[2] != 2 {
		t.Errorf("%+v, want two runs of 3 µs in the bucket up to %v", quick, cycle.Bounds()[2])
	}
	if s := statsOf(t, w, "broken"); !s.Benched || s.Asked != 0 {
		t.Errorf("the broken one: %+v", s)
	}
}

func TestLookingAtTheCountsAllocatesNothing(t *testing.T) {
	w := newWorks(t, hand{"cap", envelope.Grid, atMost("ess0", -1)})
	w.step()
	var requests []cycle.Request
	var all []cycle.ControllerStats
	look := func() {
		w.step()
		requests, all = w.core.Requests(requests[:0]), w.core.Controllers(all)
	}
	look()
	if n := testing.AllocsPerRun(100, look); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
}
