package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/billing"
	"ohmstead/backend/identity"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

var _ billing.Store = (*DB)(nil)

// invoiceColumns are those of an invoice i at a site s.
const invoiceColumns = `i.id, s.id, i.site_id, i.version, i.status, i.own, coalesce(i.number, ''), i.counterparty, i.direction, i.kind, i.contract_id, i.run_id,
	i.period_from::text, i.period_to::text, i.currency, i.issued_on::text, coalesce(i.due_on::text, ''), i.estimated, i.credits_id,
	i.net_amount::text, i.tax_amount::text, i.gross_amount::text, i.posted_at, coalesce(i.settled_on::text, ''), i.cancels_id,
	(SELECT c.id FROM invoices c WHERE c.tenant_id = i.tenant_id AND c.cancels_id = i.id AND c.status <> 'CANCELLED')`

func invoicesQuestion(rest string, args ...any) question[billing.Invoice] {
	return question[billing.Invoice]{
		what: "invoices", args: args,
		sql: "SELECT " + invoiceColumns + " FROM invoices i JOIN sites s ON s.tenant_id = i.tenant_id AND s.site_id = i.site_id" + rest,
		scan: func(row pgx.CollectableRow) (i billing.Invoice, err error) {
			err = row.Scan(&i.ID, &i.Site, &i.SiteKey, &i.Version, &i.Status, &i.Own, &i.Number, &i.Counterparty, &i.Direction, &i.Kind, &i.Contract, &i.Run,
				&i.From, &i.To, &i.Currency, &i.IssuedOn, &i.DueOn, &i.Estimated, &i.Credits, decimal{&i.Net}, decimal{&i.Tax}, decimal{&i.Gross}, &i.PostedAt, &i.SettledOn, &i.Cancels, &i.CancelledBy)
			return i, err
		},
	}
}

// decimal reads a numeric that was asked for as text: exactly, where a driver's own type would be a float.
type decimal struct{ into *money.Decimal }

// Scan implements sql.Scanner.
func (d decimal) Scan(from any) error {
	text, ok := from.(string)
	if !ok {
		return fmt.Errorf("a decimal is a text, not %T", from)
	}
	return d.into.UnmarshalText([]byte(text))
}

// decimalOrNone is decimal where there may be none.
type decimalOrNone struct{ into **money.Decimal }

// Scan implements sql.Scanner.
func (d decimalOrNone) Scan(from any) error {
	*d.into = nil
	if from == nil {
		return nil
	}
	*d.into = new(money.Decimal)
	return decimal{*d.into}.Scan(from)
}

// ListInvoices implements billing.Invoices.
func (d *DB) ListInvoices(ctx context.Context, scope identity.Scope, f billing.Filter) ([]billing.Invoice, error) {
	var w where
	if f.SiteKey != 0 {
		w.add("i.site_id = ?", f.SiteKey)
	}
	if f.Contract != uuid.Nil {
		w.add("i.contract_id = ?", f.Contract)
	}
	if f.From != "" {
		w.add("i.period_to > ?::text::date", f.From)
	}
	if f.To != "" {
		w.add("i.period_from < ?::text::date", f.To)
	}
	for column, value := range map[string]string{"status": string(f.Status), "direction": string(f.Direction), "kind": string(f.Kind)} {
		if value != "" {
			w.add("i."+column+" = ?", value)
		}
	}
	if f.Text != "" {
		w.add("strpos(lower(concat_ws(' ', i.number, i.counterparty)), lower(?)) > 0", f.Text)
	}
	if f.After != nil {
		w.add("(i.issued_on, i.id) < (?::text::date, ?)", f.After.IssuedOn, f.After.ID)
	}
	clause := w.sql()
	w.args = append(w.args, f.Limit)
	return list(ctx, d, scope, invoicesQuestion(clause+" ORDER BY i.issued_on DESC, i.id DESC LIMIT $"+strconv.Itoa(len(w.args)), w.args...))
}

// FindInvoice implements billing.Invoices.
func (d *DB) FindInvoice(ctx context.Context, scope identity.Scope, id uuid.UUID) (i billing.Invoice, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		i, err = findInvoice(ctx, tx, " WHERE i.id = $1", id)
		return err
	})
	return i, fault("find the invoice", err)
}

// FindNumber implements billing.Invoices. What was discarded has no number any more.
func (d *DB) FindNumber(ctx context.Context, scope identity.Scope, counterparty, number string) (i billing.Invoice, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		i, err = findInvoice(ctx, tx, " WHERE i.issuer = $1 AND i.number = $2 AND (i.status <> 'CANCELLED' OR i.posted_at IS NOT NULL)", counterparty, number)
		return err
	})
	return i, fault("find the invoice", err)
}

func findInvoice(ctx context.Context, tx *Tx, rest string, args ...any) (billing.Invoice, error) {
	found, err := collect(ctx, tx, invoicesQuestion(rest, args...))
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "invoice")
	}
	if err != nil {
		return billing.Invoice{}, err
	}
	found[0].Lines, err = collect(ctx, tx, question[billing.Line]{
		what: "lines of an invoice", args: []any{found[0].ID},
		sql: "SELECT kind, text, quantity::text, unit, price::text, amount::text, vat_rate::text, energy_j FROM invoice_lines WHERE invoice_id = $1 ORDER BY line_no",
		scan: func(row pgx.CollectableRow) (l billing.Line, err error) {
			return l, row.Scan(&l.Kind, &l.Text, decimalOrNone{&l.Quantity}, &l.Unit, decimalOrNone{&l.Price}, decimal{&l.Amount}, decimal{&l.VATRate}, &l.EnergyJ)
		},
	})
	return found[0], err
}

// MakeInvoice implements billing.Invoices.
func (d *DB) MakeInvoice(ctx context.Context, scope identity.Scope, invoice billing.Invoice) (out billing.Invoice, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := insertInvoice(ctx, tx, scope, invoice); err != nil {
			return asInvoices(err, invoice)
		}
		out, err = findInvoice(ctx, tx, " WHERE i.id = $1", invoice.ID)
		if err == nil && out.Version == 1 && !out.Same(invoice) {
			err = reason.New(reason.IdempotencyKeyReused, reason.Params{"id": invoice.ID.String()})
		}
		return err
	})
	return out, fault("store the invoice", asInvoices(err, invoice))
}

// said are the columns that drafts are written anew with, in the order of saidOfInvoice.
const saidOfInvoices = "own, number, counterparty, direction, kind, contract_id, run_id, period_from, period_to, currency, issued_on, due_on, net_amount, tax_amount, gross_amount, estimated, credits_id"

func saidOfInvoice(i billing.Invoice) []any {
	return []any{
		i.Own, text(i.Number), i.Counterparty, i.Direction, i.Kind, i.Contract, i.Run, i.From, i.To, i.Currency, i.IssuedOn, text(i.DueOn),
		i.Net.String(), i.Tax.String(), i.Gross.String(), i.Estimated, i.Credits,
	}
}

// insertInvoice stores a draft with its lines, where there is none under its id.
func insertInvoice(ctx context.Context, tx *Tx, scope identity.Scope, i billing.Invoice) error {
	tag, err := tx.Exec(ctx, "INSERT INTO invoices (tenant_id, site_id, id, cancels_id, "+saidOfInvoices+") VALUES ($1, $2, $3, $4, "+invoiceMarks(5)+") ON CONFLICT (tenant_id, id) DO NOTHING",
		append([]any{scope.Tenant, i.SiteKey, i.ID, i.Cancels}, saidOfInvoice(i)...)...)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	return insertLines(ctx, tx, scope, i)
}

// invoiceMarks are the placeholders of saidOfInvoice from one on, as texts where the column is none of text.
func invoiceMarks(first int) string {
	types := []string{"", "", "", "", "", "", "", "::text::date", "::text::date", "", "::text::date", "::text::date", "::text::numeric", "::text::numeric", "::text::numeric", "", ""}
	marks := make([]string, len(types))
	for n, t := range types {
		marks[n] = "$" + strconv.Itoa(first+n) + t
	}
	return strings.Join(marks, ", ")
}

func insertLines(ctx context.Context, tx *Tx, scope identity.Scope, i billing.Invoice) error {
	var kinds, texts, units, amounts, rates []string
	var quantities, prices []*string
	var energies []*int64
	for _, l := range i.Lines {
		kinds, texts, units, amounts, rates = append(kinds, l.Kind), append(texts, l.Text), append(units, l.Unit), append(amounts, l.Amount.String()), append(rates, l.VATRate.String())
		quantities, prices, energies = append(quantities, decimalText(l.Quantity)), append(prices, decimalText(l.Price)), append(energies, l.EnergyJ)
	}
	_, err := tx.Exec(ctx, `INSERT INTO invoice_lines (tenant_id, site_id, invoice_id, line_no, kind, text, quantity, unit, price, amount, vat_rate, energy_j)
		SELECT $1, $2, $3, l.n, l.kind, l.text, l.quantity::numeric, l.unit, l.price::numeric, l.amount::numeric, l.rate::numeric, l.energy
		FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[]) WITH ORDINALITY AS l (kind, text, quantity, unit, price, amount, rate, energy, n)`,
		scope.Tenant, i.SiteKey, i.ID, kinds, texts, quantities, units, prices, amounts, rates, energies)
	return err
}

func decimalText(d *money.Decimal) *string {
	if d == nil {
		return nil
	}
	text := d.String()
	return &text
}

// ChangeInvoice implements billing.Invoices.
func (d *DB) ChangeInvoice(ctx context.Context, scope identity.Scope, id uuid.UUID, decide billing.Decide) (out billing.Invoice, err error) {
	var about billing.Invoice
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT FROM invoices WHERE id = $1 FOR UPDATE", id); err != nil {
			return err
		}
		now, err := findInvoice(ctx, tx, " WHERE i.id = $1", id)
		if err != nil {
			return err
		}
		step, err := decide(now)
		if err != nil {
			return err
		}
		about = now
		if step.Anew != nil {
			about = *step.Anew
		}
		if step.Next != nil {
			about = *step.Next
		}
		if err := takeStep(ctx, tx, scope, now, step); err != nil {
			return asInvoices(err, about)
		}
		out, err = findInvoice(ctx, tx, " WHERE i.id = $1", id)
		return err
	})
	return out, fault("change the invoice", asInvoices(err, about))
}

func takeStep(ctx context.Context, tx *Tx, scope identity.Scope, now billing.Invoice, step billing.Step) error {
	if anew := step.Anew; anew != nil {
		_, err := tx.Exec(ctx, "UPDATE invoices SET version = version + 1, ("+saidOfInvoices+") = ROW ("+invoiceMarks(2)+") WHERE id = $1", append([]any{now.ID}, saidOfInvoice(*anew)...)...)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM invoice_lines WHERE invoice_id = $1", now.ID); err != nil {
			return err
		}
		anew.ID, anew.SiteKey = now.ID, now.SiteKey
		return insertLines(ctx, tx, scope, *anew)
	}
	_, err := tx.Exec(ctx, "UPDATE invoices SET version = version + 1, status = $2, posted_at = $3, settled_on = $4::text::date WHERE id = $1", now.ID, step.Status, step.PostedAt, text(step.SettledOn))
	if err != nil || step.Next == nil {
		return err
	}
	if err := insertInvoice(ctx, tx, scope, *step.Next); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE invoices SET status = $2, posted_at = $3 WHERE id = $1", step.Next.ID, step.Next.Status, step.Next.PostedAt)
	return err
}

// asInvoices gives the constraints of invoices their codes.
func asInvoices(err error, about billing.Invoice) error {
	pg := new(pgconn.PgError)
	if refused := new(reason.Error); errors.As(err, &refused) || !errors.As(err, &pg) {
		return err
	}
	switch pg.ConstraintName {
	case "invoices_number":
		return reason.Wrap(err, reason.DuplicateName, reason.Params{"field": "number", "name": about.Number})
	case "invoices_credits", "invoices_credited":
		return reason.Wrap(err, reason.InvoiceCredit, reason.Params{"field": "credits_id"})
	case "invoices_tenant_id_contract_id_fkey", "billing_runs_tenant_id_contract_id_fkey":
		return reason.Wrap(err, reason.NotFound, reason.Params{"what": "contract"})
	case "invoices_tenant_id_site_id_run_id_fkey", "billing_runs_tenant_id_site_id_corrects_id_fkey":
		return reason.Wrap(err, reason.NotFound, reason.Params{"what": "billing run at this site"})
	case "billing_runs_tariff":
		return reason.Wrap(err, reason.NotFound, reason.Params{"what": "version of a tariff at this site"})
	case "invoices_kept":
		return reason.Wrap(err, reason.InvoiceFixed, reason.Params{"status": pg.Detail, "act": "changed"})
	}
	return err
}

// BillingNames implements billing.Store.
func (d *DB) BillingNames(ctx context.Context, scope identity.Scope) (n billing.Names, err error) {
	n = billing.Names{Sites: map[string]billing.SiteName{}, Contracts: map[string]uuid.UUID{}}
	type named struct {
		key  string
		id   uuid.UUID
		site int32
	}
	found, err := list(ctx, d, scope, question[named]{
		what: "sites and contracts by their keys",
		sql: `SELECT o.key, s.id, s.site_id FROM sites s JOIN org_nodes o ON o.tenant_id = s.tenant_id AND o.id = s.org_node_id WHERE o.key IS NOT NULL
			UNION ALL SELECT c.key, c.id, 0 FROM energy_contracts c WHERE c.key IS NOT NULL`,
		scan: func(row pgx.CollectableRow) (r named, err error) { return r, row.Scan(&r.key, &r.id, &r.site) },
	})
	for _, r := range found {
		if r.site == 0 {
			n.Contracts[r.key] = r.id
		} else {
			n.Sites[r.key] = billing.SiteName{ID: r.id, Key: r.site}
		}
	}
	return n, err
}
