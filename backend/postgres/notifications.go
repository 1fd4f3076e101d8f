package postgres

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/notify"
	"ohmstead/energy/reason"
)

var (
	_ notify.Store = (*DB)(nil)
	_ notify.Queue = (*DB)(nil)
)

const selectChannels = `SELECT c.id, c.version, c.name, c.kind, c.enabled, s.id, coalesce(n.name, ''), c.language, c.receivers, c.url, c.cleared, c.routes, c.changed_at, c.secret
	FROM notification_channels c LEFT JOIN sites s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id
	LEFT JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id`

func scanNotificationChannel(row pgx.CollectableRow) (c notify.Channel, err error) {
	return c, row.Scan(&c.ID, &c.Version, &c.Name, &c.Kind, &c.Enabled, &c.Site, &c.SiteName, &c.Language, &c.To, &c.URL, &c.Cleared, &c.Routes, &c.Changed, &c.Secret)
}

func channelsOfTenant() question[notify.Channel] {
	return question[notify.Channel]{what: "notification channels", sql: selectChannels + " WHERE c.archived_at IS NULL ORDER BY c.name", scan: scanNotificationChannel}
}

// NotificationChannels implements notify.Channels.
func (d *DB) NotificationChannels(ctx context.Context, scope identity.Scope) ([]notify.Channel, error) {
	found, err := list(ctx, d, scope, channelsOfTenant())
	for i := range found {
		found[i].Secret = ""
	}
	return found, err
}

// NotificationChannel implements notify.Channels.
func (d *DB) NotificationChannel(ctx context.Context, scope identity.Scope, id uuid.UUID) (notify.Channel, error) {
	var c notify.Channel
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		c, err = notificationChannel(ctx, tx, id)
		return err
	})
	return c, fault("read the notification channel", err)
}

func notificationChannel(ctx context.Context, tx *Tx, id uuid.UUID) (notify.Channel, error) {
	rows, err := tx.Query(ctx, selectChannels+" WHERE c.id = $1 AND c.archived_at IS NULL", id)
	if err != nil {
		return notify.Channel{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanNotificationChannel)
	return c, notFound(err, "channel")
}

// AddChannel implements notify.Channels.
func (d *DB) AddChannel(ctx context.Context, scope identity.Scope, c notify.Channel, now time.Time) (notify.Channel, error) {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		site, err := draftSite(ctx, tx, c.Site, scope)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO notification_channels (tenant_id, site_id, id, version, name, kind, enabled, language, receivers, url, secret, cleared, routes, changed_at)
			VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (tenant_id, id) DO NOTHING`,
			scope.Tenant, site, c.ID, c.Name, c.Kind, c.Enabled, c.Language, orEmpty(c.To), c.URL, c.Secret, c.Cleared, c.Routes, now)
		if err != nil {
			return nameTaken(err, c.Name)
		}
		secret := c.Secret
		if c, err = notificationChannel(ctx, tx, c.ID); tag.RowsAffected() == 0 {
			secret = "" // it was shown when it was made
		}
		c.Secret = secret
		return err
	})
	return c, fault("add a notification channel", err)
}

// orEmpty is a list that is never null.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// lockChannel locks a channel that is as it was read.
func lockChannel(ctx context.Context, tx *Tx, id uuid.UUID, version int64) error {
	var actual int64
	err := tx.QueryRow(ctx, "SELECT version FROM notification_channels WHERE id = $1 AND archived_at IS NULL FOR UPDATE", id).Scan(&actual)
	if err != nil {
		return notFound(err, "channel")
	}
	if actual != version {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": version, "actual_version": actual})
	}
	return nil
}

// ChangeChannel implements notify.Channels.
func (d *DB) ChangeChannel(ctx context.Context, scope identity.Scope, e notify.Edit) (notify.Channel, error) {
	var c notify.Channel
	id, draft := e.Channel, e.Draft
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := lockChannel(ctx, tx, id, e.Version); err != nil {
			return err
		}
		site, err := draftSite(ctx, tx, draft.Site, scope)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE notification_channels SET site_id = $2, version = version + 1, name = $3, enabled = $4, language = $5, receivers = $6, url = $7,
				cleared = $8, routes = $9, changed_at = $10 WHERE id = $1 AND kind = $11`,
			id, site, draft.Name, draft.Enabled, draft.Language, orEmpty(draft.To), draft.URL, draft.Cleared, draft.Routes, e.Now, draft.Kind)
		if err != nil {
			return nameTaken(err, draft.Name)
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": string(draft.Kind), "want": "the kind the channel has"})
		}
		c, err = notificationChannel(ctx, tx, id)
		c.Secret = ""
		return err
	})
	return c, fault("change a notification channel", err)
}

// RemoveChannel implements notify.Channels.
func (d *DB) RemoveChannel(ctx context.Context, scope identity.Scope, id uuid.UUID, version int64, now time.Time) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := lockChannel(ctx, tx, id, version); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "UPDATE notification_deliveries SET state = 'DEAD', error_code = $2, error_params = '{}' WHERE channel_id = $1 AND state = 'PENDING'", id, reason.ChannelRemoved); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE notification_channels SET version = version + 1, enabled = false, archived_at = $2 WHERE id = $1", id, now)
		return err
	})
	return fault("remove a notification channel", err)
}

const selectDeliveries = `SELECT d.id, d.channel_id, c.name, d.state, d.items, d.count, d.attempts, d.due_at, d.error_code, d.error_params, d.created_at, d.sent_at
	FROM notification_deliveries d JOIN notification_channels c ON c.tenant_id = d.tenant_id AND c.id = d.channel_id`

func scanDelivery(row pgx.CollectableRow) (d notify.Delivery, err error) {
	return d, row.Scan(&d.ID, &d.Channel, &d.ChannelName, &d.State, &d.Items, &d.Count, &d.Attempts, &d.Due, &d.Why.Code, &d.Why.Params, &d.Created, &d.Sent)
}

// Deliveries implements notify.Log.
func (d *DB) Deliveries(ctx context.Context, scope identity.Scope, f notify.Filter) ([]notify.Delivery, string, error) {
	limit := min(max(cmp.Or(f.Limit, 50), 1), 200)
	var w where
	if f.Channel != nil {
		w.add("d.channel_id = ?", *f.Channel)
	}
	if f.State != "" {
		w.add("d.state = ?", f.State)
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		w.add("(d.created_at, d.id) < (?, ?)", at, id)
	}
	found, err := list(ctx, d, scope, question[notify.Delivery]{
		what: "deliveries", sql: selectDeliveries + w.sql() + fmt.Sprintf(" ORDER BY d.created_at DESC, d.id DESC LIMIT %d", limit+1), args: w.args, scan: scanDelivery,
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	last := found[limit-1]
	return found[:limit], cursorOf(last.Created, last.ID.String()), nil
}

func deliveryByID(ctx context.Context, tx *Tx, id uuid.UUID) (notify.Delivery, error) {
	rows, err := tx.Query(ctx, selectDeliveries+" WHERE d.id = $1", id)
	if err != nil {
		return notify.Delivery{}, err
	}
	found, err := pgx.CollectExactlyOneRow(rows, scanDelivery)
	return found, notFound(err, "delivery")
}

// insertDelivery adds a delivery of a channel, with the channel's site.
const insertDelivery = `INSERT INTO notification_deliveries (tenant_id, site_id, id, channel_id, state, items, count, attempts, due_at, error_code, error_params, created_at, sent_at)
	SELECT tenant_id, site_id, $2, id, $3, $4, $5, $6, $7, $8, coalesce($9::jsonb, '{}'), $10, $11 FROM notification_channels WHERE id = $1`

// Record implements notify.Log.
func (d *DB) Record(ctx context.Context, scope identity.Scope, one notify.Delivery, o notify.Outcome) (notify.Delivery, error) {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		var sent *time.Time
		if o.State == notify.Sent {
			sent = &o.At
		}
		_, err := tx.Exec(ctx, insertDelivery, one.Channel, one.ID, o.State, one.Items, one.Count, one.Attempts, o.At, o.Why.Code, o.Why.Params, one.Created, sent)
		if err != nil {
			return err
		}
		one, err = deliveryByID(ctx, tx, one.ID)
		return err
	})
	return one, fault("record a delivery", err)
}

// Revive implements notify.Log.
func (d *DB) Revive(ctx context.Context, scope identity.Scope, id uuid.UUID, now time.Time) (notify.Delivery, error) {
	var one notify.Delivery
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE notification_deliveries d SET state = 'PENDING', attempts = 0, due_at = $2 WHERE d.id = $1 AND d.state = 'DEAD'
			AND EXISTS (SELECT FROM notification_channels c WHERE c.tenant_id = d.tenant_id AND c.id = d.channel_id AND c.archived_at IS NULL)`, id, now)
		if err != nil {
			return err
		}
		one, err = deliveryByID(ctx, tx, id)
		return err
	})
	return one, fault("try a delivery again", err)
}

// noticeLimit bounds what one round plans.
const noticeLimit = 1000

// PlanNotices implements notify.Queue. An alarm that is put aside is not told of.
func (d *DB) PlanNotices(ctx context.Context, tenant identity.Tenant, now time.Time) error {
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		items, err := collect(ctx, tx, question[notify.Item]{
			what: "notices",
			sql: `WITH taken AS (DELETE FROM notices WHERE entry_id IN (SELECT entry_id FROM notices ORDER BY entry_id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING *)
				SELECT e.id, t.change, t.at, e.severity, e.code, e.params, coalesce(s.id, '00000000-0000-0000-0000-000000000000'), coalesce(n.name, ''), e.asset, e.device,
					coalesce(e.rule_id, '00000000-0000-0000-0000-000000000000')
				FROM taken t JOIN events e ON e.tenant_id = t.tenant_id AND e.id = t.event_id LEFT JOIN sites s ON s.tenant_id = e.tenant_id AND s.site_id = e.site_id
				LEFT JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
				WHERE coalesce(e.shelved_until <= $2, true) ORDER BY t.entry_id`,
			args: []any{noticeLimit, now},
			scan: func(row pgx.CollectableRow) (i notify.Item, err error) {
				return i, row.Scan(&i.Event, &i.Change, &i.At, &i.Severity, &i.Code, &i.Params, &i.Site, &i.SiteName, &i.Asset, &i.Device, &i.Rule)
			},
		})
		if err != nil || len(items) == 0 {
			return err
		}
		channels, err := collect(ctx, tx, channelsOfTenant())
		if err != nil {
			return err
		}
		traffic, err := trafficOf(ctx, tx, now)
		if err != nil {
			return err
		}
		for _, p := range notify.Plan(items, channels, traffic, now) {
			if err := putParcel(ctx, tx, p, now); err != nil {
				return err
			}
		}
		return nil
	})
	return fault("plan notifications", err)
}

// trafficOf is what each channel has got lately.
func trafficOf(ctx context.Context, tx *Tx, now time.Time) (map[uuid.UUID]notify.Traffic, error) {
	rows, err := tx.Query(ctx, `SELECT channel_id, count(*) FILTER (WHERE created_at > $2),
			coalesce((array_agg(id ORDER BY due_at DESC) FILTER (WHERE state = 'PENDING' AND attempts = 0 AND due_at > $1))[1], '00000000-0000-0000-0000-000000000000')
		FROM notification_deliveries WHERE created_at > $2 OR state = 'PENDING' GROUP BY channel_id`, now, now.Add(-notify.StormSpan))
	if err != nil {
		return nil, err
	}
	traffic := map[uuid.UUID]notify.Traffic{}
	var channel uuid.UUID
	var t notify.Traffic
	_, err = pgx.ForEachRow(rows, []any{&channel, &t.Recent, &t.Gathering}, func() error {
		traffic[channel] = t
		return nil
	})
	return traffic, err
}

// putParcel makes a delivery of a parcel, or adds it to the one that gathers.
func putParcel(ctx context.Context, tx *Tx, p notify.Parcel, now time.Time) error {
	listed := p.Items[:min(len(p.Items), notify.MaxItems)]
	if p.Into != uuid.Nil {
		var held int
		if err := tx.QueryRow(ctx, "SELECT jsonb_array_length(items) FROM notification_deliveries WHERE id = $1 FOR UPDATE", p.Into).Scan(&held); err != nil {
			return err
		}
		listed = listed[:min(len(listed), max(notify.MaxItems-held, 0))]
		_, err := tx.Exec(ctx, "UPDATE notification_deliveries SET items = items || $2::jsonb, count = count + $3 WHERE id = $1", p.Into, listed, len(p.Items))
		return err
	}
	id, err := newID()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, insertDelivery, p.Channel, id, notify.Pending, listed, len(p.Items), 0, p.Due, "", nil, now, nil)
	return err
}

// Claim implements notify.Queue.
func (d *DB) Claim(ctx context.Context, tenant identity.Tenant, now time.Time, lease time.Duration, limit int) ([]notify.Claimed, error) {
	var claimed []notify.Claimed
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		rows, err := tx.Query(ctx, `UPDATE notification_deliveries SET attempts = attempts + 1, due_at = $2 WHERE id IN (
				SELECT id FROM notification_deliveries WHERE state = 'PENDING' AND due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING id`, now, now.Add(lease), limit)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			one, err := deliveryByID(ctx, tx, id)
			if err != nil {
				return err
			}
			channel, err := notificationChannel(ctx, tx, one.Channel)
			if err != nil {
				return err
			}
			claimed = append(claimed, notify.Claimed{Delivery: one, To: channel})
		}
		return nil
	})
	return claimed, fault("claim deliveries", err)
}

// Settle implements notify.Queue.
func (d *DB) Settle(ctx context.Context, tenant identity.Tenant, delivery uuid.UUID, o notify.Outcome) error {
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		var sent *time.Time
		due := o.Due
		if o.State != notify.Pending {
			due = o.At
		}
		if o.State == notify.Sent {
			sent = &o.At
		}
		_, err := tx.Exec(ctx, "UPDATE notification_deliveries SET state = $2, due_at = $3, error_code = $4, error_params = coalesce($5::jsonb, '{}'), sent_at = $6 WHERE id = $1 AND state = 'PENDING'", delivery, o.State, due, o.Why.Code, o.Why.Params, sent)
		return err
	})
	return fault("settle a delivery", err)
}
