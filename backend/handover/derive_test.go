package handover_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/handover"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// noon stands in the middle of a window.
var noon = time.Date(2026, time.June, 1, 15, 0, 0, 0, time.UTC)

const kW = unit.Kilowatt

// ground is a site of feeders with an edge. Feeder i stands on node "gc<i>", has a default of 80 kW and a
// fail-safe of 20 kW, and is fed from connection "c<i>" where there are several.
func ground(feeders, connections int) *handover.Ground {
	g := &handover.Ground{Edges: []handover.Edge{{EdgeRecord: registry.EdgeRecord{Edge: registry.Edge{ID: uuid.New()}}}}}
	g.State.Microgrid.MicrogridID = "site"
	kind := topology.CircuitAsset
	for i := range feeders {
		circuit := topology.ID(fmt.Sprint("feeder", i))
		g.State.Nodes = append(g.State.Nodes, topology.Node{
			NodeID: node(i), MicrogridID: "site", NodeType: topology.GridConnection, AttachedAssetType: &kind, AttachedAssetID: circuit, Status: topology.NodeActive,
		})
		g.State.Circuits = append(g.State.Circuits, microgrid.Circuit{
			CircuitID: circuit, GridConnection: topology.ID(fmt.Sprint("c", i%max(connections, 1))), DefaultCapacityWatts: 80 * kW, FailSafeCapacityWatts: 20 * kW,
		})
	}
	for i := range connections {
		g.Connections = append(g.Connections, handover.Connection{ID: topology.ID(fmt.Sprint("c", i)), Meter: fmt.Sprint("meter", i)})
	}
	return g
}

func node(i int) topology.ID { return topology.ID(fmt.Sprint("gc", i)) }

func limited(g *handover.Ground, i int, kind topology.ConstraintType, watts unit.Power) {
	id := topology.ID(fmt.Sprintf("limit-%d-%s", i, kind))
	g.State.Limits = append(g.State.Limits, topology.NodeLimit{NodeLimitID: id, NodeID: node(i), ConstraintType: kind, LimitWatts: watts, Status: topology.LimitActive})
}

// span is a time in hours after noon.
type span struct{ from, to int }

// envelope is one of a block over a time.
func envelope(g *handover.Ground, kind topology.EnvelopeType, most unit.Power, in span) {
	id := topology.ID(fmt.Sprint("envelope-", len(g.State.Envelopes)))
	e := topology.OperatingEnvelope{
		EnvelopeID: id, MicrogridID: "site", NodeID: node(0), EnvelopeType: kind, ConstraintType: topology.ConsumptionCap, SourceRef: string(id),
		EffectiveFrom: noon.Add(time.Duration(in.from) * time.Hour), EffectiveTo: noon.Add(time.Duration(in.to) * time.Hour), ReceivedAt: noon.Add(-time.Hour),
	}
	e.Blocks = []topology.OperatingEnvelopeBlock{{EnvelopeID: id, BlockFrom: e.EffectiveFrom, BlockTo: e.EffectiveTo, MaxLimitWatts: &most}}
	e.Status = e.StatusAt(noon)
	g.State.Envelopes = append(g.State.Envelopes, e)
}

func derive(t interface{ Fatal(...any) }, g *handover.Ground, now time.Time) handover.Derived {
	d, err := g.Derive(now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// told is blocks as text: ref, what is bounded, and from when till when in hours after noon.
func told(blocks []wire.LimitBlock) []string {
	hours := func(at time.Time) string { return fmt.Sprint(at.Sub(noon).Hours()) }
	var out []string
	for _, b := range blocks {
		line := b.Ref + " " + string(b.Code)
		if b.MinWatts != nil {
			line += fmt.Sprint(" ≥ ", *b.MinWatts)
		}
		if b.MaxWatts != nil {
			line += fmt.Sprint(" ≤ ", *b.MaxWatts)
		}
		if b.Constraint != "" {
			line += " of " + string(b.Constraint)
		}
		if b.Meter != "" {
			line += " at " + b.Meter
		}
		line += " from " + hours(b.From)
		if b.To != nil {
			line += " to " + hours(*b.To)
		}
		out = append(out, line)
	}
	return out
}

// handedOver is a site and what its edge is to be given.
type handedOver struct {
	feeders, connections int
	said                 func(g *handover.Ground)
	want                 []string
	never                bool // nothing has to be derived anew
}

// cases of what is handed over at noon, which is three hours into a window: what holds now has held since
// a day before the window, and is known for 30 hours from its beginning on.
func cases() map[string]handedOver {
	return map[string]handedOver{
		"without any limit nothing": {feeders: 1, connections: 1, said: func(*handover.Ground) {}, never: true},
		"a limit that nothing narrows has no end and no fail-safe": {
			feeders: 1, connections: 1, said: func(g *handover.Ground) { limited(g, 0, topology.ConsumptionCap, 50*kW) }, never: true,
			want: []string{"node_limit/limit-0-CONSUMPTION_CAP CONSUMPTION_LIMIT ≤ 50000 of CONSUMPTION_CAP from -27"},
		},
		"generation is bounded from below, net power from both sides": {
			feeders: 1, connections: 1, never: true,
			said: func(g *handover.Ground) {
				limited(g, 0, topology.GenerationCap, 30*kW)
				limited(g, 0, topology.NetCap, 40*kW)
			},
			want: []string{
				"node_limit/limit-0-GENERATION_CAP GENERATION_LIMIT ≥ -30000 of GENERATION_CAP from -27",
				"node_limit/limit-0-NET_CAP IMPORT_LIMIT ≤ 40000 from -27", "node_limit/limit-0-NET_CAP EXPORT_LIMIT ≥ -40000 from -27",
			},
		},
		"an override holds for its time, then the limit, and behind the window the fail-safe": {
			feeders: 1, connections: 1,
			said: func(g *handover.Ground) {
				limited(g, 0, topology.ConsumptionCap, 50*kW)
				envelope(g, topology.Override, 10*kW, span{2, 4})
			},
			want: []string{
				"node_limit/limit-0-CONSUMPTION_CAP CONSUMPTION_LIMIT ≤ 50000 of CONSUMPTION_CAP from -27",
				"envelope/envelope-0 CONSUMPTION_LIMIT ≤ 10000 of CONSUMPTION_CAP from 2 to 4",
				"circuit/feeder0 FAIL_SAFE_LIMIT ≤ 20000 of CONSUMPTION_CAP from 27",
			},
		},
		"an envelope that is over bounds nothing": {
			feeders: 1, connections: 1, said: func(g *handover.Ground) { envelope(g, topology.Override, 10*kW, span{-4, -2}) }, never: true,
		},
		"a source that is not heard again is silent when it said": {
			feeders: 1, connections: 1,
			said: func(g *handover.Ground) {
				envelope(g, topology.Forecast, 60*kW, span{-1, 20})
				envelope(g, topology.Fallback, 30*kW, span{-1, 10})
				g.State.Sources = []microgrid.SourceReport{{SourceHealth: topology.SourceHealth{NodeID: node(0), HealthyUntil: noon.Add(5 * time.Hour)}}}
			},
			want: []string{
				"envelope/envelope-0 CONSUMPTION_LIMIT ≤ 60000 of CONSUMPTION_CAP from -27 to 5",
				"envelope/envelope-1 CONSUMPTION_LIMIT ≤ 30000 of CONSUMPTION_CAP from 5 to 10",
				"circuit/feeder0 CONSUMPTION_LIMIT ≤ 20000 of CONSUMPTION_CAP from 10 to 27",
				"circuit/feeder0 FAIL_SAFE_LIMIT ≤ 20000 of CONSUMPTION_CAP from 27",
			},
		},
		"feeders of one connection are bounded together": {
			feeders: 2, connections: 1, never: true,
			said: func(g *handover.Ground) {
				limited(g, 0, topology.ConsumptionCap, 50*kW)
				limited(g, 1, topology.ConsumptionCap, 30*kW)
			},
			want: []string{"connection/c0 CONSUMPTION_LIMIT ≤ 80000 of CONSUMPTION_CAP from -27"},
		},
		"a feeder of the connection without a limit leaves it without one": {
			feeders: 2, connections: 1, never: true, said: func(g *handover.Ground) { limited(g, 0, topology.ConsumptionCap, 50*kW) },
		},
		"of several connections each has its own meter": {
			feeders: 2, connections: 2, never: true,
			said: func(g *handover.Ground) {
				limited(g, 0, topology.ConsumptionCap, 50*kW)
				limited(g, 1, topology.ConsumptionCap, 30*kW)
			},
			want: []string{
				"node_limit/limit-0-CONSUMPTION_CAP CONSUMPTION_LIMIT ≤ 50000 of CONSUMPTION_CAP at meter0 from -27",
				"node_limit/limit-1-CONSUMPTION_CAP CONSUMPTION_LIMIT ≤ 30000 of CONSUMPTION_CAP at meter1 from -27",
			},
		},
		"what stands behind a connection that nobody measures is seen by none": {
			feeders: 2, connections: 2, never: true,
			said: func(g *handover.Ground) {
				limited(g, 0, topology.ConsumptionCap, 50*kW)
				g.Connections[0].Meter = ""
			},
		},
		"the node of a feeder that is gone counts no more": {
			feeders: 2, connections: 1, never: true,
			said: func(g *handover.Ground) {
				limited(g, 0, topology.ConsumptionCap, 50*kW)
				g.State.Circuits = g.State.Circuits[:1]
			},
			want: []string{"node_limit/limit-0-CONSUMPTION_CAP CONSUMPTION_LIMIT ≤ 50000 of CONSUMPTION_CAP from -27"},
		},
		"a limit of export that the grid's operator laid upon the connection": {
			feeders: 1, connections: 1, never: true,
			said: func(g *handover.Ground) {
				until, over := noon.Add(3*time.Hour), noon.Add(-time.Hour)
				g.Constraints = []handover.Constraint{
					{ID: "k0", Connection: "c0", Type: handover.ExportLimit, Value: 9 * int64(kW), From: noon.Add(-8 * time.Hour), To: &over},
					{ID: "k1", Connection: "c0", Type: handover.ExportLimit, Value: 7 * int64(kW), From: noon.Add(-time.Hour), To: &until},
					{ID: "k2", Connection: "c0", Type: handover.ExportLimit, From: until},
				}
			},
			want: []string{"grid_constraint/k1 EXPORT_LIMIT ≥ -7000 from -1 to 3", "grid_constraint/k2 EXPORT_LIMIT ≥ 0 from 3"},
		},
	}
}

func TestWhatIsHandedOver(t *testing.T) {
	for name, tt := range cases() {
		t.Run(name, func(t *testing.T) {
			g := ground(tt.feeders, tt.connections)
			tt.said(g)
			d := derive(t, g, noon)
			if diff := cmp.Diff(tt.want, told(d.Blocks)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if d.Next.IsZero() != tt.never {
				t.Errorf("it is derived anew at %v", d.Next)
			}
		})
	}
}

// A version is kept where what holds from now on has changed, and only there.
func TestAVersionIsOfAChange(t *testing.T) {
	g := ground(1, 1)
	at := noon
	step := func(what string, changes bool) {
		t.Helper()
		d, err := g.Decide(at)
		if err != nil || len(d.Versions) > 0 != changes {
			t.Fatalf("%s: %d versions, %v", what, len(d.Versions), err)
		}
		if changes {
			if got := d.Versions[0].Limits; got.LimitsVersion != g.Edges[0].Newest.LimitsVersion+1 || d.Versions[0].SetBy != uuid.Nil {
				t.Fatalf("%s: %+v", what, d.Versions[0])
			}
			g.Edges[0].Newest = d.Versions[0].Limits
		}
	}
	step("an edge that nothing bounds", false)
	limited(g, 0, topology.ConsumptionCap, 50*kW)
	step("a limit", true)
	step("the same again", false)
	at = noon.Add(100 * time.Hour)
	step("days later", false)
	at = noon
	envelope(g, topology.Override, 10*kW, span{2, 4})
	step("an override", true)
	at = noon.Add(2*time.Hour + time.Minute)
	step("while it holds", false)
	at = noon.Add(3*time.Hour + time.Second)
	step("the window moves", true)
	at = noon.Add(5 * time.Hour)
	g.State.Envelopes[0].Status = topology.Expired
	step("the override has ended, and with it the fail-safe behind the window", true)
	step("then nothing", false)
	g.State.Limits = nil
	step("the limit is gone", true)
	step("and stays so", false)
	if n := len(g.Edges[0].Newest.Blocks); n != 0 {
		t.Errorf("%d blocks are left", n)
	}
}

// What people set and what is derived do not remove each other, and a reader who sends back all has
// set what was people's.
func TestBlocksOfPeopleAndOfTheBackendStayBesideEachOther(t *testing.T) {
	g := ground(1, 1)
	limited(g, 0, topology.ConsumptionCap, 50*kW)
	most := int64(9_000)
	contract := wire.LimitBlock{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most, From: noon}
	until := noon.Add(time.Hour)
	g.Edges[0].Newest = wire.Limits{Version: wire.Version, LimitsVersion: 7, IssuedAt: noon, KnownUntil: until, Blocks: []wire.LimitBlock{contract}, FailSafe: &contract}
	d, err := g.Decide(noon)
	if err != nil || len(d.Versions) != 1 {
		t.Fatal(len(d.Versions), err)
	}
	both := d.Versions[0].Limits
	refs := func(l wire.Limits) (out []string) {
		for _, b := range l.Blocks {
			out = append(out, b.Ref)
		}
		return out
	}
	want := []string{"contract", "node_limit/limit-0-CONSUMPTION_CAP"}
	if diff := cmp.Diff(want, refs(both)); diff != "" || !both.KnownUntil.Equal(until) || both.FailSafe == nil || both.FailSafe.Ref != "contract" || both.LimitsVersion != 8 {
		t.Errorf("known until %v, fail-safe %+v, version %d (-want +got):\n%s", both.KnownUntil, both.FailSafe, both.LimitsVersion, diff)
	}
	g.State.Limits = nil
	g.Edges[0].Newest = both
	if d, err = g.Decide(noon); err != nil || !slices.Equal(refs(d.Versions[0].Limits), []string{"contract"}) {
		t.Errorf("without the limit: %v, %v", refs(d.Versions[0].Limits), err)
	}
	back := dispatch.Merge(both, nil)
	if !slices.Equal(refs(back), []string{"contract"}) {
		t.Errorf("sent back and derived anew: %v", refs(back))
	}
	for ref, derived := range map[string]bool{"contract": false, "node_limits": false, "node_limit/": true, "connection/c0": true, string(topology.PolicyFailSafe): true} {
		if dispatch.Derived(ref) != derived {
			t.Errorf("%s is derived: %v", ref, !derived)
		}
	}
}

// At every instant until the end of what is known the tightest block that was handed over for a kind is
// what energy/topology says of the node then; never looser, and tighter only where so much changes that
// neighbours were joined. Behind it the fail-safe holds beside the limits without an end.
func TestWhatIsHandedOverIsNeverLooserThanTheEffectiveLimit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := ground(1, 1)
		draw(rt, g)
		d := derive(rt, g, noon)
		given, err := g.State.Given()
		if err != nil {
			rt.Fatal(err)
		}
		caps, lasting := topology.NewConstraints(given), topology.NewConstraints(topology.Given{Limits: given.Limits})
		end := noon.Add(27 * time.Hour)
		for range 40 {
			at := noon.Add(time.Duration(rapid.IntRange(0, 40*3600).Draw(rt, "s")) * time.Second)
			for _, kind := range topology.ConstraintTypes() {
				limit := caps.At(node(0), kind, at)
				if !at.Before(end) {
					limit = lasting.At(node(0), kind, at)
				}
				most, least := tightest(d.Blocks, kind, at)
				if kind == topology.GenerationCap {
					most, least = negative(least), topology.Bound{}
				}
				if !at.Before(end) {
					if limit.Most.Set && (!most.Set || most.Watts > limit.Most.Watts) {
						rt.Fatalf("%s at %v: %+v is handed over behind what is known, want at most the lasting %+v", kind, at, most, limit.Most)
					}
					continue
				}
				if most.Set != limit.Most.Set || most.Set && most.Watts != limit.Most.Watts || least.Set != limit.Least.Set || least.Set && least.Watts != limit.Least.Watts {
					rt.Fatalf("%s at %v: handed over %+v and %+v, want %+v of\n%s", kind, at.Sub(noon), most, least, limit, strings.Join(told(d.Blocks), "\n"))
				}
			}
			if most, _ := tightest(d.Blocks, topology.ConsumptionCap, at); !d.Next.IsZero() && !at.Before(end) && (!most.Set || most.Watts > 20*kW) {
				rt.Fatalf("%v after noon %+v holds, want no more than the fail-safe", at.Sub(noon), most)
			}
		}
	})
}

func negative(b topology.Bound) topology.Bound {
	b.Watts = -b.Watts
	return b
}

// tightest is what blocks leave of a kind, as an edge reads them.
func tightest(blocks []wire.LimitBlock, kind topology.ConstraintType, at time.Time) (most, least topology.Bound) {
	for _, b := range blocks {
		of := b.Constraint
		if of == "" {
			of = topology.NetCap
		}
		if of != kind || at.Before(b.From) || b.To != nil && !at.Before(*b.To) {
			continue
		}
		if b.MaxWatts != nil && (!most.Set || unit.Power(*b.MaxWatts) < most.Watts) {
			most = topology.Bound{Watts: unit.Power(*b.MaxWatts), Set: true}
		}
		if b.MinWatts != nil && (!least.Set || unit.Power(*b.MinWatts) > least.Watts) {
			least = topology.Bound{Watts: unit.Power(*b.MinWatts), Set: true}
		}
	}
	return most, least
}

// draw draws limits, envelopes with gaps, silent sources and a gap policy for the node.
func draw(rt *rapid.T, g *handover.Ground) {
	watts := func(what string) unit.Power { return kW * unit.Power(rapid.IntRange(0, 90).Draw(rt, what)) }
	g.State.Circuits[0].GapPolicy = rapid.SampledFrom([]topology.GapPolicy{"", topology.GapHoldLast, topology.GapFailSafe}).Draw(rt, "gap")
	for _, kind := range topology.ConstraintTypes() {
		if rapid.Bool().Draw(rt, "limited") {
			limited(g, 0, kind, watts("limit"))
		}
	}
	for i := range rapid.IntRange(0, 6).Draw(rt, "envelopes") {
		e := topology.OperatingEnvelope{
			EnvelopeID: topology.ID(fmt.Sprint("e", i)), MicrogridID: "site", NodeID: node(0), EnvelopeType: rapid.SampledFrom(topology.EnvelopeTypes()).Draw(rt, "type"),
			ConstraintType: rapid.SampledFrom(topology.ConstraintTypes()).Draw(rt, "kind"), OriginControlPointID: rapid.SampledFrom([]topology.ID{"", "p"}).Draw(rt, "origin"),
			ReceivedAt: noon.Add(time.Duration(i-100) * time.Minute), SourceRef: "ref",
		}
		at := noon.Add(time.Duration(rapid.IntRange(-600, 1500).Draw(rt, "from")) * time.Minute)
		e.EffectiveFrom = at
		for range rapid.IntRange(1, 4).Draw(rt, "blocks") {
			b := topology.OperatingEnvelopeBlock{EnvelopeID: e.EnvelopeID, BlockFrom: at.Add(time.Duration(rapid.IntRange(0, 90).Draw(rt, "gap")) * time.Minute)}
			b.BlockTo = b.BlockFrom.Add(time.Duration(rapid.IntRange(1, 600).Draw(rt, "minutes")) * time.Minute)
			most := watts("max")
			if b.MaxLimitWatts = &most; e.ConstraintType == topology.NetCap && rapid.Bool().Draw(rt, "floor") {
				least := most - watts("below")
				b.MinLimitWatts = &least
			}
			e.Blocks, at = append(e.Blocks, b), b.BlockTo
		}
		e.EffectiveTo = at
		if e.Status = e.StatusAt(noon); e.Status == topology.EnvelopeActive && rapid.IntRange(0, 4).Draw(rt, "withdrawn") == 0 {
			e.Status = topology.Withdrawn
		}
		g.State.Envelopes = append(g.State.Envelopes, e)
	}
	if rapid.Bool().Draw(rt, "reports") {
		health := topology.SourceHealth{NodeID: node(0), OriginControlPointID: "p", HealthyUntil: noon.Add(time.Duration(rapid.IntRange(-60, 1800).Draw(rt, "healthy")) * time.Minute)}
		g.State.Sources = []microgrid.SourceReport{{SourceHealth: health}}
	}
}

// A block a minute is too much for one message: neighbours are joined, and nothing is looser for it.
func TestManyBlocksAreJoinedToTheTightest(t *testing.T) {
	g := ground(1, 1)
	e := topology.OperatingEnvelope{
		EnvelopeID: "e", MicrogridID: "site", NodeID: node(0), EnvelopeType: topology.TOULimit, ConstraintType: topology.ConsumptionCap, SourceRef: "ref",
		EffectiveFrom: noon, EffectiveTo: noon.Add(24 * time.Hour), ReceivedAt: noon.Add(-time.Hour), Status: topology.EnvelopeActive,
	}
	for i := range 24 * 60 {
		most := kW * unit.Power(1+i*37%89)
		e.Blocks = append(e.Blocks, topology.OperatingEnvelopeBlock{BlockFrom: noon.Add(time.Duration(i) * time.Minute), BlockTo: noon.Add(time.Duration(i+1) * time.Minute), MaxLimitWatts: &most})
	}
	g.State.Envelopes = []topology.OperatingEnvelope{e}
	d := derive(t, g, noon)
	if n := len(d.Blocks); n > 300 {
		t.Errorf("%d blocks", n)
	}
	for i, b := range e.Blocks {
		most, _ := tightest(d.Blocks, topology.ConsumptionCap, b.BlockFrom.Add(30*time.Second))
		if !most.Set || most.Watts > *b.MaxLimitWatts {
			t.Fatalf("minute %d: %+v is handed over, want at most %d", i, most, *b.MaxLimitWatts)
		}
	}
}

// What the operator lays upon a connection beside limits of export is handed over as it is, by the meter, and a
// version follows from a change of it alone.
func TestReactivePowerAndRampsAreHandedOver(t *testing.T) {
	g := ground(2, 2)
	over, until := noon.Add(-time.Hour), noon.Add(3*time.Hour)
	g.Constraints = []handover.Constraint{
		{ID: "k2", Connection: "c1", Type: handover.RampRate, Value: 500, From: noon.Add(time.Hour), To: &until},
		{ID: "k1", Connection: "c0", Type: handover.ReactivePower, Value: 20_000, From: noon.Add(-2 * time.Hour)},
		{ID: "k0", Connection: "c0", Type: handover.ReactivePower, Value: 1, From: noon.Add(-3 * time.Hour), To: &over},
	}
	d := derive(t, g, noon)
	want := []wire.GridConstraint{
		{Ref: "grid_constraint/k1", MaxVars: new(int64(20_000)), From: noon.Add(-2 * time.Hour), Meter: g.Connections[0].Meter},
		{Ref: "grid_constraint/k2", MaxWattsPerS: new(int64(500)), From: noon.Add(time.Hour), To: &until, Meter: g.Connections[1].Meter},
	}
	if diff := cmp.Diff(want, d.Constraints); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	decide := func() []dispatch.EdgeLimits {
		t.Helper()
		decision, err := g.Decide(noon)
		if err != nil {
			t.Fatal(err)
		}
		return decision.Versions
	}
	first := decide()
	if len(first) != 1 || cmp.Diff(want, first[0].Limits.Constraints) != "" {
		t.Fatalf("the edge is given %+v", first)
	}
	g.Edges[0].Newest = first[0].Limits
	if again := decide(); len(again) != 0 {
		t.Errorf("nothing has changed, and the edge is given %+v", again)
	}
	g.Constraints[1].Value = 10_000
	if again := decide(); len(again) != 1 || *again[0].Limits.Constraints[0].MaxVars != 10_000 {
		t.Errorf("the edge is given %+v", again)
	}
}
