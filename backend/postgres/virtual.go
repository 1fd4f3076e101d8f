package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/virtual"
	"ohmstead/energy/reason"
)

var _ virtual.Store = (*DB)(nil)

const selectVirtual = `SELECT v.id, v.version, s.id, v.channel_id, a.key || '.' || c.name, c.unit, v.formula, v.max_age_seconds, v.valid_from, v.changed_at, v.input_names,
		(SELECT array_agg(b.key || '.' || k.name ORDER BY i.place) FROM unnest(v.input_channels) WITH ORDINALITY AS i (channel_id, place)
			JOIN channels k ON k.tenant_id = v.tenant_id AND k.channel_id = i.channel_id JOIN assets b ON b.tenant_id = k.tenant_id AND b.id = k.asset_id)
	FROM virtual_channels v JOIN channels c ON c.tenant_id = v.tenant_id AND c.channel_id = v.channel_id JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id
	JOIN sites s ON s.tenant_id = v.tenant_id AND s.site_id = v.site_id`

func scanVirtual(row pgx.CollectableRow) (c virtual.Channel, err error) {
	var seconds int
	var names, channels []string
	err = row.Scan(&c.ID, &c.Version, &c.Site, &c.Key, &c.Name, &c.Unit, &c.Formula, &seconds, &c.From, &c.Changed, &names, &channels)
	c.MaxAge, c.Inputs = time.Duration(seconds)*time.Second, map[string]string{}
	for i := range min(len(names), len(channels)) {
		c.Inputs[names[i]] = channels[i]
	}
	return c, err
}

// VirtualChannels implements virtual.Store.
func (d *DB) VirtualChannels(ctx context.Context, scope identity.Scope, site registry.Site) ([]virtual.Channel, error) {
	return list(ctx, d, scope, virtualQuestion(site))
}

// ComputedChannels implements intake.Sites.
func (d *DB) ComputedChannels(ctx context.Context, scope identity.Scope, site registry.Site) ([]int32, error) {
	return list(ctx, d, scope, question[int32]{
		what: "computed channels", sql: "SELECT channel_id FROM virtual_channels WHERE site_id = $1 AND archived_at IS NULL ORDER BY channel_id", args: []any{site.Key}, scan: pgx.RowTo[int32],
	})
}

func virtualQuestion(site registry.Site) question[virtual.Channel] {
	return question[virtual.Channel]{
		what: "virtual channels", sql: selectVirtual + " WHERE v.site_id = $1 AND v.archived_at IS NULL ORDER BY a.key, c.name", args: []any{site.Key}, scan: scanVirtual,
	}
}

// aloneAtSite waits until nobody else changes the virtual channels of a site, and holds off others until
// the transaction ends.
func aloneAtSite(ctx context.Context, tx *Tx, site registry.Site) error {
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 42))", fmt.Sprint("virtual ", site.Key))
	return err
}

// askOnceMore waits until it is alone at the site, and asks.
func askOnceMore(ctx context.Context, tx *Tx, site registry.Site, k virtual.Kept) error {
	if err := aloneAtSite(ctx, tx, site); err != nil {
		return err
	}
	if k.Still == nil {
		return nil
	}
	all, err := collect(ctx, tx, virtualQuestion(site))
	if err != nil {
		return err
	}
	return k.Still(all)
}

// VirtualChannel implements virtual.Store.
func (d *DB) VirtualChannel(ctx context.Context, scope identity.Scope, id uuid.UUID) (virtual.Channel, error) {
	var c virtual.Channel
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		c, err = virtualByID(ctx, tx, id)
		return err
	})
	return c, fault("read the virtual channel", err)
}

// FirstAnswer implements virtual.Answers.
func (d *DB) FirstAnswer(ctx context.Context, scope identity.Scope, site registry.Site, r virtual.Request) (c virtual.Channel, is bool, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		c, is, err = firstAnswer(ctx, tx, site, r)
		return err
	})
	return c, is, fault("find the first answer to a request", err)
}

func firstAnswer(ctx context.Context, tx *Tx, site registry.Site, r virtual.Request) (c virtual.Channel, is bool, err error) {
	asked, err := json.Marshal(r.Draft)
	if err != nil {
		return c, false, fmt.Errorf("encode a request: %w", err)
	}
	var same bool
	var from, at *time.Time
	err = tx.QueryRow(ctx, "SELECT coalesce(request = $2::jsonb AND site_id = $3, false), added_from, added_at FROM virtual_channels WHERE id = $1", r.ID, string(asked), site.Key).Scan(&same, &from, &at)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	if !same {
		return c, false, reused(r.ID)
	}
	rows, err := tx.Query(ctx, selectVirtual+" WHERE v.id = $1", r.ID)
	if err != nil {
		return c, false, err
	}
	if c, err = pgx.CollectExactlyOneRow(rows, scanVirtual); err != nil {
		return c, false, err
	}
	c.Version, c.Definition, c.From, c.Changed = 1, r.Draft.Definition, *from, *at
	return c, true, nil
}

func reused(id uuid.UUID) error {
	return reason.New(reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
}

// AddVirtualChannel implements virtual.Store.
func (d *DB) AddVirtualChannel(ctx context.Context, scope identity.Scope, site registry.Site, k virtual.Kept) (virtual.Channel, error) {
	var kept virtual.Channel
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := aloneAtSite(ctx, tx, site); err != nil {
			return err
		}
		if k.Asked != nil {
			first, is, err := firstAnswer(ctx, tx, site, virtual.Request{ID: k.ID, Draft: *k.Asked})
			if kept = first; is || err != nil {
				return err
			}
		}
		if err := askOnceMore(ctx, tx, site, k); err != nil {
			return err
		}
		key, err := addVirtual(ctx, tx, scope, site, k)
		if err != nil {
			return err
		}
		if err := markComputed(ctx, tx, channelKey{scope.Tenant, site.Key, key}, k.From); err != nil {
			return err
		}
		kept, err = virtualByID(ctx, tx, k.ID)
		return err
	})
	return kept, fault("add a virtual channel", err)
}

// addVirtual keeps a virtual channel and returns the key of what is computed.
func addVirtual(ctx context.Context, tx *Tx, scope identity.Scope, site registry.Site, k virtual.Kept) (int32, error) {
	key, err := computedChannel(ctx, tx, scope, site, k)
	if err != nil {
		return 0, err
	}
	var request *string
	var from, at *time.Time
	if k.Asked != nil {
		asked, err := json.Marshal(*k.Asked)
		if err != nil {
			return 0, fmt.Errorf("encode a request: %w", err)
		}
		said := string(asked)
		request, from, at = &said, &k.From, &k.Now
	}
	names, channels := inputsOf(k)
	tag, err := tx.Exec(ctx, `INSERT INTO virtual_channels (tenant_id, site_id, id, version, channel_id, formula, input_names, input_channels, max_age_seconds, valid_from, changed_at, request, added_from, added_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11::jsonb, $12, $13) ON CONFLICT (tenant_id, id) DO NOTHING`,
		scope.Tenant, site.Key, k.ID, key, k.Formula, names, channels, int(k.MaxAge/time.Second), k.From, k.Now, request, from, at)
	if err != nil {
		return 0, nameTaken(err, k.Name)
	}
	if tag.RowsAffected() == 0 { // by a request for another site
		return 0, reused(k.ID)
	}
	return key, nil
}

// computedChannel registers the channel that is computed, unless it is there since an earlier time.
func computedChannel(ctx context.Context, tx *Tx, scope identity.Scope, site registry.Site, k virtual.Kept) (int32, error) {
	id, err := newID()
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO channels (tenant_id, site_id, id, asset_id, name, unit, kind)
		SELECT $1, $2, $3, a.id, $5, $6, 'measurement' FROM assets a WHERE a.site_id = $2 AND a.key = $4 ON CONFLICT (tenant_id, asset_id, name) DO NOTHING`,
		scope.Tenant, site.Key, id, k.Asset, k.Channel, k.Unit)
	if err != nil {
		return 0, err
	}
	var key int32
	var unit string
	err = tx.QueryRow(ctx, "SELECT c.channel_id, c.unit FROM channels c JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id WHERE a.site_id = $1 AND a.key = $2 AND c.name = $3",
		site.Key, k.Asset, k.Channel).Scan(&key, &unit)
	if err == nil && unit != k.Unit {
		err = reason.Invalid("unit", k.Unit, unit+", which "+k.Name+" had before")
	}
	return key, notFound(err, "asset")
}

func inputsOf(k virtual.Kept) (names []string, channels []int32) {
	for i, name := range k.Names() {
		names, channels = append(names, name), append(channels, k.Sources[i].Key)
	}
	return names, channels
}

func virtualByID(ctx context.Context, tx *Tx, id uuid.UUID) (virtual.Channel, error) {
	rows, err := tx.Query(ctx, selectVirtual+" WHERE v.id = $1 AND v.archived_at IS NULL", id)
	if err != nil {
		return virtual.Channel{}, err
	}
	c, err := pgx.CollectExactlyOneRow(rows, scanVirtual)
	return c, notFound(err, "virtual channel")
}

// markComputed has quarter hours since an instant computed.
func markComputed(ctx context.Context, tx *Tx, of channelKey, since time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
		SELECT $1, $2, $3, 'virtual', s.at FROM generate_series(date_bin('15 minutes', $4::timestamptz, '2000-01-01 00:00:00+00'), now(), '15 minutes') AS s (at)
		ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`, of.tenant, of.site, of.channel, since)
	return err
}

// ChangeVirtualChannel implements virtual.Store.
func (d *DB) ChangeVirtualChannel(ctx context.Context, scope identity.Scope, site registry.Site, k virtual.Kept) (virtual.Channel, error) {
	var kept virtual.Channel
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := askOnceMore(ctx, tx, site, k); err != nil {
			return err
		}
		if err := lockVirtual(ctx, tx, site, k); err != nil {
			return err
		}
		names, channels := inputsOf(k)
		_, err := tx.Exec(ctx, `UPDATE virtual_channels SET version = version + 1, formula = $2, input_names = $3, input_channels = $4, max_age_seconds = $5, valid_from = $6, changed_at = $7 WHERE id = $1`,
			k.ID, k.Formula, names, channels, int(k.MaxAge/time.Second), k.From, k.Now)
		if err != nil {
			return err
		}
		kept, err = virtualByID(ctx, tx, k.ID)
		return err
	})
	return kept, fault("change a virtual channel", err)
}

// ArchiveVirtualChannel implements virtual.Store.
func (d *DB) ArchiveVirtualChannel(ctx context.Context, scope identity.Scope, site registry.Site, k virtual.Kept) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := askOnceMore(ctx, tx, site, k); err != nil {
			return err
		}
		if err := lockVirtual(ctx, tx, site, k); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE virtual_channels SET version = version + 1, archived_at = $2 WHERE id = $1", k.ID, k.Now)
		return err
	})
	return fault("archive a virtual channel", err)
}

// lockVirtual locks a virtual channel that is as it was read.
func lockVirtual(ctx context.Context, tx *Tx, site registry.Site, k virtual.Kept) error {
	var version int64
	err := tx.QueryRow(ctx, "SELECT version FROM virtual_channels WHERE site_id = $1 AND id = $2 AND archived_at IS NULL FOR UPDATE", site.Key, k.ID).Scan(&version)
	if err != nil {
		return notFound(err, "virtual channel")
	}
	if version != k.Version {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": k.Version, "actual_version": version})
	}
	return nil
}
