package handover_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/handover"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// restless bounds a node in a kind anew every so many minutes, for a day.
func restless(g *handover.Ground, i int, kind topology.ConstraintType, minutes int) {
	id := topology.ID(fmt.Sprint("restless-", len(g.State.Envelopes)))
	e := topology.OperatingEnvelope{
		EnvelopeID: id, MicrogridID: "site", NodeID: node(i), EnvelopeType: topology.Forecast, ConstraintType: kind, SourceRef: string(id),
		EffectiveFrom: noon, EffectiveTo: noon.Add(24 * time.Hour), ReceivedAt: noon.Add(-time.Hour), Status: topology.EnvelopeActive,
	}
	step := time.Duration(minutes) * time.Minute
	for at := noon; at.Before(e.EffectiveTo); at = at.Add(step) {
		most := kW * unit.Power(20+int(at.Sub(noon)/step)*37%60)
		b := topology.OperatingEnvelopeBlock{EnvelopeID: id, BlockFrom: at, BlockTo: at.Add(step), MaxLimitWatts: &most}
		if kind == topology.NetCap {
			least := -most
			b.MinLimitWatts = &least
		}
		e.Blocks = append(e.Blocks, b)
	}
	e.EffectiveTo = e.Blocks[len(e.Blocks)-1].BlockTo
	g.State.Envelopes = append(g.State.Envelopes, e)
}

// authored is as many blocks as people may set.
func authored() []wire.LimitBlock {
	most := int64(90_000)
	out := make([]wire.LimitBlock, 1_000)
	for i := range out {
		out[i] = wire.LimitBlock{Ref: fmt.Sprint("contract ", i), Code: reason.ConnectionLimit, MaxWatts: &most, From: noon}
	}
	return out
}

// crowded is a site of several metered connections that are bounded in many ways, with as much of people's
// as there may be.
func crowded(rt *rapid.T) *handover.Ground {
	connections := rapid.IntRange(1, 9).Draw(rt, "connections")
	g := ground(connections, connections)
	for i := range connections {
		for _, kind := range topology.ConstraintTypes() {
			if rapid.Bool().Draw(rt, "limited") {
				limited(g, i, kind, 60*kW)
			}
			if minutes := rapid.SampledFrom([]int{0, 3, 15, 240}).Draw(rt, "minutes"); minutes > 0 {
				restless(g, i, kind, minutes)
			}
		}
	}
	for i := range rapid.SampledFrom([]int{0, 3, 400, 2_500}).Draw(rt, "constraints") {
		c := handover.Constraint{
			ID: topology.ID(fmt.Sprint("k", i)), Connection: topology.ID(fmt.Sprint("c", i%connections)), Type: handover.ExportLimit, Value: int64(kW) * int64(i*7%50),
			From: noon.Add(time.Duration(i*53%3_000-100) * time.Minute),
		}
		if i%11 > 0 {
			to := c.From.Add(time.Duration(1+i%90) * time.Minute)
			c.To = &to
		}
		g.Constraints = append(g.Constraints, c)
	}
	g.Edges[0].Newest = wire.Limits{Version: wire.Version, LimitsVersion: 7, IssuedAt: noon, KnownUntil: noon.Add(time.Hour), Blocks: authored()}
	return g
}

// However many connections are bounded however often, what is derived has room beside all that people may
// set, and none of it is looser than what it stands for.
func TestWhatIsDerivedHasRoomBesideWhatPeopleSet(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		g := crowded(rt)
		d := derive(rt, g, noon)
		if n := len(d.Blocks); n > dispatch.MostDerived {
			rt.Fatalf("%d blocks are derived, want at most %d", n, dispatch.MostDerived)
		}
		decided, err := g.Decide(noon)
		if err != nil {
			rt.Fatal(err)
		}
		for _, v := range decided.Versions {
			body, err := json.Marshal(v.Limits)
			if err != nil {
				rt.Fatal(err)
			}
			if _, err := wire.DecodeLimits(body); err != nil {
				rt.Fatalf("%d blocks in %d bytes: %v", len(v.Limits.Blocks), len(body), err)
			}
		}
		given, err := g.State.Given()
		if err != nil {
			rt.Fatal(err)
		}
		caps := topology.NewConstraints(given)
		for range 20 {
			at := noon.Add(time.Duration(rapid.IntRange(0, 27*3600-1).Draw(rt, "s")) * time.Second)
			for i := range g.Connections {
				covered(rt, g, caps, d.Blocks, moment{i, at})
			}
		}
	})
}

// moment is a connection at an instant.
type moment struct {
	connection int
	at         time.Time
}

// covered holds what is handed over for a connection against its limits and its constraints.
func covered(rt *rapid.T, g *handover.Ground, caps *topology.Constraints, blocks []wire.LimitBlock, m moment) {
	connection := g.Connections[m.connection]
	own := slices.DeleteFunc(slices.Clone(blocks), func(b wire.LimitBlock) bool { return len(g.Connections) > 1 && b.Meter != connection.Meter })
	for _, kind := range topology.ConstraintTypes() {
		limit := caps.At(node(m.connection), kind, m.at)
		most, least := tightest(own, kind, m.at)
		if kind == topology.GenerationCap {
			most, least = negative(least), limit.Least // generation has one side
		}
		if limit.Most.Set && (!most.Set || most.Watts > limit.Most.Watts) || limit.Least.Set && (!least.Set || least.Watts < limit.Least.Watts) {
			rt.Fatalf("%s of %s at %v: %+v and %+v are handed over, want at least as tight as %+v", kind, connection.ID, m.at.Sub(noon), most, least, limit)
		}
	}
	_, least := tightest(own, topology.NetCap, m.at)
	for _, c := range g.Constraints {
		if c.Connection == connection.ID && !m.at.Before(c.From) && (c.To == nil || m.at.Before(*c.To)) && (!least.Set || least.Watts < -unit.Power(c.Value)) {
			rt.Fatalf("%s allows %d W of export at %v, and %+v is handed over", c.ID, c.Value, m.at.Sub(noon), least)
		}
	}
}
