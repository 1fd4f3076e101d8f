package datamodel_test

import (
	"testing"

	"ohmstead/backend/datamodel"
	"ohmstead/backend/identity"
)

func TestTierAndDomain(t *testing.T) {
	for table, want := range map[string]struct {
		tier   datamodel.Tier
		domain string
		entity string
	}{
		"tenants":          {datamodel.Relational, datamodel.Identity, "Tenant"},
		"sites":            {datamodel.Relational, datamodel.Registry, "Site"},
		"edges":            {datamodel.Relational, datamodel.Registry, ""},
		"edge_boots":       {datamodel.TimeSeries, datamodel.Operations, ""},
		"edge_limits":      {datamodel.Relational, datamodel.Control, ""},
		"samples":          {datamodel.TimeSeries, datamodel.Operations, "TelemetryPoint"},
		"rollups_1d":       {datamodel.TimeSeries, datamodel.Operations, "KPI aggregations"},
		"commands":         {datamodel.Events, datamodel.Control, "Control events"},
		"breaches":         {datamodel.Relational, datamodel.Control, ""},
		"microgrid_events": {datamodel.Events, datamodel.Control, ""},
		"circuits":         {datamodel.Relational, datamodel.Registry, ""},
		"channel_settings": {datamodel.Relational, datamodel.Registry, ""},
		"role_permissions": {datamodel.Relational, datamodel.Identity, "Permissions & RBAC"},

		"charging_sessions": {datamodel.Relational, datamodel.Operations, "ChargingSession"},
		"forecast_points":   {datamodel.TimeSeries, datamodel.Operations, "ForecastPoint"},
		"tariffs":           {datamodel.Relational, datamodel.Market, "TariffModel"},
		"tariff_rates":      {datamodel.Relational, datamodel.Market, "TariffRate"},
		"energy_contracts":  {datamodel.Relational, datamodel.Market, "EnergyContract"},
		"emission_factors":  {datamodel.Relational, datamodel.Market, "EmissionFactor"},
		"balance_groups":    {datamodel.Relational, datamodel.Market, ""},
		"invoice_lines":     {datamodel.Relational, datamodel.Market, ""},
		"grid_constraints":  {datamodel.Relational, datamodel.Registry, "GridConstraint"},
		"control_policies":  {datamodel.Relational, datamodel.Control, "ControlPolicy"},
		"dispatch_plans":    {datamodel.Relational, datamodel.Control, "DispatchPlan"},
		"dispatch_commands": {datamodel.Events, datamodel.Control, "DispatchCommand"},
		"audit_log":         {datamodel.Events, datamodel.Record, "Audit trail"},
		"report_versions":   {datamodel.Relational, datamodel.Record, ""},
		"something_of_new":  {datamodel.Relational, datamodel.Record, ""},
	} {
		if tier, domain, entity := datamodel.TierOf(table), datamodel.Domain(table), datamodel.Entity(table); tier != want.tier || domain != want.domain || entity != want.entity {
			t.Errorf("%s is %s of %s, %q; want %v", table, tier, domain, entity, want)
		}
	}
}

// Rows of a site are shown within its scope, those of the whole tenant to who sees all of it, those of all
// tenants to everybody.
func TestTable_ShownTo(t *testing.T) {
	all, some := identity.Scope{Tenant: 1, AllSites: true}, identity.Scope{Tenant: 1, Sites: []int32{7}}
	with := func(columns ...string) (table datamodel.Table) {
		for _, c := range columns {
			table.Columns = append(table.Columns, datamodel.Column{Name: c})
		}
		return table
	}
	for _, tt := range []struct {
		table                  datamodel.Table
		toAll, toSome, ofSites bool
	}{
		{table: with("tenant_id", "site_id"), toAll: true, toSome: true, ofSites: true},
		{table: with("tenant_id", "id"), toAll: true},
		{table: with("role"), toAll: true, toSome: true},
	} {
		if tt.table.ShownTo(all) != tt.toAll || tt.table.ShownTo(some) != tt.toSome || tt.table.OfSites() != tt.ofSites {
			t.Errorf("%v: %v %v %v", tt.table.Columns, tt.table.ShownTo(all), tt.table.ShownTo(some), tt.table.OfSites())
		}
	}
}
