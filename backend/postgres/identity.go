package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
)

var _ identity.Directory = (*DB)(nil)

// FindLogin implements identity.Directory.
func (d *DB) FindLogin(ctx context.Context, email string) (identity.Login, error) {
	var l identity.Login
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, user_id, password_hash FROM find_login($1)", email).Scan(&l.Tenant, &l.User, &l.PasswordHash)
	return l, fault("find the login", notFound(err, "user"))
}

// FindSession implements identity.Directory.
func (d *DB) FindSession(ctx context.Context, hash []byte) (identity.Session, error) {
	s := identity.Session{Hash: hash}
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, user_id, created_at, last_seen_at, expires_at FROM find_session($1)", hash).
		Scan(&s.Tenant, &s.User, &s.Created, &s.LastSeen, &s.Expires)
	return s, fault("find the session", notFound(err, "session"))
}

// Tenants lists the keys of all tenants with their public ids, for what the backend does for each in
// turn.
func (d *DB) Tenants(ctx context.Context) ([]identity.Tenant, error) {
	rows, err := d.auth.Query(ctx, "SELECT tenant_id, id FROM list_tenants()")
	if err != nil {
		return nil, fault("list the tenants", err)
	}
	tenants, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t identity.Tenant, err error) {
		return t, row.Scan(&t.Key, &t.ID)
	})
	return tenants, fault("list the tenants", err)
}

// FindPrincipal implements identity.Directory. A user without any binding sees nothing.
func (d *DB) FindPrincipal(ctx context.Context, tenant int32, user uuid.UUID) (identity.Principal, error) {
	var p identity.Principal
	// Who asks is being found out here, so this one look is over the whole tenant.
	scope := identity.Scope{Tenant: tenant, AllSites: true}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		err := tx.QueryRow(ctx, `SELECT t.id, t.name, u.id, u.email, u.display_name, u.language
			FROM users u JOIN tenants t ON t.tenant_id = u.tenant_id WHERE u.id = $1 AND u.status = 'ACTIVE'`, user).
			Scan(&p.Tenant.ID, &p.Tenant.Name, &p.User.ID, &p.User.Email, &p.User.DisplayName, &p.User.Language)
		if err != nil {
			return notFound(err, "user")
		}
		p.Tenant.Key = tenant
		return bindings(ctx, tx, &p)
	})
	return p, err
}

// bindings fills in the roles of the principal and the sites below the nodes they are bound to.
func bindings(ctx context.Context, tx *Tx, p *identity.Principal) error {
	p.Scope = identity.Scope{Tenant: p.Tenant.Key, Sites: []int32{}, Actor: "user:" + p.User.ID.String()}
	return tx.QueryRow(ctx, `SELECT coalesce(array_agg(DISTINCT b.role ORDER BY b.role), '{}'), coalesce(bool_or(b.org_node_id IS NULL), false),
			coalesce(array_agg(DISTINCT s.site_id ORDER BY s.site_id) FILTER (WHERE s.site_id IS NOT NULL), '{}')
		FROM role_bindings b
		LEFT JOIN org_nodes n ON n.kind = 'SITE' AND b.org_node_id = ANY (n.path)
		LEFT JOIN sites s ON s.org_node_id = n.id
		WHERE b.user_id = $1`, p.User.ID).Scan(&p.Roles, &p.Scope.AllSites, &p.Scope.Sites)
}

// SaveSession implements identity.Directory.
func (d *DB) SaveSession(ctx context.Context, s identity.Session) error {
	return d.InTenant(ctx, identity.Scope{Tenant: s.Tenant}, func(tx *Tx) error {
		// Sessions that have expired go when their user logs in again: nothing grows without bound.
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1 AND expires_at < $2", s.User, s.LastSeen)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO sessions (tenant_id, hash, user_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (tenant_id, hash) DO UPDATE SET last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at`,
			s.Tenant, s.Hash, s.User, s.Created, s.LastSeen, s.Expires)
		return err
	})
}

// DeleteSession implements identity.Directory.
func (d *DB) DeleteSession(ctx context.Context, s identity.Session) error {
	if s.Tenant == 0 {
		return errors.New("end a session: it has no tenant")
	}
	return d.InTenant(ctx, identity.Scope{Tenant: s.Tenant}, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE hash = $1", s.Hash)
		return err
	})
}
