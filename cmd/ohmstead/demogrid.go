package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// The house's connection: three phases of 16 A at 230 V, as a whole kilowatt. While nobody knows better
// it carries what the demo's peak shaving keeps it under.
const (
	houseFuse     = 11_000
	houseFailSafe = 4_000
)

// The garage's fuse is one phase of 20 A; a wallbox charges with one phase of 6 to 16 A.
const (
	garageFuse   = 4_600
	chargerLeast = 1_380
	chargerMost  = 3_680
)

// chargerAssets are the demo's charging points in the simulator's order.
func chargerAssets() []string { return []string{"evcs0", "evcs1"} }

// gridPart is a part of the demo house as a node of its microgrid.
type gridPart struct {
	asset string
	name  string // of what is no asset, whose power is the sum of what hangs on it
	under string // the name of such a part that it hangs on; "" is the connection
	node  topology.NodeType
	limit topology.ConstraintType
	watts unit.Power
}

func gridParts() []gridPart {
	return []gridPart{
		{"load0", "", "", topology.CircuitNode, topology.ConsumptionCap, 9_000},
		{"pv0", "", "", topology.PowerSource, topology.GenerationCap, 8_000},
		{"battery0", "", "", topology.PowerSource, topology.NetCap, 5_000},
		{"", "Garage", "", topology.CircuitNode, topology.ConsumptionCap, garageFuse},
		{chargerAssets()[0], "", "Garage", topology.ChargePoint, topology.ConsumptionCap, chargerMost},
		{chargerAssets()[1], "", "Garage", topology.ChargePoint, topology.ConsumptionCap, chargerMost},
	}
}

// kind is what stands at the part's node.
func (p gridPart) kind() topology.AssetType {
	switch p.node {
	case topology.PowerSource:
		return topology.PowerSourceAsset
	case topology.ChargePoint:
		return topology.ChargePointAsset
	default: // the house
		return topology.CircuitAsset
	}
}

// microgrid draws the house's microgrid the first time, once its edge has registered the assets, and runs
// its first cycle. One that has nodes is left as it is.
func (d *demo) microgrid(ctx context.Context) error {
	db, err := postgres.Open(ctx, d.database)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := registered(ctx, db, d); err != nil {
		return err
	}
	g, err := d.grid(ctx, db)
	if err != nil {
		return err
	}
	return g.draw(ctx)
}

// grid is the demo's microgrid with the assets that its edge has registered.
func (d *demo) grid(ctx context.Context, db *postgres.DB) (houseGrid, error) {
	scope := identity.Scope{Tenant: d.seeded.Tenant.Key, AllSites: true, Actor: "system:demo"}
	g := houseGrid{service: microgrid.NewService(db), scope: scope, depot: topology.ID(d.seeded.Site.ID.String()), now: time.Now(), assets: map[string]registry.Asset{}}
	assets, err := db.Assets(ctx, scope, registry.Site{ID: d.seeded.Site.ID, Key: d.seeded.Site.Key})
	for _, a := range assets {
		g.assets[a.Key] = a
	}
	return g, err
}

// houseGrid draws a microgrid through the service, as its owner would.
type houseGrid struct {
	service *microgrid.Service
	scope   identity.Scope
	depot   topology.ID
	now     time.Time
	assets  map[string]registry.Asset
}

func (g houseGrid) draw(ctx context.Context) error {
	m, err := g.service.MicrogridOfDepot(ctx, g.scope, g.depot)
	if err != nil {
		return err
	}
	state, err := g.service.ReadMicrogrid(ctx, g.scope, m.MicrogridID, g.now, microgrid.Nodes, microgrid.Circuits, microgrid.Connections)
	if err != nil || len(state.Nodes) > 0 {
		return err
	}
	if len(state.Circuits) == 0 {
		feeder := microgrid.Circuit{
			CircuitID: freshID(), Name: "House connection", DefaultCapacityWatts: houseFuse, FailSafeCapacityWatts: houseFailSafe, GapPolicy: topology.GapCircuitDefault,
		}
		if len(state.Connections) > 0 {
			feeder.GridConnection = state.Connections[0]
		}
		if _, _, err := g.service.SaveCircuit(ctx, g.scope, microgrid.Authored{Depot: g.depot, Circuit: feeder}); err != nil {
			return err
		}
	}
	made, err := g.service.Resync(ctx, g.scope, g.depot, g.now)
	if err != nil {
		return err
	}
	if len(made.Nodes) == 0 {
		return fmt.Errorf("the feeder of %s got no node", g.depot)
	}
	return g.furnish(ctx, made.Topology)
}

// furnish hangs the house's parts on its connection, with their limits and what balances them.
func (g houseGrid) furnish(ctx context.Context, t microgrid.Topology) error {
	root, id := t.Nodes[0].NodeID, t.Microgrid.MicrogridID
	limits := []topology.NodeLimit{{NodeID: root, ConstraintType: topology.NetCap, LimitWatts: houseFuse}}
	edit := topology.Edit{Version: t.Microgrid.Version}
	at := map[string]topology.ID{"": root}
	for i, p := range gridParts() {
		a, there := g.assets[p.asset]
		if !there && p.name == "" {
			continue
		}
		n := topology.Node{NodeID: freshID(), MicrogridID: id, ParentNodeID: at[p.under], Name: p.name, NodeType: p.node, Status: topology.NodeActive, DisplayOrder: i}
		if there {
			kind := p.kind()
			n.Name, n.AttachedAssetType, n.AttachedAssetID = a.Name, &kind, topology.ID(a.ID.String())
		}
		at[n.Name] = n.NodeID
		edit.Operations = append(edit.Operations, topology.Operation{Op: topology.OpAdd, Node: n})
		limits = append(limits, topology.NodeLimit{NodeID: n.NodeID, ConstraintType: p.limit, LimitWatts: p.watts})
	}
	if _, err := g.service.EditTopology(ctx, g.scope, id, edit, g.now); err != nil {
		return err
	}
	for _, l := range limits {
		l.MicrogridID, l.SourceType, l.Status = id, topology.PhysicalDerived, topology.LimitActive
		if _, err := g.service.SaveLimit(ctx, g.scope, l, g.now); err != nil {
			return err
		}
	}
	for _, p := range []topology.CapabilityControlPoint{
		{CapabilityType: topology.LoadBalancing, Description: "Balances the house"},
		{CapabilityType: topology.PeakShaving, NodeID: root, Description: "Keeps the connection under its peak, by the edge"},
	} {
		p.ControlPointID, p.MicrogridID, p.State, p.ControlSource = freshID(), id, topology.Enabled, topology.Local
		if _, err := g.service.SavePoint(ctx, g.scope, p, g.now); err != nil {
			return err
		}
	}
	return g.balance(ctx, id)
}

// balance runs the first cycle, as soon as the house has been measured.
func (g houseGrid) balance(ctx context.Context, id topology.ID) error {
	for range 240 {
		now := time.Now()
		p, err := g.service.Now(ctx, g.scope, id, now)
		if err != nil {
			return err
		}
		if len(p.Codes) == 0 {
			_, err = g.service.Rebalance(ctx, g.scope, microgrid.Rebalance{Microgrid: id, Source: "SCHEDULER"}, now)
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
	return errors.New("the house was not measured within two minutes")
}

func freshID() topology.ID { return topology.ID(uuid.NewString()) }
