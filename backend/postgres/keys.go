package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/energy/reason"
)

// keyScopes is what the key k may do, in the order of the names.
const keyScopes = `coalesce((SELECT array_agg(s.permission ORDER BY s.permission) FROM api_key_scopes s WHERE s.tenant_id = k.tenant_id AND s.key_id = k.id), '{}')`

const selectKeys = `SELECT k.id, k.name, k.hint, ` + keyScopes + `, k.whole_tenant, u.display_name, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
	FROM api_keys k JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.created_by`

func scanKey(row pgx.CollectableRow) (people.Key, error) {
	k := people.Key{Places: []people.Place{}}
	return k, row.Scan(&k.ID, &k.Name, &k.Hint, &k.Scopes, &k.Whole, &k.CreatedBy, &k.Created, &k.Expires, &k.LastUsed, &k.Revoked)
}

// ListKeys implements people.Keys.
func (d *DB) ListKeys(ctx context.Context, scope identity.Scope) ([]people.Key, error) {
	var keys []people.Key
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		keys, err = collect(ctx, tx, question[people.Key]{what: "API keys", sql: selectKeys + " ORDER BY k.created_at DESC, k.id", scan: scanKey})
		if err != nil {
			return err
		}
		return withPlaces(ctx, tx, keys)
	})
	return keys, fault("list API keys", err)
}

// withPlaces fills in where the keys hold.
func withPlaces(ctx context.Context, tx *Tx, keys []people.Key) error {
	at, ids := map[uuid.UUID]int{}, make([]uuid.UUID, 0, len(keys))
	for i, k := range keys {
		at[k.ID] = i
		ids = append(ids, k.ID)
	}
	rows, err := tx.Query(ctx, `SELECT p.key_id, n.id, n.name, n.kind, `+sitesBelow+` FROM api_key_places p
		JOIN org_nodes n ON n.tenant_id = p.tenant_id AND n.id = p.org_node_id WHERE p.key_id = ANY ($1) ORDER BY n.name, n.id`, ids)
	if err != nil {
		return err
	}
	var key uuid.UUID
	var p people.Place
	_, err = pgx.ForEachRow(rows, []any{&key, &p.Node, &p.Name, &p.Kind, &p.Sites}, func() error {
		keys[at[key]].Places = append(keys[at[key]].Places, p)
		p.Sites = nil
		return nil
	})
	return err
}

func findKey(ctx context.Context, tx *Tx, id uuid.UUID) (people.Key, error) {
	found, err := collect(ctx, tx, question[people.Key]{what: "API keys", sql: selectKeys + " WHERE k.id = $1", args: []any{id}, scan: scanKey})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "API key")
	}
	if err != nil {
		return people.Key{}, err
	}
	err = withPlaces(ctx, tx, found)
	return found[0], err
}

// AddKey implements people.Keys.
func (d *DB) AddKey(ctx context.Context, scope identity.Scope, k people.StoredKey) (people.Key, error) {
	id, err := newID()
	if err != nil {
		return people.Key{}, fault("make an API key", err)
	}
	var key people.Key
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		before, err := keyBefore(ctx, tx, k)
		switch {
		case err != nil:
			return err
		case before != uuid.Nil:
			id = before
			_, err = tx.Exec(ctx, "UPDATE api_keys SET hash = $2, hint = $3 WHERE id = $1", id, k.Hash, k.Hint)
		default:
			err = insertKey(ctx, tx, scope, id, k)
		}
		if err != nil {
			return err
		}
		key, err = findKey(ctx, tx, id)
		return err
	})
	return key, fault("make the API key "+k.Name, err)
}

// keyBefore is the key that the same request has made; no id where there is none.
func keyBefore(ctx context.Context, tx *Tx, k people.StoredKey) (uuid.UUID, error) {
	if k.Key == "" {
		return uuid.Nil, nil
	}
	var id uuid.UUID
	err := tx.QueryRow(ctx, "SELECT id FROM api_keys WHERE idempotency_key = $1", k.Key).Scan(&id)
	if isNoRows(err) {
		return uuid.Nil, nil
	}
	if err != nil {
		return uuid.Nil, err
	}
	before, err := findKey(ctx, tx, id)
	if err != nil {
		return uuid.Nil, err
	}
	nodes := make([]uuid.UUID, 0, len(before.Places))
	for _, p := range before.Places {
		nodes = append(nodes, p.Node)
	}
	same := before.Name == k.Name && slices.Equal(before.Scopes, k.Scopes) && before.Expires.Equal(k.Expires.Truncate(time.Microsecond)) &&
		before.Revoked == nil && sameNodes(nodes, k.Nodes)
	if !same {
		return uuid.Nil, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
	}
	return id, nil
}

func sameNodes(a, b []uuid.UUID) bool {
	text := func(ids []uuid.UUID) []string {
		out := make([]string, 0, len(ids))
		for _, id := range ids {
			out = append(out, id.String())
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return slices.Equal(text(a), text(b))
}

func insertKey(ctx context.Context, tx *Tx, scope identity.Scope, id uuid.UUID, k people.StoredKey) error {
	_, err := tx.Exec(ctx, `INSERT INTO api_keys (tenant_id, id, name, hash, hint, whole_tenant, created_by, created_at, expires_at, idempotency_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, ''))`,
		scope.Tenant, id, k.Name, k.Hash, k.Hint, len(k.Nodes) == 0, k.By, k.Created, k.Expires.Truncate(time.Microsecond), k.Key)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO api_key_scopes (tenant_id, key_id, permission) SELECT DISTINCT $1::int, $2::uuid, p FROM unnest($3::text[]) AS p",
		scope.Tenant, id, k.Scopes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO api_key_places (tenant_id, key_id, org_node_id) SELECT DISTINCT $1::int, $2::uuid, n FROM unnest($3::uuid[]) AS n",
		scope.Tenant, id, k.Nodes)
	return err
}

// RevokeKey implements people.Keys.
func (d *DB) RevokeKey(ctx context.Context, scope identity.Scope, id uuid.UUID, now time.Time) (people.Key, error) {
	var key people.Key
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id, now); err != nil {
			return err
		}
		var err error
		key, err = findKey(ctx, tx, id)
		return err
	})
	return key, fault("revoke the API key", err)
}

// FindKey implements identity.Keys.
func (d *DB) FindKey(ctx context.Context, hash []byte) (identity.KeyRecord, error) {
	var k identity.KeyRecord
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, key_id, expires_at, last_used_at FROM find_api_key($1)", hash).Scan(&k.Tenant, &k.ID, &k.Expires, &k.Used)
	return k, fault("find the API key", notFound(err, "API key"))
}

// FindKeyPrincipal implements identity.Keys. A key that was made with nodes which are gone sees nothing.
func (d *DB) FindKeyPrincipal(ctx context.Context, k identity.KeyRecord) (identity.Principal, error) {
	p := identity.Principal{
		Tenant: identity.Tenant{Key: k.Tenant}, Key: &identity.Key{ID: k.ID}, User: identity.User{Language: "en"},
		Scope: identity.Scope{Tenant: k.Tenant, Sites: []int32{}, Actor: "key:" + k.ID.String()},
	}
	found, err := listKept(ctx, d, identity.Scope{Tenant: k.Tenant, AllSites: true}, question[bool]{
		what: "what an API key may do",
		sql: `SELECT t.id, t.name, t.status = 'SUSPENDED', k.name, ` + keyScopes + `, k.whole_tenant,
				coalesce((SELECT array_agg(DISTINCT s.site_id ORDER BY s.site_id) FROM api_key_places p
					JOIN org_nodes n ON p.org_node_id = ANY (n.path) JOIN sites s ON s.org_node_id = n.id WHERE p.key_id = k.id), '{}')
			FROM api_keys k JOIN tenants t ON t.tenant_id = k.tenant_id WHERE k.id = $1 AND k.revoked_at IS NULL`,
		args: []any{k.ID},
		scan: func(row pgx.CollectableRow) (bool, error) {
			return true, row.Scan(&p.Tenant.ID, &p.Tenant.Name, &p.Tenant.Suspended, &p.Key.Name, &p.Key.Permissions, &p.Scope.AllSites, &p.Scope.Sites)
		},
	})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "API key")
	}
	p.User.DisplayName, p.Roles = p.Key.Name, []identity.Role{}
	if slices.Contains(p.Key.Permissions, identity.Ingest) {
		p.Roles = append(p.Roles, identity.Adapter)
	}
	return p, fault("look up the API key", err)
}

// TouchKey implements identity.Keys.
func (d *DB) TouchKey(ctx context.Context, k identity.KeyRecord, now time.Time) error {
	err := d.InTenant(ctx, identity.Scope{Tenant: k.Tenant}, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "UPDATE api_keys SET last_used_at = $2 WHERE id = $1", k.ID, now)
		return err
	})
	return fault("note the use of the API key", err)
}
