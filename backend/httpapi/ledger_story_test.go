package httpapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/audittrail"
	"ohmstead/backend/httpapi/balancegroups"
)

// keepLedger makes two groups between which something was moved, sealed in part and came too late.
func (s *stack) keepLedger(h household, ids map[string]string) {
	s.t.Helper()
	l := ledgerOf(s, h)
	a, b := l.group("", "SOURCE"), l.group("", "CONSUMER")
	first := l.move(amount{a, b, "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z", "1000"})
	l.do("POST", "/api/energy-transactions/"+first.ID.String()+"/finalise", "", nil)
	l.do("POST", "/api/balance-groups/"+a+"/seals", `{"slot_from":"2026-06-01T00:00:00Z","slot_to":"2026-06-01T00:15:00Z"}`, nil)
	l.move(amount{a, b, "2026-06-01T00:00:00Z", "2026-06-01T00:15:00Z", "10"})
	var cases balancegroups.BalanceDisputePage
	l.do("GET", "/api/balance-disputes?group="+a, "", &cases)
	ids["balance-groups"], ids["other-balance-group"], ids["balance-disputes"] = a, b, cases.Items[0].ID.String()
	ids["energy-transactions"] = l.move(amount{a, b, "2026-06-03T00:00:00Z", "2026-06-03T01:00:00Z", "5"}).ID.String()
}

// ledgerBody is what balance groups, their rules, seals and transactions are made and changed with; "" for
// anything else.
func (a about) ledgerBody(operation string) string {
	group := a.things["balance-groups"]
	return map[string]string{
		"make-balance-group":     fmt.Sprintf(`{"name":"Group %s","kind":"SOURCE","valid_from":"2026-01-01T00:00:00Z"}`, uuid.NewString()),
		"change-balance-group":   fmt.Sprintf(`{"version":1,"name":"Renamed %s"}`, uuid.NewString()),
		"change-settlement-rule": `{"valid_from":"2099-01-01T00:00:00Z"}`,
		"seal-balance":           `{"slot_from":"2026-06-01T00:15:00Z","slot_to":"2026-06-01T00:30:00Z"}`,
		"move-energy":            amount{group, a.things["other-balance-group"], "2026-06-02T00:00:00Z", "2026-06-02T01:00:00Z", "1000"}.body(),
		"reverse-transaction":    `{}`,
		"resolve-dispute":        `{"version":1,"resolution":"settled by the test"}`,
	}[operation]
}

// ledgers is who keeps the ledger of a household.
type ledgers struct{ speaker }

func ledgerOf(s *stack, h household) ledgers { return ledgers{s.as(h.owner)} }

func (l ledgers) group(superior, kind string) string {
	l.t.Helper()
	body := fmt.Sprintf(`{"name":"Group %s","kind":%q,"valid_from":"2026-01-01T00:00:00Z"`, uuid.NewString(), kind)
	if superior != "" {
		body += fmt.Sprintf(`,"superior_id":%q`, superior)
	}
	var g balancegroups.BalanceGroup
	l.do("POST", "/api/balance-groups", body+"}", &g)
	return g.ID.String()
}

// amount is what is to be moved.
type amount struct{ source, destination, from, to, wh string }

func (m amount) body() string {
	return fmt.Sprintf(`{"name":"Moved","source_id":%q,"destination_id":%q,"starts_at":%q,"ends_at":%q,"energy_wh":%q}`, m.source, m.destination, m.from, m.to, m.wh)
}

func (l ledgers) move(m amount) balancegroups.EnergyTransaction {
	l.t.Helper()
	var t balancegroups.EnergyTransaction
	l.do("POST", "/api/energy-transactions", m.body(), &t)
	return t
}

func (l ledgers) balance(group string) []balancegroups.BalanceQuarter {
	l.t.Helper()
	var b balancegroups.GroupBalance
	l.do("GET", "/api/balance-groups/"+group+"/balance?from=2026-06-01T00:00:00Z&to=2026-06-01T01:15:00Z", "", &b)
	if len(b.Quarters) != 5 {
		l.t.Fatalf("%d quarter hours, want 5", len(b.Quarters))
	}
	return b.Quarters
}

func textOr(text *string) string {
	if text == nil {
		return "null"
	}
	return *text
}

func totals(quarters []balancegroups.BalanceQuarter) string {
	var all []string
	for _, q := range quarters {
		all = append(all, textOr(q.OwnWh)+"/"+textOr(q.ChildrenWh)+"/"+textOr(q.TotalWh)+"/"+textOr(q.Status))
	}
	return strings.Join(all, " ")
}

// A roof gives a flat an hour's energy: the house above both is balanced, what nothing was posted to is not
// known, the roof is sealed, what comes after is a case for both, and the exports say the same.
func TestLedger_FromARoofToAFlat(t *testing.T) {
	s := newStack(t)
	l := ledgerOf(s, s.north)
	house := l.group("", "AGGREGATE")
	roof, flat := l.group(house, "SOURCE"), l.group(house, "CONSUMER")
	moved := l.move(amount{roof, flat, "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z", "1000.02"})
	if moved.EnergyWh != "1000.02" || moved.Status != "PROVISIONAL" || !strings.HasPrefix(moved.NotedBy, "user:") || moved.FinalisedAt != nil {
		t.Errorf("moved is %+v", moved)
	}
	if got := totals(l.balance(flat)); got != "250.00/null/250.00/PROVISIONAL 250.00/null/250.00/PROVISIONAL 250.00/null/250.00/PROVISIONAL 250.00/null/250.00/PROVISIONAL null/null/null/null" {
		t.Errorf("the flat is %s", got)
	}
	if got := totals(l.balance(house)[:1]); got != "null/0.00/0.00/PROVISIONAL" {
		t.Errorf("the house is %s", got)
	}
	seal := `{"slot_from":"2026-06-01T00:00:00Z","slot_to":"2026-06-01T00:30:00Z"}`
	l.refused("POST", "/api/balance-groups/"+roof+"/seals", seal, "INVALID_BALANCE_GROUP_STATUS")
	var final balancegroups.EnergyTransaction
	for range 2 {
		l.do("POST", "/api/energy-transactions/"+moved.ID.String()+"/finalise", "", &final)
	}
	if final.Status != "FINAL" || final.FinalisedAt == nil {
		t.Errorf("final is %+v", final)
	}
	if got := totals(l.balance(house)[:1]); got != "null/0.00/0.00/FINAL" {
		t.Errorf("the house is %s", got)
	}
	var sealed, again balancegroups.BalanceSeal
	keyed := ledgers{l.same("seal")}
	keyed.do("POST", "/api/balance-groups/"+roof+"/seals", seal, &sealed)
	keyed.do("POST", "/api/balance-groups/"+roof+"/seals", seal, &again)
	if sealed != again || sealed.Postings != 2 || len(sealed.Hash) != 64 {
		t.Errorf("sealed is %+v, then %+v", sealed, again)
	}
	keyed.refused("POST", "/api/balance-groups/"+roof+"/seals", `{"slot_from":"2026-06-01T00:30:00Z","slot_to":"2026-06-01T00:45:00Z"}`, "IDEMPOTENCY_KEY_REUSED")
	l.refused("POST", "/api/balance-groups/"+roof+"/seals", seal, "INVALID_BALANCE_GROUP_STATUS")
	l.refused("POST", "/api/balance-groups/"+roof+"/seals", `{"slot_from":"2026-06-02T00:00:00Z","slot_to":"2026-06-02T00:30:00Z"}`, "INVALID_BALANCE_GROUP_STATUS")
	next := time.Now().UTC().Add(2 * time.Hour).Truncate(time.Hour)
	l.refused("POST", "/api/balance-groups/"+roof+"/seals", fmt.Sprintf(`{"slot_from":"2026-06-01T00:30:00Z","slot_to":%q}`, next.Format(time.RFC3339)), "INVALID_TIMEFRAME")

	late := l.move(amount{roof, flat, "2026-06-01T00:15:00Z", "2026-06-01T00:45:00Z", "8"})
	if late.Disputed != 1 {
		t.Errorf("late is %+v", late)
	}
	if got := totals(l.balance(flat)[1:3]); got != "250.00/null/250.00/FINAL 254.00/null/254.00/PROVISIONAL" {
		t.Errorf("after the late one the flat is %s", got)
	}
	var cases balancegroups.BalanceDisputePage
	l.do("GET", "/api/balance-disputes?open=true", "", &cases)
	if len(cases.Items) != 2 || cases.Items[0].EnergyWh == cases.Items[1].EnergyWh || cases.Items[0].SealID != sealed.ID || cases.Items[0].TransactionID != late.ID {
		t.Errorf("the cases are %+v", cases.Items)
	}
	path := "/api/balance-disputes/" + cases.Items[0].ID.String() + "/resolve"
	var settled balancegroups.BalanceDispute
	l.do("POST", path, `{"version":1,"resolution":"Paid apart."}`, &settled)
	if textOr(settled.Resolution) != "Paid apart." || settled.ResolvedAt == nil {
		t.Errorf("settled is %+v", settled)
	}
	l.refused("POST", path, `{"version":1,"resolution":"Again."}`, "VERSION_CONFLICT")
	l.refused("POST", path, `{"version":2,"resolution":"Again."}`, "VERSION_CONFLICT")
	s.judgeLedger(l, flat)
}

// judgeLedger holds the files against the answers, and looks for the changes in the audit log.
func (s *stack) judgeLedger(l ledgers, group string) {
	s.t.Helper()
	_, body := l.ask("GET", "/api/balance-groups/"+group+"/balance.csv?from=2026-06-01T00:00:00Z&to=2026-06-01T01:15:00Z", "")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 6 || strings.Join(rows[5], ",") != "2026-06-01T01:00:00Z,,,,,,false" || strings.Join(rows[1], ",") != "2026-06-01T00:00:00Z,250.00,,250.00,,FINAL,false" {
		s.t.Errorf("the balance is %v, %v", rows, err)
	}
	_, body = l.ask("GET", "/api/balance-groups/"+group+"/postings.csv?from=2026-06-01T00:00:00Z&to=2026-06-01T01:15:00Z", "")
	rows, err = csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 6 || strings.Join(rows[1][3:], ",") != "Moved,250.00,900018,,FINAL" {
		s.t.Errorf("the postings are %v, %v", rows, err)
	}
	var trail audittrail.AuditPage
	l.do("GET", "/api/audit?limit=200", "", &trail)
	seen := map[string]bool{}
	for _, e := range trail.Items {
		seen[e.Action+" "+e.Entity] = true
	}
	for _, want := range []string{"INSERT balance_groups", "INSERT balance_group_rules", "INSERT energy_transactions", "UPDATE energy_transactions", "INSERT balance_seals", "INSERT balance_disputes", "UPDATE balance_disputes"} {
		if !seen[want] {
			s.t.Errorf("the audit log knows nothing of %s", want)
		}
	}
}

// What document 003 forbids is refused by its code, and what is taken back is taken back once and exactly.
func TestLedger_RefusesAndTakesBack(t *testing.T) {
	s := newStack(t)
	l, south := ledgerOf(s, s.north), ledgerOf(s, s.south)
	a, b, foreign := l.group("", "SOURCE"), l.group("", "CONSUMER"), south.group("", "SOURCE")
	const from, to = "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z"
	for name, tt := range map[string]struct{ body, code string }{
		"to itself":                   {amount{a, a, from, to, "1"}.body(), "INVALID_BALANCE_GROUP"},
		"to a group of somebody else": {amount{a, foreign, from, to, "1"}.body(), "INVALID_TENANT_REFERENCE"},
		"of nothing":                  {amount{a, b, from, to, "0"}.body(), "INVALID_ENERGY_AMOUNT"},
		"of less than is counted":     {amount{a, b, from, to, "1.001"}.body(), "INVALID_ENERGY_AMOUNT"},
		"that ends before":            {amount{a, b, to, from, "1"}.body(), "INVALID_TIMEFRAME"},
		"before the group begins":     {amount{a, b, "2025-12-31T23:45:00Z", "2026-01-01T00:15:00Z", "1"}.body(), "INVALID_TIMEFRAME"},
		"with parts of seconds":       {amount{a, b, from, "2026-06-01T00:30:00.5Z", "1"}.body(), "INVALID_TIME_ALIGNMENT"},
	} {
		t.Run(name, func(*testing.T) { l.refused("POST", "/api/energy-transactions", tt.body, tt.code) })
	}
	rules := "/api/balance-groups/" + b + "/rules"
	l.refused("POST", rules, fmt.Sprintf(`{"superior_id":%q,"valid_from":"2026-06-01T00:00:00Z"}`, a), "INVALID_SETTLEMENT_RULE")
	l.refused("POST", rules, fmt.Sprintf(`{"superior_id":%q,"valid_from":"2099-01-01T00:01:00Z"}`, a), "INVALID_TIME_ALIGNMENT")
	l.refused("POST", rules, fmt.Sprintf(`{"superior_id":%q,"valid_from":"2099-01-01T00:00:00Z"}`, foreign), "INVALID_TENANT_REFERENCE")
	l.do("POST", rules, fmt.Sprintf(`{"superior_id":%q,"valid_from":"2099-01-01T00:00:00Z"}`, a), nil)
	l.refused("POST", "/api/balance-groups/"+a+"/rules", fmt.Sprintf(`{"superior_id":%q,"valid_from":"2099-02-01T00:00:00Z"}`, b), "INVALID_SETTLEMENT_RULE")
	var known balancegroups.SettlementRulePage
	l.do("GET", rules, "", &known)
	if len(known.Items) != 2 || known.Items[0].ValidTo == nil || !known.Items[0].ValidTo.Equal(known.Items[1].ValidFrom) {
		t.Errorf("the rules are %+v", known.Items)
	}

	keyed := ledgers{l.same("move")}
	first := keyed.move(amount{a, b, from, to, "7"})
	if again := keyed.move(amount{a, b, from, to, "7"}); again != first {
		t.Errorf("%+v, then %+v", first, again)
	}
	keyed.refused("POST", "/api/energy-transactions", amount{a, b, from, to, "8"}.body(), "IDEMPOTENCY_KEY_REUSED")
	var back balancegroups.EnergyTransaction
	reverse := "/api/energy-transactions/" + first.ID.String() + "/reverse"
	keyed.do("POST", reverse, `{"name":"Wrong meter"}`, &back)
	keyed.do("POST", reverse, `{"name":"Wrong meter"}`, nil)
	if back.SourceID.String() != b || back.DestinationID.String() != a || back.ReversesID == nil || *back.ReversesID != first.ID || back.Name != "Wrong meter" {
		t.Errorf("taken back by %+v", back)
	}
	l.refused("POST", reverse, `{}`, "INVALID_BALANCE_GROUP_STATUS")
	l.refused("POST", "/api/energy-transactions/"+back.ID.String()+"/reverse", `{}`, "INVALID_BALANCE_GROUP_STATUS")
	if got := totals(l.balance(b)[:1]); got != "0.00/null/0.00/PROVISIONAL" {
		t.Errorf("after it was taken back the balance is %s", got)
	}
	s.judgeGroup(l, a, b)
}

// judgeGroup: a group that is archived takes no more, one that would leave postings outside cannot end, and who
// may only read changes nothing.
func (s *stack) judgeGroup(l ledgers, a, b string) {
	s.t.Helper()
	path := "/api/balance-groups/" + a
	l.refused("PUT", path, `{"version":1,"name":"Roof","valid_to":"2026-06-01T00:30:00Z"}`, "INVALID_TIMEFRAME")
	l.refused("PUT", path, `{"version":7,"name":"Roof"}`, "VERSION_CONFLICT")
	l.do("PUT", path, `{"version":1,"name":"Roof","archived":true}`, nil)
	l.refused("POST", "/api/energy-transactions", amount{a, b, "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z", "1"}.body(), "INVALID_BALANCE_GROUP_STATUS")
	l.refused("POST", "/api/balance-groups", `{"name":"Roof","kind":"SOURCE","valid_from":"2026-01-01T00:00:00Z"}`, "NAME_TAKEN")
	if status, body := s.ask("POST", "/api/energy-transactions", amount{a, b, "2026-06-01T00:00:00Z", "2026-06-01T01:00:00Z", "1"}.body(), s.north.viewer); status != http.StatusForbidden {
		s.t.Errorf("a viewer: %d %s", status, body)
	}
}
