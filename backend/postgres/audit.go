package postgres

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/audit"
	"ohmstead/backend/identity"
)

var (
	_ audit.Sealing = (*DB)(nil)
	_ audit.Chain   = (*DB)(nil)
	_ audit.Trail   = (*DB)(nil)
)

// Unsealed implements audit.Sealing.
func (d *DB) Unsealed(ctx context.Context) ([]identity.Tenant, error) {
	rows, err := d.auth.Query(ctx, "SELECT t.tenant_id, t.id FROM list_tenants() t JOIN list_unsealed() u USING (tenant_id)")
	if err != nil {
		return nil, fault("list tenants with entries to seal", err)
	}
	tenants, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t identity.Tenant, err error) {
		return t, row.Scan(&t.Key, &t.ID)
	})
	return tenants, fault("list tenants with entries to seal", err)
}

// wholeTenant is the scope in which a tenant's chain is written and read.
func wholeTenant(t identity.Tenant) identity.Scope {
	return identity.Scope{Tenant: t.Key, AllSites: true}
}

const selectEntries = `SELECT l.entry_id, l.site_id, l.at, l.actor, l.request, l.action, l.entity, l.entity_id, l.before::text, l.after::text`

func scanEntry(row pgx.CollectableRow) (audit.Entry, error) {
	var e audit.Entry
	var before, after *string
	err := row.Scan(&e.ID, &e.SiteKey, &e.At, &e.Actor, &e.Request, &e.Action, &e.Entity, &e.EntityID, &before, &after)
	e.Before, e.After = bytesOf(before), bytesOf(after)
	return e, err
}

func bytesOf(text *string) []byte {
	if text == nil {
		return nil
	}
	return []byte(*text)
}

// auditLock is the number under which sealers of one tenant take turns: "audit" in ASCII.
const auditLock = 0x6175646974

// Seal implements audit.Sealing.
func (d *DB) Seal(ctx context.Context, tenant identity.Tenant, limit int) (int, error) {
	var entries []audit.Entry
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1::bigint # $2::int)", int64(auditLock), tenant.Key); err != nil {
			return err
		}
		last, err := lastSeal(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, selectEntries+" FROM audit_queue q JOIN audit_log l USING (tenant_id, entry_id) ORDER BY l.entry_id LIMIT $1", limit)
		if err != nil {
			return err
		}
		if entries, err = pgx.CollectRows(rows, scanEntry); err != nil || len(entries) == 0 {
			return err
		}
		var seqs, ids []int64
		var prevs, hashes [][]byte
		for _, e := range entries {
			last = audit.Next(last, tenant.ID, e)
			seqs, ids = append(seqs, last.Seq), append(ids, last.Entry)
			prevs, hashes = append(prevs, slices.Clone(last.Prev[:])), append(hashes, slices.Clone(last.Hash[:]))
		}
		_, err = tx.Exec(ctx, `INSERT INTO audit_seals (tenant_id, seq, entry_id, prev_hash, hash)
			SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])`, tenant.Key, seqs, ids, prevs, hashes)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "DELETE FROM audit_queue WHERE tenant_id = $1 AND entry_id = ANY ($2)", tenant.Key, ids)
		return err
	})
	return len(entries), fault("seal audit entries", err)
}

// lastSeal is the head of the tenant's chain; the zero Seal where it has none.
func lastSeal(ctx context.Context, tx *Tx) (audit.Seal, error) {
	var s audit.Seal
	var hash []byte
	err := tx.QueryRow(ctx, "SELECT seq, entry_id, hash FROM audit_seals ORDER BY seq DESC LIMIT 1").Scan(&s.Seq, &s.Entry, &hash)
	if isNoRows(err) {
		return audit.Seal{}, nil
	}
	copy(s.Hash[:], hash)
	return s, err
}

// WalkChain implements audit.Chain.
func (d *DB) WalkChain(ctx context.Context, tenant identity.Tenant, visit func(audit.Sealed)) error {
	const page = 2000
	var after int64
	for {
		var found []audit.Sealed
		err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
			rows, err := tx.Query(ctx, `SELECT s.seq, s.entry_id, s.prev_hash, s.hash, l.entry_id IS NULL,
					l.site_id, coalesce(l.at, s.sealed_at), coalesce(l.actor, ''), coalesce(l.request, ''), coalesce(l.action, ''), coalesce(l.entity, ''), coalesce(l.entity_id, ''),
					l.before::text, l.after::text
				FROM audit_seals s LEFT JOIN audit_log l USING (tenant_id, entry_id) WHERE s.seq > $1 ORDER BY s.seq LIMIT $2`, after, page)
			if err != nil {
				return err
			}
			found, err = pgx.CollectRows(rows, scanSealed)
			return err
		})
		if err != nil {
			return fault("read the audit chain", err)
		}
		for _, s := range found {
			visit(s)
			after = s.Seq
		}
		if len(found) < page {
			return nil
		}
	}
}

func scanSealed(row pgx.CollectableRow) (audit.Sealed, error) {
	var s audit.Sealed
	var prev, hash []byte
	var before, after *string
	e := &s.What
	err := row.Scan(&s.Seq, &s.Entry, &prev, &hash, &s.Missing, &e.SiteKey, &e.At, &e.Actor, &e.Request, &e.Action, &e.Entity, &e.EntityID, &before, &after)
	copy(s.Prev[:], prev)
	copy(s.Hash[:], hash)
	e.ID, e.Before, e.After = s.Entry, bytesOf(before), bytesOf(after)
	return s, err
}

// Waiting implements audit.Chain.
func (d *DB) Waiting(ctx context.Context, tenant identity.Tenant, limit int) ([]audit.Entry, error) {
	return list(ctx, d, wholeTenant(tenant), question[audit.Entry]{
		what: "audit entries without a seal",
		sql: selectEntries + ` FROM audit_log l WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = l.tenant_id AND s.entry_id = l.entry_id)
			ORDER BY l.entry_id LIMIT $1`,
		args: []any{limit},
		scan: scanEntry,
	})
}

// Trail implements audit.Trail.
func (d *DB) Trail(ctx context.Context, scope identity.Scope, f audit.Filter) ([]audit.Listed, string, error) {
	limit := f.Limit
	if limit == 0 {
		limit = 100
	}
	limit = min(max(limit, 1), 500)
	asked, err := trailConditions(f)
	if err != nil {
		return nil, "", err
	}
	entries, err := list(ctx, d, scope, question[audit.Listed]{
		what: "audit entries",
		sql: selectEntries + `, coalesce(s.id, '00000000-0000-0000-0000-000000000000'), coalesce(u.display_name, n.name, ''), coalesce(z.seq, 0), z.prev_hash, z.hash
			FROM audit_log l LEFT JOIN audit_seals z USING (tenant_id, entry_id)
			LEFT JOIN sites s ON s.tenant_id = l.tenant_id AND s.site_id = l.site_id
			LEFT JOIN users u ON u.tenant_id = l.tenant_id AND 'user:' || u.id = l.actor
			LEFT JOIN edges g ON g.tenant_id = l.tenant_id AND 'edge:' || g.id = l.actor
			LEFT JOIN sites gs ON gs.tenant_id = g.tenant_id AND gs.site_id = g.site_id
			LEFT JOIN org_nodes n ON n.tenant_id = gs.tenant_id AND n.id = gs.org_node_id` +
			asked.sql() + fmt.Sprintf(" ORDER BY l.at DESC, l.entry_id DESC LIMIT %d", limit+1),
		args: asked.args,
		scan: scanListed,
	})
	if err != nil || len(entries) <= limit {
		return entries, "", err
	}
	entries = entries[:limit]
	last := entries[limit-1]
	return entries, cursorOf(last.At, numbered(last.ID).String()), nil
}

func scanListed(row pgx.CollectableRow) (audit.Listed, error) {
	var l audit.Listed
	var before, after *string
	var prev, hash []byte
	e := &l.Entry
	err := row.Scan(&e.ID, &e.SiteKey, &e.At, &e.Actor, &e.Request, &e.Action, &e.Entity, &e.EntityID, &before, &after, &e.Site, &e.ActorName, &l.Seal.Seq, &prev, &hash)
	copy(l.Seal.Prev[:], prev)
	copy(l.Seal.Hash[:], hash)
	l.Seal.Entry, e.Before, e.After = e.ID, bytesOf(before), bytesOf(after)
	return l, err
}

// trailConditions is what a filter asks of entries.
func trailConditions(f audit.Filter) (where, error) {
	var w where
	if f.Site != nil {
		w.add("l.site_id = (SELECT site_id FROM sites WHERE id = ?)", *f.Site)
	}
	for _, c := range []struct{ column, value string }{
		{"l.entity", f.Entity}, {"l.entity_id", f.EntityID}, {"l.actor", f.Actor}, {"l.action", string(f.Action)},
	} {
		if c.value != "" {
			w.add(c.column+" = ?", c.value)
		}
	}
	for _, c := range []struct {
		term string
		at   time.Time
	}{{"l.at >= ?", f.From}, {"l.at < ?", f.To}} {
		if !c.at.IsZero() {
			w.add(c.term, c.at)
		}
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return w, err
		}
		w.add("(l.at, l.entry_id) < (?, ?)", at, numberOf(id))
	}
	return w, nil
}

// numbered carries a number in the form of an id, as cursors have it.
func numbered(n int64) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n)) //nolint:gosec // the same 64 bits
	return id
}

func numberOf(id uuid.UUID) int64 {
	return int64(binary.BigEndian.Uint64(id[8:])) //nolint:gosec // the same 64 bits
}
