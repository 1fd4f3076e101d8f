package datamodel

import (
	"context"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/identity"
)

// Tier is a kind of storage. Source: document 000, "Storage Architecture".
type Tier string

// Tiers.
const (
	Relational Tier = "RELATIONAL"
	TimeSeries Tier = "TIME_SERIES"
	Events     Tier = "EVENTS"
)

// Table is one table of the schema, or a view of it that shows each caller no more than its tables do.
type Table struct {
	Name  string
	About string
	// View says that it keeps no rows of its own; its References are the tables that it is made of.
	View       bool
	Columns    []Column
	References []Reference
	// Rows are those of the caller's scope; nil where the caller may not count them. More says that
	// there are more than were counted.
	Rows *int64
	More bool
	// RowBytes is what a row takes on average: with its share of indexes once the database has taken
	// stock of the table, before that by itself; 0 where nobody knows.
	RowBytes int64
	// Newest is the newest instant of a row of the scope, for tables that grow with time.
	Newest *time.Time
}

// Has reports whether the table has a column of that name.
func (t Table) Has(column string) bool {
	return slices.ContainsFunc(t.Columns, func(c Column) bool { return c.Name == column })
}

// OfSites reports whether each of its rows is of a site, or of none: then row-level security shows those of the
// sites of a scope. Rows of a table that is not are of the whole tenant, or of all tenants.
func (t Table) OfSites() bool { return t.Has("site_id") }

// ShownTo reports whether rows of the table are counted and shown within a scope: of what is of the whole
// tenant, to who sees all sites alone.
func (t Table) ShownTo(scope identity.Scope) bool {
	return scope.AllSites || t.OfSites() || !t.Has("tenant_id")
}

// Column is one column of a table.
type Column struct {
	Name     string
	Type     string
	About    string
	Nullable bool
	Key      bool // part of the primary key
	Secret   bool // its values are never shown
}

// Reference is a foreign key.
type Reference struct {
	Columns []string
	Table   string
}

// Page is the first rows of a table, each as JSON with hidden secrets.
type Page struct {
	Columns []string
	Rows    []map[string]any
	More    bool
}

// Reader answers from the catalog within a scope.
type Reader interface {
	// Model lists all tables by name.
	Model(ctx context.Context, scope identity.Scope) ([]Table, error)
	// Rows is the first rows of a table, in the order of its primary key. NOT_FOUND for a table that
	// is none.
	Rows(ctx context.Context, scope identity.Scope, table string, limit int) (Page, error)
}

// Entity is what document 000 calls a table: one of its entities, or of what it stores in a tier; empty where
// it has no name for it. A name of DocumentEntities stands for one table.
func Entity(table string) string {
	return map[string]string{
		"tenants": "Tenant", "sites": "Site", "assets": "Asset", "evses": "EVSE",
		"samples": "TelemetryPoint", "forecast_points": "ForecastPoint", "rollups_15m": "LoadProfile", "charging_sessions": "ChargingSession",
		"grid_connections": "GridConnection", "grid_constraints": "GridConstraint",
		"tariffs": "TariffModel", "tariff_rates": "TariffRate", "energy_contracts": "EnergyContract", "asset_contract_links": "AssetContractLink", "emission_factors": "EmissionFactor",
		"control_policies": "ControlPolicy", "dispatch_plans": "DispatchPlan", "dispatch_commands": "DispatchCommand",

		"rollups_1h": "KPI aggregations", "rollups_1d": "KPI aggregations", "energy_accounts": "KPI aggregations",
		"roles": "Permissions & RBAC", "permissions": "Permissions & RBAC", "role_permissions": "Permissions & RBAC", "role_bindings": "Permissions & RBAC",
		"commands": "Control events", "audit_log": "Audit trail", "events": "System alerts",
	}[table]
}

// DocumentEntities are the entities of document 000, in its order.
func DocumentEntities() []string {
	return []string{
		"Tenant", "Site", "Asset", "EVSE",
		"TelemetryPoint", "ForecastPoint", "LoadProfile", "GridConnection", "GridConstraint", "ChargingSession",
		"TariffModel", "TariffRate", "EnergyContract", "AssetContractLink", "EmissionFactor",
		"ControlPolicy", "DispatchPlan", "DispatchCommand",
	}
}

// TierOf is where a table belongs. Source: document 000, "Storage Architecture".
func TierOf(table string) Tier {
	for tier, prefixes := range map[Tier][]string{
		TimeSeries: {"sample", "rollup", "forecast_points", "edge_boots", "offline_readings", "energy_accounts"},
		Events:     {"events", "audit_", "alarm_changes", "command", "dispatch_commands", "outbox"},
	} {
		if begins(table, prefixes) {
			return tier
		}
	}
	if strings.HasSuffix(table, "_events") {
		return Events
	}
	return Relational
}

func begins(table string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(table, p) })
}

// Domains of the model, in the order in which they are drawn. Source: document 000, with what it
// leaves to the platform.
const (
	Identity   = "IDENTITY"
	Registry   = "REGISTRY"
	Operations = "OPERATIONS"
	Control    = "CONTROL"
	Market     = "MARKET"
	Record     = "RECORD"
)

// Domain is the part of the model that a table belongs to; what has no other is of the record.
func Domain(table string) string {
	for _, d := range []struct {
		domain   string
		prefixes []string
	}{
		{Identity, []string{"tenants", "users", "sessions", "role", "org_", "api_key", "password_", "permission"}},
		{Control, []string{
			"command", "edge_limits", "control_", "dispatch", "microgrid", "node_limits", "capability_", "operating_", "envelope_", "circuit_capacities",
			"balancing_", "breaches", "leaf_requests", "cycle_executions", "limit_handovers", "optimi", "plan_",
		}},
		{Operations, []string{"sample", "rollup", "edge_boots", "telemetry_", "forecast", "charging", "load_profiles", "offline_"}},
		{Market, []string{
			"tariff", "energy_", "asset_contract", "price", "emission", "invoice", "billing", "balance_", "settlement", "market_",
		}},
		{Registry, []string{
			"sites", "edges", "edge_manifests", "edge_configurations", "enrolment_", "devices", "assets", "channel", "virtual_channels", "grid_", "circuits", "evses", "charge_points", "connectors",
		}},
	} {
		if begins(table, d.prefixes) {
			return d.domain
		}
	}
	return Record
}
