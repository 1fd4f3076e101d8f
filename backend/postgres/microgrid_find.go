package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
)

// NodesOfAsset are the nodes of any microgrid that an asset stands on, by microgrid and id.
func (d *DB) NodesOfAsset(ctx context.Context, scope identity.Scope, kind topology.AssetType, asset topology.ID) ([]topology.Node, error) {
	return list(ctx, d, scope, question[topology.Node]{
		what: "nodes of an asset", args: []any{string(kind), string(asset)}, scan: scanTreeNode,
		sql: "SELECT to_json(n) FROM microgrid_nodes n WHERE n.attached_asset_type = $1 AND n.attached_asset_id = $2 ORDER BY n.microgrid_id, n.node_id",
	})
}

// NodesOfSubcircuits are the nodes that the circuits directly below a circuit stand on.
func (d *DB) NodesOfSubcircuits(ctx context.Context, scope identity.Scope, circuit topology.ID) ([]topology.Node, error) {
	return list(ctx, d, scope, question[topology.Node]{
		what: "nodes of circuits", args: []any{string(circuit)}, scan: scanTreeNode,
		sql: `SELECT to_json(n) FROM circuits c JOIN microgrid_nodes n ON n.tenant_id = c.tenant_id AND n.attached_asset_type = 'CIRCUIT' AND n.attached_asset_id = c.circuit_id
			WHERE c.parent_circuit = $1 ORDER BY n.microgrid_id, n.node_id`,
	})
}

func scanTreeNode(row pgx.CollectableRow) (n topology.Node, err error) {
	var raw []byte
	if err := row.Scan(&raw); err != nil {
		return n, err
	}
	return n, json.Unmarshal(raw, &n)
}

// MicrogridEvents lists events of microgrids, newest first, and the cursor of the next page.
func (d *DB) MicrogridEvents(ctx context.Context, scope identity.Scope, f microgrid.EventFilter) ([]microgrid.KeptEvent, string, error) {
	limit := min(max(f.Limit, 1), 200)
	var w where
	if f.Microgrid != "" {
		w.add("e.microgrid_id = ?", string(f.Microgrid))
	}
	if len(f.Names) > 0 {
		w.add("e.name = ANY (?)", f.Names)
	}
	if f.Cursor != "" {
		below, err := strconv.ParseInt(f.Cursor, 10, 64)
		if err != nil {
			return nil, "", cursorRefused(err, f.Cursor)
		}
		w.add("e.event_id < ?", below)
	}
	found, err := list(ctx, d, scope, question[microgrid.KeptEvent]{
		what: "events of microgrids", args: append(w.args, limit+1),
		sql: "SELECT e.event_id, e.microgrid_id::text, e.name, e.at, e.actor, e.payload FROM microgrid_events e" + w.sql() +
			fmt.Sprintf(" ORDER BY e.event_id DESC LIMIT $%d", len(w.args)+1),
		scan: func(row pgx.CollectableRow) (e microgrid.KeptEvent, err error) {
			var payload []byte
			err = row.Scan(&e.EventID, &e.MicrogridID, &e.Name, &e.At, &e.Actor, &payload)
			e.Payload = payload
			return e, err
		},
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	return found[:limit], strconv.FormatInt(found[limit-1].EventID, 10), nil
}
