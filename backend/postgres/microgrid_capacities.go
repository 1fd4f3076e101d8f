package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// MicrogridOfCircuit implements microgrid.Projections.
func (d *DB) MicrogridOfCircuit(ctx context.Context, scope identity.Scope, circuit topology.ID) (topology.Microgrid, error) {
	m, err := d.oneMicrogrid(ctx, scope, "site_id = (SELECT site_id FROM circuits WHERE circuit_id = $1)", circuit)
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		err = reason.New(reason.NotFound, reason.Params{"what": "circuit"})
	}
	return m, err
}

// CapacityHistory implements microgrid.Projections.
func (d *DB) CapacityHistory(ctx context.Context, scope identity.Scope, f microgrid.CapacityFilter) ([]microgrid.Capacity, string, error) {
	limit := min(max(f.Limit, 1), 200)
	var w where
	w.add("c.microgrid_id = ?", string(f.Microgrid))
	w.add("c.circuit_id = ?", string(f.Circuit))
	if f.Cursor != "" {
		before, err := strconv.ParseInt(f.Cursor, 10, 64)
		if err != nil {
			return nil, "", reason.New(reason.InvalidValue, reason.Params{"field": "cursor", "value": f.Cursor, "want": "the next of a page"})
		}
		w.add("c.capacity_id < ?", before)
	}
	type row struct {
		microgrid.Capacity
		CapacityID int64 `json:"capacity_id"`
	}
	found, err := list(ctx, d, scope, question[row]{
		what: "capacities of a circuit", args: append(w.args, limit+1),
		sql: "SELECT to_jsonb(c) FROM circuit_capacities c" + w.sql() + fmt.Sprintf(" ORDER BY c.capacity_id DESC LIMIT $%d", len(w.args)+1),
		scan: func(r pgx.CollectableRow) (c row, err error) {
			var raw []byte
			if err := r.Scan(&raw); err != nil {
				return c, err
			}
			err = json.Unmarshal(raw, &c)
			c.At = c.At.UTC()
			return c, err
		},
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > limit {
		found = found[:limit]
		next = strconv.FormatInt(found[limit-1].CapacityID, 10)
	}
	out := make([]microgrid.Capacity, len(found))
	for i, c := range found {
		out[i] = c.Capacity
	}
	return out, next, nil
}
