package billing

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/billing"
	"ohmstead/backend/httpapi/operation"
)

// InvoiceHead is what an invoice says above its lines.
type InvoiceHead struct {
	Own          bool       `json:"own,omitempty" doc:"Whether the tenant issues it itself: RECEIVABLE, and numbered without gaps when it is posted." example:"false"`
	Number       string     `json:"number,omitempty" maxLength:"200" doc:"As its issuer numbers it, unique for the issuer; none of an own draft." example:"R-2026-0117"`
	Counterparty string     `json:"counterparty" minLength:"1" maxLength:"200" doc:"Supplier, operator of the grid, customer." example:"Stadtwerke Musterstadt"`
	Direction    string     `json:"direction" enum:"PAYABLE,RECEIVABLE" doc:"PAYABLE: the tenant owes it; RECEIVABLE: it is owed to the tenant." example:"PAYABLE"`
	Kind         string     `json:"kind" enum:"CONSUMPTION,FEED_IN,FLEXIBILITY,CREDIT,OTHER" doc:"CREDIT takes back a part of another invoice." example:"CONSUMPTION"`
	Contract     *uuid.UUID `json:"contract_id,omitempty" format:"uuid" doc:"The contract it is under." example:"0198c0de-0000-7000-8000-000000000023"`
	Run          *uuid.UUID `json:"run_id,omitempty" format:"uuid" doc:"The billing run that made it." example:"0198c0de-0000-7000-8000-000000000031"`
	From         string     `json:"period_from" format:"date" doc:"The first local day it is for." example:"2026-01-01"`
	To           string     `json:"period_to" format:"date" doc:"The first local day it is for no more." example:"2026-02-01"`
	Currency     string     `json:"currency" minLength:"3" maxLength:"3" doc:"ISO 4217." example:"EUR"`
	IssuedOn     string     `json:"issued_on" format:"date" example:"2026-02-03"`
	DueOn        string     `json:"due_on,omitempty" doc:"A day." example:"2026-02-17"`
	Estimated    bool       `json:"estimated,omitempty" doc:"Whether something that it is computed from was estimated." example:"false"`
	Credits      *uuid.UUID `json:"credits_id,omitempty" format:"uuid" doc:"The posted invoice that a CREDIT takes a part back of." example:"0198c0de-0000-7000-8000-000000000032"`
}

// InvoiceLineFields is a line as it is entered. Numbers are exact decimals, as texts.
type InvoiceLineFields struct {
	Kind     string `json:"kind" enum:"ENERGY,DEMAND,EXPORT,FIXED,MINIMUM,PERCENTAGE,TAX,CREDIT,INDEX" doc:"The component of the tariff; TAX is not value added tax." example:"ENERGY"`
	Text     string `json:"text" minLength:"1" maxLength:"200" example:"Energy January"`
	Quantity string `json:"quantity,omitempty" maxLength:"32" example:"1000.5"`
	Unit     string `json:"unit,omitempty" maxLength:"20" doc:"Of the quantity: of an ENERGY or EXPORT line in Wh, kWh or MWh it is an energy." example:"kWh"`
	Price    string `json:"price,omitempty" maxLength:"32" doc:"Of one unit, not rounded." example:"0.2811"`
	Amount   string `json:"amount,omitempty" maxLength:"32" doc:"Without value added tax, in minor units of the currency; where it is left out, quantity times price, half to even." example:"281.24"`
	VATRate  string `json:"vat_rate" maxLength:"32" doc:"Value added tax in percent." example:"19"`
}

// InvoiceFields is an invoice as it is entered.
type InvoiceFields struct {
	InvoiceHead
	Lines []InvoiceLineFields `json:"lines" nullable:"false" minItems:"1" maxItems:"500"`
	Tax   string              `json:"tax_amount,omitempty" maxLength:"32" doc:"As it stands on the invoice; INVOICE_TOTALS where it is further from what the lines come to than rounding explains. Computed where it is left out." example:"55.72"`
	Gross string              `json:"gross_amount,omitempty" maxLength:"32" doc:"As it stands on the invoice: INVOICE_TOTALS where the lines come to something else." example:"348.96"`
}

// Invoice is an invoice as it is kept, without its lines.
type Invoice struct {
	ID      uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000032"`
	SiteID  uuid.UUID `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Version int64     `json:"version" doc:"Counts the changes that were made to it." example:"1"`
	Status  string    `json:"status" enum:"DRAFT,POSTED,SETTLED,CANCELLED" doc:"CANCELLED without posted_at: a draft that was discarded." example:"POSTED"`
	InvoiceHead
	Net         string     `json:"net_amount" doc:"The sum of its lines." example:"293.24"`
	Tax         string     `json:"tax_amount" doc:"Value added tax." example:"55.72"`
	Gross       string     `json:"gross_amount" doc:"Net and tax." example:"348.96"`
	PostedAt    *time.Time `json:"posted_at" doc:"Since when it never changes; null for a draft." example:"2026-02-05T09:00:00Z"`
	SettledOn   *string    `json:"settled_on" doc:"The day on which it was paid; null where it was not." example:"2026-02-16"`
	Cancels     *uuid.UUID `json:"cancels_id" format:"uuid" nullable:"true" doc:"The invoice whose exact negation it is; null for others." example:"0198c0de-0000-7000-8000-000000000033"`
	CancelledBy *uuid.UUID `json:"cancelled_by_id" format:"uuid" nullable:"true" doc:"The invoice that is its exact negation; null for others." example:"0198c0de-0000-7000-8000-000000000034"`
}

// InvoiceLine is a line as it is kept.
type InvoiceLine struct {
	Kind     string  `json:"kind" enum:"ENERGY,DEMAND,EXPORT,FIXED,MINIMUM,PERCENTAGE,TAX,CREDIT,INDEX" example:"ENERGY"`
	Text     string  `json:"text" example:"Energy January"`
	Quantity *string `json:"quantity" doc:"Null where it says none." example:"1000.5"`
	Unit     string  `json:"unit" example:"kWh"`
	Price    *string `json:"price" doc:"Of one unit; null where it says none." example:"0.2811"`
	Amount   string  `json:"amount" doc:"Without value added tax." example:"281.24"`
	VATRate  string  `json:"vat_rate" doc:"Percent." example:"19"`
	EnergyWh *string `json:"energy_wh" doc:"The energy of an ENERGY or EXPORT line, decimal, exact to 0.01 Wh half to even; null where it says none." example:"1000500.00"`
}

// InvoiceRecord is an invoice with its lines.
type InvoiceRecord struct {
	Invoice
	Lines []InvoiceLine `json:"lines" nullable:"false" doc:"In their order."`
}

// InvoicePage is a page of invoices.
type InvoicePage struct {
	Items []Invoice `json:"items" nullable:"false" doc:"Those issued last first."`
	Next  string    `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// Selection is which invoices are asked for.
type Selection struct {
	Site      uuid.UUID `query:"site" format:"uuid" doc:"Those of this site alone."`
	Contract  uuid.UUID `query:"contract" format:"uuid" doc:"Those under this contract alone."`
	From      string    `query:"from" format:"date" doc:"For a day from this one on."`
	To        string    `query:"to" format:"date" doc:"For a day before this one."`
	Status    string    `query:"status" enum:"DRAFT,POSTED,SETTLED,CANCELLED"`
	Direction string    `query:"direction" enum:"PAYABLE,RECEIVABLE"`
	Kind      string    `query:"kind" enum:"CONSUMPTION,FEED_IN,FLEXIBILITY,CREDIT,OTHER"`
	Text      string    `query:"text" maxLength:"200" doc:"A part of number or counterparty, whatever its case."`
}

type listInput struct {
	operation.Paging
	Selection
}

type pageOutput struct{ Body InvoicePage }

type makeInput struct {
	operation.SiteInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body InvoiceFields
}

type recordOutput struct{ Body InvoiceRecord }

// InvoiceInput names an invoice.
type InvoiceInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The invoice." example:"0198c0de-0000-7000-8000-000000000032"`
}

// InvoiceRevision is a draft anew.
type InvoiceRevision struct {
	Version int64 `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	InvoiceFields
}

type changeInput struct {
	InvoiceInput
	Body InvoiceRevision
}

// InvoicePosting posts a draft.
type InvoicePosting struct {
	Version int64 `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
}

type postInput struct {
	InvoiceInput
	Body InvoicePosting
}

// InvoiceSettlement says that an invoice was paid.
type InvoiceSettlement struct {
	InvoicePosting
	SettledOn string `json:"settled_on" format:"date" doc:"The day on which it was paid." example:"2026-02-16"`
}

type settleInput struct {
	InvoiceInput
	Body InvoiceSettlement
}

// InvoiceCancellation cancels an invoice.
type InvoiceCancellation struct {
	InvoicePosting
	Number   string `json:"number,omitempty" maxLength:"200" doc:"Of the cancellation, where others issue it; none for a draft, and for own invoices." example:"S-2026-0009"`
	IssuedOn string `json:"issued_on,omitempty" doc:"The day on which the cancellation is issued; today where it is left out." example:"2026-03-01"`
}

type cancelInput struct {
	InvoiceInput
	Body InvoiceCancellation
}

func headOf(h billing.Head) InvoiceHead {
	return InvoiceHead{
		Own: h.Own, Number: h.Number, Counterparty: h.Counterparty, Direction: string(h.Direction), Kind: string(h.Kind), Contract: h.Contract, Run: h.Run,
		From: h.From, To: h.To, Currency: string(h.Currency), IssuedOn: h.IssuedOn, DueOn: h.DueOn, Estimated: h.Estimated, Credits: h.Credits,
	}
}

func invoiceOf(i billing.Invoice) Invoice {
	digits := i.Currency.MinorDigits()
	out := Invoice{
		ID: i.ID, SiteID: i.Site, Version: i.Version, Status: string(i.Status), InvoiceHead: headOf(i.Head), Net: i.Net.Fixed(digits), Tax: i.Tax.Fixed(digits), Gross: i.Gross.Fixed(digits),
		Cancels: i.Cancels, CancelledBy: i.CancelledBy,
	}
	if i.PostedAt != nil {
		at := i.PostedAt.UTC()
		out.PostedAt = &at
	}
	if i.SettledOn != "" {
		out.SettledOn = &i.SettledOn
	}
	return out
}
