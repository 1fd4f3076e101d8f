package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/plan"
	"ohmstead/energy/reason"
)

const selectPlans = `SELECT p.id, p.policy_id, c.name, p.scope_id, s.id, p.site_id, p.horizon_from, p.horizon_to, p.created_at, p.created_by, p.optimizer_version, coalesce(p.input_hash, ''), p.content_hash,
		p.commands, p.status, p.status_at
	FROM dispatch_plans p JOIN control_policies c ON c.tenant_id = p.tenant_id AND c.id = p.policy_id LEFT JOIN sites s ON s.tenant_id = p.tenant_id AND s.site_id = p.site_id`

func scanPlan(row pgx.CollectableRow) (p plan.Plan, err error) {
	var key *int32
	var site *uuid.UUID
	err = row.Scan(&p.ID, &p.Policy, &p.PolicyName, &p.Subject, &site, &key, &p.From, &p.To, &p.Created, &p.By, &p.Optimizer, &p.Inputs, &p.ContentHash, &p.Commands, &p.Status, &p.StatusAt)
	if key != nil {
		p.SiteKey = *key
	}
	p.Site = orNone(site)
	return p, err
}

// ListPlans implements plan.Plans.
func (d *DB) ListPlans(ctx context.Context, scope identity.Scope, f plan.Filter) ([]plan.Plan, string, error) {
	var w where
	if err := w.before("(p.created_at, p.id)", f.Cursor); err != nil {
		return nil, "", err
	}
	if f.SiteKey != 0 {
		w.add("p.site_id = ?", f.SiteKey)
	}
	if f.Policy != uuid.Nil {
		w.add("p.policy_id = ?", f.Policy)
	}
	if f.Status != "" {
		w.add("p.status = ?", string(f.Status))
	}
	if f.From != nil {
		w.add("p.horizon_to > ?", *f.From)
	}
	if f.To != nil {
		w.add("p.horizon_from < ?", *f.To)
	}
	found, err := list(ctx, d, scope, question[plan.Plan]{
		what: "dispatch plans", args: w.args, scan: scanPlan,
		sql: selectPlans + w.sql() + fmt.Sprintf(" ORDER BY p.created_at DESC, p.id DESC LIMIT %d", f.Limit+1),
	})
	page, last := cut(found, f.Limit)
	if last == nil {
		return page, "", err
	}
	return page, cursorOf(last.Created, last.ID.String()), err
}

// FindPlan implements plan.Plans.
func (d *DB) FindPlan(ctx context.Context, scope identity.Scope, id uuid.UUID) (p plan.Plan, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		p, err = findPlan(ctx, tx, id)
		return err
	})
	return p, fault("find the dispatch plan", err)
}

func findPlan(ctx context.Context, tx *Tx, id uuid.UUID) (plan.Plan, error) {
	rows, err := tx.Query(ctx, selectPlans+" WHERE p.id = $1", id)
	if err != nil {
		return plan.Plan{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPlan)
	return p, notFound(err, "dispatch plan")
}

// Targets implements plan.Plans.
func (d *DB) Targets(ctx context.Context, scope identity.Scope, policy plan.Policy, assets []uuid.UUID) (map[uuid.UUID]plan.Target, error) {
	found, err := list(ctx, d, scope, question[plan.Target]{
		what: "assets of a plan",
		sql: `SELECT a.id, a.site_id, a.nature FROM assets a JOIN sites s ON s.tenant_id = a.tenant_id AND s.site_id = a.site_id
				JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
			WHERE a.id = ANY ($1) AND a.archived_at IS NULL AND a.state <> 'RETIRED'
				AND CASE $2::text WHEN 'SITE' THEN a.site_id = $3 WHEN 'ASSET' THEN a.id = $4 ELSE $5 = ANY (n.path) END`,
		args: []any{assets, string(policy.Scope), policy.SiteKey, policy.Asset, policy.Node},
		scan: func(row pgx.CollectableRow) (t plan.Target, err error) {
			return t, row.Scan(&t.ID, &t.SiteKey, &t.Nature)
		},
	})
	out := make(map[uuid.UUID]plan.Target, len(found))
	for _, t := range found {
		out[t.ID] = t
	}
	return out, err
}

// AddPlan implements plan.Plans.
func (d *DB) AddPlan(ctx context.Context, scope identity.Scope, a plan.Addition) (out plan.Plan, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO dispatch_plans (tenant_id, site_id, id, policy_id, scope_id, horizon_from, horizon_to, created_at, created_by, optimizer_version, input_hash, content_hash,
				commands, status_at)
			VALUES ($1, nullif($2, 0), $3, $4, $5, $6, $7, $8, coalesce(nullif($9, ''), 'role:' || session_user), $10, nullif($11, ''), $12, $13, $8) ON CONFLICT (tenant_id, id) DO NOTHING`,
			scope.Tenant, a.Policy.SiteKey, a.ID, a.Policy.ID, a.Policy.Subject.ID(), a.From, a.To, a.At, a.By, a.Optimizer, a.Inputs, a.ContentHash, len(a.Commands))
		if err != nil {
			return err
		}
		if tag.RowsAffected() > 0 {
			if err := insertPlanCommands(ctx, tx, scope.Tenant, a); err != nil {
				return err
			}
		}
		if out, err = findPlan(ctx, tx, a.ID); err == nil && out.ContentHash != a.ContentHash {
			err = reason.New(reason.IdempotencyKeyReused, reason.Params{"id": a.ID})
		}
		return err
	})
	return out, fault("store the dispatch plan", err)
}

func insertPlanCommands(ctx context.Context, tx *Tx, tenant int32, a plan.Addition) error {
	ids, err := rowIDs(len(a.Commands))
	if err != nil {
		return err
	}
	sites, assets := make([]int32, len(ids)), make([]uuid.UUID, len(ids))
	from, to := make([]time.Time, len(ids)), make([]time.Time, len(ids))
	types, targets, ramps := make([]string, len(ids)), make([]int64, len(ids)), make([]*int64, len(ids))
	for i, c := range a.Commands {
		sites[i], assets[i], from[i], to[i] = a.Targets[c.Asset].SiteKey, c.Asset, c.At, c.Until
		types[i], targets[i], ramps[i] = string(c.Type), c.Target, c.Ramp
	}
	_, err = tx.Exec(ctx, `INSERT INTO plan_commands (tenant_id, plan_id, id, site_id, asset_id, ts_scheduled, ends_at, command_type, target_value, ramp_rate)
		SELECT $1, $2, g.* FROM unnest($3::uuid[], $4::int[], $5::uuid[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::bigint[], $10::bigint[]) AS g`,
		tenant, a.ID, ids, sites, assets, from, to, types, targets, ramps)
	return err
}

// dispatchesQuery asks for a page of what assets were to do. Each of the two parts is cut off by itself, as far
// as its index says what comes first; what else is told of a command is looked up for those of the page only.
func dispatchesQuery(w where, order string, most int) string {
	page := fmt.Sprintf(" ORDER BY v.ts_scheduled %s, v.command_id %[1]s LIMIT %[2]d", order, most)
	part := func(of string) string { return "(SELECT v.* FROM " + of + " v" + w.sql() + page + ")" }
	return `SELECT v.command_id, s.id, v.plan_id, v.asset_id, coalesce(a.key, ''), v.ts_scheduled, v.ends_at, v.command_type, v.target_value, v.ramp_rate, v.executed_at, v.execution_result,
		v.order_id, v.release_id IS NOT NULL, k.applied_watts, CASE WHEN v.reason_code <> '' THEN ARRAY[v.reason_code] ELSE coalesce(k.reason_codes, '{}') END, coalesce(k.params, '{}')
	FROM (SELECT v.* FROM (` + part("dispatch_commands_planned") + " UNION ALL " + part("dispatch_commands_single") + ") v" + page + `) v
		JOIN sites s ON s.tenant_id = v.tenant_id AND s.site_id = v.site_id
		LEFT JOIN assets a ON a.tenant_id = v.tenant_id AND a.id = v.asset_id
		LEFT JOIN LATERAL (SELECT k.applied_watts, k.reason_codes, k.params FROM command_acks k WHERE k.tenant_id = v.tenant_id AND k.command_id = v.order_id AND k.state = v.execution_result
			ORDER BY k.at DESC LIMIT 1) k ON true` + page
}

func scanDispatch(row pgx.CollectableRow) (x plan.Dispatch, err error) {
	return x, row.Scan(&x.ID, &x.Site, &x.Plan, &x.Asset, &x.AssetKey, &x.At, &x.Until, &x.Type, &x.Target, &x.Ramp, &x.Executed, &x.Result,
		&x.Order, &x.Released, &x.AppliedWatts, &x.Codes, &x.Params)
}

// ListDispatches implements plan.Dispatches.
func (d *DB) ListDispatches(ctx context.Context, scope identity.Scope, f plan.DispatchFilter) ([]plan.Dispatch, string, error) {
	w, err := dispatchesWhere(f)
	if err != nil {
		return nil, "", err
	}
	order := "DESC"
	if f.Forward {
		order = "ASC"
	}
	found, err := list(ctx, d, scope, question[plan.Dispatch]{
		what: "dispatch commands", args: w.args, scan: scanDispatch,
		sql: dispatchesQuery(w, order, f.Limit+1),
	})
	page, last := cut(found, f.Limit)
	if last == nil {
		return page, "", err
	}
	return page, cursorOf(last.At, last.ID.String()), err
}

func dispatchesWhere(f plan.DispatchFilter) (w where, err error) {
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return w, err
		}
		sign := "<"
		if f.Forward {
			sign = ">"
		}
		w.add("(v.ts_scheduled, v.command_id) "+sign+" (?, ?)", at, id)
	}
	if f.SiteKey != 0 {
		w.add("v.site_id = ?", f.SiteKey)
	}
	if f.Plan != uuid.Nil {
		w.add("v.plan_id = ?", f.Plan)
	}
	if f.Asset != uuid.Nil {
		w.add("v.asset_id = ?", f.Asset)
	}
	if f.Result != "" {
		w.add("v.execution_result = ?", f.Result)
	}
	if f.From != nil {
		w.add("v.ts_scheduled >= ?", *f.From)
	}
	if f.To != nil {
		w.add("v.ts_scheduled < ?", *f.To)
	}
	return w, nil
}
