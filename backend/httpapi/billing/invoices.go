package billing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/billing"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/places"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

func (a api) list(ctx context.Context, c operation.Caller, in *listInput) (*pageOutput, error) {
	f, err := a.filter(ctx, c, in.Selection)
	if err != nil {
		return nil, err
	}
	f.Limit = in.Limit + 1
	if in.Cursor != "" {
		if f.After, err = placeOf(in.Cursor); err != nil {
			return nil, err
		}
	}
	found, err := a.service.ListInvoices(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list invoices: %w", err)
	}
	out := InvoicePage{Items: make([]Invoice, 0, len(found))}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		last := found[in.Limit-1]
		out.Next = operation.Seal(last.IssuedOn + " " + last.ID.String())
	}
	for _, i := range found {
		out.Items = append(out.Items, invoiceOf(i))
	}
	return &pageOutput{Body: out}, nil
}

// placeOf is where the page before has ended.
func placeOf(cursor string) (*billing.Place, error) {
	last, err := operation.Unseal(cursor)
	if err != nil {
		return nil, err
	}
	day, id, _ := strings.Cut(last, " ")
	p := &billing.Place{IssuedOn: day}
	_, badDay := time.Parse(time.DateOnly, day)
	p.ID, err = uuid.Parse(id)
	if errors.Join(badDay, err) != nil {
		return nil, operation.NoCursor(cursor)
	}
	return p, nil
}

// filter is a selection within the caller's scope: NOT_FOUND for a site outside of it.
func (a api) filter(ctx context.Context, c operation.Caller, s Selection) (billing.Filter, error) {
	f := billing.Filter{
		Contract: s.Contract, From: s.From, To: s.To, Status: billing.Status(s.Status), Direction: billing.Direction(s.Direction), Kind: billing.Kind(s.Kind), Text: s.Text,
	}
	if s.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, s.Site)
		if err != nil {
			return f, fmt.Errorf("find site: %w", err)
		}
		f.SiteKey = site.Key
	}
	return f, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *InvoiceInput) (*recordOutput, error) {
	return answer(a.service.FindInvoice(ctx, c.Scope, in.ID))
}

func (a api) make(ctx context.Context, v operation.Visit, in *makeInput) (*recordOutput, error) {
	entry, err := entryOf(in.Body)
	if err != nil {
		return nil, err
	}
	id, err := places.RequestID(v.Tenant.ID, "make-invoice", in.Key)
	if err != nil {
		return nil, err
	}
	return answer(a.service.Make(ctx, v.Scope, billing.NewInvoice{ID: id, SiteKey: v.Site.Key, Entry: entry}))
}

func (a api) change(ctx context.Context, c operation.Caller, in *changeInput) (*recordOutput, error) {
	entry, err := entryOf(in.Body.InvoiceFields)
	if err != nil {
		return nil, err
	}
	return answer(a.service.Change(ctx, c.Scope, billing.Versioned{ID: in.ID, Version: in.Body.Version}, entry))
}

func (a api) post(ctx context.Context, c operation.Caller, in *postInput) (*recordOutput, error) {
	return answer(a.service.Post(ctx, c.Scope, billing.Act{Versioned: billing.Versioned{ID: in.ID, Version: in.Body.Version}, At: a.desk.Now()}))
}

func (a api) settle(ctx context.Context, c operation.Caller, in *settleInput) (*recordOutput, error) {
	return answer(a.service.Settle(ctx, c.Scope, billing.Act{Versioned: billing.Versioned{ID: in.ID, Version: in.Body.Version}, On: in.Body.SettledOn}))
}

func (a api) cancel(ctx context.Context, c operation.Caller, in *cancelInput) (*recordOutput, error) {
	id, err := places.RequestID(c.Tenant.ID, "cancel-invoice", "")
	if err != nil {
		return nil, err
	}
	now := a.desk.Now()
	return answer(a.service.Cancel(ctx, c.Scope, billing.Act{
		Versioned: billing.Versioned{ID: in.ID, Version: in.Body.Version}, Number: in.Body.Number, On: cmp.Or(in.Body.IssuedOn, now.UTC().Format(time.DateOnly)), As: id, At: now,
	}))
}

// answer is an invoice with its lines, or each fault of what was entered with its place.
func answer(i billing.Invoice, err error) (*recordOutput, error) {
	if err != nil {
		return nil, every(err)
	}
	out := InvoiceRecord{Invoice: invoiceOf(i), Lines: make([]InvoiceLine, 0, len(i.Lines))}
	for _, l := range i.Lines {
		line := InvoiceLine{Kind: l.Kind, Text: l.Text, Quantity: textOf(l.Quantity), Unit: l.Unit, Price: textOf(l.Price), Amount: l.Amount.Fixed(i.Currency.MinorDigits()), VATRate: l.VATRate.String()}
		if l.EnergyJ != nil {
			wh := unit.Energy(*l.EnergyJ).WattHourText()
			line.EnergyWh = &wh
		}
		out.Lines = append(out.Lines, line)
	}
	return &recordOutput{Body: out}, nil
}

func textOf(d *money.Decimal) *string {
	if d == nil {
		return nil
	}
	text := d.String()
	return &text
}

// every has each fault of an entry named with its place.
func every(err error) error { return everyAt("body.", err) }

// everyAt is every for faults of a part of the request.
func everyAt(part string, err error) error {
	faults, ok := errors.AsType[billing.Faults](err)
	if !ok {
		return err
	}
	all := &problem.Several{First: faults[0].Why}
	for _, f := range faults {
		place := fmt.Sprint(f.Why.Params["field"])
		if f.Line >= 0 {
			place = fmt.Sprintf("lines[%d].%s", f.Line, place)
		}
		all.All = append(all.All, problem.FaultAt(part+place, f.Why))
	}
	return all
}

// reading reads decimals, and gathers what is none.
type reading struct{ faults billing.Faults }

func (r *reading) decimal(line int, field, text string) *money.Decimal {
	if text == "" {
		return nil
	}
	d, err := money.Parse(field, text)
	if why, is := errors.AsType[*reason.Error](err); is {
		r.faults = append(r.faults, billing.Fault{Line: line, Why: why})
	}
	return &d
}

// entryOf reads what was entered. Faults for what is no number.
func entryOf(f InvoiceFields) (billing.Entry, error) {
	var r reading
	e := billing.Entry{
		Head: billing.Head{
			Own: f.Own, Number: f.Number, Counterparty: f.Counterparty, Direction: billing.Direction(f.Direction), Kind: billing.Kind(f.Kind), Contract: f.Contract, Run: f.Run,
			From: f.From, To: f.To, Currency: money.Currency(f.Currency), IssuedOn: f.IssuedOn, DueOn: f.DueOn, Estimated: f.Estimated, Credits: f.Credits,
		},
		Tax: r.decimal(-1, "tax_amount", f.Tax), Gross: r.decimal(-1, "gross_amount", f.Gross),
	}
	for n, l := range f.Lines {
		line := billing.EnteredLine{
			Kind: l.Kind, Text: l.Text, Unit: l.Unit, Quantity: r.decimal(n, "quantity", l.Quantity), Price: r.decimal(n, "price", l.Price), Amount: r.decimal(n, "amount", l.Amount),
		}
		if rate := r.decimal(n, "vat_rate", cmp.Or(l.VATRate, "none")); rate != nil {
			line.VATRate = *rate
		}
		e.Lines = append(e.Lines, line)
	}
	if len(r.faults) > 0 {
		return e, every(r.faults)
	}
	return e, nil
}
