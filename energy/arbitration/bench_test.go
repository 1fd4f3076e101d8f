package arbitration_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// BenchmarkSolve is a whole answer for 20 batteries with three requests each: alone; in a cluster
// whose cap none of them reaches; with a target for their sum that has to be shared; and with a cap
// that contradicts what SAFETY asks of them.
func BenchmarkSolve(b *testing.B) {
	cap, balance := func(p unit.Power) envelope.Request {
		return envelope.Bound("cap", envelope.Grid, envelope.AtMost(p), envelope.Cause{Code: reason.PeakLimit})
	}, envelope.Want("balance", envelope.Optimization, -300_000, envelope.Cause{})
	for _, kind := range []struct {
		name    string
		cluster []envelope.Request
	}{
		{"alone", nil},
		{"cap_not_reached", []envelope.Request{cap(2_000_000)}},
		{"target_shared", []envelope.Request{cap(2_000_000), balance}},
		{"cap_contradicted", []envelope.Request{cap(-900_000), balance}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			a, p := bench20(b)
			p.Clusters[0].Requests = kind.cluster
			took := make([]time.Duration, 4096)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				p.Assets[n%20].SOC = 0.3 + float64(n%50)/100
				began := time.Now()
				got := a.Solve(p)
				took[n%len(took)] = time.Since(began)
				if n++; got.Stopped {
					b.Fatal("stopped")
				}
			}
			took = took[:min(n, len(took))]
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
		})
	}
}

func bench20(b *testing.B) (*arbitration.Arbiter, *arbitration.Problem) {
	b.Helper()
	cluster := arbitration.Cluster{ID: "storage"}
	var assets []arbitration.Asset
	for i := range 20 {
		a := battery(fmt.Sprint("ess", i), 1+float64(i%4))
		a.Rating, a.Storage.Least = envelope.Between(-50_000, 50_000), 2000
		assets = append(assets, a)
		cluster.Assets = append(cluster.Assets, i)
	}
	a, err := arbitration.New(arbitration.Config{Assets: assets, Clusters: []arbitration.Cluster{cluster}})
	if err != nil {
		b.Fatal(err)
	}
	p := a.Problem()
	p.Since = 100 * time.Millisecond
	for i := range assets {
		p.Assets[i].SOC, p.Assets[i].HasSOC = 0.5, true
		p.Assets[i].Requests = []envelope.Request{
			envelope.Bound("asset", envelope.Physics, envelope.AtMost(45_000), envelope.Cause{Code: reason.AllowedPowerLimit}),
			envelope.Bound("asset", envelope.Physics, envelope.AtLeast(-45_000), envelope.Cause{Code: reason.AllowedPowerLimit}),
			envelope.Bound("soc", envelope.Safety, envelope.AtLeast(-40_000+2000*unit.Power(i)), envelope.Cause{Code: reason.SOCTooLow}),
		}
	}
	return a, p
}
