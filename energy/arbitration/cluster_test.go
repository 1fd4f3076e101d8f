package arbitration_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

func TestSolve_Clusters(t *testing.T) {
	ess := func(id string) arbitration.Asset {
		return arbitration.Asset{ID: id, Rating: envelope.Between(-10_000, 10_000)}
	}
	pv := arbitration.Asset{ID: "pv0", Rating: envelope.Between(-8000, 0), Rest: -8000}
	cause := func(c reason.Code) envelope.Cause { return envelope.Cause{Code: c} }
	storage := arbitration.Cluster{ID: "storage", Assets: []int{0, 1}}
	want := func(by string, level envelope.Level, p unit.Power) envelope.Request {
		return envelope.Want(by, level, p, envelope.Cause{})
	}
	tests := map[string]struct {
		assets  []arbitration.Asset
		asked   [][]envelope.Request // of the assets
		cluster []envelope.Request
		want    []unit.Power
		cuts    []arbitration.Cut
	}{
		"a bound on the sum that nothing misses changes nothing": {
			assets: []arbitration.Asset{ess("a"), ess("b")}, asked: [][]envelope.Request{{want("x", envelope.Aux, 4000)}, {want("y", envelope.Aux, 3000)}},
			cluster: []envelope.Request{envelope.Bound("cap", envelope.Safety, envelope.AtMost(7000), cause(reason.PeakLimit))},
			want:    []unit.Power{4000, 3000},
		},
		"a bound on the sum is shared by all": {
			assets: []arbitration.Asset{ess("a"), ess("b")}, asked: [][]envelope.Request{{want("x", envelope.Aux, 4000)}, {want("y", envelope.Aux, 3000)}},
			cluster: []envelope.Request{envelope.Bound("cap", envelope.Safety, envelope.AtMost(5000), cause(reason.PeakLimit))},
			want:    []unit.Power{3000, 2000},
			cuts: []arbitration.Cut{
				{Of: "a", Step: envelope.Step{By: "x", Level: envelope.Aux, Asked: 4000, Given: 3000, Cause: cause(reason.PeakLimit), BoundBy: "cap"}},
				{Of: "b", Step: envelope.Step{By: "y", Level: envelope.Aux, Asked: 3000, Given: 2000, Cause: cause(reason.PeakLimit), BoundBy: "cap"}},
			},
		},
		"a target for the sum is reached to the watt": {
			assets: []arbitration.Asset{ess("a"), ess("b"), ess("c")}, asked: [][]envelope.Request{nil, nil, nil},
			cluster: []envelope.Request{want("balance", envelope.Optimization, -4000)},
			want:    []unit.Power{-2000, -2000, 0},
		},
		"who cannot take part leaves the others the rest": {
			assets:  []arbitration.Asset{ess("a"), ess("b")},
			asked:   [][]envelope.Request{{envelope.Bound("soc", envelope.Safety, envelope.AtLeast(-1000), cause(reason.SOCTooLow))}, nil},
			cluster: []envelope.Request{want("balance", envelope.Optimization, -7000)},
			want:    []unit.Power{-1000, -6000},
		},
		"a sum that cannot be reached is met as nearly as possible, and says who stands in the way": {
			assets:  []arbitration.Asset{ess("a"), ess("b")},
			asked:   [][]envelope.Request{{envelope.Bound("soc", envelope.Safety, envelope.AtLeast(0), cause(reason.SOCTooLow))}, nil},
			cluster: []envelope.Request{want("balance", envelope.Optimization, -17_000)},
			want:    []unit.Power{0, -10_000},
			cuts: []arbitration.Cut{{Of: "storage", Step: envelope.Step{
				By: "balance", Level: envelope.Optimization, Asked: -17_000, Given: -10_000, Cause: cause(reason.SOCTooLow), BoundBy: "soc",
			}}},
		},
		"an export limit is met by charging before the sun is curtailed, when charging is wanted": {
			assets:  []arbitration.Asset{ess("a"), pv},
			asked:   [][]envelope.Request{{want("charge", envelope.Grid, 12_000)}, nil},
			cluster: []envelope.Request{envelope.Bound("export", envelope.Grid, envelope.AtLeast(3000), cause(reason.PeakLimit))},
			want:    []unit.Power{10_000, -7000},
			cuts: []arbitration.Cut{{Of: "a", Step: envelope.Step{
				By: "charge", Level: envelope.Grid, Asked: 12_000, Given: 10_000, BoundBy: "asset",
				Cause: envelope.Cause{Code: reason.AssetLimit, Numbers: [2]int64{-10_000, 10_000}},
			}}},
		},
		"a later class never moves what an earlier one holds": {
			assets:  []arbitration.Asset{ess("a"), ess("b")},
			asked:   [][]envelope.Request{{envelope.Want("hand", envelope.ManualOverride, 6000, cause(reason.ManualOverride))}, {want("y", envelope.Aux, 3000)}},
			cluster: []envelope.Request{envelope.Bound("cap", envelope.Grid, envelope.AtMost(-5000), cause(reason.PeakLimit))},
			want:    []unit.Power{6000, -10_000},
			cuts: []arbitration.Cut{
				{Of: "b", Step: envelope.Step{By: "y", Level: envelope.Aux, Asked: 3000, Given: -10_000, Cause: cause(reason.PeakLimit), BoundBy: "cap"}},
				{Of: "storage", Step: envelope.Step{By: "cap", Level: envelope.Grid, Asked: -5000, Given: -4000, Cause: cause(reason.ManualOverride), BoundBy: "hand"}},
			},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			a, err := arbitration.New(arbitration.Config{Assets: tt.assets, Clusters: []arbitration.Cluster{storage}})
			if err != nil {
				t.Fatal(err)
			}
			p := a.Problem()
			for i := range tt.asked {
				p.Assets[i].Requests = tt.asked[i]
			}
			p.Clusters[0].Requests = tt.cluster
			got := a.Solve(p)
			if diff := cmp.Diff(tt.want, got.Power); diff != "" {
				t.Errorf("set-points (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.cuts, append([]arbitration.Cut(nil), got.Cuts...)); diff != "" {
				t.Errorf("cuts (-want +got):\n%s", diff)
			}
		})
	}
}
