package main

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/plant"
)

// fleetLook is how often the demo looks at its vehicles.
const fleetLook = 3 * time.Second

// fleet says what the vehicles at the demo's charging points ask for, as whoever runs chargers does; the
// backend balances the microgrid in its turn.
type fleet struct {
	grid      houseGrid
	microgrid topology.ID
	leaves    []topology.ID // by charging point
	vehicles  func() plant.Truth

	said []bool // who wanted power, as said last
}

// drive runs the demo's fleet until ctx ends. Without charging points in the microgrid there is none, and
// once somebody else says what leaves ask for it is silent.
func (d *demo) drive(ctx context.Context, vehicles func() plant.Truth, log *slog.Logger) error {
	db, err := postgres.Open(ctx, d.database)
	if err != nil {
		return err
	}
	defer db.Close()
	f := fleet{vehicles: vehicles}
	tick := time.NewTicker(fleetLook)
	defer tick.Stop()
	for going := true; going; {
		if f.leaves == nil {
			err = f.find(ctx, d, db)
		}
		if err == nil {
			going, err = f.round(ctx, time.Now())
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("what the demo's vehicles ask for is said in the next round", "err", err)
			err = nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
	<-ctx.Done()
	return nil
}

// find looks for the leaves of the charging points.
func (f *fleet) find(ctx context.Context, d *demo, db *postgres.DB) error {
	var err error
	if f.grid, err = d.grid(ctx, db); err != nil {
		return err
	}
	m, err := f.grid.service.MicrogridOfDepot(ctx, f.grid.scope, f.grid.depot)
	if err != nil {
		return err
	}
	state, err := f.grid.service.ReadMicrogrid(ctx, f.grid.scope, m.MicrogridID, time.Now(), microgrid.Nodes)
	if err != nil {
		return err
	}
	f.microgrid, f.leaves = m.MicrogridID, []topology.ID{}
	for _, asset := range chargerAssets() {
		for _, n := range state.Nodes {
			if a, there := f.grid.assets[asset]; there && n.AttachedAssetID == topology.ID(a.ID.String()) {
				f.leaves = append(f.leaves, n.NodeID)
			}
		}
	}
	return nil
}

// round says what the vehicles ask for where that has changed; false once it is not for the demo any more to
// say.
func (f *fleet) round(ctx context.Context, now time.Time) (bool, error) {
	truth := f.vehicles()
	if len(f.leaves) == 0 || len(f.leaves) != len(truth.Chargers) {
		return false, nil
	}
	wants := make([]bool, len(f.leaves))
	requests := []microgrid.LeafRequest{}
	least := unit.Power(chargerLeast)
	for i, one := range truth.Chargers {
		if wants[i] = one.Wants; wants[i] {
			requests = append(requests, microgrid.LeafRequest{MicrogridID: f.microgrid, NodeID: f.leaves[i], RequestedWatts: chargerMost, MinWatts: &least, Weight: 1})
		}
	}
	if slices.Equal(wants, f.said) {
		return true, nil
	}
	state, err := f.grid.service.ReadMicrogrid(ctx, f.grid.scope, f.microgrid, now, microgrid.Requests)
	if err != nil {
		return true, err
	}
	if slices.ContainsFunc(state.Requests, func(r microgrid.LeafRequest) bool { return !slices.Contains(f.leaves, r.NodeID) }) {
		return false, nil
	}
	if _, err := f.grid.service.SaveRequests(ctx, f.grid.scope, f.microgrid, requests, now); err != nil {
		return true, err
	}
	f.said = wants
	return true, nil
}
