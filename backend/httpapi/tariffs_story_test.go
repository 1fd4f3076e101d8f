package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/httpapi/audittrail"
	"ohmstead/backend/httpapi/tariffs"
)

// dayAndNightOf is a version of two bands and a feed-in from an instant on.
func dayAndNightOf(from string) string {
	return fmt.Sprintf(`{"valid_from":%q,"currency":"EUR","time_zone":"Europe/Berlin","clock":"CIVIL","rounding":"HALF_EVEN","components":[
		{"name":"Work","kind":"ENERGY","basis":"IMPORT","period":"INTERVAL","vat_class":"STANDARD","bands":[
			{"from":"00:00","to":"06:00"},{"from":"06:00","to":"22:00","price":{"constant":"0.3012"},"peak_flag":true},{"from":"22:00","to":"24:00"}],"price":{"constant":"0.20"}},
		{"name":"Base","kind":"FIXED","period":"MONTH","price":{"constant":"9.90"}},
		{"name":"Feed-in","kind":"EXPORT","basis":"EXPORT","period":"INTERVAL","price":{"constant":"0.081"}}]}`, from)
}

// A tariff with faults is refused with all of them, each named; put right it is tried, made once, and its rates are
// those of the day on which clocks change; another version follows it, and what was stays.
func TestTariffs_FromDraftToRates(t *testing.T) {
	s := newStack(t)
	owner, site := s.as(s.north.owner), "/api/sites/"+s.north.site.ID.String()
	draft := dayAndNightOf("2026-01-01T00:00:00+01:00")
	wrong := strings.NewReplacer(`"from":"06:00","to":"22:00"`, `"from":"05:00","to":"22:00"`, `"9.90"`, `"9,90"`).Replace(draft)
	status, body := s.ask("POST", site+"/tariffs", `{"name":"House","first":`+wrong+`}`, s.north.owner)
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, `"/body/first/components/1/price/constant"`) || !strings.Contains(body, "9,90") {
		t.Errorf("a price with a comma: %d %s", status, body)
	}
	status, body = s.ask("POST", site+"/tariffs", `{"name":"House","first":`+strings.ReplaceAll(wrong, "9,90", "9.90")+`}`, s.north.owner)
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, `"/body/first/components/0/bands/1"`) || !strings.Contains(body, "TARIFF_BANDS_OVERLAP") || !strings.Contains(body, "JAN MON 05:00-06:00") {
		t.Errorf("bands at once: %d %s", status, body)
	}
	var trial tariffs.TariffTrial
	owner.do("POST", site+"/tariff-trials", strings.Replace(draft, `{"from":"00:00","to":"06:00"},`, "", 1), &trial)
	if len(trial.Unpriced) != 1 || trial.Unpriced[0].Window != "00:00-06:00" || trial.Structure != "TIME_OF_USE" || len(trial.Windows) != 3 {
		t.Errorf("without its night it comes to %+v", trial)
	}
	var made, again tariffs.Tariff
	owner.same("k1").do("POST", site+"/tariffs", `{"name":"House","market_region":"DE-LU","first":`+draft+`}`, &made)
	owner.same("k1").do("POST", site+"/tariffs", `{"name":"House","market_region":"DE-LU","first":`+draft+`}`, &again)
	owner.same("k1").refused("POST", site+"/tariffs", `{"name":"Other","first":`+draft+`}`, "IDEMPOTENCY_KEY_REUSED")
	owner.same("k1").refused("POST", site+"/tariffs", `{"name":"House","first":`+strings.ReplaceAll(draft, "0.3012", "0.4")+`}`, "IDEMPOTENCY_KEY_REUSED")
	owner.refused("POST", site+"/tariffs", `{"name":"House","first":`+draft+`}`, "NAME_TAKEN")
	if diff := cmp.Diff(made, again); diff != "" || len(made.Versions) != 1 || made.Versions[0].Components[0].Unit != "EUR/kWh" || made.Versions[0].Components[1].Unit != "EUR/MONTH" {
		t.Errorf("it is %+v, and again (-first +again):\n%s", made, diff)
	}
	path := "/api/tariffs/" + made.ID.String()
	var rates tariffs.TariffRates
	s.as(s.north.viewer).do("GET", path+"/rates?slot=1h&from=2026-10-24T22:00:00Z&to=2026-10-25T23:00:00Z", "", &rates)
	var hours []string
	for _, one := range rates.Items {
		hours = append(hours, *one.Buy)
	}
	if got := strings.Join(hours, " "); len(hours) != 25 || got != strings.TrimSpace(strings.Repeat("0.2 ", 7)+strings.Repeat("0.3012 ", 16)+"0.2 0.2") || *rates.Items[0].Sell != "0.081" || *rates.Unit != "EUR/kWh" {
		t.Errorf("the day of 25 hours has %d: %s", len(hours), got)
	}
	s.as(s.north.viewer).do("GET", path+"/rates?from=2025-12-31T22:45:00Z&to=2025-12-31T23:15:00Z", "", &rates)
	if len(rates.Items) != 2 || rates.Items[0].Buy != nil || rates.Items[0].BuyUnknown != "NO_VERSION" || *rates.Items[1].Buy != "0.2" {
		t.Errorf("around its beginning: %+v", rates)
	}
	owner.refused("GET", path+"/rates?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z", "", "INVALID_VALUE")
	s.followed(made, path)
}

// followed gives a tariff another version, ends and withdraws, and changes what is beside them.
func (s *stack) followed(made tariffs.Tariff, path string) {
	s.t.Helper()
	owner := s.as(s.north.owner)
	owner.refused("POST", path+"/versions", dayAndNightOf("2026-06-01T00:00:00+02:00"), "PERIODS_OVERLAP")
	var two tariffs.Tariff
	spot := `{"valid_from":"2090-01-01T00:00:00+01:00","currency":"EUR","time_zone":"Europe/Berlin","clock":"CIVIL","rounding":"HALF_EVEN","components":[
		{"name":"Spot","kind":"INDEX","basis":"IMPORT","period":"INTERVAL","price":{"formula":{"a":"0.02","b":"1.05","index":"DE-LU","cap":"0.5"}}}]}`
	owner.same("v2").do("POST", path+"/versions", spot, nil)
	owner.same("v2").do("POST", path+"/versions", spot, &two)
	owner.same("v2").refused("POST", path+"/versions", strings.Replace(spot, "1.05", "1.06", 1), "IDEMPOTENCY_KEY_REUSED")
	owner.same("v2").refused("POST", path+"/versions", strings.Replace(spot, `"components"`, `"holidays":{"name":"DE","days":["2090-01-01","2090-12-25"]},"components"`, 1), "IDEMPOTENCY_KEY_REUSED")
	if len(two.Versions) != 2 || two.Versions[0].ValidTo == nil || !two.Versions[0].ValidTo.Equal(two.Versions[1].ValidFrom) || two.Versions[1].Structure != "DYNAMIC" || two.Versions[1].Components[0].Price.Formula.B != "1.05" {
		s.t.Fatalf("with another version it is %+v", two)
	}
	var rates tariffs.TariffRates
	owner.do("GET", path+"/rates?slot=1h&from=2089-12-31T22:00:00Z&to=2090-01-01T00:00:00Z", "", &rates)
	if *rates.Items[0].Buy != "0.2" || rates.Items[1].Buy != nil || rates.Items[1].BuyUnknown != "NEEDS_SERIES" {
		s.t.Errorf("across versions: %+v", rates.Items)
	}
	end := func(v tariffs.TariffVersion, to string) (string, string) {
		return "/api/tariff-versions/" + v.ID.String(), fmt.Sprintf(`{"version":%d,"valid_to":%s}`, v.Revision, to)
	}
	at, body := end(two.Versions[0], `"2026-02-01T00:00:00Z"`)
	owner.refused("PUT", at, body, "TARIFF_VERSION_BEGUN")
	at, body = end(two.Versions[1], `"2089-12-31T23:00:00Z"`)
	owner.do("PUT", at, body, &two)
	owner.refused("PUT", at, body, "VERSION_CONFLICT")
	at, body = end(two.Versions[0], "null")
	owner.do("PUT", at, body, &two)
	if two.Versions[0].ValidTo != nil || !two.Versions[1].ValidTo.Equal(two.Versions[1].ValidFrom) {
		s.t.Errorf("after one is withdrawn it is %+v", two)
	}
	var list tariffs.TariffPage
	s.as(s.north.viewer).do("GET", "/api/tariffs?market_region=DE-LU&at=2026-06-01T00:00:00Z&site="+s.north.site.ID.String(), "", &list)
	if len(list.Items) != 1 || *list.Items[0].Structure != "TIME_OF_USE" || *list.Items[0].Currency != "EUR" || *list.Items[0].TimeZone != "Europe/Berlin" {
		s.t.Errorf("the list is %+v", list)
	}
	s.as(s.north.viewer).do("GET", "/api/tariffs?at=2025-06-01T00:00:00Z", "", &list)
	if len(list.Items) != 0 {
		s.t.Errorf("before it began the list is %+v", list)
	}
	owner.do("PUT", path, `{"version":1,"name":"Home","archived":true}`, &two)
	owner.refused("PUT", path, `{"version":1,"name":"Home"}`, "VERSION_CONFLICT")
	if two.Name != "Home" || two.ArchivedAt == nil || two.Version != 2 {
		s.t.Errorf("archived it is %+v", two)
	}
	var log audittrail.AuditPage
	owner.do("GET", "/api/audit?entity=tariff_versions", "", &log)
	if len(log.Items) != 5 {
		s.t.Errorf("the log of versions has %d entries: %+v", len(log.Items), log.Items)
	}
	if status, _ := s.ask("PUT", path, `{"version":2,"name":"Mine"}`, s.north.viewer); status != http.StatusForbidden {
		s.t.Errorf("a viewer may change it: %d", status)
	}
}
