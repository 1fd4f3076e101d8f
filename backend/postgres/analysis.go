package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/analysis"
	"ohmstead/backend/identity"
	"ohmstead/backend/report"
)

var _ analysis.Store = (*DB)(nil)

// Ratings implements analysis.Store: of the assets whose power takes part in the balance.
func (d *DB) Ratings(ctx context.Context, scope identity.Scope, subject report.Subject) (analysis.Rating, error) {
	var rating analysis.Rating
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		sites, err := collect(ctx, tx, sitesOfSubject(subject))
		if err != nil {
			return err
		}
		keys := make([]int32, len(sites))
		for i, s := range sites {
			keys[i] = s.key
		}
		found, err := collect(ctx, tx, question[analysis.Rating]{
			sql: `SELECT CASE WHEN bool_and(q.watts > 0) FILTER (WHERE q.nature = 'PV') THEN sum(q.watts) FILTER (WHERE q.nature = 'PV') END::bigint,
					CASE WHEN bool_and(q.capacity_j > 0) FILTER (WHERE q.nature = 'ESS') THEN sum(q.capacity_j) FILTER (WHERE q.nature = 'ESS') END::bigint
				FROM (SELECT a.nature, coalesce(a.max_active_power_watts, a.max_apparent_power_va, 0) AS watts, coalesce(a.capacity_j, 0) AS capacity_j
					FROM assets a JOIN channels c ON c.tenant_id = a.tenant_id AND c.asset_id = a.id AND c.name = 'ActivePower'
					WHERE a.tenant_id = $1 AND a.site_id = ANY ($2) AND a.enabled) q`,
			args: []any{scope.Tenant, keys},
			scan: func(row pgx.CollectableRow) (r analysis.Rating, err error) {
				return r, row.Scan(&r.PVWatts, &r.CapacityJ)
			},
		})
		if err == nil {
			rating = found[0]
		}
		return err
	})
	return rating, fault("find what is installed", err)
}
