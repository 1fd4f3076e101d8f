package postgres

import (
	"context"
	"errors"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var _ balancegroup.Store = (*DB)(nil)

// superior is the group that g settles to by the last rule that has begun, or by the first where none has.
const superior = `(SELECT r.superior_id FROM balance_group_rules r WHERE r.tenant_id = g.tenant_id AND r.group_id = g.id
	ORDER BY r.valid_from > now(), CASE WHEN r.valid_from <= now() THEN -r.number ELSE r.number END LIMIT 1)`

func groupsQuestion(rest string, args ...any) question[balancegroup.Group] {
	return question[balancegroup.Group]{
		what: "balance groups", args: args,
		sql: `SELECT g.id, g.name, g.kind, s.id, g.asset_id, g.valid_from, g.valid_to, ` + superior + `, g.version, g.archived_at
			FROM balance_groups g LEFT JOIN sites s ON s.tenant_id = g.tenant_id AND s.site_id = g.site_id` + rest,
		scan: func(row pgx.CollectableRow) (g balancegroup.Group, err error) {
			err = row.Scan(&g.ID, &g.Name, &g.Kind, &g.Site, &g.Asset, &g.From, &g.To, &g.Superior, &g.Version, &g.Archived)
			g.From, g.To = g.From.UTC(), utcOrNone(g.To)
			return g, err
		},
	}
}

func utcOrNone(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	utc := at.UTC()
	return &utc
}

// BalanceGroups implements balancegroup.Groups, by name.
func (d *DB) BalanceGroups(ctx context.Context, scope identity.Scope, f balancegroup.GroupFilter) ([]balancegroup.Group, error) {
	var w where
	if f.After != uuid.Nil {
		w.add("(g.name, g.id) > (SELECT a.name, a.id FROM balance_groups a WHERE a.id = ?)", f.After)
	}
	if !f.Archived {
		w.add("g.archived_at IS NULL")
	}
	if f.Kind != "" {
		w.add("g.kind = ?", f.Kind)
	}
	if f.Site != uuid.Nil {
		w.add("s.id = ?", f.Site)
	}
	if f.Superior != uuid.Nil {
		w.add(superior+" = ?", f.Superior)
	}
	if f.Text != "" {
		w.add("strpos(lower(g.name), lower(?)) > 0", f.Text)
	}
	return list(ctx, d, scope, groupsQuestion(w.sql()+" ORDER BY g.name, g.id"+w.limit(f.Limit), w.args...))
}

// BalanceGroup implements balancegroup.Groups.
func (d *DB) BalanceGroup(ctx context.Context, scope identity.Scope, id uuid.UUID) (g balancegroup.Group, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		g, err = one(ctx, tx, groupsQuestion(" WHERE g.id = $1", id))
		return err
	})
	return g, fault("find a balance group", err)
}

// one is the only answer to a question: NOT_FOUND where there is none.
func one[T any](ctx context.Context, tx *Tx, q question[T]) (T, error) {
	found, err := collect(ctx, tx, q)
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, q.what)
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// AddBalanceGroup implements balancegroup.Groups.
func (d *DB) AddBalanceGroup(ctx context.Context, scope identity.Scope, g balancegroup.Group, first balancegroup.Rule) (made balancegroup.Group, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		site, err := siteOf(ctx, tx, g.Site)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO balance_groups (tenant_id, id, site_id, asset_id, name, kind, valid_from, valid_to)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, id) DO NOTHING`, scope.Tenant, g.ID, site, g.Asset, g.Name, g.Kind, g.From, g.To)
		if err != nil {
			return asGroup(err, g.Draft)
		}
		if tag.RowsAffected() > 0 {
			if first.ID, err = newID(); err != nil {
				return err
			}
			if err := addRule(ctx, tx, scope, first); err != nil {
				return asRule(err, g.Name, first)
			}
		}
		if made, err = one(ctx, tx, groupsQuestion(" WHERE g.id = $1", g.ID)); err != nil {
			return err
		}
		if tag.RowsAffected() == 0 && !reflect.DeepEqual(made.Draft, inUTCDraft(g.Draft)) {
			return reason.New(reason.IdempotencyKeyReused, reason.Params{"id": g.ID.String()})
		}
		return nil
	})
	return made, fault("make a balance group", err)
}

func inUTCDraft(d balancegroup.Draft) balancegroup.Draft {
	d.From, d.To = d.From.UTC(), utcOrNone(d.To)
	return d
}

// siteOf is the key of a site that is named: INVALID_TENANT_REFERENCE where there is none.
func siteOf(ctx context.Context, tx *Tx, id *uuid.UUID) (*int32, error) {
	if id == nil {
		return nil, nil //nolint:nilnil // a group of no site
	}
	var key int32
	err := tx.QueryRow(ctx, "SELECT site_id FROM sites WHERE id = $1", *id).Scan(&key)
	if errors.Is(err, pgx.ErrNoRows) {
		err = reason.New(reason.InvalidTenantReference, reason.Params{"field": "site_id", "id": id.String()})
	}
	return &key, err
}

// ChangeBalanceGroup implements balancegroup.Groups.
func (d *DB) ChangeBalanceGroup(ctx context.Context, scope identity.Scope, c balancegroup.Change) (g balancegroup.Group, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		site, err := siteOf(ctx, tx, c.Site)
		if err != nil {
			return err
		}
		before, err := one(ctx, tx, groupsQuestion(" WHERE g.id = $1", c.ID))
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE balance_groups SET name = $3, site_id = $4, asset_id = $5, valid_to = $6, archived_at = CASE WHEN $7 THEN coalesce(archived_at, $8) END, version = version + 1
			WHERE id = $1 AND version = $2`, c.ID, c.Version, c.Name, site, c.Asset, c.To, c.Archived, c.Now)
		if err != nil {
			return asGroup(err, balancegroup.Draft{Name: c.Name, Asset: c.Asset, From: before.From, To: c.To})
		}
		if g, err = one(ctx, tx, groupsQuestion(" WHERE g.id = $1", c.ID)); err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": c.Version, "actual_version": g.Version})
		}
		return nil
	})
	return g, fault("change a balance group", err)
}

// constraint is the name of the constraint that refused; "" where none did.
func constraint(err error) string {
	if pg := new(pgconn.PgError); errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}

// asGroup gives the constraints of groups their codes.
func asGroup(err error, g balancegroup.Draft) error {
	switch constraint(err) {
	case "balance_groups_tenant_id_name_key":
		return reason.Wrap(err, reason.NameTaken, reason.Params{"name": g.Name})
	case "balance_groups_one_of_an_asset":
		return reason.Wrap(err, reason.PeriodsOverlap, reason.Params{"type": "balance group"})
	case "balance_groups_postings_inside", "balance_group_rules_nested":
		to := "–"
		if g.To != nil {
			to = g.To.UTC().Format(time.RFC3339)
		}
		return reason.Wrap(err, reason.InvalidTimeframe, reason.Params{"name": g.Name, "from": g.From.UTC().Format(time.RFC3339), "to": to})
	case "balance_groups_tenant_id_site_id_asset_id_fkey":
		return reason.Wrap(err, reason.InvalidTenantReference, reason.Params{"field": "asset_id", "id": g.Asset.String()})
	}
	return err
}

// BalanceRules implements balancegroup.Rules.
func (d *DB) BalanceRules(ctx context.Context, scope identity.Scope, group uuid.UUID) ([]balancegroup.Rule, error) {
	return list(ctx, d, scope, rulesQuestion("$1::uuid IN (group_id, '00000000-0000-0000-0000-000000000000'::uuid)", group))
}

func rulesQuestion(conditions string, args ...any) question[balancegroup.Rule] {
	return question[balancegroup.Rule]{
		what: "settlement rule", args: args,
		sql: "SELECT id, group_id, number, superior_id, valid_from, valid_to, noted_at, noted_by FROM balance_group_rules WHERE " + conditions + " ORDER BY group_id, number",
		scan: func(row pgx.CollectableRow) (r balancegroup.Rule, err error) {
			err = row.Scan(&r.ID, &r.Group, &r.Number, &r.Superior, &r.From, &r.To, &r.Noted, &r.By)
			r.From, r.To, r.Noted = r.From.UTC(), utcOrNone(r.To), r.Noted.UTC()
			return r, err
		},
	}
}

// AddBalanceRule implements balancegroup.Rules.
func (d *DB) AddBalanceRule(ctx context.Context, scope identity.Scope, r balancegroup.Rule) (made balancegroup.Rule, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		var err error
		if r.ID, err = newID(); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE balance_group_rules SET valid_to = $2 WHERE group_id = $1 AND valid_to IS NULL", r.Group, r.From); err != nil {
			return asRule(err, r.Group.String(), r)
		}
		if err := addRule(ctx, tx, scope, r); err != nil {
			return asRule(err, r.Group.String(), r)
		}
		made, err = one(ctx, tx, rulesQuestion("id = $1", r.ID))
		return err
	})
	return made, fault("change a settlement rule", err)
}

func addRule(ctx context.Context, tx *Tx, scope identity.Scope, r balancegroup.Rule) error {
	_, err := tx.Exec(ctx, `INSERT INTO balance_group_rules (tenant_id, id, group_id, number, superior_id, valid_from, noted_at, noted_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		scope.Tenant, r.ID, r.Group, r.Number, r.Superior, r.From, r.Noted, actor(scope))
	return err
}

// actor is who acts as the audit log calls them.
func actor(scope identity.Scope) string {
	if scope.Actor == "" {
		return "role:ohm_app"
	}
	return scope.Actor
}

// asRule gives the constraints of settlement rules their codes.
func asRule(err error, name string, r balancegroup.Rule) error {
	above := "–"
	if r.Superior != nil {
		above = r.Superior.String()
	}
	switch constraint(err) {
	case "balance_group_rules_nested", "balance_group_rules_no_circle", "balance_group_rules_not_itself", "balance_group_rules_not_retroactive", "balance_group_rules_one_at_a_time",
		"balance_group_rules_check", "balance_group_rules_tenant_id_group_id_number_key":
		return reason.Wrap(err, reason.InvalidSettlementRule, reason.Params{"name": name, "superior": above, "from": r.From.UTC().Format(time.RFC3339)})
	case "balance_group_rules_tenant_id_superior_id_fkey":
		return reason.Wrap(err, reason.InvalidTenantReference, reason.Params{"field": "superior_id", "id": above})
	}
	return err
}
