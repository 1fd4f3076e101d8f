package httpapi_test

import (
	"fmt"
	"strings"
	"testing"

	placesapi "ohmstead/backend/httpapi/places"
)

// Whatever is made at places is made once by requests that are the same; another one under the same key is
// refused, until what was made is changed.
func TestPlaces_OneKeyIsOneRequest(t *testing.T) {
	s := newStack(t)
	owner, site := s.as(s.north.owner), "/api/sites/"+s.north.site.ID.String()
	var inventory placesapi.Inventory
	owner.do("GET", site+"/inventory", "", &inventory)
	var contract placesapi.ContractRecord
	owner.do("POST", "/api/contracts", `{"key":"grid","counterparty":"Grid","contract_type":"FEED_IN","starts_at":"2025-01-01T00:00:00Z"}`, &contract)
	var roof placesapi.AssetRecord
	owner.do("POST", site+"/assets", `{"key":"roof9","nature":"PV","name":"Roof","enabled":true,"max_active_power_watts":9000}`, &roof)
	var post placesapi.AssetRecord
	owner.do("POST", site+"/assets", `{"key":"post9","nature":"EVCS","name":"Post","enabled":true}`, &post)
	for _, c := range []struct{ path, body, old, other string }{
		{"/api/sites", `{"name":"Works","time_zone":"Europe/Berlin","address":"Quay 1","latitude":53.5,"longitude":10.01,"capex":1000,"capex_currency":"EUR","commissioned_on":"2026-05-04"}`, "Quay 1", "Quay 2"},
		{site + "/assets", `{"key":"meter0b","nature":"GRID_METER","name":"Meter","enabled":true}`, `"Meter"`, `"Other"`},
		{"/api/sites", `{"name":"Mill","time_zone":"Europe/Berlin","key":"mill"}`, "Mill", "Mills"},
		{site + "/assets", `{"key":"pack9","nature":"ESS","name":"Pack","enabled":true,"capacity_wh":20000,"soc_min_percent":10.5,"commissioned_on":"2026-05-04"}`, "10.5", "11"},
		{site + "/evses", fmt.Sprintf(`{"asset_id":%q,"connector_types":["IEC_62196_T2"],"max_power_watts":22000,"ocpp_id":"post"}`, post.ID), "22000", "11000"},
		{site + "/grid-connections", `{"operator_id":"DSO","voltage_level":"LOW"}`, "DSO", "TSO"},
		{site + "/grid-constraints", fmt.Sprintf(`{"connection_id":%q,"type":"EXPORT_LIMIT","value":5000,"effective_from":"2026-06-01T00:00:00Z"}`, inventory.Connections[0].ID), "5000", "6000"},
		{"/api/contracts", `{"key":"ppa","counterparty":"Grid","contract_type":"FEED_IN","starts_at":"2025-01-01T00:00:00Z"}`, "Grid", "Other"},
		{site + "/allocations", fmt.Sprintf(`{"asset_id":%q,"contract_id":%q,"allocated_watts":4000,"effective_from":"2026-06-01T00:00:00Z"}`, roof.ID, contract.ID), "4000", "4500"},
	} {
		t.Run(c.path+" "+c.old, func(t *testing.T) {
			owner := owner
			owner.t = t
			keyed := owner.same("key of " + c.path + c.old)
			var first, again placesapi.Head
			keyed.do("POST", c.path, c.body, &first)
			keyed.do("POST", c.path, c.body, &again)
			if first.ID != again.ID || again.Version != 1 {
				t.Errorf("made %+v, then %+v", first, again)
			}
			keyed.refused("POST", c.path, strings.Replace(c.body, c.old, c.other, 1), "IDEMPOTENCY_KEY_REUSED")
		})
	}
}
