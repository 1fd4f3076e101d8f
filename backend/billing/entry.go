package billing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

// Entry is an invoice as somebody enters it. Amounts that are left out are computed; those that are given are
// held against what the lines come to.
type Entry struct {
	Head
	Lines []EnteredLine
	Tax   *money.Decimal // nil: per rate on the rounded base
	Gross *money.Decimal // nil: whatever it comes to
}

// EnteredLine is a line as somebody enters it: without Amount it is quantity times price.
type EnteredLine struct {
	Kind, Text      string
	Quantity, Price *money.Decimal
	Unit            string
	Amount          *money.Decimal
	VATRate         money.Decimal
}

// Bounds on what is entered.
const (
	MaxLines = 500
	maxText  = 200
)

// Fault is what is wrong with an entry; Line counts from 0, -1 for what is above the lines.
type Fault struct {
	Line int
	Why  *reason.Error
}

// Faults is every fault of an entry; the first is what it counts as.
type Faults []Fault

// Error is the first fault.
func (f Faults) Error() string { return f[0].Why.Error() }

// Unwrap is the first fault.
func (f Faults) Unwrap() error { return f[0].Why }

func (f *Faults) check(ok bool, line int, why *reason.Error) {
	if !ok {
		*f = append(*f, Fault{Line: line, Why: why})
	}
}

// spot is a field of an entry: of a line, or with -1 above them.
type spot struct {
	line  int
	field string
}

func (f *Faults) invalid(ok bool, at spot, value any, want string) {
	f.check(ok, at.line, reason.Invalid(at.field, value, want))
}

func (f *Faults) named(line int, field string, value *string) {
	*value = strings.TrimSpace(*value)
	f.check(*value != "", line, reason.New(reason.MissingField, reason.Params{"field": field}))
	f.invalid(len([]rune(*value)) <= maxText, spot{line, field}, "(long)", fmt.Sprintf("at most %d characters", maxText))
}

func (f *Faults) oneOf(line int, field, value string, known []string) {
	f.invalid(slices.Contains(known, value), spot{line, field}, value, "one of "+strings.Join(known, ", "))
}

func (f *Faults) day(field, value string) {
	_, err := time.Parse(time.DateOnly, value)
	f.invalid(err == nil, spot{-1, field}, value, "a day as YYYY-MM-DD")
}

// Complete checks an entry and makes the invoice of it, with everything that follows from its lines.
func (e Entry) Complete() (Invoice, Faults) {
	var f Faults
	f.head(&e.Head)
	digits := -1
	if _, err := money.ParseCurrency("currency", string(e.Currency)); err != nil {
		f.invalid(false, spot{-1, "currency"}, string(e.Currency), "a currency code of ISO 4217 such as EUR")
	} else {
		digits = e.Currency.MinorDigits()
	}
	f.invalid(len(e.Lines) > 0 && len(e.Lines) <= MaxLines, spot{-1, "lines"}, len(e.Lines), fmt.Sprintf("1 to %d lines", MaxLines))
	invoice := Invoice{Status: Draft, Version: 1, Head: e.Head}
	for at, l := range e.Lines {
		invoice.Lines = append(invoice.Lines, f.line(at, l, e.Currency, digits))
	}
	if len(f) > 0 {
		return Invoice{}, f
	}
	f.totals(e, &invoice)
	f.invalid(invoice.Kind != Credit || invoice.Net.Sign() <= 0, spot{-1, "amount"}, invoice.Net.String(), "a sum that is not above zero, as a credit takes back")
	return invoice, f
}

func (f *Faults) head(h *Head) {
	f.named(-1, "counterparty", &h.Counterparty)
	h.Number = strings.TrimSpace(h.Number)
	if h.Own {
		f.invalid(h.Number == "", spot{-1, "number"}, h.Number, "none: own invoices are numbered when they are posted")
		f.invalid(h.Direction == Receivable, spot{-1, "direction"}, string(h.Direction), "RECEIVABLE, as the tenant issues it itself")
	} else {
		f.named(-1, "number", &h.Number)
	}
	f.oneOf(-1, "direction", string(h.Direction), []string{string(Payable), string(Receivable)})
	f.oneOf(-1, "kind", string(h.Kind), Kinds())
	f.day("period_from", h.From)
	f.day("period_to", h.To)
	f.invalid(h.To > h.From, spot{-1, "period_to"}, h.To, "a day after period_from")
	f.day("issued_on", h.IssuedOn)
	if h.DueOn != "" {
		f.day("due_on", h.DueOn)
		f.invalid(h.DueOn >= h.IssuedOn, spot{-1, "due_on"}, h.DueOn, "not before issued_on")
	}
	f.invalid((h.Kind == Credit) == (h.Credits != nil), spot{-1, "credits_id"}, h.Credits, "the invoice that a CREDIT takes a part back of, and none for other kinds")
}

// line completes one line. digits is how many the currency has, below 0 where there is no currency.
func (f *Faults) line(at int, in EnteredLine, currency money.Currency, digits int) Line {
	out := Line{Kind: in.Kind, Text: in.Text, Quantity: in.Quantity, Price: in.Price, Unit: strings.TrimSpace(in.Unit), VATRate: in.VATRate}
	f.oneOf(at, "kind", in.Kind, LineKinds())
	f.named(at, "text", &out.Text)
	f.invalid(len(out.Unit) <= 20, spot{at, "unit"}, out.Unit, "at most 20 characters")
	f.invalid(in.VATRate.Sign() >= 0 && in.VATRate.Cmp(money.Of(100, 0)) <= 0, spot{at, "vat_rate"}, in.VATRate.String(), "0 to 100 percent")
	switch {
	case in.Amount != nil:
		out.Amount = *in.Amount
		f.invalid(digits < 0 || out.Amount.Round(max(digits, 0)).Equal(out.Amount), spot{at, "amount"}, out.Amount.String(), fmt.Sprintf("at most %d digits behind the point, as %s has", digits, currency))
	case in.Quantity != nil && in.Price != nil && digits >= 0:
		out.Amount = in.Quantity.Mul(*in.Price).Round(digits)
	default:
		f.check(in.Quantity != nil && in.Price != nil, at, reason.New(reason.MissingField, reason.Params{"field": "amount"}))
	}
	if per := joulesPer(out.Unit); per > 0 && in.Quantity != nil && (in.Kind == "ENERGY" || in.Kind == "EXPORT") {
		joules, err := strconv.ParseInt(in.Quantity.Mul(money.Of(per, 0)).Round(0).String(), 10, 64)
		f.invalid(err == nil, spot{at, "quantity"}, in.Quantity.String(), "less energy than 9e18 J")
		out.EnergyJ = &joules
	}
	return out
}

// joulesPer is the energy of one unit in J; 0 for a unit that is none of energy.
func joulesPer(unit string) int64 {
	return map[string]int64{"Wh": 3_600, "kWh": 3_600_000, "MWh": 3_600_000_000}[unit]
}

// totals adds up the lines: value added tax once per rate on the summed base, half to even. Source: EN 16931-1,
// BR-CO-14 and BR-CO-17. A tax that others have computed, by line or with another rounding, is taken where it
// is within half a minor unit for each line.
func (f *Faults) totals(e Entry, invoice *Invoice) {
	bases, rates := map[string]money.Decimal{}, []money.Decimal{}
	for _, l := range invoice.Lines {
		invoice.Net = invoice.Net.Add(l.Amount)
		rate := l.VATRate.String()
		if _, known := bases[rate]; !known {
			rates = append(rates, l.VATRate)
		}
		bases[rate] = bases[rate].Add(l.Amount)
	}
	exact := money.Decimal{}
	for _, rate := range rates {
		tax := bases[rate.String()].Mul(rate).Mul(money.Of(1, 2))
		exact = exact.Add(tax)
		invoice.Tax = invoice.Tax.Add(e.Currency.Amount(tax))
	}
	if e.Tax != nil {
		off, digits := e.Tax.Sub(exact), e.Currency.MinorDigits()
		if off.Sign() < 0 {
			off = off.Neg()
		}
		near := off.Cmp(money.Of(5*int64(len(invoice.Lines)), digits+1)) <= 0 && !e.Own && e.Tax.Round(digits).Equal(*e.Tax)
		f.check(near || e.Tax.Equal(invoice.Tax), -1, reason.New(reason.InvoiceTotals, reason.Params{"field": "tax_amount", "value": e.Tax.String(), "computed": invoice.Tax.Fixed(digits)}))
		invoice.Tax = *e.Tax
	}
	invoice.Gross = invoice.Net.Add(invoice.Tax)
	if e.Gross != nil {
		f.check(e.Gross.Equal(invoice.Gross), -1, reason.New(reason.InvoiceTotals, reason.Params{"field": "gross_amount", "value": e.Gross.String(), "computed": invoice.Gross.Fixed(e.Currency.MinorDigits())}))
	}
}
