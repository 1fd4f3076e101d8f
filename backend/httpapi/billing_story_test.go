package httpapi_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/httpapi/billing"
	placesapi "ohmstead/backend/httpapi/places"
)

// draftInvoice is an invoice of a supplier under a number.
func draftInvoice(number string) string {
	return fmt.Sprintf(`{"number":%q,"counterparty":"Utility","direction":"PAYABLE","kind":"CONSUMPTION","period_from":"2026-01-01","period_to":"2026-02-01","currency":"EUR","issued_on":"2026-02-03",
		"lines":[{"kind":"ENERGY","text":"Energy","quantity":"1000.5","unit":"kWh","price":"0.2811","vat_rate":"19"},{"kind":"FIXED","text":"Base price","amount":"12","vat_rate":"19"}]}`, number)
}

func billingRun(contract, input string) string {
	return fmt.Sprintf(`{"contract_id":%q,"period_from":"2026-01-01","period_to":"2026-02-01","input_hash":"%x"}`, contract, sha256.Sum256([]byte(input)))
}

// An invoice is entered once, put right, posted and settled, and cancelled by its negation; each fault of what is
// entered is named with its place, and readers only read.
func TestBilling_AnInvoiceFromDraftToCancellation(t *testing.T) {
	s := newStack(t)
	owner, invoices := s.as(s.north.owner), "/api/sites/"+s.north.site.ID.String()+"/invoices"
	var made, again billing.InvoiceRecord
	owner.same("one").do("POST", invoices, draftInvoice("R-1"), &made)
	owner.same("one").do("POST", invoices, draftInvoice("R-1"), &again)
	if made.ID != again.ID || made.Net != "293.24" || made.Tax != "55.72" || made.Gross != "348.96" || made.Lines[0].EnergyWh == nil || *made.Lines[0].EnergyWh != "1000500.00" || made.Lines[1].Quantity != nil {
		t.Errorf("entered it is %+v, again %v", made, again.ID)
	}
	owner.same("one").refused("POST", invoices, draftInvoice("R-7"), "IDEMPOTENCY_KEY_REUSED")
	owner.same("one").refused("POST", invoices, strings.Replace(draftInvoice("R-1"), "Base price", "Basic price", 1), "IDEMPOTENCY_KEY_REUSED")
	owner.refused("POST", invoices, draftInvoice("R-1"), "DUPLICATE_NAME")
	bad := strings.NewReplacer(`"0.2811"`, `"much"`, `"12"`, `"12.005"`, `"EUR"`, `"EUX"`).Replace(draftInvoice("R-2"))
	if status, body := s.ask("POST", invoices, bad, s.north.owner); status != http.StatusUnprocessableEntity || !strings.Contains(body, "/body/lines/0/price") {
		t.Errorf("a price that is none: %d %s", status, body)
	}
	bad = strings.NewReplacer(`"12"`, `"12.005"`, `"2026-02-01"`, `"2026-01-01"`).Replace(draftInvoice("R-2"))
	if status, body := s.ask("POST", invoices, bad, s.north.owner); status != http.StatusUnprocessableEntity || !strings.Contains(body, "/body/lines/1/amount") || !strings.Contains(body, "/body/period_to") {
		t.Errorf("two faults: %d %s", status, body)
	}
	owner.refused("POST", invoices, strings.Replace(draftInvoice("R-2"), `"lines"`, `"gross_amount":"349.96","lines"`, 1), "INVOICE_TOTALS")
	path := "/api/invoices/" + made.ID.String()
	owner.do("PUT", path, `{"version":1,`+draftInvoice("R-1b")[1:], &made)
	owner.refused("POST", path+"/post", `{"version":1}`, "VERSION_CONFLICT")
	owner.do("POST", path+"/post", `{"version":2}`, &made)
	owner.refused("PUT", path, `{"version":3,`+draftInvoice("R-1c")[1:], "INVOICE_FIXED")
	owner.do("POST", path+"/settle", `{"version":3,"settled_on":"2026-02-16"}`, &made)
	if made.Status != "SETTLED" || made.SettledOn == nil || *made.SettledOn != "2026-02-16" || made.PostedAt == nil || made.Number != "R-1b" {
		t.Errorf("settled it is %+v", made)
	}
	owner.refused("POST", path+"/cancel", `{"version":4}`, "MISSING_FIELD")
	owner.do("POST", path+"/cancel", `{"version":4,"number":"S-1","issued_on":"2026-03-01"}`, &made)
	var negation billing.InvoiceRecord
	s.as(s.north.viewer).do("GET", "/api/invoices/"+made.CancelledBy.String(), "", &negation)
	if made.Status != "CANCELLED" || negation.Gross != "-348.96" || *negation.Cancels != made.ID || *negation.Lines[0].EnergyWh != "-1000500.00" || negation.IssuedOn != "2026-03-01" {
		t.Errorf("cancelled it is %+v by %+v", made, negation)
	}
	var page billing.InvoicePage
	s.as(s.north.viewer).do("GET", "/api/invoices?site="+s.north.site.ID.String()+"&status=CANCELLED&direction=PAYABLE&kind=CONSUMPTION&text=r-1B&from=2026-01-31&to=2026-02-01", "", &page)
	if len(page.Items) != 1 || page.Items[0].ID != made.ID {
		t.Errorf("found are %+v", page.Items)
	}
	s.as(s.north.viewer).do("GET", "/api/invoices?from=2026-02-01", "", &page)
	if len(page.Items) != 0 {
		t.Errorf("after the period there are %+v", page.Items)
	}
	s.as(s.north.viewer).refused("POST", invoices, draftInvoice("R-3"), "FORBIDDEN")
}

const invoiceFile = `site,counterparty,number,direction,kind,contract,period_from,period_to,currency,issued_on,estimated,status,settled_on,credits,tax_amount,gross_amount,line_kind,text,quantity,unit,price,amount,vat_rate
%[1]s,Utility,U-1,PAYABLE,CONSUMPTION,,2026-01-01,2026-02-01,EUR,2026-02-03,false,POSTED,,,55.72,348.96,ENERGY,Energy,1000.5,kWh,0.2811,,19
%[1]s,Utility,U-1,,,,,,,,,,,,,,FIXED,Base price,,,,12,19
%[1]s,Grid,G-9,RECEIVABLE,CREDIT,,2026-01-01,2026-02-01,EUR,2026-03-03,,SETTLED,2026-03-09,G-1,,,EXPORT,Correction,,,,-10,0
%[1]s,Grid,G-1,RECEIVABLE,FEED_IN,ppa,2026-01-01,2026-02-01,EUR,2026-02-03,true,SETTLED,2026-02-09,,,,EXPORT,Feed-in,5,MWh,80,,0
`

// A file is looked through first, with every problem by line and field; then it is stored whole, again it changes
// nothing, and what comes out as a file is what went in.
func TestBilling_FilesInAndOut(t *testing.T) {
	s := newStack(t)
	owner := s.as(s.north.owner)
	key := s.keyOf(owner)
	owner.do("POST", "/api/contracts", `{"key":"ppa","counterparty":"Grid","contract_type":"FEED_IN","starts_at":"2025-01-01T00:00:00Z"}`, nil)
	ask := func(content string, dry bool) (report billing.InvoiceImport) {
		owner.do("POST", "/api/invoices/import", fmt.Sprintf(`{"name":"bills.csv","content":%q,"dry_run":%v}`, content, dry), &report)
		return report
	}
	file := fmt.Sprintf(invoiceFile, key)
	bad := ask(strings.NewReplacer("0.2811", "dear", "348.96", "348.99", ",2026-02-09,", ",,", ",ppa,", ",none,", "Grid,G-9", "Other,G-9").Replace(file), false)
	places := []string{}
	for _, p := range bad.Problems {
		places = append(places, fmt.Sprint(p.Line, p.Field, p.Code))
	}
	if got := strings.Join(places, " "); bad.Stored || got != "2priceINVALID_VALUE 4creditsINVOICE_CREDIT 5contractINVALID_VALUE 5settled_onINVALID_VALUE" {
		t.Errorf("stored %v, problems %s", bad.Stored, got)
	}
	if bad = ask(strings.Replace(file, "348.96", "348.99", 1), false); len(bad.Problems) != 1 || bad.Problems[0].Code != "INVOICE_TOTALS" || bad.Problems[0].Line != 2 || bad.Problems[0].Field != "gross_amount" || bad.Problems[0].File != "bills.csv" {
		t.Errorf("a sum that is wrong comes to %+v", bad)
	}
	for n, outcome := range []string{"MADE", "MADE", "SAME"} {
		if report := ask(file, n == 0); report.Stored != (n > 0) || len(report.Problems) != 0 || len(report.Invoices) != 3 || report.Invoices[0].Outcome != outcome || report.Invoices[2].Outcome != outcome {
			t.Errorf("time %d: it comes to %+v", n, report)
		}
	}
	if report := ask(strings.Replace(file, ",12,19", ",13,19", 1), true); len(report.Problems) != 2 || report.Problems[0].Code != "INVOICE_TOTALS" {
		t.Errorf("another sum under the number comes to %+v", report)
	}
	if report := ask(strings.NewReplacer(",12,19", ",13,19", "55.72,348.96", ",").Replace(file), true); len(report.Problems) != 1 || report.Problems[0].Code != "DUPLICATE_NAME" {
		t.Errorf("another invoice under the number comes to %+v", report)
	}
	status, out := s.ask("GET", "/api/invoices.csv?site="+s.north.site.ID.String(), "", s.north.owner)
	if status != http.StatusOK || !strings.Contains(out, "U-1,PAYABLE,CONSUMPTION,,2026-01-01,2026-02-01,EUR,2026-02-03,,false,POSTED,,,55.72,348.96,ENERGY,Energy,1000.5,kWh,0.2811,281.24,19,false,,293.24,1000500.00,") {
		t.Errorf("%d, the file is\n%s", status, out)
	}
	if report := ask(out, false); !report.Stored || len(report.Invoices) != 3 || report.Invoices[0].Outcome != "SAME" || report.Invoices[1].Outcome != "SAME" || report.Invoices[2].Outcome != "SAME" {
		t.Errorf("what came out comes to %+v", report)
	}
	s.as(s.north.viewer).refused("GET", "/api/invoices.csv", "", "FORBIDDEN")
}

// keyOf has the north's site known by a key.
func (s *stack) keyOf(owner speaker) string {
	s.t.Helper()
	var tree placesapi.OrgNodePage
	owner.do("GET", "/api/org-nodes", "", &tree)
	for _, n := range tree.Items {
		if n.SiteID != nil && *n.SiteID == s.north.site.ID {
			owner.do("PUT", "/api/org-nodes/"+n.ID.String(), fmt.Sprintf(`{"version":%d,"key":"north"}`, n.Version), nil)
			return "north"
		}
	}
	s.t.Fatal("the site has no place")
	return ""
}

// Returns are those of settled invoices over what was invested; who asks with days that are none is told which.
func TestBilling_ReturnsOfAPortfolio(t *testing.T) {
	s := newStack(t)
	owner := s.as(s.north.owner)
	var inventory placesapi.Inventory
	site := "/api/sites/" + s.north.site.ID.String()
	owner.do("GET", site+"/inventory", "", &inventory)
	owner.do("PUT", site, fmt.Sprintf(`{"version":%d,"name":"House","time_zone":"Europe/Berlin","segment":"commercial","key":"north","market_region":"DE","capex":10000,"capex_currency":"EUR"}`, inventory.Site.Version), nil)
	owner.do("POST", "/api/contracts", `{"key":"ppa","counterparty":"Grid","contract_type":"FEED_IN","starts_at":"2025-01-01T00:00:00Z"}`, nil)
	owner.do("POST", "/api/invoices/import", fmt.Sprintf(`{"name":"bills.csv","content":%q,"dry_run":false}`, fmt.Sprintf(invoiceFile, "north")), nil)
	var found billing.PortfolioReturn
	roi := "/api/portfolio/roi?segment=commercial&market_region=DE"
	s.as(s.north.viewer).do("GET", roi+"&from=2026-01-01&to=2026-02-01", "", &found)
	if len(found.Items) != 1 || *found.Items[0].Revenue != "390.00" || *found.Items[0].ROI != "0.039" || *found.Items[0].Price != "0.28109945" || found.Items[0].Avoided != nil || !found.Items[0].Estimated || found.Items[0].Code != nil {
		t.Errorf("the return is %+v", found.Items)
	}
	now := time.Now().UTC()
	s.shift = func() time.Time { return now }
	s.as(s.north.viewer).do("GET", "/api/portfolio/roi?segment=industrial", "", &found)
	if len(found.Items) != 0 || found.To != now.Format(time.DateOnly) {
		t.Errorf("of another segment it is %+v", found)
	}
	if status, body := s.ask("GET", roi+"&from=2026-02-01&to=2026-01-01", "", s.north.viewer); status != http.StatusUnprocessableEntity || !strings.Contains(body, "/query/to") {
		t.Errorf("a period that ends before it begins: %d %s", status, body)
	}
}
