package postgres

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/energy/reason"
)

var _ people.Store = (*DB)(nil)

// peopleLock is the number under which changes of a tenant's people take turns, so that its last
// owner cannot go twice at once: "people" in ASCII.
const peopleLock = 0x70656f706c65

const selectUsers = `SELECT u.id, u.email, u.display_name, u.language, u.status, u.version, u.created_at, u.password_hash IS NOT NULL, u.oidc_subject IS NOT NULL,
		(SELECT max(s.last_seen_at) FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id),
		(SELECT l.expires_at FROM password_links l WHERE l.tenant_id = u.tenant_id AND l.user_id = u.id) FROM users u`

func scanUser(row pgx.CollectableRow) (people.User, error) {
	u := people.User{Bindings: []people.Binding{}}
	return u, row.Scan(&u.ID, &u.Email, &u.DisplayName, &u.Language, &u.Status, &u.Version, &u.Created, &u.Password, &u.Provider, &u.LastSeen, &u.LinkExpires)
}

const selectBindings = `SELECT b.user_id, b.id, b.role, coalesce(b.org_node_id, $2), coalesce(n.name, ''), coalesce(n.kind, ''), ` + sitesBelow + `
	FROM role_bindings b LEFT JOIN org_nodes n ON n.tenant_id = b.tenant_id AND n.id = b.org_node_id
	WHERE $1::uuid IS NULL OR b.user_id = $1 ORDER BY n.name NULLS FIRST, b.role, b.id`

// sitesBelow are the keys of the sites at and below the node n.
const sitesBelow = `coalesce((SELECT array_agg(s.site_id ORDER BY s.site_id) FROM sites s JOIN org_nodes at ON at.tenant_id = s.tenant_id AND at.id = s.org_node_id
		WHERE s.tenant_id = n.tenant_id AND n.id = ANY (at.path)), '{}')`

// ListUsers implements people.Users.
func (d *DB) ListUsers(ctx context.Context, scope identity.Scope) ([]people.User, error) {
	var users []people.User
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		users, err = collect(ctx, tx, question[people.User]{what: "users", sql: selectUsers + " ORDER BY lower(u.display_name), u.id", scan: scanUser})
		if err != nil {
			return err
		}
		return withBindings(ctx, tx, users, nil)
	})
	return users, fault("list users", err)
}

// withBindings fills in the roles of the users: those of one, or of all.
func withBindings(ctx context.Context, tx *Tx, users []people.User, one *uuid.UUID) error {
	at := map[uuid.UUID]int{}
	for i, u := range users {
		at[u.ID] = i
	}
	rows, err := tx.Query(ctx, selectBindings, one, uuid.Nil)
	if err != nil {
		return err
	}
	var user uuid.UUID
	var b people.Binding
	_, err = pgx.ForEachRow(rows, []any{&user, &b.ID, &b.Role, &b.Node, &b.Name, &b.Kind, &b.Sites}, func() error {
		if i, ok := at[user]; ok {
			users[i].Bindings = append(users[i].Bindings, b)
		}
		b.Sites = nil
		return nil
	})
	return err
}

func findUser(ctx context.Context, tx *Tx, id uuid.UUID) (people.User, error) {
	found, err := collect(ctx, tx, question[people.User]{what: "users", sql: selectUsers + " WHERE u.id = $1", args: []any{id}, scan: scanUser})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "user")
	}
	if err != nil {
		return people.User{}, err
	}
	err = withBindings(ctx, tx, found, &id)
	return found[0], err
}

// ListPlaces implements people.Places.
func (d *DB) ListPlaces(ctx context.Context, scope identity.Scope) ([]people.Place, error) {
	return list(ctx, d, scope, question[people.Place]{
		what: "places", sql: "SELECT n.id, n.name, n.kind, " + sitesBelow + " FROM org_nodes n WHERE n.kind IN ('ENTERPRISE', 'SITE') ORDER BY cardinality(n.path), lower(n.name), n.id",
		scan: func(row pgx.CollectableRow) (p people.Place, err error) {
			return p, row.Scan(&p.Node, &p.Name, &p.Kind, &p.Sites)
		},
	})
}

// FindPlace implements people.Places.
func (d *DB) FindPlace(ctx context.Context, scope identity.Scope, node uuid.UUID) (people.Place, error) {
	place := people.Place{Node: node}
	if place.Whole() {
		return place, nil
	}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		err := tx.QueryRow(ctx, "SELECT n.name, n.kind, "+sitesBelow+" FROM org_nodes n WHERE n.id = $1", node).Scan(&place.Name, &place.Kind, &place.Sites)
		return notFound(err, "place")
	})
	return place, fault("find the place", err)
}

// AddUser implements people.Users.
func (d *DB) AddUser(ctx context.Context, scope identity.Scope, n people.NewUser) (people.User, error) {
	ids, err := rowIDs(2)
	if err != nil {
		return people.User{}, fault("make a user", err)
	}
	var u people.User
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		u, err = addUser(ctx, tx, scope, ids, n)
		return err
	})
	return u, fault("make the user "+n.Email, err)
}

// addUser makes an invited user; ids are those of the user and of the first role.
func addUser(ctx context.Context, tx *Tx, scope identity.Scope, ids []uuid.UUID, n people.NewUser) (people.User, error) {
	id, err := invitedBefore(ctx, tx, n)
	if err != nil {
		return people.User{}, err
	}
	if id == uuid.Nil {
		id = ids[0]
		_, err = tx.Exec(ctx, `INSERT INTO users (tenant_id, id, email, display_name, language, status, created_at, idempotency_key)
			VALUES ($1, $2, $3, $4, coalesce(nullif($5, ''), 'en'), 'INVITED', $6, nullif($7, ''))`,
			scope.Tenant, id, n.Email, n.DisplayName, n.Language, n.Created, n.Key)
		if err != nil {
			return people.User{}, taken(err, n.Email)
		}
		if err := give(ctx, tx, scope, givenTo{user: id, binding: ids[1], role: n.Role, node: n.Place.Node}); err != nil {
			return people.User{}, err
		}
	}
	if err := saveLink(ctx, tx, scope, id, n.Link); err != nil {
		return people.User{}, err
	}
	return findUser(ctx, tx, id)
}

// invitedBefore is the user whom the same request has made; no id where there is none.
func invitedBefore(ctx context.Context, tx *Tx, n people.NewUser) (uuid.UUID, error) {
	if n.Key == "" {
		return uuid.Nil, nil
	}
	var id uuid.UUID
	var email string
	var status people.Status
	err := tx.QueryRow(ctx, "SELECT id, email, status FROM users WHERE idempotency_key = $1", n.Key).Scan(&id, &email, &status)
	switch {
	case isNoRows(err):
		return uuid.Nil, nil
	case err == nil && (!strings.EqualFold(email, n.Email) || status != people.Invited):
		return uuid.Nil, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
	}
	return id, err
}

// taken is EMAIL_TAKEN for the unique address of another user.
func taken(err error, email string) error {
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.ConstraintName == "users_email_ci_key" {
		return reason.Wrap(err, reason.EmailTaken, reason.Params{"email": email})
	}
	return err
}

// givenTo is a role that a user gets at a node, or on the whole tenant.
type givenTo struct {
	user, binding uuid.UUID
	role          identity.Role
	node          uuid.UUID
}

func give(ctx context.Context, tx *Tx, scope identity.Scope, g givenTo) error {
	_, err := tx.Exec(ctx, `INSERT INTO role_bindings (tenant_id, id, user_id, role, org_node_id) VALUES ($1, $2, $3, $4, nullif($5::uuid, $6::uuid))
		ON CONFLICT DO NOTHING`, scope.Tenant, g.binding, g.user, g.role, g.node, uuid.Nil)
	return err
}

// ChangeUser implements people.Users.
func (d *DB) ChangeUser(ctx context.Context, scope identity.Scope, id uuid.UUID, decide people.Decide) (people.User, error) {
	var u people.User
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1::bigint # $2::int)", int64(peopleLock), scope.Tenant); err != nil {
			return err
		}
		var err error
		if u, err = findUser(ctx, tx, id); err != nil {
			return err
		}
		var others int
		err = tx.QueryRow(ctx, `SELECT count(DISTINCT b.user_id) FROM role_bindings b JOIN users o ON o.tenant_id = b.tenant_id AND o.id = b.user_id
			WHERE b.role = 'owner' AND b.org_node_id IS NULL AND o.status = 'ACTIVE' AND o.id <> $1`, id).Scan(&others)
		if err != nil {
			return err
		}
		change, err := decide(u, others)
		if err != nil || change == (people.Change{}) {
			return err
		}
		if err := applyChange(ctx, tx, scope, u, change); err != nil {
			return err
		}
		u, err = findUser(ctx, tx, id)
		return err
	})
	return u, fault("change the user", err)
}

func applyChange(ctx context.Context, tx *Tx, scope identity.Scope, u people.User, c people.Change) error {
	_, err := tx.Exec(ctx, `UPDATE users SET version = version + 1, display_name = coalesce($2, display_name), language = coalesce($3, language),
			oidc_subject = CASE WHEN $5 THEN NULL ELSE oidc_subject END,
			status = CASE WHEN coalesce($4, status) = 'ACTIVE' AND password_hash IS NULL AND (oidc_subject IS NULL OR $5) THEN 'INVITED' ELSE coalesce($4, status) END
		WHERE id = $1`, u.ID, c.DisplayName, c.Language, c.Status, c.DropProvider)
	if err != nil {
		return err
	}
	if c.Ends() {
		if _, err := tx.Exec(ctx, "DELETE FROM sessions WHERE user_id = $1", u.ID); err != nil {
			return err
		}
	}
	if c.Status != nil && *c.Status == people.Disabled {
		if _, err := tx.Exec(ctx, "DELETE FROM password_links WHERE user_id = $1", u.ID); err != nil {
			return err
		}
	}
	if c.Give != nil {
		binding, err := newID()
		if err != nil {
			return err
		}
		if err := give(ctx, tx, scope, givenTo{user: u.ID, binding: binding, role: c.Give.Role, node: c.Give.Node}); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, "DELETE FROM role_bindings WHERE id = $1 AND user_id = $2", c.Take, u.ID)
	return err
}

// SaveLink implements people.Users.
func (d *DB) SaveLink(ctx context.Context, scope identity.Scope, user uuid.UUID, l people.StoredLink) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error { return saveLink(ctx, tx, scope, user, l) })
	return fault("store the link", err)
}

// DropLink implements people.Users.
func (d *DB) DropLink(ctx context.Context, scope identity.Scope, user uuid.UUID) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM password_links WHERE user_id = $1", user)
		return err
	})
	return fault("end the link", err)
}

func saveLink(ctx context.Context, tx *Tx, scope identity.Scope, user uuid.UUID, l people.StoredLink) error {
	_, err := tx.Exec(ctx, `INSERT INTO password_links (tenant_id, user_id, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (tenant_id, user_id) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		scope.Tenant, user, l.Hash, l.Created, l.Expires)
	return err
}

const selectSessions = "SELECT id, user_id, hash, created_at, last_seen_at, expires_at, remote, agent FROM sessions"

func scanSession(row pgx.CollectableRow) (s people.Session, err error) {
	return s, row.Scan(&s.ID, &s.User, &s.Hash, &s.Created, &s.LastSeen, &s.Expires, &s.Remote, &s.Agent)
}

// ListSessions implements people.Sessions.
func (d *DB) ListSessions(ctx context.Context, scope identity.Scope, user uuid.UUID, now time.Time) ([]people.Session, error) {
	return list(ctx, d, scope, question[people.Session]{
		what: "sessions",
		sql:  selectSessions + " WHERE user_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY created_at DESC, id",
		args: []any{user, now, now.Add(-identity.SessionIdle)}, scan: scanSession,
	})
}

// FindSessionByID implements people.Sessions.
func (d *DB) FindSessionByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (people.Session, error) {
	found, err := list(ctx, d, scope, question[people.Session]{what: "sessions", sql: selectSessions + " WHERE id = $1", args: []any{id}, scan: scanSession})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "session")
	}
	if err != nil {
		return people.Session{}, err
	}
	return found[0], nil
}

// EndSession implements people.Sessions.
func (d *DB) EndSession(ctx context.Context, scope identity.Scope, id uuid.UUID) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM sessions WHERE id = $1", id)
		return err
	})
	return fault("end the session", err)
}
