package arbitration_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// park is batteries in one cluster.
func park(t *testing.T, limits arbitration.Limits, batteries ...arbitration.Asset) (*arbitration.Arbiter, *arbitration.Problem) {
	t.Helper()
	cluster := arbitration.Cluster{ID: "storage"}
	for i := range batteries {
		if batteries[i].Rating == (envelope.Envelope{}) {
			batteries[i].Rating = envelope.Between(-50_000, 50_000)
		}
		cluster.Assets = append(cluster.Assets, i)
	}
	a, err := arbitration.New(arbitration.Config{Assets: batteries, Clusters: []arbitration.Cluster{cluster}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	return a, a.Problem()
}

func ask(p *arbitration.Problem, target unit.Power) {
	p.Clusters[0].Requests = []envelope.Request{envelope.Want("balance", envelope.Optimization, target, envelope.Cause{})}
}

func battery(id string, hours float64) arbitration.Asset {
	return arbitration.Asset{ID: id, Storage: arbitration.Storage{Capacity: unit.Energy(hours * 50_000 * 3600), Efficiency: 0.95}}
}

func TestSolve_SharesByRoomAndLosses(t *testing.T) {
	lossy := battery("b", 2)
	lossy.Storage.Efficiency = 0.90
	tests := map[string]struct {
		b      arbitration.Asset
		soc    [2]float64 // below 0 for unknown
		target unit.Power
		want   []unit.Power
	}{
		"alike batteries share alike":                         {battery("b", 2), [2]float64{0.5, 0.5}, -30_000, []unit.Power{-15_000, -15_000}},
		"twice the capacity takes twice the power":            {battery("b", 4), [2]float64{0.5, 0.5}, -30_000, []unit.Power{-10_000, -20_000}},
		"the fuller one discharges more, by the square":       {battery("b", 2), [2]float64{0.4, 0.8}, -30_000, []unit.Power{-6000, -24_000}},
		"the emptier one charges more":                        {battery("b", 2), [2]float64{0.4, 0.7}, 30_000, []unit.Power{24_000, 6000}},
		"twice the losses take half the power":                {lossy, [2]float64{0.5, 0.5}, -30_000, []unit.Power{-20_000, -10_000}},
		"an unknown state of charge counts as that of others": {battery("b", 2), [2]float64{0.8, -1}, -30_000, []unit.Power{-15_000, -15_000}},
		"what one cannot take the other does":                 {battery("b", 2), [2]float64{0.9, 0.1}, -90_000, []unit.Power{-50_000, -40_000}},
		"an odd watt goes to the first":                       {battery("b", 2), [2]float64{0.5, 0.5}, 3, []unit.Power{2, 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, p := park(t, arbitration.Limits{}, battery("a", 2), tt.b)
			for i, soc := range tt.soc {
				p.Assets[i].SOC, p.Assets[i].HasSOC = soc, soc >= 0
			}
			ask(p, tt.target)
			if diff := cmp.Diff(tt.want, a.Solve(p).Power); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Three batteries of unequal size and charge follow a noisy target for hours: the sum is kept to
// the watt, no share is tiny for long, their charges draw together, and none is switched to and fro.
func TestSolve_KeepsBatteriesNearOneStateOfChargeWithoutFlapping(t *testing.T) {
	batteries := []arbitration.Asset{battery("a", 1), battery("b", 2), battery("c", 3)}
	for i := range batteries {
		batteries[i].Storage.Least = 5000
	}
	a, p := park(t, arbitration.Limits{}, batteries...)
	p.Since = time.Second
	charge := []float64{0.95, 0.75, 0.45}
	r := rand.New(rand.NewPCG(1, 2))
	switches, wish, started := 0, 0.0, make([]int, 3)
	for cycle := range 8 * 3600 {
		wish = 25_000*math.Sin(float64(cycle)/2500) + 3000*r.NormFloat64()
		ask(p, unit.Power(wish))
		for i := range charge {
			p.Assets[i].SOC, p.Assets[i].HasSOC = charge[i], true
		}
		sum := unit.Power(0)
		for i, power := range a.Solve(p).Power {
			sum += power
			if (power == 0) != (p.Assets[i].Last == 0) {
				switches++
				started[i] = cycle
			}
			long, alone := cycle-started[i] > 300, power == unit.Power(wish)
			if power != 0 && power.Abs() < 4000 && long && !alone {
				t.Fatalf("cycle %d: %s runs with %v of %v", cycle, batteries[i].ID, power, unit.Power(wish))
			}
			p.Assets[i].Last = power
			charge[i] += float64(power) / float64(batteries[i].Storage.Capacity)
		}
		if sum != unit.Power(wish) {
			t.Fatalf("cycle %d: the sum is %v, want %v", cycle, sum, unit.Power(wish))
		}
	}
	if spread := max(charge[0], charge[1], charge[2]) - min(charge[0], charge[1], charge[2]); spread > 0.15 {
		t.Errorf("charges are %.2f after eight hours, 0.5 apart at first", charge)
	}
	if switches > 200 {
		t.Errorf("%d starts and stops in 28,800 noisy cycles", switches)
	}
	t.Logf("charges %.3f, %d starts and stops", charge, switches)
}

// Where no battery starts or stops, a little more power is a little more from each.
func TestSolve_SharesContinuously(t *testing.T) {
	a, p := park(t, arbitration.Limits{}, battery("a", 1), battery("b", 2), battery("c", 3))
	for i, soc := range []float64{0.9, 0.5, 0.3} {
		p.Assets[i].SOC, p.Assets[i].HasSOC = soc, true
	}
	var before []unit.Power
	for target := unit.Power(-160_000); target <= 160_000; target += 50 {
		ask(p, target)
		now := append([]unit.Power(nil), a.Solve(p).Power...)
		for i := range before {
			if step := now[i] - before[i]; step < -1 || step > 51 {
				t.Fatalf("at %v battery %d goes from %v to %v", target, i, before[i], now[i])
			}
		}
		before = now
	}
}

func TestSolve_FiltersInsideAClusterAreMadeUpForByOthers(t *testing.T) {
	slow := battery("slow", 2)
	slow.Output = arbitration.Output{Smoothing: 900 * time.Millisecond}
	ramped := battery("ramped", 2)
	ramped.Output = arbitration.Output{Ramp: 10_000}
	a, p := park(t, arbitration.Limits{}, slow, ramped, battery("quick", 2))
	p.Since = 100 * time.Millisecond
	ask(p, 30_000)
	want := [][]unit.Power{{1450, 1000, 27_550}, {2705, 2000, 25_295}, {3784, 3000, 23_216}}
	for cycle, want := range want {
		got := a.Solve(p)
		if diff := cmp.Diff(want, got.Power); diff != "" {
			t.Errorf("cycle %d:\n%s", cycle, diff)
		}
		for i := range got.Power {
			p.Assets[i].Last = got.Power[i]
		}
	}
}

func TestSolve_StopsWithTheAnswerOfTheClassesBefore(t *testing.T) {
	want := []unit.Power{3000, 0}
	for name, limits := range map[string]arbitration.Limits{"too many rows": {Rows: 1}, "too many pivots": {Pivots: 2}} {
		t.Run(name, func(t *testing.T) {
			a, p := park(t, limits, battery("a", 2), battery("b", 2))
			p.Assets[0].Requests = []envelope.Request{envelope.Bound("force", envelope.Safety, envelope.AtLeast(3000), envelope.Cause{Code: reason.ForceCharge})}
			p.Clusters[0].Requests = []envelope.Request{
				envelope.Bound("cap", envelope.Grid, envelope.Between(-9000, -8000), envelope.Cause{Code: reason.PeakLimit}),
				envelope.Want("balance", envelope.Optimization, -20_000, envelope.Cause{}),
			}
			got := a.Solve(p)
			if !got.Stopped {
				t.Error("nothing says that it stopped")
			}
			if diff := cmp.Diff(want, got.Power); diff != "" {
				t.Error(diff)
			}
			if len(got.Cuts) != 2 || got.Cuts[0].Cause.Code != reason.ArbitrationStopped || got.Cuts[1].Cause.Code != reason.ArbitrationStopped {
				t.Errorf("cuts are %+v", got.Cuts)
			}
		})
	}
}

// Three sums of two that each want an odd watt: no whole watts give all of them theirs.
func TestSolve_SaysWhenWholeWattsDoNotAddUp(t *testing.T) {
	var assets []arbitration.Asset
	for _, id := range []string{"a", "b", "c"} {
		assets = append(assets, arbitration.Asset{ID: id, Rating: envelope.Between(-100, 100)})
	}
	a, err := arbitration.New(arbitration.Config{Assets: assets, Clusters: []arbitration.Cluster{
		{ID: "ab", Assets: []int{0, 1}}, {ID: "bc", Assets: []int{1, 2}}, {ID: "ca", Assets: []int{2, 0}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := a.Problem()
	for c, level := range []envelope.Level{envelope.Grid, envelope.Safety, envelope.Safety} {
		p.Clusters[c].Requests = []envelope.Request{envelope.Bound([]string{"x", "y", "z"}[c], level, envelope.Exactly(1), envelope.Cause{Code: reason.PeakLimit})}
	}
	got := a.Solve(p)
	if len(got.Cuts) != 1 || got.Cuts[0].Of != "ab" || got.Cuts[0].Cause.Code != reason.WholeWatts {
		t.Errorf("set-points %v, cuts %+v; want the later class cut alone", got.Power, got.Cuts)
	}
}

func TestSolve_AllocatesNothingForClusters(t *testing.T) {
	a, p := park(t, arbitration.Limits{}, battery("a", 1), battery("b", 2), battery("c", 3))
	p.Clusters[0].Requests = []envelope.Request{
		envelope.Bound("cap", envelope.Safety, envelope.AtMost(-180_000), envelope.Cause{Code: reason.PeakLimit}),
		envelope.Want("balance", envelope.Optimization, -20_000, envelope.Cause{}),
	}
	p.Clusters[0].Reactive = []arbitration.ReactiveRequest{arbitration.WantReactive("volt", envelope.Grid, 900, envelope.Cause{})}
	a.Solve(p)
	if n := testing.AllocsPerRun(100, func() { a.Solve(p) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
