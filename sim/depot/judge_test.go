package depot

import (
	"os"
	"testing"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// at is a depot of a story, run up to an instant, and the promises that were broken since.
func at(t *testing.T, file string, span time.Duration) (*Depot, func() []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse(file, data, os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	var broken []string
	d, err := New(c, func(l Line) error {
		if l.Violation != nil {
			broken = append(broken, l.Violation.Promise)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for d.Now().Before(c.Start.Add(span)) {
		d.Step()
	}
	if len(broken) > 0 {
		t.Fatalf("%v is broken before anything was done", broken)
	}
	return d, func() []string { return broken }
}

func TestTheJudgeSeesWhatItIsThereFor(t *testing.T) {
	result := func(d *Depot, given unit.Power, bound ...balance.BoundBy) *balance.Result {
		r := &balance.Result{Outcome: balance.OutcomeCurtailed}
		for _, id := range []topology.ID{"gc", "hall", "office", "plug-1", "plug-2", "plug-3"} {
			n := balance.ByNode{NodeID: id, BoundBy: bound}
			if d.at[id] != nil {
				n.RequestedWatts, n.AllocatedWatts = 22000, given
			} else if id != "office" {
				n.AllocatedWatts = 3 * given
			}
			r.AllocationSummary.ByNode = append(r.AllocationSummary.ByNode, n)
		}
		return r
	}
	tests := []struct {
		name, file string
		span       time.Duration
		do         func(*Depot)
		want       string
	}{
		{"an order that a cap has no room for", "cap_lowered", 10 * time.Minute, func(d *Depot) {
			d.applier.hands["plug-1"].ordered += 20000
			d.judge.step(d)
		}, "no cap is passed"},
		{"increases that do not wait for a decrease", "charger_obeys_late", 20*time.Minute + 10*time.Second, func(d *Depot) {
			d.applier.hands["plug-2"].ordered = 22000
			d.applier.hands["plug-3"].ordered = 22000
			d.judge.step(d)
		}, "no cap is passed"},
		{"more below a meter that is lost", "telemetry_stale", 30 * time.Minute, func(d *Depot) {
			d.judge.cycle(d, d.snapshot(cause{}), result(d, 21000, balance.BoundBy{}))
		}, "losing telemetry raises nobody"},
		{"a cut that nobody explains", "cap_lowered", 10 * time.Minute, func(d *Depot) {
			d.judge.cycle(d, d.snapshot(cause{}), result(d, 1000))
		}, "every cut is explained"},
		{"a node that has more than its children", "cap_lowered", 10 * time.Minute, func(d *Depot) {
			r := result(d, 1000, balance.BoundBy{})
			r.AllocationSummary.ByNode[1].AllocatedWatts++
			d.judge.cycle(d, d.snapshot(cause{}), r)
		}, "a node has the sum of its children"},
		{"codes in another order", "cap_lowered", 10 * time.Minute, func(d *Depot) {
			r := result(d, 1000, balance.BoundBy{})
			r.ReasonCodes = append(r.ReasonCodes, balance.Precedence()[4], balance.Precedence()[3])
			d.judge.cycle(d, d.snapshot(cause{}), r)
		}, "codes stand in their order, once"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, broken := at(t, "testdata/"+tt.file+".yaml", tt.span)
			tt.do(d)
			if len(broken()) == 0 || broken()[0] != tt.want {
				t.Errorf("broken is %v, want %q", broken(), tt.want)
			}
		})
	}
}
