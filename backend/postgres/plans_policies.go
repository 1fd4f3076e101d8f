package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/plan"
	"ohmstead/energy/reason"
)

var _ plan.Store = (*DB)(nil)

const selectPolicies = `SELECT p.id, p.scope, p.site_id, s.id, p.asset_id, p.org_node_id, p.name, p.objective, p.constraints_ref, p.enabled, p.version, p.created_at, p.archived_at
	FROM control_policies p LEFT JOIN sites s ON s.tenant_id = p.tenant_id AND s.site_id = p.site_id`

func scanPolicy(row pgx.CollectableRow) (p plan.Policy, err error) {
	var key *int32
	var site, asset, node *uuid.UUID
	err = row.Scan(&p.ID, &p.Scope, &key, &site, &asset, &node, &p.Name, &p.Objective, &p.Constraints, &p.Enabled, &p.Version, &p.Created, &p.Archived)
	if key != nil {
		p.SiteKey = *key
	}
	p.Site, p.Asset, p.Node = orNone(site), orNone(asset), orNone(node)
	return p, err
}

// ListPolicies implements plan.Policies.
func (d *DB) ListPolicies(ctx context.Context, scope identity.Scope, f plan.PolicyFilter) ([]plan.Policy, string, error) {
	var w where
	if err := w.before("(p.created_at, p.id)", f.Cursor); err != nil {
		return nil, "", err
	}
	if !f.Archived {
		w.add("p.archived_at IS NULL")
	}
	if f.SiteKey != 0 {
		w.add("p.site_id = ?", f.SiteKey)
	}
	if f.Scope != "" {
		w.add("p.scope = ?", string(f.Scope))
	}
	if f.Objective != "" {
		w.add("p.objective = ?", string(f.Objective))
	}
	found, err := list(ctx, d, scope, question[plan.Policy]{
		what: "control policies", args: w.args, scan: scanPolicy,
		sql: selectPolicies + w.sql() + fmt.Sprintf(" ORDER BY p.created_at DESC, p.id DESC LIMIT %d", f.Limit+1),
	})
	page, last := cut(found, f.Limit)
	if last == nil {
		return page, "", err
	}
	return page, cursorOf(last.Created, last.ID.String()), err
}

// before goes on with a list behind what its cursor names, the newest first.
func (w *where) before(columns, cursor string) error {
	if cursor == "" {
		return nil
	}
	at, id, err := parseCursor(cursor)
	if err == nil {
		w.add(columns+" < (?, ?)", at, id)
	}
	return err
}

// cut is a page of so many of what was found, with its last one where others follow.
func cut[T any](found []T, limit int) (page []T, last *T) {
	if len(found) <= limit {
		return found, nil
	}
	return found[:limit], &found[limit-1]
}

// FindPolicy implements plan.Policies.
func (d *DB) FindPolicy(ctx context.Context, scope identity.Scope, id uuid.UUID) (p plan.Policy, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		p, err = findPolicy(ctx, tx, id)
		return err
	})
	return p, fault("find the control policy", err)
}

func findPolicy(ctx context.Context, tx *Tx, id uuid.UUID) (plan.Policy, error) {
	rows, err := tx.Query(ctx, selectPolicies+" WHERE p.id = $1", id)
	if err != nil {
		return plan.Policy{}, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, scanPolicy)
	return p, notFound(err, "control policy")
}

// Place implements plan.Policies.
func (d *DB) Place(ctx context.Context, scope identity.Scope, s plan.Subject) (site int32, err error) {
	ask, what := "SELECT site_id FROM sites WHERE id = $1", "site"
	switch s.Scope {
	case plan.OfAsset:
		ask, what = "SELECT site_id FROM assets WHERE id = $1 AND archived_at IS NULL", "asset"
	case plan.OfPortfolio:
		ask, what = "SELECT 0 FROM org_nodes WHERE id = $1 AND kind IN ('ENTERPRISE', 'SITE') AND archived_at IS NULL", "place at or above sites"
	case plan.OfSite:
	}
	err = d.InTenant(ctx, scope, func(tx *Tx) error { return notFound(tx.QueryRow(ctx, ask, s.ID()).Scan(&site), what) })
	return site, fault("find what a control policy is for", err)
}

// AddPolicy implements plan.Policies.
func (d *DB) AddPolicy(ctx context.Context, scope identity.Scope, p plan.Policy) (out plan.Policy, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO control_policies (tenant_id, site_id, id, scope, asset_id, org_node_id, name, objective, constraints_ref, enabled)
			VALUES ($1, nullif($2, 0), $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant_id, id) DO NOTHING`,
			scope.Tenant, p.SiteKey, p.ID, string(p.Scope), noneAsNull(p.Asset), noneAsNull(p.Node), p.Name, string(p.Objective), p.Constraints, p.Enabled)
		if err != nil {
			return err
		}
		if out, err = findPolicy(ctx, tx, p.ID); err != nil {
			return err
		}
		// What people have said of it since makes it no other one.
		if out.Scope != p.Scope || out.Subject.ID() != p.Subject.ID() || out.Version == 1 && out.Says != p.Says {
			return reason.New(reason.IdempotencyKeyReused, reason.Params{"id": p.ID})
		}
		return nil
	})
	return out, fault("store the control policy", err)
}

func noneAsNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// ChangePolicy implements plan.Policies.
func (d *DB) ChangePolicy(ctx context.Context, scope identity.Scope, r plan.Revision) (out plan.Policy, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE control_policies SET name = $3, objective = $4, constraints_ref = $5, enabled = $6, version = version + 1,
				archived_at = CASE WHEN $7 THEN coalesce(archived_at, $8) END WHERE id = $1 AND version = $2`,
			r.ID, r.Version, r.Name, string(r.Objective), r.Constraints, r.Enabled, r.Archived, r.At)
		if err != nil {
			return err
		}
		if out, err = findPolicy(ctx, tx, r.ID); err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": r.Version, "actual_version": out.Version})
		}
		if r.Archived {
			return noPlanInForce(ctx, tx, r.ID)
		}
		return nil
	})
	return out, fault("change the control policy", err)
}

// noPlanInForce refuses a policy of which a plan is carried out. The row of the policy is locked by now, and so
// no plan of it can be activated meanwhile.
func noPlanInForce(ctx context.Context, tx *Tx, policy uuid.UUID) error {
	var active uuid.UUID
	err := tx.QueryRow(ctx, "SELECT id FROM dispatch_plans WHERE policy_id = $1 AND status = 'ACTIVE' LIMIT 1", policy).Scan(&active)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err == nil {
		err = reason.New(reason.PlanInForce, reason.Params{"plan": active})
	}
	return err
}

// DuePlans implements plan.Works.
func (d *DB) DuePlans(ctx context.Context, until time.Time, most int) ([]plan.DuePlan, error) {
	rows, err := d.auth.Query(ctx, "SELECT tenant_id, policy_id, plan_id FROM list_due_plans($1, $2)", until, most)
	if err != nil {
		return nil, fault("list plans that are due", err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p plan.DuePlan, err error) {
		return p, row.Scan(&p.Tenant, &p.Policy, &p.Plan)
	})
	return due, fault("list plans that are due", err)
}
