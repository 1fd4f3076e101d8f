package datamodel_test

import (
	"testing"

	"ohmstead/backend/datamodel"
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
		"commands":         {datamodel.Events, datamodel.Control, "DispatchCommand"},
		"audit_log":        {datamodel.Events, datamodel.Record, "Audit trail"},
		"report_versions":  {datamodel.Relational, datamodel.Record, ""},
		"something_of_new": {datamodel.Relational, datamodel.Record, ""},
	} {
		if tier, domain, entity := datamodel.TierOf(table), datamodel.Domain(table), datamodel.Entity(table); tier != want.tier || domain != want.domain || entity != want.entity {
			t.Errorf("%s is %s of %s, %q; want %v", table, tier, domain, entity, want)
		}
	}
}
