package postgres

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var _ event.Store = (*DB)(nil)

// Raise implements event.Store.
func (d *DB) Raise(ctx context.Context, scope identity.Scope, e event.Event) (bool, error) {
	if e.ID == uuid.Nil {
		var err error
		if e.ID, err = newID(); err != nil {
			return false, fmt.Errorf("name the event: %w", err)
		}
	}
	created := false
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		created, err = raiseEvent(ctx, tx, scope, e)
		return err
	})
	return created, fault("raise the event "+string(e.Code), err)
}

// raiseEvent is Raise within a transaction.
func raiseEvent(ctx context.Context, tx *Tx, scope identity.Scope, e event.Event) (bool, error) {
	site, err := siteKey(ctx, tx, e.Site)
	if err != nil {
		return false, err
	}
	return raiseAt(ctx, tx, scope.Tenant, site, e)
}

// raiseAt is raiseEvent at a site by its key, nil for the whole tenant. The shelf of the key's newest alarm is
// inherited while its time lasts, by the database's clock.
func raiseAt(ctx context.Context, tx *Tx, tenant int32, site *int32, e event.Event) (bool, error) {
	if e.Params == nil {
		e.Params = map[string]any{}
	}
	tag, err := tx.Exec(ctx, `INSERT INTO events (tenant_id, site_id, id, kind, severity, code, params, asset, device, raised_at, cleared_at, ordinal, rule_id, shelved_until, shelved_by, shelve_reason)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, p.shelved_until, p.shelved_by, coalesce(p.shelve_reason, '')
		FROM (SELECT) one LEFT JOIN (SELECT * FROM (
			SELECT shelved_until, shelved_by, shelve_reason FROM events
			WHERE kind = 'ALARM' AND $4 = 'ALARM' AND site_id IS NOT DISTINCT FROM $2 AND code = $6 AND asset = $8 AND device = $9 AND rule_id IS NOT DISTINCT FROM $13
			ORDER BY raised_at DESC LIMIT 1) n WHERE n.shelved_until > clock_timestamp()) p ON true
		ON CONFLICT DO NOTHING`,
		tenant, site, e.ID, e.Kind, e.Severity, e.Code, e.Params, e.Asset, e.Device, e.Raised, e.Cleared, e.Ordinal, orNull(e.Rule))
	return tag.RowsAffected() == 1, err
}

// orNull is an id, or null for the zero one.
func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

// siteKey is the short key of a site of the scope; nil, meaning the whole tenant, for no site.
func siteKey(ctx context.Context, tx *Tx, id uuid.UUID) (*int32, error) {
	if id == uuid.Nil {
		return nil, nil //nolint:nilnil // no site is an answer here
	}
	var key int32
	err := tx.QueryRow(ctx, "SELECT site_id FROM sites WHERE id = $1", id).Scan(&key)
	return &key, notFound(err, "site")
}

// Clear implements event.Store.
func (d *DB) Clear(ctx context.Context, scope identity.Scope, key event.Key, at time.Time) (bool, error) {
	ended := false
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		ended, err = clearAlarm(ctx, tx, key, at)
		return err
	})
	return ended, fault("clear the alarm "+string(key.Code), err)
}

// clearAlarm is Clear within a transaction.
func clearAlarm(ctx context.Context, tx *Tx, key event.Key, at time.Time) (bool, error) {
	site, err := siteKey(ctx, tx, key.Site)
	if err != nil {
		return false, err
	}
	tag, err := tx.Exec(ctx, `UPDATE events SET cleared_at = greatest($1, raised_at), version = version + 1
		WHERE site_id IS NOT DISTINCT FROM $2 AND code = $3 AND asset = $4 AND device = $5 AND rule_id IS NOT DISTINCT FROM $6 AND kind = 'ALARM' AND cleared_at IS NULL`,
		at, site, key.Code, key.Asset, key.Device, orNull(key.Rule))
	return tag.RowsAffected() > 0, err
}

const selectEvents = `SELECT e.id, coalesce(s.id, '00000000-0000-0000-0000-000000000000'), coalesce(n.name, ''), e.kind, e.severity, e.code,
		e.params, e.asset, e.device, e.raised_at, e.ordinal, e.acknowledged_at, e.cleared_at, e.cleared_reason, e.version,
		coalesce(a.display_name, ''), e.acknowledge_note, e.shelved_until, coalesce(h.display_name, ''), e.shelve_reason,
		coalesce(e.rule_id, '00000000-0000-0000-0000-000000000000')
	FROM events e LEFT JOIN sites s ON s.tenant_id = e.tenant_id AND s.site_id = e.site_id
	LEFT JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
	LEFT JOIN users a ON a.tenant_id = e.tenant_id AND a.id = e.acknowledged_by
	LEFT JOIN users h ON h.tenant_id = e.tenant_id AND h.id = e.shelved_by`

// List implements event.Store.
func (d *DB) List(ctx context.Context, scope identity.Scope, f event.Filter) ([]event.Event, string, error) {
	limit := f.Limit
	if limit == 0 {
		limit = 100
	}
	limit = min(max(limit, 1), 500)
	asked, err := eventConditions(f)
	if err != nil {
		return nil, "", err
	}
	events, err := list(ctx, d, scope, question[event.Event]{
		what: "events",
		sql:  selectEvents + asked.sql() + fmt.Sprintf(" ORDER BY e.raised_at DESC, e.ordinal DESC, e.id DESC LIMIT %d", limit+1),
		args: asked.args,
		scan: scanEvent,
	})
	if err != nil || len(events) <= limit {
		return events, "", err
	}
	events = events[:limit]
	last := events[limit-1]
	return events, cursorOf(last.Raised, fmt.Sprintf("%s %d", last.ID, last.Ordinal)), nil
}

func scanEvent(row pgx.CollectableRow) (e event.Event, err error) {
	return e, row.Scan(&e.ID, &e.Site, &e.SiteName, &e.Kind, &e.Severity, &e.Code, &e.Params, &e.Asset, &e.Device, &e.Raised, &e.Ordinal, &e.Acknowledged, &e.Cleared, &e.ClearedBecause, &e.Version,
		&e.Handled.AcknowledgedBy, &e.Handled.Note, &e.Handled.ShelvedUntil, &e.Handled.ShelvedBy, &e.Handled.ShelvedWhy, &e.Rule)
}

// eventConditions is what a filter asks of events.
func eventConditions(f event.Filter) (where, error) {
	var w where
	if f.Site != nil {
		w.add("s.id = ?", *f.Site)
	}
	if f.Kind != "" {
		w.add("e.kind = ?", f.Kind)
	}
	if f.OpenOnly {
		w.add("e.kind = 'ALARM' AND e.cleared_at IS NULL")
	}
	if !f.From.IsZero() {
		w.add("e.raised_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		w.add("e.raised_at < ?", f.To)
	}
	for column, asked := range map[string]string{"e.severity": string(f.Severity), "e.code": string(f.Code), "e.asset": f.Asset, "e.device": f.Device} {
		if asked != "" {
			w.add(column+" = ?", asked)
		}
	}
	if f.Unacknowledged {
		w.add("e.kind = 'ALARM' AND e.acknowledged_at IS NULL")
	}
	if f.Shelved != nil {
		w.add("coalesce(e.shelved_until > now(), false) = ?", *f.Shelved)
	}
	if f.Cursor != "" {
		at, ordinal, id, err := parseEventCursor(f.Cursor)
		if err != nil {
			return w, err
		}
		w.add("(e.raised_at, e.ordinal, e.id) < (?, ?, ?)", at, ordinal, id)
	}
	return w, nil
}

// cursorOf names the place in a list by time behind the item of this instant and id.
func cursorOf(at time.Time, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(at.UTC().Format(time.RFC3339Nano) + " " + id))
}

// parseEventCursor is parseCursor with the ordinal behind the id.
func parseEventCursor(text string) (at time.Time, ordinal int64, id uuid.UUID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if last := strings.LastIndexByte(string(raw), ' '); err == nil && last > 0 {
		ordinal, err = strconv.ParseInt(string(raw[last+1:]), 10, 64)
		text = base64.RawURLEncoding.EncodeToString(raw[:last])
	}
	if err != nil {
		return at, 0, id, cursorRefused(err, text)
	}
	at, id, err = parseCursor(text)
	return at, ordinal, id, err
}

func cursorRefused(err error, text string) error {
	return reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "cursor", "value": text, "want": "the next of a page of this list"})
}

func parseCursor(text string) (at time.Time, id uuid.UUID, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		when, which, _ := strings.Cut(string(raw), " ")
		if at, err = time.Parse(time.RFC3339Nano, when); err == nil {
			id, err = uuid.Parse(which)
		}
	}
	if err != nil {
		return at, id, cursorRefused(err, text)
	}
	return at, id, nil
}
