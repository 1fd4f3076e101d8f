package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/platform"
	"ohmstead/energy/reason"
)

var _ platform.Store = (*DB)(nil)

// ListTenants implements platform.Store.
func (d *DB) ListTenants(ctx context.Context) ([]platform.Tenant, error) {
	rows, err := d.auth.Query(ctx, "SELECT tenant_id, id, name, plan, compliance_region, status, why, version, created_at FROM look_over_tenants()")
	if err != nil {
		return nil, fault("look over the tenants", err)
	}
	all, err := pgx.CollectRows(rows, scanTenant)
	return all, fault("look over the tenants", err)
}

func scanTenant(row pgx.CollectableRow) (t platform.Tenant, err error) {
	err = row.Scan(&t.Key, &t.ID, &t.Name, &t.Plan, &t.Region, &t.Status, &t.Why, &t.Version, &t.Created)
	t.Suspended = t.Status == platform.Suspended
	return t, err
}

// AddTenant implements platform.Store.
func (d *DB) AddTenant(ctx context.Context, actor identity.Scope, t platform.Stored) (platform.Tenant, error) {
	return d.addTenant(ctx, actor, platform.Standard, t)
}

// AddPlatformAdmin invites somebody who runs the platform, and makes the tenant they belong to where
// there is none yet. EMAIL_TAKEN.
func (d *DB) AddPlatformAdmin(ctx context.Context, actor identity.Scope, n people.NewUser) (people.User, error) {
	all, err := d.ListTenants(ctx)
	if err != nil {
		return people.User{}, err
	}
	n.Role = identity.PlatformAdmin
	own, ok := platform.Find(all)
	if !ok {
		id, err := newID()
		if err != nil {
			return people.User{}, fault("make the tenant of the platform", err)
		}
		owned := platform.NewTenant{Name: "Platform", Region: "EU", Why: "those who run the platform", Owner: n.Invitation}
		if own, err = d.addTenant(ctx, actor, platform.Own, platform.Stored{ID: id, NewTenant: owned, Link: n.Link, Created: n.Created}); err != nil {
			return people.User{}, err
		}
	}
	actor.Tenant, actor.AllSites = own.Key, true
	return d.AddUser(ctx, actor, n)
}

func (d *DB) addTenant(ctx context.Context, actor identity.Scope, plan platform.Plan, t platform.Stored) (platform.Tenant, error) {
	ids, err := rowIDs(2)
	if err != nil {
		return platform.Tenant{}, fault("make the tenant "+t.Name, err)
	}
	made, err := d.tenantBefore(ctx, t)
	if err != nil {
		return platform.Tenant{}, fault("make the tenant "+t.Name, err)
	}
	exists := made.Key != 0
	if !exists {
		if err := d.app.QueryRow(ctx, "SELECT nextval(pg_get_serial_sequence('tenants', 'tenant_id'))::int").Scan(&made.Key); err != nil {
			return platform.Tenant{}, fault("number the tenant "+t.Name, err)
		}
	}
	actor.Tenant, actor.AllSites = made.Key, true
	err = d.InTenant(ctx, actor, func(tx *Tx) error {
		if !exists {
			_, err := tx.Exec(ctx, "INSERT INTO tenants (tenant_id, id, name, plan, compliance_region, why) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6)",
				made.Key, t.ID, t.Name, plan, t.Region, t.Why)
			if err != nil {
				return taken(err, t.Owner.Email)
			}
		}
		if _, err := addUser(ctx, tx, actor, ids, people.NewUser{Invitation: t.Owner, Link: t.Link, Created: t.Created}); err != nil {
			return err
		}
		made, err = findTenant(ctx, tx)
		return err
	})
	return made, fault("make the tenant "+t.Name, madeAtOnce(err, t.ID))
}

// tenantBefore is the tenant that the same request has made; the zero Tenant where there is none.
func (d *DB) tenantBefore(ctx context.Context, t platform.Stored) (platform.Tenant, error) {
	all, err := d.ListTenants(ctx)
	if err != nil {
		return platform.Tenant{}, err
	}
	i := slices.IndexFunc(all, func(one platform.Tenant) bool { return one.ID == t.ID })
	if i < 0 {
		return platform.Tenant{}, nil
	}
	if all[i].Name != t.Name || all[i].Region != t.Region {
		return platform.Tenant{}, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": t.ID.String()})
	}
	return all[i], nil
}

// madeAtOnce is IDEMPOTENCY_KEY_REUSED where two equal requests came at the same instant.
func madeAtOnce(err error, id uuid.UUID) error {
	if pg := new(pgconn.PgError); errors.As(err, &pg) && (pg.ConstraintName == "tenants_id_key" || pg.ConstraintName == "tenants_platform_key") {
		return reason.Wrap(err, reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
	}
	return err
}

func findTenant(ctx context.Context, tx *Tx) (platform.Tenant, error) {
	rows, err := tx.Query(ctx, "SELECT tenant_id, id, name, plan, compliance_region, status, why, version, created_at FROM tenants FOR UPDATE")
	if err != nil {
		return platform.Tenant{}, err
	}
	t, err := pgx.CollectExactlyOneRow(rows, scanTenant)
	return t, notFound(err, "tenant")
}

// ChangeTenant implements platform.Store.
func (d *DB) ChangeTenant(ctx context.Context, actor identity.Scope, id uuid.UUID, decide func(platform.Tenant) (platform.Change, error)) (platform.Tenant, error) {
	all, err := d.ListTenants(ctx)
	if err != nil {
		return platform.Tenant{}, err
	}
	i := slices.IndexFunc(all, func(t platform.Tenant) bool { return t.ID == id })
	if i < 0 {
		return platform.Tenant{}, reason.New(reason.NotFound, reason.Params{"what": "tenant"})
	}
	actor.Tenant, actor.AllSites = all[i].Key, true
	var t platform.Tenant
	err = d.InTenant(ctx, actor, func(tx *Tx) (err error) {
		if t, err = findTenant(ctx, tx); err != nil {
			return err
		}
		c, err := decide(t)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE tenants SET status = $1, why = $2, version = version + 1", c.Status, c.Why); err != nil {
			return err
		}
		t, err = findTenant(ctx, tx)
		return err
	})
	return t, fault("change the tenant", err)
}
