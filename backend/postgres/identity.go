package postgres

import (
	"context"
	"errors"
	"slices"

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
		err := tx.QueryRow(ctx, `SELECT t.id, t.name, t.status = 'SUSPENDED', u.id, u.email, u.display_name, u.language
			FROM users u JOIN tenants t ON t.tenant_id = u.tenant_id WHERE u.id = $1 AND u.status = 'ACTIVE'`, user).
			Scan(&p.Tenant.ID, &p.Tenant.Name, &p.Tenant.Suspended, &p.User.ID, &p.User.Email, &p.User.DisplayName, &p.User.Language)
		if err != nil {
			return notFound(err, "user")
		}
		p.Tenant.Key = tenant
		return bindings(ctx, tx, &p)
	})
	return p, err
}

// bindings fills in the roles of the principal, where each holds, and all these places together.
func bindings(ctx context.Context, tx *Tx, p *identity.Principal) error {
	rows, err := tx.Query(ctx, `SELECT b.role, bool_or(b.org_node_id IS NULL),
			coalesce(array_agg(DISTINCT s.site_id ORDER BY s.site_id) FILTER (WHERE s.site_id IS NOT NULL), '{}')
		FROM role_bindings b
		LEFT JOIN org_nodes n ON n.kind = 'SITE' AND b.org_node_id = ANY (n.path)
		LEFT JOIN sites s ON s.org_node_id = n.id
		WHERE b.user_id = $1 GROUP BY b.role ORDER BY b.role`, p.User.ID)
	if err != nil {
		return err
	}
	p.Held, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (h identity.Held, err error) {
		return h, row.Scan(&h.Role, &h.Whole, &h.Sites)
	})
	p.Roles = make([]identity.Role, 0, len(p.Held))
	p.Scope = identity.Scope{Tenant: p.Tenant.Key, Sites: []int32{}, Actor: "user:" + p.User.ID.String()}
	for _, h := range p.Held {
		p.Roles = append(p.Roles, h.Role)
		p.Scope.AllSites = p.Scope.AllSites || h.Whole
		p.Scope.Sites = append(p.Scope.Sites, h.Sites...)
	}
	slices.Sort(p.Scope.Sites)
	p.Scope.Sites = slices.Compact(p.Scope.Sites)
	return err
}

// FindLink implements identity.Passwords.
func (d *DB) FindLink(ctx context.Context, hash []byte) (identity.Link, error) {
	l := identity.Link{Hash: hash}
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, user_id, expires_at FROM find_password_link($1)", hash).Scan(&l.Tenant, &l.User, &l.Expires)
	if err != nil {
		return l, fault("find the link", notFound(err, "link"))
	}
	err = d.InTenant(ctx, identity.Scope{Tenant: l.Tenant}, func(tx *Tx) error {
		err := tx.QueryRow(ctx, "SELECT u.email, u.display_name, u.language, t.name, t.status = 'SUSPENDED' FROM users u JOIN tenants t ON t.tenant_id = u.tenant_id WHERE u.id = $1", l.User).
			Scan(&l.Email, &l.Name, &l.Language, &l.TenantName, &l.Suspended)
		return notFound(err, "link")
	})
	return l, fault("find whose link it is", err)
}

// Redeem implements identity.Passwords.
func (d *DB) Redeem(ctx context.Context, l identity.Link, passwordHash string) error {
	err := d.InTenant(ctx, identity.Scope{Tenant: l.Tenant, Actor: "user:" + l.User.String()}, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, "DELETE FROM password_links WHERE user_id = $1 AND hash = $2", l.User, l.Hash)
		if err == nil && tag.RowsAffected() == 0 {
			err = notFound(pgx.ErrNoRows, "link")
		}
		if err != nil {
			return err
		}
		tag, err = tx.Exec(ctx, `UPDATE users SET password_hash = $2, display_name = $3, status = 'ACTIVE', version = version + 1
			WHERE id = $1 AND status <> 'DISABLED'`, l.User, passwordHash, l.Name)
		if err == nil && tag.RowsAffected() == 0 {
			err = notFound(pgx.ErrNoRows, "link")
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1", l.User)
		return err
	})
	return fault("set the password of a link", err)
}

// SavePassword implements identity.Passwords.
func (d *DB) SavePassword(ctx context.Context, p identity.Principal, passwordHash string) error {
	err := d.InTenant(ctx, p.Scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE users SET password_hash = $2, version = version + 1 WHERE id = $1", p.User.ID, passwordHash); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1 AND hash <> $2", p.User.ID, p.Session)
		return err
	})
	return fault("set the password", err)
}

// SaveSession implements identity.Directory.
func (d *DB) SaveSession(ctx context.Context, s identity.Session) error {
	return d.InTenant(ctx, identity.Scope{Tenant: s.Tenant}, func(tx *Tx) error {
		// Sessions that have expired go when their user logs in again: nothing grows without bound.
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1 AND expires_at < $2", s.User, s.LastSeen)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO sessions (tenant_id, hash, user_id, created_at, last_seen_at, expires_at, remote, agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (tenant_id, hash) DO UPDATE SET last_seen_at = excluded.last_seen_at, expires_at = excluded.expires_at`,
			s.Tenant, s.Hash, s.User, s.Created, s.LastSeen, s.Expires, s.Remote, s.Agent)
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
