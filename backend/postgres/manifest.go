package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// manifestTx applies one manifest. What a person may have changed (names, state) is written once;
// what the edge's configuration decides (ratings, addresses) follows the manifest.
type manifestTx struct {
	tx       *Tx
	edge     registry.EdgeRecord
	manifest wire.Manifest
}

func (m manifestTx) devices(ctx context.Context) error {
	ids, err := rowIDs(len(m.manifest.Devices))
	if err != nil {
		return err
	}
	for i, v := range m.manifest.Devices {
		_, err := m.tx.Exec(ctx, `INSERT INTO devices (tenant_id, site_id, id, edge_id, key, vendor, model, protocol, profile, address)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (tenant_id, site_id, key) DO UPDATE SET edge_id = excluded.edge_id, vendor = excluded.vendor, model = excluded.model,
				protocol = excluded.protocol, profile = excluded.profile, address = excluded.address`,
			m.edge.TenantKey, m.edge.SiteKey, ids[i], m.edge.Edge.ID, v.Key, v.Vendor, v.Model, v.Protocol, v.Profile, v.Address)
		if err != nil {
			return fmt.Errorf("register device %s: %w", v.Key, err)
		}
	}
	return nil
}

func (m manifestTx) assets(ctx context.Context) error {
	ids, err := rowIDs(len(m.manifest.Assets))
	if err != nil {
		return err
	}
	for i, a := range m.manifest.Assets {
		_, err := m.tx.Exec(ctx, `INSERT INTO assets (tenant_id, site_id, id, device_id, key, name, nature,
				max_apparent_power_va, max_active_power_watts, capacity_j, peak_limit_watts, soc_min_percent, soc_max_percent)
			VALUES ($1, $2, $3, (SELECT id FROM devices WHERE site_id = $2 AND key = $4), $5, $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT (tenant_id, site_id, key) DO UPDATE SET device_id = excluded.device_id, nature = excluded.nature, `+unlessEntered(ratings()...),
			m.edge.TenantKey, m.edge.SiteKey, ids[i], a.Device, a.Key, nameOf(a), a.Nature,
			a.MaxApparentPowerVA, a.MaxActivePowerWatts, joules(a.CapacityWh), a.PeakLimitWatts, a.SOCMinPercent, a.SOCMaxPercent)
		if err != nil {
			return fmt.Errorf("register asset %s: %w", a.Key, err)
		}
	}
	return nil
}

// ratings are the columns of assets that edges and people both state.
func ratings() []string {
	return []string{"max_apparent_power_va", "max_active_power_watts", "capacity_j", "peak_limit_watts", "soc_min_percent", "soc_max_percent"}
}

// unlessEntered sets each column to what the manifest says where no person has entered it.
func unlessEntered(columns ...string) string {
	set := make([]string, len(columns))
	for i, c := range columns {
		set[i] = fmt.Sprintf("%[1]s = CASE WHEN '%[1]s' = ANY (assets.entered) THEN assets.%[1]s ELSE excluded.%[1]s END", c)
	}
	return strings.Join(set, ", ")
}

func nameOf(a wire.ManifestAsset) string {
	if a.Name == "" {
		return a.Key
	}
	return a.Name
}

func joules(wh *int64) *int64 {
	if wh == nil {
		return nil
	}
	j := *wh * 3600
	return &j
}

// connections gives each asset that measures a grid connection one: the site's, while nothing
// measures that yet, else another feed.
func (m manifestTx) connections(ctx context.Context) error {
	for _, a := range m.manifest.Assets {
		if !a.MeasuresConnection {
			continue
		}
		id, err := newID()
		if err != nil {
			return err
		}
		_, err = m.tx.Exec(ctx, `WITH meter AS (
				SELECT a.tenant_id, a.site_id, a.id FROM assets a WHERE a.site_id = $1 AND a.key = $2
					AND NOT EXISTS (SELECT FROM grid_connections g WHERE g.tenant_id = a.tenant_id AND g.meter_asset_id = a.id)
			), given AS (
				UPDATE grid_connections g SET meter_asset_id = meter.id FROM meter
				WHERE g.tenant_id = meter.tenant_id AND g.id = (SELECT id FROM grid_connections WHERE site_id = $1 AND meter_asset_id IS NULL ORDER BY id LIMIT 1)
				RETURNING 1
			)
			INSERT INTO grid_connections (tenant_id, site_id, id, meter_asset_id)
			SELECT tenant_id, site_id, $3, id FROM meter WHERE NOT EXISTS (SELECT FROM given)`, m.edge.SiteKey, a.Key, id)
		if err != nil {
			return fmt.Errorf("register the grid connection of asset %s: %w", a.Key, err)
		}
	}
	return nil
}

// channels registers the channels and returns their keys in the manifest's order.
func (m manifestTx) channels(ctx context.Context) ([]int32, error) {
	n := len(m.manifest.Channels)
	ids, err := rowIDs(n)
	if err != nil {
		return nil, err
	}
	assets, names, units, kinds := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, c := range m.manifest.Channels {
		assets[i], names[i], units[i], kinds[i] = c.Asset, c.Name, c.Unit, c.Kind
	}
	_, err = m.tx.Exec(ctx, `INSERT INTO channels (tenant_id, site_id, id, asset_id, name, unit, kind)
		SELECT $1, $2, c.id, a.id, c.name, c.unit, c.kind
		FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY AS c (id, asset, name, unit, kind, place)
		JOIN assets a ON a.site_id = $2 AND a.key = c.asset ORDER BY c.place
		ON CONFLICT (tenant_id, asset_id, name) DO NOTHING`, m.edge.TenantKey, m.edge.SiteKey, ids, assets, names, units, kinds)
	if err != nil {
		return nil, fmt.Errorf("register channels: %w", err)
	}
	rows, err := m.tx.Query(ctx, `SELECT k.channel_id, k.unit
		FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS c (asset, name, place)
		JOIN assets a ON a.site_id = $1 AND a.key = c.asset
		JOIN channels k ON k.tenant_id = a.tenant_id AND k.asset_id = a.id AND k.name = c.name ORDER BY c.place`, m.edge.SiteKey, assets, names)
	if err != nil {
		return nil, fmt.Errorf("read channel keys: %w", err)
	}
	keys := make([]int32, 0, n)
	var key int32
	var unit string
	_, err = pgx.ForEachRow(rows, []any{&key, &unit}, func() error {
		i := len(keys)
		if unit != units[i] {
			return reason.New(reason.InvalidValue, reason.Params{"field": fmt.Sprintf("channels[%d].unit", i), "value": units[i], "want": unit + ", which " + assets[i] + "." + names[i] + " was registered with"})
		}
		keys = append(keys, key)
		return nil
	})
	if err == nil && len(keys) != n {
		err = fmt.Errorf("%d of %d channels name an asset of the manifest", len(keys), n)
	}
	return keys, err
}

// keep stores the manifest with the keys it led to.
func (m manifestTx) keep(ctx context.Context, keys []int32) error {
	hash := m.manifest.Hash()
	_, err := m.tx.Exec(ctx, `INSERT INTO edge_manifests (tenant_id, site_id, edge_id, hash, body, channel_keys) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (tenant_id, edge_id, hash) DO UPDATE SET channel_keys = excluded.channel_keys, received_at = now()`,
		m.edge.TenantKey, m.edge.SiteKey, m.edge.Edge.ID, hash[:], m.manifest, keys)
	if err != nil {
		return fmt.Errorf("keep the manifest: %w", err)
	}
	return nil
}
