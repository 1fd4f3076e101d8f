package datamodel

import (
	"context"
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

// Table is one table of the schema.
type Table struct {
	Name       string
	About      string
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

// Entity is what document 000 calls a table; empty where it has no name for it.
func Entity(table string) string {
	return map[string]string{
		"tenants": "Tenant", "sites": "Site", "assets": "Asset", "samples": "TelemetryPoint", "grid_connections": "GridConnection",
		"commands": "DispatchCommand", "audit_log": "Audit trail", "role_bindings": "Permissions & RBAC", "rollups_1d": "KPI aggregations",
		"rollups_15m": "LoadProfile", "rollups_1h": "LoadProfile", "events": "System alerts",
	}[table]
}

// TierOf is where a table belongs.
func TierOf(table string) Tier {
	for tier, prefixes := range map[Tier][]string{
		TimeSeries: {"sample", "rollup", "forecast", "edge_boots", "offline_readings"},
		Events:     {"events", "audit_", "command", "outbox"},
	} {
		for _, p := range prefixes {
			if strings.HasPrefix(table, p) {
				return tier
			}
		}
	}
	return Relational
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
		{Registry, []string{"sites", "edges", "edge_manifests", "edge_configurations", "devices", "assets", "channels", "grid_", "circuits", "evses"}},
		{Operations, []string{"sample", "rollup", "edge_boots", "forecast", "charging", "load_profiles", "offline_"}},
		{Control, []string{"command", "edge_limits", "control_", "dispatch", "microgrid", "operating_"}},
		{Market, []string{"tariff", "energy_", "asset_contract", "prices", "emission", "invoice", "billing"}},
	} {
		for _, p := range d.prefixes {
			if strings.HasPrefix(table, p) {
				return d.domain
			}
		}
	}
	return Record
}
