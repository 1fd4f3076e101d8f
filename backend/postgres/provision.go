package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/provision"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

var _ provision.Store = (*DB)(nil)

const selectEdges = `SELECT e.id, t.id, s.id, e.site_id, n.name, e.name, e.state, coalesce(e.nkey, ''), CASE WHEN e.former_until > now() THEN e.former_nkey ELSE '' END,
		CASE WHEN e.former_until > now() THEN e.former_until END,
		e.revision, e.version, e.created_at, e.enrolled_at, e.revoked_at,
		greatest(e.last_seen_at, (SELECT max(b.updated_at) FROM edge_boots b WHERE b.tenant_id = e.tenant_id AND b.edge_id = e.id)),
		CASE WHEN c.used_at IS NULL AND c.expires_at > now() THEN c.expires_at END, coalesce(e.configuration_hash, ''),
		coalesce((SELECT max(v.version) FROM edge_configurations v WHERE v.tenant_id = e.tenant_id AND v.edge_id = e.id AND v.hash = e.configuration_hash), 0),
		coalesce((SELECT max(v.version) FROM edge_configurations v WHERE v.tenant_id = e.tenant_id AND v.edge_id = e.id), 0),
		r.id, r.state, r.reason, r.issued_at, r.expires_at, a.at, a.reason_codes, a.params
	FROM edges e JOIN sites s ON s.tenant_id = e.tenant_id AND s.site_id = e.site_id
	JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id JOIN tenants t ON t.tenant_id = e.tenant_id
	LEFT JOIN enrolment_codes c ON c.tenant_id = e.tenant_id AND c.edge_id = e.id
	LEFT JOIN LATERAL (SELECT k.id, CASE WHEN k.state = 'ISSUED' AND k.expires_at <= now() THEN 'EXPIRED' ELSE k.state END AS state, k.reason, k.issued_at, k.expires_at
		FROM commands k WHERE k.tenant_id = e.tenant_id AND k.edge_id = e.id AND k.kind = 'ROTATE_KEY' ORDER BY k.seq DESC LIMIT 1) r ON true
	LEFT JOIN LATERAL (SELECT k.at, k.reason_codes, k.params FROM command_acks k WHERE k.tenant_id = e.tenant_id AND k.command_id = r.id
		ORDER BY k.at DESC, k.state DESC LIMIT 1) a ON true`

func scanEdge(row pgx.CollectableRow) (provision.Edge, error) {
	var e provision.Edge
	var r provision.Rotation
	var id *uuid.UUID
	var state, why *string
	var issued, expires *time.Time
	err := row.Scan(&e.ID, &e.Tenant, &e.Site, &e.SiteKey, &e.SiteName, &e.Name, &e.State, &e.NKey, &e.Former, &e.FormerUntil,
		&e.Revision, &e.Software, &e.Created, &e.Enrolled, &e.Revoked, &e.LastSeen, &e.CodeUntil, &e.Hash, &e.Runs, &e.Newest,
		&id, &state, &why, &issued, &expires, &r.At, &r.Codes, &r.Params)
	if err == nil && id != nil {
		r.Command, r.State, r.Reason, r.Issued, r.Expires = *id, dispatch.State(*state), *why, *issued, *expires
		e.Rotation = &r
	}
	return e, err
}

func edgeByID(ctx context.Context, tx *Tx, id uuid.UUID) (provision.Edge, error) {
	rows, err := tx.Query(ctx, selectEdges+" WHERE e.id = $1", id)
	if err != nil {
		return provision.Edge{}, err
	}
	e, err := pgx.CollectExactlyOneRow(rows, scanEdge)
	return e, notFound(err, "edge")
}

// AddEdge implements provision.Edges.
func (d *DB) AddEdge(ctx context.Context, scope identity.Scope, at registry.Site, n provision.NewEdge, c provision.StoredCode) (provision.Edge, error) {
	id, err := newID()
	if err != nil {
		return provision.Edge{}, fault("add an edge", err)
	}
	var e provision.Edge
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		before, err := edgeBefore(ctx, tx, at, n)
		switch {
		case err != nil:
			return err
		case before != uuid.Nil:
			id = before
		default:
			_, err = tx.Exec(ctx, "INSERT INTO edges (tenant_id, site_id, id, state, name, created_at, idempotency_key) VALUES ($1, $2, $3, 'PENDING', $4, $5, nullif($6, ''))",
				scope.Tenant, at.Key, id, n.Name, c.Created, n.Key)
			if err != nil {
				return err
			}
		}
		if err := saveCode(ctx, tx, id, c); err != nil {
			return err
		}
		e, err = edgeByID(ctx, tx, id)
		return err
	})
	return e, fault("add the edge "+n.Name, err)
}

// edgeBefore is the edge that the same request has made; no id where there is none.
func edgeBefore(ctx context.Context, tx *Tx, at registry.Site, n provision.NewEdge) (uuid.UUID, error) {
	if n.Key == "" {
		return uuid.Nil, nil
	}
	var id uuid.UUID
	var name string
	var site int32
	var state registry.EdgeState
	err := tx.QueryRow(ctx, "SELECT id, name, site_id, state FROM edges WHERE idempotency_key = $1", n.Key).Scan(&id, &name, &site, &state)
	switch {
	case isNoRows(err):
		return uuid.Nil, nil
	case err == nil && (name != n.Name || site != at.Key || state != registry.Pending):
		return uuid.Nil, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
	}
	return id, err
}

func saveCode(ctx context.Context, tx *Tx, edge uuid.UUID, c provision.StoredCode) error {
	_, err := tx.Exec(ctx, `INSERT INTO enrolment_codes (tenant_id, site_id, edge_id, hash, created_by, created_at, expires_at)
		SELECT tenant_id, site_id, id, $2, $3, $4, $5 FROM edges WHERE id = $1
		ON CONFLICT (tenant_id, edge_id) DO UPDATE SET hash = EXCLUDED.hash, created_by = EXCLUDED.created_by, created_at = EXCLUDED.created_at,
			expires_at = EXCLUDED.expires_at, used_at = NULL, used_by = NULL`, edge, c.Hash, c.By, c.Created, c.Expires)
	return err
}

// ListEdges implements provision.Edges.
func (d *DB) ListEdges(ctx context.Context, scope identity.Scope, f provision.Filter) ([]provision.Edge, string, error) {
	limit := f.Limit
	if limit == 0 {
		limit = 100
	}
	limit = min(max(limit, 1), 500)
	var which where
	if f.Site != nil {
		which.add("s.id = ?", *f.Site)
	}
	if f.State != "" {
		which.add("e.state = ?", f.State)
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		which.add("(e.created_at, e.id) < (?, ?)", at, id)
	}
	edges, err := list(ctx, d, scope, question[provision.Edge]{
		what: "edges", sql: selectEdges + which.sql() + fmt.Sprintf(" ORDER BY e.created_at DESC, e.id DESC LIMIT %d", limit+1), args: which.args, scan: scanEdge,
	})
	if err != nil || len(edges) <= limit {
		return edges, "", err
	}
	edges = edges[:limit]
	last := edges[limit-1]
	return edges, cursorOf(last.Created, last.ID.String()), nil
}

// EdgeByID implements provision.Edges.
func (d *DB) EdgeByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (provision.Edge, error) {
	var e provision.Edge
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		e, err = edgeByID(ctx, tx, id)
		return err
	})
	return e, fault("read the edge", err)
}

// ChangeEdge implements provision.Edges.
func (d *DB) ChangeEdge(ctx context.Context, scope identity.Scope, id uuid.UUID, decide func(provision.Edge) (provision.Change, error)) (provision.Edge, error) {
	var e provision.Edge
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT FROM edges WHERE id = $1 FOR UPDATE", id); err != nil {
			return err
		}
		var err error
		if e, err = edgeByID(ctx, tx, id); err != nil {
			return err
		}
		change, err := decide(e)
		if err != nil || change == (provision.Change{}) {
			return err
		}
		if err := changeEdge(ctx, tx, id, change); err != nil {
			return err
		}
		e, err = edgeByID(ctx, tx, id)
		return err
	})
	return e, fault("change the edge", err)
}

func changeEdge(ctx context.Context, tx *Tx, id uuid.UUID, c provision.Change) error {
	// A new code sets a revoked edge back to waiting; its key is gone with the revocation.
	_, err := tx.Exec(ctx, `UPDATE edges SET revision = revision + 1, name = coalesce($2, name), revoked_at = coalesce($3, revoked_at),
			state = CASE WHEN $3::timestamptz IS NOT NULL THEN 'REVOKED' WHEN $4 THEN 'PENDING' ELSE state END,
			nkey = CASE WHEN $4 THEN NULL ELSE nkey END,
			former_nkey = CASE WHEN $4 OR $3 IS NOT NULL THEN NULL ELSE former_nkey END,
			former_until = CASE WHEN $4 OR $3 IS NOT NULL THEN NULL ELSE former_until END
		WHERE id = $1`, id, c.Name, c.Revoke, c.Code != nil)
	if err != nil {
		return err
	}
	if c.Revoke != nil {
		_, err = tx.Exec(ctx, "UPDATE enrolment_codes SET expires_at = greatest(created_at + interval '1 microsecond', least(expires_at, $2)) WHERE edge_id = $1", id, c.Revoke)
	}
	if err == nil && c.Code != nil {
		err = saveCode(ctx, tx, id, *c.Code)
	}
	return err
}

// UseCode implements provision.Enrolments.
func (d *DB) UseCode(ctx context.Context, hash []byte, u provision.Use, decide func(provision.FoundCode) error) (provision.FoundCode, error) {
	var c provision.FoundCode
	var site int32
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, site_id, edge_id FROM find_enrolment_code($1)", hash).Scan(&c.Tenant, &site, &c.Edge.ID)
	if err != nil {
		return c, fault("find the enrolment code", notFound(err, "enrolment code"))
	}
	scope := identity.Scope{Tenant: c.Tenant, Sites: []int32{site}, Actor: "edge:" + c.Edge.ID.String()}
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		// Who enrols at one site takes turns, so that two codes do not make two edges of it.
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1::bigint # ($2::bigint << 32) # $3::bigint)", int64(enrolLock), scope.Tenant, site); err != nil {
			return err
		}
		if err := readCode(ctx, tx, hash, &c); err != nil {
			return err
		}
		if err := decide(c); err != nil {
			return err
		}
		if c.Used != nil {
			return nil
		}
		if err := useCode(ctx, tx, c.Edge.ID, u); err != nil {
			return err
		}
		c.Edge, err = edgeByID(ctx, tx, c.Edge.ID)
		return err
	})
	return c, fault("enrol the edge", err)
}

// enrolLock is the number under which enrolments of a site take turns: "enrol" in ASCII.
const enrolLock = 0x656e726f6c

func readCode(ctx context.Context, tx *Tx, hash []byte, c *provision.FoundCode) error {
	err := tx.QueryRow(ctx, `SELECT c.expires_at, c.used_at, coalesce(c.used_by, ''), s.time_zone,
			coalesce((SELECT o.name FROM edges o WHERE o.tenant_id = c.tenant_id AND o.site_id = c.site_id AND o.id <> c.edge_id AND o.state = 'ENROLLED' LIMIT 1), '')
		FROM enrolment_codes c JOIN sites s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id WHERE c.hash = $1`, hash).
		Scan(&c.Expires, &c.Used, &c.UsedBy, &c.TimeZone, &c.Busy)
	if err != nil {
		return notFound(err, "enrolment code")
	}
	c.Edge, err = edgeByID(ctx, tx, c.Edge.ID)
	return err
}

func useCode(ctx context.Context, tx *Tx, edge uuid.UUID, u provision.Use) error {
	_, err := tx.Exec(ctx, "UPDATE edges SET state = 'ENROLLED', nkey = $2, enrolled_at = $3, version = coalesce(nullif($4, ''), version) WHERE id = $1", edge, u.NKey, u.At, u.Software)
	if err != nil {
		return keyTaken(err)
	}
	_, err = tx.Exec(ctx, "UPDATE enrolment_codes SET used_at = $2, used_by = $3 WHERE edge_id = $1", edge, u.At, u.NKey)
	return err
}

// keyTaken is ENROLMENT_KEY_TAKEN for the key of another edge.
func keyTaken(err error) error {
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.Code == "23505" {
		return reason.Wrap(err, reason.EnrolmentKeyTaken, nil)
	}
	return err
}

// ChangeKey implements provision.Enrolments.
func (d *DB) ChangeKey(ctx context.Context, edge uuid.UUID, k provision.Keys, until time.Time) error {
	record, err := d.FindEdgeByID(ctx, edge)
	if err != nil {
		return err
	}
	err = d.InTenant(ctx, record.Scope(), func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE edges SET nkey = $3, former_nkey = $2, former_until = CASE WHEN nkey = $3 THEN former_until ELSE $4 END
			WHERE id = $1 AND state = 'ENROLLED' AND (nkey = $2 OR nkey = $3 AND former_nkey = $2)`, edge, k.Old, k.New, until)
		if err == nil && tag.RowsAffected() == 0 {
			err = notFound(pgx.ErrNoRows, "enrolled edge with this key")
		}
		return keyTaken(err)
	})
	return fault("change the edge's key", err)
}

// SettleKey notes that an edge has used its new key: the former one holds no more.
func (d *DB) SettleKey(ctx context.Context, e registry.EdgeRecord) error {
	err := d.InTenant(ctx, e.Scope(), func(tx *Tx) error {
		_, err := tx.Exec(ctx, "UPDATE edges SET former_nkey = NULL, former_until = NULL WHERE id = $1 AND nkey = $2", e.Edge.ID, e.Edge.NKey)
		return err
	})
	return fault("settle the edge's key", err)
}
