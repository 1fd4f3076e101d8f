package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/tariffs"
	"ohmstead/energy/reason"
)

// CreateTenant makes a tenant. It needs the owner's connection string: the application's role may
// not do this.
func CreateTenant(ctx context.Context, cfg Config, name string) (identity.Tenant, error) {
	t := identity.Tenant{Name: name}
	var err error
	if t.ID, err = newID(); err != nil {
		return t, fmt.Errorf("make the tenant %s: %w", name, err)
	}
	conn, err := pgx.Connect(ctx, cfg.Owner)
	if err != nil {
		return t, fault("connect to the database as its owner", err)
	}
	defer conn.Close(ctx)
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		// An owner that is not a superuser is bound by row-level security too, so the key comes first.
		if err := tx.QueryRow(ctx, "SELECT nextval(pg_get_serial_sequence('tenants', 'tenant_id'))::int").Scan(&t.Key); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "SELECT set_config('app.tenant', $1::text, true)", fmt.Sprint(t.Key)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO tenants (tenant_id, id, name) OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3)", t.Key, t.ID, name)
		return err
	})
	return t, fault("make the tenant "+name, err)
}

// NewUser is a user to make, with the role it gets: on one site, or on the whole tenant.
type NewUser struct {
	identity.User
	PasswordHash string
	Role         identity.Role
	Site         *registry.Site
}

// CreateUser makes a user with one role.
func (d *DB) CreateUser(ctx context.Context, tenant int32, u NewUser) (identity.User, error) {
	ids, err := rowIDs(2)
	if err != nil {
		return u.User, fmt.Errorf("make the user %s: %w", u.Email, err)
	}
	u.ID = ids[0]
	err = d.InTenant(ctx, identity.Scope{Tenant: tenant, AllSites: true}, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO users (tenant_id, id, email, display_name, language, password_hash) VALUES ($1, $2, $3, $4, coalesce(nullif($5, ''), 'en'), nullif($6, ''))`,
			tenant, u.ID, u.Email, u.DisplayName, u.Language, u.PasswordHash)
		if err != nil {
			return err
		}
		var site *int32
		if u.Site != nil {
			site = &u.Site.Key
		}
		_, err = tx.Exec(ctx, `INSERT INTO role_bindings (tenant_id, id, user_id, role, org_node_id)
			VALUES ($1, $2, $3, $4, (SELECT org_node_id FROM sites WHERE site_id = $5))`, tenant, ids[1], u.ID, u.Role, site)
		return err
	})
	return u.User, fault("make the user "+u.Email, err)
}

// CreateSite makes a site with its org node and its grid connection; Name and TimeZone are required.
// INVALID_VALUE for a time zone nobody knows: the site would have no days.
func (d *DB) CreateSite(ctx context.Context, tenant int32, s registry.Site) (registry.Site, error) {
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" {
		return s, reason.New(reason.InvalidValue, reason.Params{"field": "time_zone", "value": s.TimeZone, "want": "an IANA time zone as Europe/Berlin"})
	}
	ids, err := rowIDs(3)
	if err != nil {
		return s, fmt.Errorf("make the site %s: %w", s.Name, err)
	}
	s.ID = ids[0]
	err = d.InTenant(ctx, identity.Scope{Tenant: tenant, AllSites: true}, func(tx *Tx) error {
		if err := tx.QueryRow(ctx, "SELECT nextval(pg_get_serial_sequence('sites', 'site_id'))::int").Scan(&s.Key); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "INSERT INTO org_nodes (tenant_id, site_id, id, kind, name) VALUES ($1, $2, $3, 'SITE', $4)", tenant, s.Key, ids[1], s.Name)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO sites (tenant_id, site_id, id, org_node_id, time_zone, address, latitude, longitude) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			tenant, s.Key, s.ID, ids[1], s.TimeZone, s.Address, s.Latitude, s.Longitude)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO grid_connections (tenant_id, site_id, id) VALUES ($1, $2, $3)", tenant, s.Key, ids[2])
		return err
	})
	return s, fault("make the site "+s.Name, err)
}

// CreateEdge enrols an edge of a site by its public key.
func (d *DB) CreateEdge(ctx context.Context, tenant identity.Tenant, site registry.Site, nkey string) (registry.EdgeRecord, error) {
	id, err := newID()
	e := registry.EdgeRecord{
		Edge:      registry.Edge{ID: id, Tenant: tenant.ID, Site: site.ID, NKey: nkey, State: registry.Enrolled},
		TenantKey: tenant.Key, SiteKey: site.Key,
	}
	if err != nil {
		return e, fmt.Errorf("enrol the edge: %w", err)
	}
	err = d.InTenant(ctx, e.Scope(), func(tx *Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO edges (tenant_id, site_id, id, nkey) VALUES ($1, $2, $3, $4)", tenant.Key, site.Key, id, nkey)
		return err
	})
	return e, fault("enrol the edge of "+site.Name, err)
}

// Demo is the tenant that `up` shows: one site with an owner, a viewer and an edge.
type Demo struct {
	Tenant string
	Site   registry.Site
	Owner  NewUser
	Viewer NewUser
	NKey   string // the edge's public key
	// Tariff is made with the site, as an example; nil for none.
	Tariff *tariffs.New
}

// Seeded is what SeedDemo found or made. A user that exists keeps its password: the one of the Demo
// holds only where the user is new.
type Seeded struct {
	Tenant              identity.Tenant
	Site                registry.Site
	Edge                registry.EdgeRecord
	NewOwner, NewViewer bool
}

// SeedDemo makes the demo tenant, or completes what an interrupted call left, or finds it. An edge
// with another key than the one that is enrolled replaces it.
func SeedDemo(ctx context.Context, cfg Config, demo Demo) (Seeded, error) {
	db, err := Open(ctx, cfg)
	if err != nil {
		return Seeded{}, err
	}
	defer db.Close()
	var s Seeded
	if s.Tenant, err = db.findOrCreateTenant(ctx, cfg, demo.Tenant); err != nil {
		return s, err
	}
	scope := identity.Scope{Tenant: s.Tenant.Key, AllSites: true}
	// One that was archived is found too: it still has the edge.
	sites, err := list(ctx, db, scope, question[registry.Site]{what: "sites", sql: selectSites + " ORDER BY n.archived_at NULLS FIRST, n.name, s.site_id", scan: scanSite})
	switch {
	case err != nil:
		return s, err
	case len(sites) > 0:
		s.Site = sites[0]
	default:
		if s.Site, err = db.CreateSite(ctx, s.Tenant.Key, demo.Site); err != nil {
			return s, err
		}
		if demo.Tariff != nil {
			if _, err := db.MakeTariff(ctx, scope, s.Site.Key, *demo.Tariff); err != nil {
				return s, err
			}
		}
	}
	if s.NewOwner, err = db.ensureUser(ctx, s.Tenant.Key, demo.Owner); err != nil {
		return s, err
	}
	if s.NewViewer, err = db.ensureUser(ctx, s.Tenant.Key, demo.Viewer); err != nil {
		return s, err
	}
	s.Edge, err = db.ensureEdge(ctx, s, demo.NKey)
	return s, err
}

func (d *DB) findOrCreateTenant(ctx context.Context, cfg Config, name string) (identity.Tenant, error) {
	tenants, err := d.Tenants(ctx)
	if err != nil {
		return identity.Tenant{}, err
	}
	for _, t := range tenants {
		err := d.InTenant(ctx, identity.Scope{Tenant: t.Key}, func(tx *Tx) error {
			return tx.QueryRow(ctx, "SELECT name FROM tenants").Scan(&t.Name)
		})
		if err != nil || t.Name == name {
			return t, err
		}
	}
	return CreateTenant(ctx, cfg, name)
}

func (d *DB) ensureUser(ctx context.Context, tenant int32, u NewUser) (made bool, err error) {
	var exists bool
	err = d.InTenant(ctx, identity.Scope{Tenant: tenant, AllSites: true}, func(tx *Tx) error {
		return tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM users WHERE email_ci = lower($1))", u.Email).Scan(&exists)
	})
	if err != nil || exists {
		return false, fault("look for the user "+u.Email, err)
	}
	_, err = d.CreateUser(ctx, tenant, u)
	return err == nil, err
}

func (d *DB) ensureEdge(ctx context.Context, s Seeded, nkey string) (registry.EdgeRecord, error) {
	var id uuid.UUID
	scope := identity.Scope{Tenant: s.Tenant.Key, AllSites: true}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		return tx.QueryRow(ctx, "UPDATE edges SET nkey = $2, state = 'ENROLLED' WHERE site_id = $1 RETURNING id", s.Site.Key, nkey).Scan(&id)
	})
	switch {
	case isNoRows(err):
		return d.CreateEdge(ctx, s.Tenant, s.Site, nkey)
	case err != nil:
		return registry.EdgeRecord{}, fault("enrol the edge of "+s.Site.Name, err)
	}
	return d.FindEdgeByID(ctx, id)
}
