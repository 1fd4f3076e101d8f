package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// Shelves are the shelves of every kind of thing.
func (d *DB) Shelves() places.Shelves {
	return places.Shelves{
		Sites: d.siteShelf(), Assets: d.assetShelf(), EVSEs: d.evseShelf(), Connections: d.connectionShelf(),
		Constraints: d.constraintShelf(), Contracts: d.contractShelf(), Allocations: d.allocationShelf(),
	}
}

func (d *DB) assetShelf() shelf[places.Asset] {
	return shelf[places.Asset]{
		d: d, what: "asset", table: "assets", once: 2, order: "s.id, t.key", class: "nature", called: []string{"key", "name", "manufacturer", "model"}, of: []string{"parent_asset_id"},
		columns: append([]string{"key", "nature", "name", "enabled", "asset_type", "parent_asset_id", "manufacturer", "model", "commissioned_on"}, ratings()...),
		told:    []string{"nature"},
		values: func(a places.Asset) []any {
			return []any{
				a.Key, a.Nature, a.Name, a.Enabled, text(a.Type), a.Parent, a.Manufacturer, a.Model, text(a.CommissionedOn),
				a.MaxApparentPowerVA, a.MaxActivePowerWatts, joules(a.CapacityWh), a.PeakLimitWatts, a.SOCMinPercent, a.SOCMaxPercent,
			}
		},
		read: `t.key, t.nature, t.name, t.enabled, coalesce(t.asset_type, ''), t.parent_asset_id, t.manufacturer, t.model, coalesce(to_char(t.commissioned_on, 'YYYY-MM-DD'), ''),
			t.max_apparent_power_va, t.max_active_power_watts, t.capacity_j / 3600, t.peak_limit_watts, t.soc_min_percent, t.soc_max_percent`,
		dest: func(a *places.Asset) []any {
			return []any{
				&a.Key, &a.Nature, &a.Name, &a.Enabled, &a.Type, &a.Parent, &a.Manufacturer, &a.Model, &a.CommissionedOn,
				&a.MaxApparentPowerVA, &a.MaxActivePowerWatts, &a.CapacityWh, &a.PeakLimitWatts, &a.SOCMinPercent, &a.SOCMaxPercent,
			}
		},
		also: entered,
		before: func(ctx context.Context, tx *Tx, scope identity.Scope, _ places.Asset) error {
			return lockTree(ctx, tx, scope)
		},
		after: noCircle,
	}
}

// entered says which ratings people have entered: those given that the edge did not say so already.
func entered(at map[string]string, isNew bool) (column, value string) {
	parts := make([]string, 0, len(ratings()))
	for _, c := range ratings() {
		given := at[c] + "::bigint"
		if strings.HasPrefix(c, "soc_") {
			given = at[c] + "::float8"
		}
		when := given + " IS NOT NULL"
		if !isNew {
			when += fmt.Sprintf(" AND (%s IS DISTINCT FROM %s OR '%s' = ANY (entered))", given, c, c)
		}
		parts = append(parts, fmt.Sprintf("CASE WHEN %s THEN ARRAY['%s'] ELSE '{}' END", when, c))
	}
	return "entered", strings.Join(parts, " || ")
}

// noCircle refuses an asset that has come to be part of itself; changes of assets take turns.
func noCircle(ctx context.Context, tx *Tx, id uuid.UUID) error {
	var name string
	var circle bool
	err := tx.QueryRow(ctx, `WITH RECURSIVE up AS (
			SELECT parent_asset_id AS id, 1 AS depth FROM assets WHERE id = $1
			UNION ALL SELECT a.parent_asset_id, up.depth + 1 FROM up JOIN assets a ON a.id = up.id WHERE up.depth < 32 AND up.id <> $1)
		SELECT (SELECT name FROM assets WHERE id = $1), EXISTS (SELECT FROM up WHERE up.id = $1 OR up.depth = 32)`, id).Scan(&name, &circle)
	if err == nil && circle {
		return reason.New(reason.PlaceInCircle, reason.Params{"name": name})
	}
	return err
}

func (d *DB) evseShelf() shelf[places.EVSE] {
	return shelf[places.EVSE]{
		d: d, what: "EVSE", table: "evses", order: "s.id, t.ocpp_id, t.id", called: []string{"ocpp_id", "cluster_id"}, of: []string{"asset_id"},
		columns: []string{"asset_id", "cluster_id", "connector_types", "max_power_watts", "ocpp_id"},
		values: func(e places.EVSE) []any {
			return []any{e.Asset, e.Cluster, e.ConnectorTypes, e.MaxPowerWatts, text(e.OCPPID)}
		},
		read: "t.asset_id, t.cluster_id, t.connector_types, t.max_power_watts, coalesce(t.ocpp_id, '')",
		dest: func(e *places.EVSE) []any {
			return []any{&e.Asset, &e.Cluster, &e.ConnectorTypes, &e.MaxPowerWatts, &e.OCPPID}
		},
	}
}

func (d *DB) connectionShelf() shelf[places.Connection] {
	return shelf[places.Connection]{
		d: d, what: "grid connection", table: "grid_connections", order: "s.id, t.id", class: "voltage_level", called: []string{"name", "operator_id"}, of: []string{"meter_asset_id"},
		columns: []string{
			"name", "meter_asset_id", "operator_id", "voltage_level", "interconnection_capacity_import_watts", "interconnection_capacity_export_watts",
			"curtailment_policy", "protection_scheme", "market_region",
		},
		told: []string{"meter_asset_id"},
		values: func(c places.Connection) []any {
			return []any{
				c.Name, c.Meter, text(c.Operator), text(c.VoltageLevel), c.ImportCapacityWatts, c.ExportCapacityWatts,
				text(c.CurtailmentPolicy), text(c.ProtectionScheme), text(c.MarketRegion),
			}
		},
		read: `t.name, t.meter_asset_id, coalesce(t.operator_id, ''), coalesce(t.voltage_level, ''), t.interconnection_capacity_import_watts, t.interconnection_capacity_export_watts,
			coalesce(t.curtailment_policy, ''), coalesce(t.protection_scheme, ''), coalesce(t.market_region, '')`,
		dest: func(c *places.Connection) []any {
			return []any{
				&c.Name, &c.Meter, &c.Operator, &c.VoltageLevel, &c.ImportCapacityWatts, &c.ExportCapacityWatts,
				&c.CurtailmentPolicy, &c.ProtectionScheme, &c.MarketRegion,
			}
		},
	}
}

func (d *DB) constraintShelf() shelf[places.Constraint] {
	return shelf[places.Constraint]{
		d: d, what: "constraint", table: "grid_constraints", once: 2, order: "t.connection_id, t.type, t.effective_from", class: "type", of: []string{"connection_id"},
		columns: []string{"connection_id", "type", "value", "effective_from", "effective_to"},
		values:  func(c places.Constraint) []any { return []any{c.Connection, c.Type, c.Value, c.From, c.To} },
		read:    "t.connection_id, t.type, t.value, t.effective_from, t.effective_to",
		dest:    func(c *places.Constraint) []any { return []any{&c.Connection, &c.Type, &c.Value, &c.From, &c.To} },
		refused: func(err error, c places.Constraint) error {
			if errors.Is(err, reason.New(reason.PeriodsOverlap, nil)) {
				return reason.Wrap(err, reason.PeriodsOverlap, reason.Params{"type": c.Type})
			}
			return err
		},
	}
}

// contractShelf shows a contract to who sees the whole tenant, and to who sees an asset under it.
func (d *DB) contractShelf() shelf[places.Contract] {
	return shelf[places.Contract]{
		d: d, what: "contract", table: "energy_contracts", noSite: true, order: "t.starts_at DESC, t.id", class: "contract_type", called: []string{"key", "counterparty", "terms_ref"},
		sight:   "((SELECT current_setting('app.all_sites')::bool) OR EXISTS (SELECT FROM asset_contract_links l WHERE l.contract_id = t.id))",
		columns: []string{"key", "counterparty", "contract_type", "settlement_model", "starts_at", "ends_at", "terms_ref"},
		values: func(c places.Contract) []any {
			return []any{text(c.Key), c.Counterparty, c.Type, c.Settlement, c.From, c.To, c.Terms}
		},
		read: "coalesce(t.key, ''), t.counterparty, t.contract_type, t.settlement_model, t.starts_at, t.ends_at, t.terms_ref",
		dest: func(c *places.Contract) []any {
			return []any{&c.Key, &c.Counterparty, &c.Type, &c.Settlement, &c.From, &c.To, &c.Terms}
		},
	}
}

func (d *DB) allocationShelf() shelf[places.Allocation] {
	return shelf[places.Allocation]{
		d: d, what: "allocation", table: "asset_contract_links", once: 2, order: "t.asset_id, t.effective_from, t.id", of: []string{"asset_id", "contract_id"},
		columns: []string{"asset_id", "contract_id", "allocated_watts", "effective_from", "effective_to"},
		values:  func(a places.Allocation) []any { return []any{a.Asset, a.Contract, a.Watts, a.From, a.To} },
		read:    "t.asset_id, t.contract_id, t.allocated_watts, t.effective_from, t.effective_to",
		dest:    func(a *places.Allocation) []any { return []any{&a.Asset, &a.Contract, &a.Watts, &a.From, &a.To} },
		before:  pledge,
	}
}

// pledge makes the capacity that a promise rests on one that people entered: from then on no manifest
// of an edge lowers it below what is promised.
func pledge(ctx context.Context, tx *Tx, _ identity.Scope, a places.Allocation) error {
	_, err := tx.Exec(ctx, `UPDATE assets SET entered = entered || CASE WHEN max_active_power_watts IS NOT NULL THEN 'max_active_power_watts'::text ELSE 'max_apparent_power_va' END
		WHERE id = $1 AND NOT CASE WHEN max_active_power_watts IS NOT NULL THEN 'max_active_power_watts'::text ELSE 'max_apparent_power_va' END = ANY (entered)`, a.Asset)
	return err
}
