package postgres_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/billing"
	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/backend/postgres"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

func dec(text string) *money.Decimal {
	d, err := money.Parse("test", text)
	if err != nil {
		panic(err)
	}
	return &d
}

// bill is a supplier's invoice of a month.
func bill(number string) billing.Entry {
	return billing.Entry{
		Head: billing.Head{
			Number: number, Counterparty: "Utility", Direction: billing.Payable, Kind: billing.Consumption, From: "2026-01-01", To: "2026-02-01",
			Currency: "EUR", IssuedOn: "2026-02-03", DueOn: "2026-02-17",
		},
		Lines: []billing.EnteredLine{
			{Kind: "ENERGY", Text: "Energy", Quantity: dec("1000.5"), Unit: "kWh", Price: dec("0.2811"), VATRate: *dec("19")},
			{Kind: "FIXED", Text: "Base price", Amount: dec("12"), VATRate: *dec("19")},
		},
	}
}

// ownBill is an invoice that the tenant issues.
func ownBill(kind billing.Kind, amount string) billing.Entry {
	return billing.Entry{
		Head: billing.Head{
			Own: true, Counterparty: "Grid", Direction: billing.Receivable, Kind: kind, From: "2026-01-01", To: "2026-02-01", Currency: "EUR", IssuedOn: "2026-02-03",
		},
		Lines: []billing.EnteredLine{{Kind: "EXPORT", Text: "Feed-in", Amount: dec(amount), VATRate: *dec("19")}},
	}
}

// clerk enters invoices at the site of a world.
type clerk struct {
	*world
	books *billing.Service
}

func newClerk(w *world) clerk { return clerk{w, billing.NewService(w.DB)} }

func (c clerk) enter(e billing.Entry) billing.Invoice {
	c.t.Helper()
	i, err := c.books.Make(c.t.Context(), c.scope, billing.NewInvoice{ID: uuid.New(), SiteKey: c.site.Key, Entry: e})
	if err != nil {
		c.t.Fatal(err)
	}
	return i
}

func (c clerk) act(i billing.Invoice, on, number string) billing.Act {
	return billing.Act{Versioned: billing.Versioned{ID: i.ID, Version: i.Version}, On: on, Number: number, As: uuid.New(), At: noon()}
}

func (c clerk) post(i billing.Invoice) billing.Invoice {
	c.t.Helper()
	i, err := c.books.Post(c.t.Context(), c.scope, c.act(i, "", ""))
	if err != nil {
		c.t.Fatal(err)
	}
	return i
}

func (c clerk) settle(i billing.Invoice) billing.Invoice {
	c.t.Helper()
	i, err := c.books.Settle(c.t.Context(), c.scope, c.act(i, "2026-02-10", ""))
	if err != nil {
		c.t.Fatal(err)
	}
	return i
}

func (w *world) contract() uuid.UUID {
	w.t.Helper()
	c, err := w.Shelves().Contracts.Write(w.t.Context(), w.scope, places.Write[places.Contract]{ID: uuid.New(), What: places.Contract{Counterparty: "U", Type: "RETAIL", From: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}})
	if err != nil {
		w.t.Fatal(err)
	}
	return c.ID
}

func (w *world) fillBilling() {
	w.t.Helper()
	c := newClerk(w)
	c.post(c.enter(ownBill(billing.FeedIn, "10")))
	c.run("the input")
}

func (c clerk) run(input string) billing.Run {
	c.t.Helper()
	run, err := c.books.Run(c.t.Context(), c.scope, billing.Run{ID: uuid.New(), SiteKey: c.site.Key, Contract: c.contract(), From: "2026-01-01", To: "2026-02-01", InputHash: sha256.Sum256([]byte(input))})
	if err != nil {
		c.t.Fatal(err)
	}
	return run
}

func refusedAs(t *testing.T, what string, err error, code reason.Code) {
	t.Helper()
	if !errors.Is(err, reason.New(code, nil)) {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}

// An invoice is entered, written anew, posted and settled; each step takes the version that was read, and what
// is kept is what was entered.
func TestInvoices_FromDraftToSettled(t *testing.T) {
	c := newClerk(newWorld(t))
	ctx := t.Context()
	draft := c.enter(bill("R-1"))
	if draft.Net.String() != "293.24" || draft.Tax.String() != "55.72" || draft.Gross.String() != "348.96" || draft.Status != billing.Draft || len(draft.Lines) != 2 || *draft.Lines[0].EnergyJ != 3_601_800_000 {
		t.Errorf("the draft is %+v", draft)
	}
	anew := bill("R-1a")
	anew.Lines = anew.Lines[1:]
	changed, err := c.books.Change(ctx, c.scope, billing.Versioned{ID: draft.ID, Version: 1}, anew)
	if err != nil || changed.Number != "R-1a" || changed.Version != 2 || changed.Net.String() != "12" || len(changed.Lines) != 1 {
		t.Errorf("written anew it is %+v, %v", changed, err)
	}
	_, err = c.books.Post(ctx, c.scope, c.act(draft, "", ""))
	refusedAs(t, "posted under an old version", err, reason.VersionConflict)
	_, err = c.books.Settle(ctx, c.scope, c.act(changed, "2026-02-10", ""))
	refusedAs(t, "a draft that is settled", err, reason.InvoiceFixed)
	posted := c.post(changed)
	if posted.Status != billing.Posted || posted.PostedAt == nil {
		t.Errorf("posted it is %+v", posted)
	}
	_, err = c.books.Change(ctx, c.scope, billing.Versioned{ID: posted.ID, Version: posted.Version}, bill("R-2"))
	refusedAs(t, "written anew when it is posted", err, reason.InvoiceFixed)
	_, err = c.books.Post(ctx, c.scope, c.act(posted, "", ""))
	refusedAs(t, "posted twice", err, reason.InvoiceFixed)
	settled := c.settle(posted)
	if settled.Status != billing.Settled || settled.SettledOn != "2026-02-10" {
		t.Errorf("settled it is %+v", settled)
	}
	_, err = c.books.Make(ctx, c.scope, billing.NewInvoice{ID: uuid.New(), SiteKey: c.site.Key, Entry: bill("R-1a")})
	refusedAs(t, "the same number of the same issuer", err, reason.DuplicateName)
	other := bill("R-1a")
	other.Counterparty = "Another"
	c.enter(other)
	elsewhere := bill("R-9")
	elsewhere.Contract = new(uuid.UUID)
	_, err = c.books.Make(ctx, c.scope, billing.NewInvoice{ID: uuid.New(), SiteKey: c.site.Key, Entry: elsewhere})
	refusedAs(t, "a contract that is none", err, reason.NotFound)
}

// A cancellation is the exact negation, posted with it; a draft is discarded and its number is free again.
func TestInvoices_CancelledIsNegated(t *testing.T) {
	c := newClerk(newWorld(t))
	ctx := t.Context()
	posted := c.settle(c.post(c.enter(bill("R-1"))))
	_, err := c.books.Cancel(ctx, c.scope, c.act(posted, "2026-03-01", ""))
	refusedAs(t, "without the number of the cancellation", err, reason.MissingField)
	_, err = c.books.Cancel(ctx, c.scope, c.act(posted, "2026-03-01", "R-1"))
	refusedAs(t, "under a number that is there", err, reason.DuplicateName)
	cancelled, err := c.books.Cancel(ctx, c.scope, c.act(posted, "2026-03-01", "S-1"))
	if err != nil || cancelled.Status != billing.Cancelled || cancelled.CancelledBy == nil || cancelled.SettledOn != "2026-02-10" {
		t.Fatalf("cancelled it is %+v, %v", cancelled, err)
	}
	negation, err := c.FindInvoice(ctx, c.scope, *cancelled.CancelledBy)
	if err != nil || negation.Status != billing.Posted || negation.Number != "S-1" || *negation.Cancels != posted.ID || !negation.Gross.Equal(posted.Gross.Neg()) ||
		!negation.Lines[0].Quantity.Equal(*dec("-1000.5")) || !negation.Lines[0].Price.Equal(*dec("0.2811")) || *negation.Lines[0].EnergyJ != -3_601_800_000 {
		t.Errorf("its negation is %+v, %v", negation, err)
	}
	_, err = c.books.Cancel(ctx, c.scope, c.act(cancelled, "2026-03-01", "S-2"))
	refusedAs(t, "cancelled twice", err, reason.InvoiceFixed)
	_, err = c.books.Cancel(ctx, c.scope, c.act(negation, "2026-03-01", "S-2"))
	refusedAs(t, "a cancellation that is cancelled", err, reason.InvoiceFixed)
	draft := c.enter(bill("R-2"))
	if discarded, err := c.books.Cancel(ctx, c.scope, c.act(draft, "", "")); err != nil || discarded.Status != billing.Cancelled || discarded.PostedAt != nil || discarded.CancelledBy != nil {
		t.Errorf("a draft that is cancelled is %+v, %v", discarded, err)
	}
	c.enter(bill("R-2"))
}

// Own invoices are counted without a gap by tenant, whoever posts at once with whom, and whatever fails.
func TestInvoices_OwnNumbersHaveNoGap(t *testing.T) {
	w := newWorld(t)
	c, other := newClerk(w), newClerk(populate(t, w.DB, w.cfg))
	var drafts []billing.Invoice
	for range 12 {
		drafts = append(drafts, c.enter(ownBill(billing.FeedIn, "1")))
	}
	undo := errors.New("undo")
	var at sync.WaitGroup
	for n, draft := range drafts {
		at.Go(func() {
			err := c.Together(t.Context(), c.scope, func(ctx context.Context) (bool, error) {
				if _, err := c.books.Post(ctx, c.scope, c.act(draft, "", "")); err != nil {
					return false, err
				}
				if n%3 == 0 {
					return false, undo
				}
				return true, nil
			})
			if err != nil && !errors.Is(err, undo) {
				t.Error(err)
			}
		})
	}
	at.Wait()
	if first := other.post(other.enter(ownBill(billing.FeedIn, "1"))); first.Number != "000000001" {
		t.Errorf("the first of another tenant is %s", first.Number)
	}
	found, err := c.ListInvoices(t.Context(), c.scope, billing.Filter{Status: billing.Posted, Limit: 100})
	if err != nil || len(found) != 8 {
		t.Fatalf("%d are posted, %v", len(found), err)
	}
	seen := map[string]bool{}
	for _, i := range found {
		seen[i.Number] = true
	}
	for n := 1; n <= len(found); n++ {
		if number := fmt.Sprintf("%09d", n); !seen[number] {
			t.Errorf("%s is missing of %v", number, seen)
		}
	}
	cancelled, err := c.books.Cancel(t.Context(), c.scope, c.act(found[0], "2026-03-01", ""))
	if err != nil {
		t.Fatal(err)
	}
	if negation, err := c.FindInvoice(t.Context(), c.scope, *cancelled.CancelledBy); err != nil || negation.Number != "000000009" {
		t.Errorf("the negation of an own one is numbered %q, %v", negation.Number, err)
	}
}

// What is posted stays as it is, and what does not add up is not kept: for the application and for the owner of
// the database.
func TestInvoices_TheDatabaseRefuses(t *testing.T) {
	c := newClerk(newWorld(t))
	posted, draft := c.post(c.enter(ownBill(billing.FeedIn, "10"))), c.enter(bill("R-1"))
	run := c.run("posted")
	if _, err := c.ChangeRun(t.Context(), c.scope, run.ID, 1, billing.Posted); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct{ sql, constraint string }{
		"an amount that is changed":                {"UPDATE invoices SET net_amount = 11, gross_amount = 12.9 WHERE id = '{posted}'", "invoices_kept"},
		"a number that is changed":                 {"UPDATE invoices SET number = 'mine' WHERE id = '{posted}'", "invoices_kept"},
		"a day that is changed":                    {"UPDATE invoices SET issued_on = '2026-02-04' WHERE id = '{posted}'", "invoices_kept"},
		"one that becomes a draft again":           {"UPDATE invoices SET status = 'DRAFT', posted_at = NULL, number = NULL WHERE id = '{posted}'", "invoices_kept"},
		"one that is removed":                      {"DELETE FROM invoices WHERE id = '{posted}'", "invoices_kept"},
		"lines that are removed":                   {"DELETE FROM invoice_lines WHERE invoice_id = '{posted}'", "invoices_kept"},
		"a line that is added":                     {"INSERT INTO invoice_lines (tenant_id, site_id, invoice_id, line_no, kind, text, amount, vat_rate) SELECT tenant_id, site_id, id, 2, 'FIXED', 'x', 0, 0 FROM invoices WHERE id = '{posted}'", "invoices_kept"},
		"a line that is changed":                   {"UPDATE invoice_lines SET text = 'x' WHERE invoice_id = '{posted}'", "invoices_kept"},
		"all lines at once":                        {"TRUNCATE invoice_lines", "invoices_kept"},
		"all invoices at once":                     {"TRUNCATE invoices CASCADE", "invoices_kept"},
		"one that is cancelled by none":            {"UPDATE invoices SET status = 'CANCELLED' WHERE id = '{posted}'", "invoices_negation"},
		"one that is posted without a draft":       {"INSERT INTO invoices (tenant_id, site_id, id, number, counterparty, direction, kind, period_from, period_to, currency, issued_on, net_amount, tax_amount, gross_amount, status, posted_at) SELECT tenant_id, site_id, gen_random_uuid(), 'x', 'x', direction, kind, period_from, period_to, currency, issued_on, 0, 0, 0, 'POSTED', now() FROM invoices WHERE id = '{draft}'", "invoices_kept"},
		"lines that do not add up":                 {"UPDATE invoices SET net_amount = 1, gross_amount = 1 + tax_amount WHERE id = '{draft}'", "invoices_sum"},
		"a gross amount that does not add up":      {"UPDATE invoices SET gross_amount = 1 WHERE id = '{draft}'", "invoices_gross"},
		"a draft that is settled":                  {"UPDATE invoices SET status = 'SETTLED', posted_at = now(), settled_on = '2026-02-03' WHERE id = '{draft}'", "invoices_kept"},
		"a draft without a line that is posted":    {"DO $$ BEGIN DELETE FROM invoice_lines WHERE invoice_id = '{draft}'; UPDATE invoices SET net_amount = 0, tax_amount = 0, gross_amount = 0, status = 'POSTED', posted_at = now() WHERE id = '{draft}'; END $$", "invoices_sum"},
		"a period that ends before it begins":      {"UPDATE invoices SET period_to = period_from WHERE id = '{draft}'", "invoices_check"},
		"a currency that is none":                  {"UPDATE invoices SET currency = 'eur' WHERE id = '{draft}'", "invoices_currency_check"},
		"an own invoice that is owed":              {"UPDATE invoices SET own = true, number = NULL WHERE id = '{draft}'", "invoices_own"},
		"a credit of nothing":                      {"UPDATE invoices SET kind = 'CREDIT' WHERE id = '{draft}'", "invoices_credit"},
		"a cancellation that is no exact negation": {"WITH one AS (UPDATE invoices SET status = 'CANCELLED' WHERE id = '{posted}') UPDATE invoices SET direction = 'RECEIVABLE', cancels_id = '{posted}', status = 'POSTED', posted_at = now() WHERE id = '{draft}'", "invoices_negation"},
		"a run that is changed":                    {"UPDATE billing_runs SET input_hash = sha256('x') WHERE id = '{run}'", "billing_runs_kept"},
		"a run that is removed":                    {"DELETE FROM billing_runs WHERE id = '{run}'", "billing_runs_kept"},
		"a number without an invoice":              {"UPDATE invoice_counters SET last_number = 99", "-"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sql := strings.NewReplacer("{posted}", posted.ID.String(), "{draft}", draft.ID.String(), "{run}", run.ID.String()).Replace(tt.sql)
			pg := new(pgconn.PgError)
			err := c.InTenant(t.Context(), c.scope, func(tx *postgres.Tx) error {
				_, err := tx.Exec(t.Context(), sql)
				return err
			})
			if !errors.As(err, &pg) || pg.Code != "42501" && pg.Code != "428C9" && pg.ConstraintName != tt.constraint {
				t.Errorf("the application: %v, want %s", err, tt.constraint)
			}
			if tt.constraint == "-" { // the owner may count on
				return
			}
			if _, err = c.super.Exec(t.Context(), sql); !errors.As(err, &pg) || pg.Code != "428C9" && pg.ConstraintName != tt.constraint {
				t.Errorf("the owner: %v, want %s", err, tt.constraint)
			}
		})
	}
	if kept, err := c.FindInvoice(t.Context(), c.scope, posted.ID); err != nil || kept.Status != billing.Posted || kept.Version != posted.Version {
		t.Errorf("after all that it is %+v, %v", kept, err)
	}
}

// The same input makes one run; another that corrects it names it, and what is cancelled may be run again.
func TestBillingRuns_TheSameInputIsOneRun(t *testing.T) {
	c := newClerk(newWorld(t))
	ctx := t.Context()
	first := c.run("input")
	again := first
	again.ID = uuid.New()
	if same, err := c.books.Run(ctx, c.scope, again); err != nil || same.ID != first.ID {
		t.Errorf("the same input again is %+v, %v", same, err)
	}
	again.InputHash, again.Corrects = sha256.Sum256([]byte("other")), &first.ID
	second, err := c.books.Run(ctx, c.scope, again)
	if err != nil || second.ID != again.ID || *second.Corrects != first.ID {
		t.Errorf("a correction is %+v, %v", second, err)
	}
	if _, err := c.ChangeRun(ctx, c.scope, first.ID, 1, billing.Cancelled); err != nil {
		t.Error(err)
	}
	_, err = c.ChangeRun(ctx, c.scope, first.ID, 2, billing.Posted)
	refusedAs(t, "a cancelled run that is posted", err, reason.BillingRunFixed)
	_, err = c.ChangeRun(ctx, c.scope, second.ID, 7, billing.Posted)
	refusedAs(t, "under another version", err, reason.VersionConflict)
	again.ID, again.InputHash, again.TariffVersion = uuid.New(), sha256.Sum256([]byte("third")), &first.ID
	_, err = c.books.Run(ctx, c.scope, again)
	refusedAs(t, "a version of no tariff", err, reason.NotFound)
	if list, err := c.ListRuns(ctx, c.scope, billing.RunFilter{Status: billing.Draft, SiteKey: c.site.Key, Limit: 10}); err != nil || len(list) != 1 || list[0].ID != second.ID {
		t.Errorf("drafts are %+v, %v", list, err)
	}
}

// Who sees another site, and who is of another tenant, finds nothing and changes nothing.
func TestInvoices_OfOthersDoNotExist(t *testing.T) {
	w := newWorld(t)
	c, other := newClerk(w), populate(t, w.DB, w.cfg)
	posted := c.post(c.enter(bill("R-1")))
	for name, scope := range map[string]identity.Scope{"another tenant": other.scope, "another site": {Tenant: w.tenant.Key, Sites: []int32{w.site.Key + 1000}}} {
		_, err := c.FindInvoice(t.Context(), scope, posted.ID)
		refusedAs(t, name, err, reason.NotFound)
		_, err = c.books.Settle(t.Context(), scope, c.act(posted, "2026-02-10", ""))
		refusedAs(t, name, err, reason.NotFound)
		_, err = c.FindNumber(t.Context(), scope, "Utility", "R-1")
		refusedAs(t, name, err, reason.NotFound)
		if list, err := c.ListInvoices(t.Context(), scope, billing.Filter{Limit: 10}); err != nil || len(list) != 0 {
			t.Errorf("%s lists %+v, %v", name, list, err)
		}
		if rows, err := c.books.ROI(t.Context(), scope, billing.Question{From: "2026-01-01", To: "2027-01-01"}); err != nil || len(rows) != 0 {
			t.Errorf("%s is told %+v, %v", name, rows, err)
		}
	}
}
