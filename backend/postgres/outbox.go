package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/relay"
)

var _ relay.Outbox = (*DB)(nil)

// Unsent implements relay.Outbox.
func (d *DB) Unsent(ctx context.Context, kept bool) ([]identity.Tenant, error) {
	which := "list_unsent()"
	if kept {
		which = "list_kept()"
	}
	rows, err := d.auth.Query(ctx, "SELECT t.tenant_id, t.id FROM list_tenants() t JOIN "+which+" u USING (tenant_id)")
	if err != nil {
		return nil, fault("list tenants with events to relay", err)
	}
	tenants, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t identity.Tenant, err error) {
		return t, row.Scan(&t.Key, &t.ID)
	})
	return tenants, fault("list tenants with events to relay", err)
}

// Backlog is how many events of all tenants wait to be relayed, and since when the oldest does; the
// zero time where none waits.
func (d *DB) Backlog(ctx context.Context) (waiting int64, oldest time.Time, err error) {
	var since *time.Time
	err = d.auth.QueryRow(ctx, "SELECT waiting, oldest FROM outbox_backlog()").Scan(&waiting, &since)
	return waiting, orZero(since), fault("count the events to relay", err)
}

// Number implements relay.Outbox. The rows of the heads are locked until the numbers are committed, so
// that two relays do not give the same one twice; a change that is not committed yet is numbered
// later, whatever its entry_id.
func (d *DB) Number(ctx context.Context, tenant identity.Tenant, limit int) ([]relay.Event, error) {
	var events []relay.Event
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO outbox_heads (tenant_id, stream, seq)
			SELECT DISTINCT tenant_id, stream, 0 FROM outbox WHERE seq IS NULL ON CONFLICT DO NOTHING`)
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, "SELECT FROM outbox_heads ORDER BY stream FOR UPDATE"); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `WITH fresh AS (
				SELECT o.entry_id, h.seq + row_number() OVER (PARTITION BY o.stream ORDER BY o.entry_id) AS seq
				FROM outbox o JOIN outbox_heads h USING (tenant_id, stream) WHERE o.seq IS NULL
			), numbered AS (
				UPDATE outbox o SET seq = f.seq FROM fresh f WHERE o.entry_id = f.entry_id RETURNING o.stream, o.seq
			)
			UPDATE outbox_heads h SET seq = n.seq FROM (SELECT stream, max(seq) AS seq FROM numbered GROUP BY stream) n WHERE h.stream = n.stream`)
		if err != nil {
			return err
		}
		events, err = collect(ctx, tx, waitingQuestion(tenant, limit))
		return err
	})
	return events, fault("number the events to relay", err)
}

func waitingQuestion(tenant identity.Tenant, limit int) question[relay.Event] {
	return question[relay.Event]{
		what: "events to relay",
		sql: `SELECT o.id, o.stream, o.seq, o.kind, s.id, o.at, o.data FROM outbox o LEFT JOIN sites s ON s.tenant_id = o.tenant_id AND s.site_id = o.site_id
			WHERE o.seq IS NOT NULL AND o.sent_at IS NULL ORDER BY o.stream, o.seq LIMIT $1`,
		args: []any{limit},
		scan: func(row pgx.CollectableRow) (relay.Event, error) {
			e := relay.Event{Schema: relay.Schema, Tenant: tenant.ID}
			var site *uuid.UUID
			var data []byte
			err := row.Scan(&e.ID, &e.Stream, &e.Seq, &e.Kind, &site, &e.At, &data)
			e.Site, e.Data = site, json.RawMessage(data)
			return e, err
		},
	}
}

// Reconcile implements relay.Outbox.
func (d *DB) Reconcile(ctx context.Context, tenant identity.Tenant, newest relay.Event) (bool, error) {
	anew := false
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		var waits bool
		err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM outbox WHERE stream = $1 AND seq = $2 AND id = $3)", newest.Stream, newest.Seq, newest.ID).Scan(&waits)
		if err != nil || waits {
			return err
		}
		anew = true
		if _, err := tx.Exec(ctx, "UPDATE outbox_heads SET seq = $2 WHERE stream = $1", newest.Stream, newest.Seq); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "UPDATE outbox SET seq = NULL WHERE stream = $1 AND sent_at IS NULL", newest.Stream)
		return err
	})
	return anew, fault(fmt.Sprintf("compare the outbox with the stream %s", newest.Stream), err)
}

// Sent implements relay.Outbox.
func (d *DB) Sent(ctx context.Context, tenant identity.Tenant, stream relay.Stream, through int64) error {
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "UPDATE outbox SET sent_at = clock_timestamp() WHERE stream = $1 AND seq <= $2 AND sent_at IS NULL", stream, through); err != nil {
			return err
		}
		return forgetSent(ctx, tx, stream)
	})
	return fault("note relayed events", err)
}

// forgetSent removes the events that a stream took so long ago that it has them on disk.
func forgetSent(ctx context.Context, tx *Tx, stream relay.Stream) error {
	_, err := tx.Exec(ctx, "DELETE FROM outbox WHERE stream = $1 AND sent_at < clock_timestamp() - $2 * interval '1 second'", stream, outboxKept.Seconds())
	return err
}

// outboxKept is how long a stream may take until it has on disk what it took. Source: nats-server, SyncInterval,
// of which the default is 2 minutes.
const outboxKept = 10 * time.Minute

// Lost implements relay.Outbox.
func (d *DB) Lost(ctx context.Context, tenant identity.Tenant, stream relay.Stream, behind int64) (int, error) {
	n := int64(0)
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		tag, err := tx.Exec(ctx, "UPDATE outbox SET sent_at = NULL WHERE stream = $1 AND seq > $2 AND sent_at > clock_timestamp() - $3 * interval '1 second'",
			stream, behind, (relay.StreamAge - outboxKept).Seconds())
		if err != nil {
			return err
		}
		n = tag.RowsAffected()
		return forgetSent(ctx, tx, stream)
	})
	return int(n), fault("have lost events wait again", err)
}
