package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var (
	_ event.Handling = (*DB)(nil)
	_ event.Shelves  = (*DB)(nil)
)

// AcknowledgeAlarm implements event.Handling.
func (d *DB) AcknowledgeAlarm(ctx context.Context, scope identity.Scope, a event.Act) (event.Event, error) {
	return d.handle(ctx, scope, a, func(tx *Tx, e event.Event) error {
		if e.Acknowledged != nil {
			return nil
		}
		_, err := tx.Exec(ctx, "UPDATE events SET acknowledged_at = $2, acknowledged_by = $3, acknowledge_note = $4, version = version + 1 WHERE id = $1", a.Alarm, a.At, a.By, a.Note)
		return err
	})
}

// ShelveAlarm implements event.Handling.
func (d *DB) ShelveAlarm(ctx context.Context, scope identity.Scope, a event.Act, until time.Time) (event.Event, error) {
	return d.handle(ctx, scope, a, func(tx *Tx, e event.Event) error {
		if e.Cleared != nil {
			return reason.New(reason.AlarmOver, nil)
		}
		_, err := tx.Exec(ctx, "UPDATE events SET shelved_until = $2, shelved_by = $3, shelve_reason = $4, version = version + 1 WHERE id = $1", a.Alarm, until, a.By, a.Note)
		return err
	})
}

// dropShelf takes an alarm from the shelf.
const dropShelf = "shelved_until = NULL, shelved_by = NULL, shelve_reason = '', version = version + 1"

// UnshelveAlarm implements event.Handling.
func (d *DB) UnshelveAlarm(ctx context.Context, scope identity.Scope, a event.Act) (event.Event, error) {
	return d.handle(ctx, scope, a, func(tx *Tx, _ event.Event) error {
		_, err := tx.Exec(ctx, "UPDATE events SET "+dropShelf+" WHERE id = $1 AND shelved_until IS NOT NULL", a.Alarm)
		return err
	})
}

// handle does something to an alarm whose row nobody else changes meanwhile.
func (d *DB) handle(ctx context.Context, scope identity.Scope, a event.Act, do func(*Tx, event.Event) error) (event.Event, error) {
	var after event.Event
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		before, err := alarmByID(ctx, tx, a.Alarm, " FOR UPDATE OF e")
		if err != nil {
			return err
		}
		if before.Version != a.Version {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": a.Version, "actual_version": before.Version})
		}
		if err := do(tx, before); err != nil {
			return err
		}
		after, err = alarmByID(ctx, tx, a.Alarm, "")
		return err
	})
	return after, fault("handle the alarm", err)
}

func alarmByID(ctx context.Context, tx *Tx, id uuid.UUID, lock string) (event.Event, error) {
	rows, err := tx.Query(ctx, selectEvents+" WHERE e.id = $1 AND e.kind = 'ALARM'"+lock, id)
	if err != nil {
		return event.Event{}, err
	}
	e, err := pgx.CollectExactlyOneRow(rows, scanEvent)
	return e, notFound(err, "alarm")
}

// AlarmHistory implements event.Handling.
func (d *DB) AlarmHistory(ctx context.Context, scope identity.Scope, alarm uuid.UUID) ([]event.Change, error) {
	const most = 200
	var found []event.Change
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		e, err := alarmByID(ctx, tx, alarm, "")
		if err != nil {
			return err
		}
		found, err = collect(ctx, tx, question[event.Change]{
			what: "the life of an alarm",
			sql: `SELECT c.event_id, c.at, c.change, c.actor, coalesce(u.display_name, ''), c.note, c.until FROM alarm_changes c JOIN events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id
				LEFT JOIN sites s ON s.tenant_id = e.tenant_id AND s.site_id = e.site_id
				LEFT JOIN users u ON u.tenant_id = c.tenant_id AND 'user:' || u.id = c.actor
				WHERE e.kind = 'ALARM' AND coalesce(s.id, '00000000-0000-0000-0000-000000000000') = $1 AND e.code = $2 AND e.asset = $3 AND e.device = $4 AND e.rule_id IS NOT DISTINCT FROM $6
				ORDER BY c.entry_id DESC LIMIT $5`,
			args: []any{e.Site, e.Code, e.Asset, e.Device, most, orNull(e.Rule)},
			scan: scanChange,
		})
		return err
	})
	return found, fault("read the life of the alarm", err)
}

func scanChange(row pgx.CollectableRow) (c event.Change, err error) {
	var actor string
	err = row.Scan(&c.Alarm, &c.At, &c.Change, &actor, &c.Actor, &c.Note, &c.Until)
	if c.Actor == "" && strings.HasPrefix(actor, "edge:") {
		c.Actor = "edge"
	}
	return c, err
}

// Returned implements event.Shelves.
func (d *DB) Returned(ctx context.Context, tenant identity.Tenant, now time.Time) ([]event.Event, error) {
	var back []event.Event
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		rows, err := tx.Query(ctx, "UPDATE events SET "+dropShelf+" WHERE shelved_until <= $1 RETURNING id, cleared_at IS NULL", now)
		if err != nil {
			return err
		}
		var id uuid.UUID
		var open bool
		var ids []uuid.UUID
		_, err = pgx.ForEachRow(rows, []any{&id, &open}, func() error {
			if open {
				ids = append(ids, id)
			}
			return nil
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		back, err = collect(ctx, tx, question[event.Event]{what: "alarms", sql: selectEvents + " WHERE e.id = ANY ($1)", args: []any{ids}, scan: scanEvent})
		return err
	})
	return back, fault("take alarms back", err)
}
