package postgres

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

var _ places.Tree = (*DB)(nil)

// treeLock is the number under which changes of a tenant's tree take turns: two moves at once could
// each wait for the place of the other. "places" in ASCII.
const treeLock = 0x706c61636573

// selectNodes leaves out a place above that is out of sight.
const selectNodes = `SELECT n.id, n.kind, coalesce(n.key, ''), n.name, p.id, s.id, coalesce(n.site_id, 0), n.version, n.archived_at, cardinality(n.path)
	FROM org_nodes n LEFT JOIN org_nodes p ON p.tenant_id = n.tenant_id AND p.id = n.parent_id
	LEFT JOIN sites s ON s.tenant_id = n.tenant_id AND s.site_id = n.site_id`

// foundNode is a place with its depth, by which lists go.
type foundNode struct {
	places.Node
	depth int
}

func scanNode(row pgx.CollectableRow) (n foundNode, err error) {
	var parent, site *uuid.UUID
	err = row.Scan(&n.ID, &n.Kind, &n.Key, &n.Name, &parent, &site, &n.SiteKey, &n.Version, &n.Archived, &n.depth)
	n.Parent, n.Site = orNone(parent), orNone(site)
	return n, err
}

func orNone(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// ListNodes implements places.Tree.
func (d *DB) ListNodes(ctx context.Context, scope identity.Scope, f places.Filter) ([]places.Node, string, error) {
	var w where
	if f.Below != uuid.Nil {
		w.add("?::uuid = ANY (n.path)", f.Below)
	}
	if f.Kind != "" {
		w.add("n.kind = ?", string(f.Kind))
	}
	if !f.Archived {
		w.add("n.archived_at IS NULL")
	}
	if f.Cursor != "" {
		var depth int
		var name, id string
		if err := parsePlace(f.Cursor, &depth, &name, &id); err != nil {
			return nil, "", err
		}
		w.add("(cardinality(n.path), n.name, n.id::text) > (?, ?, ?)", depth, name, id)
	}
	w.args = append(w.args, f.Limit+1)
	found, err := list(ctx, d, scope, question[foundNode]{
		what: "places", sql: selectNodes + w.sql() + " ORDER BY cardinality(n.path), n.name, n.id::text LIMIT $" + strconv.Itoa(len(w.args)), args: w.args, scan: scanNode,
	})
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(found) > f.Limit {
		found = found[:f.Limit]
		last := found[f.Limit-1]
		next = placeAfter(last.depth, last.Name, last.ID.String())
	}
	nodes := make([]places.Node, len(found))
	for i, n := range found {
		nodes[i] = n.Node
	}
	return nodes, next, nil
}

// placeAfter names the place in a list behind the item with these values of what the list goes by.
func placeAfter(by ...any) string {
	text, err := json.Marshal(by)
	if err != nil {
		panic(err) // texts and numbers alone
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func parsePlace(cursor string, into ...any) error {
	var raw []json.RawMessage
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &raw)
	}
	if err == nil && len(raw) != len(into) {
		err = errors.New("another list's")
	}
	for i := 0; err == nil && i < len(into); i++ {
		err = json.Unmarshal(raw[i], into[i])
	}
	if err != nil {
		return reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "cursor", "value": cursor, "want": "the next of a page of this list"})
	}
	return nil
}

// FindNode implements places.Tree.
func (d *DB) FindNode(ctx context.Context, scope identity.Scope, id uuid.UUID) (n places.Node, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		n, err = findNode(ctx, tx, id)
		return err
	})
	return n, fault("find the place", err)
}

func findNode(ctx context.Context, tx *Tx, id uuid.UUID) (places.Node, error) {
	found, err := collect(ctx, tx, question[foundNode]{what: "places", sql: selectNodes + " WHERE n.id = $1", args: []any{id}, scan: scanNode})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "place")
	}
	if err != nil {
		return places.Node{}, err
	}
	return found[0].Node, nil
}

// AddNode implements places.Tree.
func (d *DB) AddNode(ctx context.Context, scope identity.Scope, id uuid.UUID, parent places.Node, n places.NewNode) (out places.Node, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := insertNode(ctx, tx, scope, id, nodeRow{NewNode: n, site: parent.SiteKey})
		if err != nil {
			return asPlaces(err, n.Name)
		}
		if out, err = findNode(ctx, tx, id); err != nil {
			return err
		}
		if tag.RowsAffected() == 0 && (out.Kind != n.Kind || out.Name != n.Name || out.Parent != n.Parent) {
			return reason.New(reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
		}
		return nil
	})
	return out, fault("make the place", err)
}

// nodeRow is a place to insert, with the site it is or lies in.
type nodeRow struct {
	places.NewNode
	site int32
}

// insertNode stores a place where none has its id.
func insertNode(ctx context.Context, tx *Tx, scope identity.Scope, id uuid.UUID, n nodeRow) (pgconn.CommandTag, error) {
	return tx.Exec(ctx, `INSERT INTO org_nodes (tenant_id, site_id, id, kind, key, name, parent_id, parent_path, parent_kind)
		SELECT $1, nullif($2, 0), $3, $4, nullif($5, ''), $6, p.id, p.path, p.kind
		FROM (SELECT) one LEFT JOIN org_nodes p ON p.tenant_id = $1 AND p.id = $7 ON CONFLICT (tenant_id, id) DO NOTHING`,
		scope.Tenant, n.site, id, n.Kind, n.Key, n.Name, n.Parent)
}

// ChangeNode implements places.Tree.
func (d *DB) ChangeNode(ctx context.Context, scope identity.Scope, id uuid.UUID, decide places.Decide) (n places.Node, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := lockTree(ctx, tx, scope); err != nil {
			return err
		}
		before, err := findNode(ctx, tx, id)
		if err != nil {
			return err
		}
		change, err := decide(before)
		if err != nil {
			return err
		}
		if err := changeNode(ctx, tx, before, change); err != nil {
			return asPlaces(err, before.Name)
		}
		n, err = findNode(ctx, tx, id)
		return err
	})
	return n, fault("change the place", err)
}

func lockTree(ctx context.Context, tx *Tx, scope identity.Scope) error {
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1::bigint # $2::int)", int64(treeLock), scope.Tenant)
	return err
}

func changeNode(ctx context.Context, tx *Tx, n places.Node, c places.Change) error {
	_, err := tx.Exec(ctx, "UPDATE org_nodes SET version = version + 1, name = coalesce($2, name), key = CASE WHEN $3::text IS NULL THEN key ELSE nullif($3, '') END WHERE id = $1",
		n.ID, c.Name, c.Key)
	if err != nil {
		return err
	}
	if c.Parent != nil {
		// What lies below follows by the foreign key.
		_, err := tx.Exec(ctx, `UPDATE org_nodes n SET parent_id = to_.id, parent_path = to_.path, parent_kind = to_.kind
			FROM (SELECT) one LEFT JOIN org_nodes to_ ON to_.id = $2 WHERE n.id = $1`, n.ID, c.Parent.ID)
		if err != nil {
			return err
		}
	}
	switch {
	case c.Archived == nil:
		return nil
	case c.Archived.IsZero():
		return bringBack(ctx, tx, n)
	default:
		return archive(ctx, tx, n, *c.Archived)
	}
}

// archive takes a place out of use with what lies inside; what is above sites must be empty.
func archive(ctx context.Context, tx *Tx, n places.Node, at time.Time) error {
	if n.Kind == places.Enterprise {
		var below int
		err := tx.QueryRow(ctx, "SELECT count(*) FROM org_nodes WHERE $1 = ANY (path) AND id <> $1 AND archived_at IS NULL", n.ID).Scan(&below)
		if err != nil {
			return err
		}
		if below > 0 {
			return reason.New(reason.PlaceNotEmpty, reason.Params{"name": n.Name, "count": below})
		}
	}
	_, err := tx.Exec(ctx, "UPDATE org_nodes SET archived_at = $2 WHERE $1 = ANY (path) AND archived_at IS NULL", n.ID, at)
	return err
}

// bringBack is the opposite: what went with the place comes back with it.
func bringBack(ctx context.Context, tx *Tx, n places.Node) error {
	var above bool
	err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM org_nodes WHERE id = $1 AND archived_at IS NOT NULL)", n.Parent).Scan(&above)
	if err != nil {
		return err
	}
	if above {
		return reason.New(reason.InvalidValue, reason.Params{"field": "archived", "value": false, "want": "the place above to be in use first"})
	}
	_, err = tx.Exec(ctx, "UPDATE org_nodes SET archived_at = NULL WHERE $1 = ANY (path) AND archived_at = $2", n.ID, n.Archived)
	return err
}

// asPlaces gives the constraints of the tree their codes.
func asPlaces(err error, name string) error {
	pg := new(pgconn.PgError)
	if !errors.As(err, &pg) {
		return err
	}
	switch pg.ConstraintName {
	case "org_nodes_no_circle":
		return reason.Wrap(err, reason.PlaceInCircle, reason.Params{"name": name})
	case "org_nodes_depth":
		return reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "parent", "value": name, "want": "a tree of at most 16 levels"})
	case "org_nodes_tenant_id_key_key":
		return reason.Wrap(err, reason.DuplicateName, reason.Params{"field": "key", "name": name})
	}
	return err
}
