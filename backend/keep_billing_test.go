package backend_test

import (
	"encoding/json"
	"strings"
)

// invoice posts an own invoice and cancels it: a number, a counter and a negation that have to come back.
func (d *doorway) invoice() {
	d.t.Helper()
	var made struct{ ID string }
	status, body := d.do("POST", "/api/sites/"+d.site.String()+"/invoices", `{"own":true,"counterparty":"Grid","direction":"RECEIVABLE","kind":"FEED_IN","period_from":"2026-01-01","period_to":"2026-02-01",
		"currency":"EUR","issued_on":"2026-02-03","lines":[{"kind":"EXPORT","text":"Feed-in","quantity":"5","unit":"MWh","price":"80","vat_rate":"0"}]}`)
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != 200 {
		d.t.Fatalf("enter an invoice: %d %s", status, body)
	}
	for _, act := range []struct{ path, body, want string }{{"post", `{"version":1}`, `"000000001"`}, {"cancel", `{"version":2}`, "cancelled_by_id"}} {
		if status, body := d.do("POST", "/api/invoices/"+made.ID+"/"+act.path, act.body); status != 200 || !strings.Contains(body, act.want) {
			d.t.Fatalf("%s: %d %s", act.path, status, body)
		}
	}
}
