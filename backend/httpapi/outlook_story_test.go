package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi/outlook"
)

// An exchange's prices come in from a machine, are corrected, and what was believed before the correction
// can still be asked; people with a site only, or who only read, bring none.
func TestOutlook_PricesFromAMachineAndAFile(t *testing.T) {
	s := newStack(t)
	machine, owner, viewer := s.as(s.north.adapter), s.as(s.north.owner), s.as(s.north.viewer)
	body := func(published, unit string, points ...string) string {
		return fmt.Sprintf(`{"market_region":"DE-LU","source":"exchange","slot":"15m","unit":%q,"published_at":%q,"points":[%s]}`, unit, published, strings.Join(points, ","))
	}
	const ten, quarter = `{"ts":"2026-06-02T10:00:00Z","value":"80.5"}`, `{"ts":"2026-06-02T10:15:00Z","value":"-12.5"}`
	var answer outlook.BeliefAnswer
	machine.do("POST", "/api/prices", body("2026-06-01T10:57:00Z", "EUR/MWh", ten, quarter, `{"ts":"2026-06-02T10:20:00Z","value":"1"}`), &answer)
	if answer.Accepted != 2 || answer.Stored != 2 || len(answer.Rejected) != 1 || answer.Rejected[0].Index != 2 || answer.Rejected[0].Field != "ts" || answer.Rejected[0].ReasonCode != "INVALID_VALUE" {
		t.Errorf("what was brought comes to %+v", answer)
	}
	machine.do("POST", "/api/prices", body("2026-06-01T10:57:00Z", "EUR/MWh", ten, quarter), &answer)
	if answer.Accepted != 2 || answer.Stored != 0 || len(answer.Rejected) != 0 {
		t.Errorf("the same again comes to %+v", answer)
	}
	machine.do("POST", "/api/prices", body("2026-06-01T10:57:00Z", "EUR/kWh", ten), &answer)
	if len(answer.Rejected) != 1 || answer.Rejected[0].ReasonCode != "BELIEF_CONFLICT" || !strings.Contains(answer.Rejected[0].Detail, "0.0805 EUR/kWh is kept") {
		t.Errorf("another value comes to %+v", answer)
	}
	var report outlook.BeliefReport
	file := `{"market_region":"DE-LU","source":"exchange","slot":"15m","unit":"EUR/MWh","published_at":"2026-06-01T12:00:00Z","name":"fix.csv","content":%q,"time_zone":"Europe/Berlin","dry_run":%v}`
	owner.do("POST", "/api/prices/file", fmt.Sprintf(file, "ts;value\n02.06.2026 12:00;81,5\n02.06.2026 12:01;1\n", false), &report)
	if report.Stored || len(report.Problems) != 1 || report.Problems[0].Line != 3 || report.Problems[0].File != "fix.csv" || !strings.Contains(report.Problems[0].TextDE, "erwartet") {
		t.Errorf("a file with a fault comes to %+v", report)
	}
	for _, dry := range []bool{true, false} {
		owner.do("POST", "/api/prices/file", fmt.Sprintf(file, "ts;value\n02.06.2026 12:00;81,5\n", dry), &report)
		if report.Stored == dry || report.New != 1 || len(report.Problems) != 0 {
			t.Errorf("dry %v: it comes to %+v", dry, report)
		}
	}
	const list = "/api/prices?region=DE-LU&from=2026-06-02T00:00:00Z&to=2026-06-03T00:00:00Z&limit=1"
	for query, want := range map[string]string{"": "0.0815 -0.0125", "&as_of=2026-06-01T11:00:00Z": "0.0805 -0.0125", "&as_of=2026-06-01T10:00:00Z": "", "&source=another": "", "&slot=1h": ""} {
		var got []string
		for cursor := ""; ; {
			var page outlook.MarketPricePage
			viewer.do("GET", list+query+cursor, "", &page)
			for _, p := range page.Items {
				got = append(got, p.Value)
			}
			if page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	var products outlook.PriceProductPage
	viewer.do("GET", "/api/price-products", "", &products)
	if len(products.Items) != 1 || products.Items[0].Slot != "15m" || products.Items[0].Currency != "EUR" || products.Items[0].LastTS.Format(time.RFC3339) != "2026-06-02T10:15:00Z" {
		t.Errorf("the products are %+v", products)
	}
	viewer.refused("POST", "/api/prices", body("2026-06-01T12:00:00Z", "EUR/kWh", ten), "FORBIDDEN")
	s.as(s.makeKey(s.north, `["READ"]`).Text).refused("POST", "/api/prices", body("2026-06-01T12:00:00Z", "EUR/kWh", ten), "FORBIDDEN")
	s.as(s.siteKey(s.north)).refused("POST", "/api/prices", body("2026-06-01T12:00:00Z", "EUR/kWh", ten), "FORBIDDEN")
	viewer.refused("GET", list+"&cursor=x", "", "INVALID_VALUE")
	viewer.refused("GET", "/api/prices?from=2026-06-02T00:00:00Z&to=2026-06-01T00:00:00Z", "", "INVALID_VALUE")
	machine.refused("POST", "/api/prices", body("2036-06-01T12:00:00Z", "EUR/kWh", ten), "FUTURE_TIMESTAMP")
}

// siteKey is a key that brings readings of one site.
func (s *stack) siteKey(h household) string {
	s.t.Helper()
	var tree struct {
		Items []struct{ ID, Kind string }
	}
	s.as(h.owner).do("GET", "/api/org-nodes", "", &tree)
	var key struct{ Text string }
	for _, node := range tree.Items {
		if node.Kind == "SITE" {
			s.as(h.owner).do("POST", "/api/keys", fmt.Sprintf(`{"name":"a machine of a site","scopes":["INGEST"],"node_ids":[%q],"expires_at":%q}`, node.ID, time.Now().Add(time.Hour).UTC().Format(time.RFC3339)), &key)
		}
	}
	return key.Text
}

// Factors of a publication that overlap are refused one by one; a factor is found by its id, as reports
// name it, also once a newer one is believed.
func TestOutlook_FactorsKeepTheirIDs(t *testing.T) {
	s := newStack(t)
	owner, viewer := s.as(s.north.owner), s.as(s.north.viewer)
	body := func(published, quality, value string) string {
		return fmt.Sprintf(`{"market_region":"DE","source":"agency","kind":"LIFECYCLE","method_id":"mix","method_version":"1","quality":%q,"unit":"t/MWh","published_at":%q,
			"points":[{"from":"2026-06-02T10:00:00Z","to":"2026-06-02T11:00:00Z","value":%q},{"from":"2026-06-02T10:30:00Z","to":"2026-06-02T11:00:00Z","value":%[3]q}]}`, quality, published, value)
	}
	var answer outlook.BeliefAnswer
	owner.do("POST", "/api/emission-factors", body("2026-06-01T10:00:00Z", "FORECAST", "0.3"), &answer)
	if answer.Stored != 1 || len(answer.Rejected) != 1 || answer.Rejected[0].ReasonCode != "FACTORS_OVERLAP" {
		t.Errorf("what was brought comes to %+v", answer)
	}
	list := func(query string) []outlook.EmissionFactor {
		var page outlook.EmissionFactorPage
		viewer.do("GET", "/api/emission-factors?region=DE&kind=LIFECYCLE&method=mix&version=1&from=2026-06-02T10:15:00Z&to=2026-06-02T12:00:00Z"+query, "", &page)
		return page.Items
	}
	first := list("")
	owner.do("POST", "/api/emission-factors", body("2026-06-02T12:00:00Z", "FINAL", "0.3105"), nil)
	second, was, forecast := list(""), list("&as_of="+url.QueryEscape("2026-06-02T11:00:00Z")), list("&quality=FORECAST")
	if len(first) != 1 || first[0].CO2 != "300" || len(second) != 1 || second[0].CO2 != "310.5" || second[0].ID == first[0].ID || len(was) != 1 || was[0].ID != first[0].ID || len(forecast) != 1 || forecast[0].ID != first[0].ID {
		t.Errorf("first %+v, then %+v, as it was %+v, as forecast %+v", first, second, was, forecast)
	}
	var one outlook.EmissionFactor
	viewer.do("GET", "/api/emission-factors/"+first[0].ID.String(), "", &one)
	if one != first[0] {
		t.Errorf("by its id it is %+v", one)
	}
	if status, _ := s.ask("GET", "/api/emission-factors/"+first[0].ID.String(), "", s.south.viewer); status != http.StatusNotFound {
		t.Errorf("to another tenant it is %d", status)
	}
	var report outlook.BeliefReport
	owner.do("POST", "/api/emission-factors/file", `{"market_region":"DE","source":"agency","kind":"AVERAGE","method_id":"yearly","method_version":"2026","quality":"FINAL","unit":"g/kWh","slot":"1h",
		"name":"years.csv","content":"from,to,value\n2024-01-01,2025-01-01,363\n2025-01-01,2026-01-01,350.5\n","time_zone":"Europe/Berlin","dry_run":false}`, &report)
	if !report.Stored || report.New != 2 {
		t.Errorf("a file of years comes to %+v", report)
	}
	var methods outlook.EmissionMethodPage
	viewer.do("GET", "/api/emission-methods?region=DE&limit=1", "", &methods)
	if len(methods.Items) != 1 || methods.Items[0].MethodID != "yearly" || methods.Next == "" {
		t.Errorf("the methods are %+v", methods)
	}
}

// What was expected at eight for six; a key of the site brings it, of another tenant's site nobody does.
func TestOutlook_ForecastsOfASite(t *testing.T) {
	s := newStack(t)
	machine, path := s.as(s.siteKey(s.north)), "/api/sites/"+s.north.site.ID.String()+"/forecast"
	issue := func(at, more, points string) string {
		return fmt.Sprintf(`{"metric":"ActivePower","unit":"kW","model_version":"ridge/1","issued_at":%q%s,"points":[%s]}`, at, more, points)
	}
	var answer outlook.BeliefAnswer
	machine.do("POST", path, issue("2026-06-01T08:00:00Z", "", `{"ts":"2026-06-01T18:00:00Z","predicted_value":3.2,"p10":2,"p90":4},{"ts":"2026-06-01T18:15:00Z","predicted_value":3,"p10":5,"p90":4}`), &answer)
	if answer.Stored != 1 || len(answer.Rejected) != 1 || answer.Rejected[0].Field != "p90" || answer.Rejected[0].Index != 1 {
		t.Errorf("an issue comes to %+v", answer)
	}
	machine.do("POST", path, issue("2026-06-01T09:00:00Z", `,"feature_hash":"9f86d081"`, `{"ts":"2026-06-01T18:00:00Z","predicted_value":5}`), nil)
	machine.do("POST", path, issue("2026-06-01T09:00:00Z", `,"asset":"battery0"`, `{"ts":"2026-06-01T18:00:00Z","predicted_value":-1}`), nil)
	const day = "?from=2026-06-01T00:00:00Z&to=2026-06-02T00:00:00Z"
	for query, want := range map[string]float64{"": 5000, "&as_of=2026-06-01T08:30:00Z": 3200, "&asset=battery0": -1000} {
		var page outlook.ForecastPage
		s.as(s.north.viewer).do("GET", path+day+query, "", &page)
		if len(page.Items) != 1 || page.Items[0].Value != want || page.Unit != "W" || page.Items[0].ModelVersion != "ridge/1" {
			t.Errorf("%s: %+v, want %v", query, page, want)
		}
	}
	machine.refused("POST", path, issue("2026-06-01T09:00:00Z", `,"asset":"pv7"`, `{"ts":"2026-06-01T18:00:00Z","predicted_value":1}`), "UNKNOWN_DEVICE")
	machine.refused("POST", path, strings.Replace(issue("2026-06-01T09:00:00Z", "", `{"ts":"2026-06-01T18:00:00Z","predicted_value":1}`), `"kW"`, `"kWh"`, 1), "UNKNOWN_UNIT")
	s.as(s.south.adapter).refused("POST", path, issue("2026-06-01T09:00:00Z", "", `{"ts":"2026-06-01T18:00:00Z","predicted_value":1}`), "NOT_FOUND")
	s.as(s.north.viewer).refused("GET", path+"?metric=SOC", "", "UNKNOWN_CHANNEL")
}
