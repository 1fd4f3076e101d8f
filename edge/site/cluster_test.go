package site_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// park has two batteries that are moved as one, of which the second has its phases moved by
// themselves.
const park = `site: {name: park}
max_age: 4s
assets:
  - {id: grid0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000, capacity_wh: 10000, safe_state: -100}
  - {id: ess1, nature: ESS, max_apparent_power_va: 9000, capacity_wh: 30000, per_phase: true}
  - {id: pv0, nature: PV}
clusters:
  - {id: both, members: [ess0, ess1]}
controllers:
  - {id: guard, type: STALE_DATA_GUARD, assets: [both]}
  - {id: zero, type: SELF_CONSUMPTION, ess: both, meter: grid0}
`

func TestAClusterIsAPlaceBesideTheAssets(t *testing.T) {
	s, err := load(park)
	if err != nil {
		t.Fatal(err)
	}
	if s.Places() != 4+1+3 {
		t.Errorf("%d places, want four assets, a cluster and three phases", s.Places())
	}
	for id, want := range map[string]control.Asset{"grid0": 0, "ess1": 2, "both": 4} {
		if got, ok := s.Place(id); !ok || got != want || s.Name(want) != id {
			t.Errorf("%s is at %d, %v, which is called %q", id, got, ok, s.Name(got))
		}
	}
	var names []string
	for _, phase := range s.PhasesOf(2) {
		names = append(names, s.Name(phase))
	}
	if diff := cmp.Diff([]string{"ess1.L1", "ess1.L2", "ess1.L3"}, names); diff != "" {
		t.Error(diff)
	}
	if s.PhasesOf(1)[0] != control.NoAsset || s.Name(control.NoAsset) != "" || s.Name(99) != "" {
		t.Error("ess0 has phases, or what is nowhere has a name")
	}
	if _, ok := s.Place("nobody"); ok {
		t.Error("nobody has a place")
	}
	moved := map[string][]control.Asset{}
	for _, c := range s.Controllers {
		moved[c.ID] = c.Moves
	}
	if diff := cmp.Diff(map[string][]control.Asset{"guard": {1, 2}, "zero": {1, 2}}, moved); diff != "" {
		t.Errorf("moved (-want +got):\n%s", diff)
	}
}

func TestAControllerKnowsAClusterByWhatItsMembersCanDoTogether(t *testing.T) {
	s, err := load(park)
	if err != nil {
		t.Fatal(err)
	}
	m := s.MemberOf("both")
	if m.Nature != point.ESS || m.Rating != envelope.Between(-14_000, 14_000) || m.SafeState != -100 ||
		m.Apparent != 14_000 || m.Capacity != 40_000*unit.WattHour || m.Phases[0] != control.NoAsset {
		t.Errorf("%+v", m)
	}
	if m.Handle(point.SOC) == image.None || m.Handle(point.Temperature) != image.None {
		t.Error("a cluster has a state of charge, and no temperature")
	}
	if got := s.MemberOf("ess1").Phases; got != [3]control.Asset{5, 6, 7} {
		t.Errorf("the phases of ess1 are %v", got)
	}
}

func TestAClustersReadingsAreMadeOfItsMembers(t *testing.T) {
	s, err := load(park)
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	inbox, im := image.NewInbox(s.Layout), image.New(s.Layout)
	put := func(name string, v float64, age time.Duration) {
		asset, channel, _ := strings.Cut(name, ".")
		inbox.Put([]image.Update{{Handle: s.Layout.Lookup(asset, channel), Reading: point.Of(v, noon.Add(-age))}})
	}
	for name, v := range map[string]float64{
		"ess0.ActivePower": 1000, "ess1.ActivePower": -4000, "ess0.SOC": 20, "ess1.SOC": 60,
		"ess0.AllowedChargePower": 2000, "ess1.AllowedChargePower": 3000, "ess0.Capacity": 9000, "ess1.Capacity": 27_000,
		"ess0.Voltage_L1": 228, "ess1.Voltage_L1": 232,
	} {
		put(name, v, time.Second)
	}
	inbox.Freeze(noon, im)
	for channel, want := range map[string]float64{
		point.ActivePower: -3000, point.SOC: 50, point.AllowedCharge: 5000, "Capacity": 36_000, "Voltage_L1": 230,
	} {
		if r := im.At(s.Layout.Lookup("both", channel)); r != point.Of(want, noon.Add(-time.Second)) {
			t.Errorf("%s is %+v, want %v", channel, r, want)
		}
	}
	if r := im.At(s.Layout.Lookup("both", point.AllowedDischarge)); r.Quality != point.Missing {
		t.Errorf("what no member has said is %+v", r)
	}
	put("ess1.SOC", 60, 0)
	inbox.Freeze(noon.Add(4*time.Second), im)
	if r := im.At(s.Layout.Lookup("both", point.SOC)); r.Quality != point.Stale || r.Value != 50 {
		t.Errorf("with one member stale it is %+v", r)
	}
}

// What moves a cluster needs its readings, and so does every member of it: when one is lost the
// guard takes all of them to their safe states.
func TestEveryMemberNeedsWhatMovesItsCluster(t *testing.T) {
	s, err := load(park)
	if err != nil {
		t.Fatal(err)
	}
	needs, err := s.NeedsOf()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][]string{
		"ess0": {"ess0.ActivePower", "both.ActivePower", "grid0.ActivePower"},
		"ess1": {"ess1.ActivePower", "both.ActivePower", "grid0.ActivePower"},
		"both": {"both.ActivePower", "grid0.ActivePower"},
	} {
		var got []string
		for _, n := range needs[id] {
			got = append(got, n.Name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s needs (-want +got):\n%s", id, diff)
		}
	}
}

func TestClustersAndPhasesAreNotInTheManifest(t *testing.T) {
	s, err := load(park)
	if err != nil {
		t.Fatal(err)
	}
	m := s.Manifest("boot", nil)
	if len(m.Assets) != 4 || len(m.Channels) != s.Layout.Measured() {
		t.Errorf("%d assets and %d channels", len(m.Assets), len(m.Channels))
	}
}

func TestAClusterThatCannotBeIsRefusedInOneLine(t *testing.T) {
	tests := map[string]one{
		"an unknown member":              {"members: [ess0, ess1]", "members: [ess0, ess7]", "park.yaml:9: UNKNOWN_NAME: clusters[0].members names ess7, which does not exist; known are grid0, ess0, ess1, pv0"},
		"a member twice":                 {"members: [ess0, ess1]", "members: [ess0, ess0]", "park.yaml:9: DUPLICATE_NAME: clusters[0].members ess0 stands twice"},
		"no members":                     {"members: [ess0, ess1]", "members: []", `park.yaml:9: INVALID_VALUE: clusters[0].members is "[]", want at least one asset`},
		"members of two natures":         {"members: [ess0, ess1]", "members: [ess0, pv0]", `park.yaml:9: INVALID_VALUE: clusters[0].members is "[ess0, pv0]", want assets of one nature; ess0 is ESS, pv0 is PV`},
		"a meter as a member":            {"members: [ess0, ess1]", "members: [ess0, grid0]", `park.yaml:9: INVALID_VALUE: clusters[0].members is "[ess0, grid0]", want an asset of nature ESS or PV or EVCS or LOAD or GENERATOR; grid0 is GRID_METER`},
		"a member without a rating":      {"clusters:", "clusters:\n  - {id: roof, members: [pv0]}", "park.yaml:9: MISSING_FIELD: max_apparent_power_va of pv0 is missing"},
		"a battery without its capacity": {", capacity_wh: 30000", "", "park.yaml:9: MISSING_FIELD: capacity_wh of ess1 is missing"},
		"a cluster called like an asset": {"{id: both", "{id: ess0", "park.yaml:9: DUPLICATE_NAME: cluster id ess0 stands twice"},
		"a cluster without a name":       {"{id: both, ", "{", "park.yaml:9: MISSING_FIELD: clusters[0].id is missing"},
		"a cluster beside its member":    {"assets: [both]", "assets: [both, ess0]", "park.yaml:11: DUPLICATE_NAME: controllers[0].assets ess0 stands twice"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if strings.Count(park, tt.place) != 1 {
				t.Fatalf("%q stands %d times in the good file", tt.place, strings.Count(park, tt.place))
			}
			c, err := site.Parse("park.yaml", []byte(strings.Replace(park, tt.place, tt.instead, 1)))
			if err == nil {
				_, err = site.Build(c, site.Everything)
			}
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestABatteryWithoutSetpointsForItsPhasesCannotHaveThemMoved(t *testing.T) {
	c, err := site.Parse("park.yaml", []byte(park))
	if err != nil {
		t.Fatal(err)
	}
	_, err = site.Build(c, func(a site.Asset) []site.Offer {
		var kept []site.Offer
		for _, o := range site.Everything(a) {
			if o.Channel != "SetActivePower_L2" {
				kept = append(kept, o)
			}
		}
		return kept
	})
	const want = "park.yaml:6: UNKNOWN_CHANNEL: "
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}
