package billing

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/billing"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

func (a api) files() []operation.Operation {
	return []operation.Operation{
		{
			ID: "invoices-file", Method: http.MethodGet, Path: "/api/invoices.csv", Access: operation.Needs(identity.Report), Tag: tag, Summary: "Invoices as a file", Bind: operation.With(a.desk, a.export),
			About: "Comma-separated values (RFC 4180), one line for each line of an invoice, those issued last first; at most 10,000 invoices: narrow the selection where there are more. What others issued is taken in again by import-invoices.",
			Describe: func(_ huma.Registry, op *huma.Operation) {
				op.Responses["200"] = &huma.Response{
					Description: "One line for each line of an invoice under a line of names.",
					Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
				}
			},
		},
		{
			ID: "import-invoices", Method: http.MethodPost, Path: "/api/invoices/import", Access: operation.Needs(identity.Contracts), Tag: tag, Summary: "Take invoices from a file", Large: true,
			Bind: operation.With(a.desk, a.take),
			About: "Comma-separated values, one line for each line of an invoice; lines with the same counterparty and number are one invoice, and say what is above the lines on the first of them at least. " +
				"Sites and contracts stand with their keys. Everything is stored or nothing; where there are problems, all of them are listed and nothing is stored. " +
				"The same file again changes nothing. status says how far an invoice has come: DRAFT, POSTED or, with settled_on, SETTLED. At most 5,000 lines.",
		},
	}
}

type exportInput struct{ Selection }

// Bounds of an export: so many invoices, so many at once.
const (
	exportLimit = 10_000
	exportPage  = 200
)

// export streams invoices; the first page is read before anything is sent, so that a refusal is still a problem
// document. What fails later ends the answer in the middle of its transfer.
func (a api) export(ctx context.Context, c operation.Caller, in *exportInput) (*huma.StreamResponse, error) {
	filter, err := a.filter(ctx, c, in.Selection)
	if err != nil {
		return nil, err
	}
	names, err := a.service.BillingNames(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list sites and contracts: %w", err)
	}
	filter.Limit = exportPage
	page, err := a.service.ListInvoices(ctx, c.Scope, filter)
	if err != nil {
		return nil, fmt.Errorf("list invoices: %w", err)
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present")
		answer.SetHeader("Content-Disposition", `attachment; filename="invoices.csv"`)
		table := billing.NewTable(answer.BodyWriter(), names)
		for rest := exportLimit; ; rest -= exportPage {
			if err := a.writePage(ctx, c, table, page); err != nil {
				panic(http.ErrAbortHandler) // a cut transfer, not a file that looks whole
			}
			if len(page) < exportPage || rest <= exportPage {
				return
			}
			last := page[len(page)-1]
			filter.After = &billing.Place{IssuedOn: last.IssuedOn, ID: last.ID}
			if page, err = a.service.ListInvoices(ctx, c.Scope, filter); err != nil {
				panic(http.ErrAbortHandler)
			}
		}
	}}, nil
}

// writePage writes invoices with their lines, and the numbers of those they name.
func (a api) writePage(ctx context.Context, c operation.Caller, table *billing.Table, page []billing.Invoice) error {
	number := func(id *uuid.UUID) (string, error) {
		if id == nil {
			return "", nil
		}
		other, err := a.service.FindInvoice(ctx, c.Scope, *id)
		return other.Number, err
	}
	for _, i := range page {
		whole, err := a.service.FindInvoice(ctx, c.Scope, i.ID)
		if err != nil {
			return fmt.Errorf("read an invoice: %w", err)
		}
		credited, err := number(i.Credits)
		if err != nil {
			return fmt.Errorf("read what is credited: %w", err)
		}
		cancelled, err := number(i.Cancels)
		if err != nil {
			return fmt.Errorf("read what is cancelled: %w", err)
		}
		table.Write(whole, credited, cancelled)
	}
	return table.Flush()
}

// InvoiceFile is a file of invoices.
type InvoiceFile struct {
	Name    string `json:"name" minLength:"1" maxLength:"200" example:"invoices.csv"`
	Content string `json:"content" doc:"Its text, the names of its fields in the first line." example:"site,counterparty,number\n"`
	Dry     bool   `json:"dry_run" doc:"Says what would become of it, and stores nothing." example:"true"`
}

type importInput struct{ Body InvoiceFile }

// TakenInvoice is an invoice that can be taken.
type TakenInvoice struct {
	Line         int    `json:"line" doc:"That of its first, from 1." example:"2"`
	Number       string `json:"number" example:"R-2026-0117"`
	Counterparty string `json:"counterparty" example:"Stadtwerke Musterstadt"`
	Outcome      string `json:"outcome" enum:"MADE,SAME" doc:"SAME: all of it is known already." example:"MADE"`
}

// InvoiceProblem is why a line cannot be taken.
type InvoiceProblem struct {
	File   string         `json:"file" example:"invoices.csv"`
	Line   int            `json:"line" doc:"From 1." example:"2"`
	Field  string         `json:"field" doc:"Empty where it is the whole line." example:"amount"`
	Code   string         `json:"reason_code" example:"INVALID_VALUE"`
	Params map[string]any `json:"params" nullable:"false" doc:"With the value and what would be right."`
	TextEN string         `json:"text_en" example:"amount is 12,345.6, want a decimal number such as 0.0825"`
	TextDE string         `json:"text_de" example:"amount ist 12,345.6, erwartet wird a decimal number such as 0.0825"`
}

// InvoiceImport is what a file comes to.
type InvoiceImport struct {
	Stored   bool             `json:"stored" doc:"Whether everything was stored: never with problems, nor by a dry run." example:"false"`
	Invoices []TakenInvoice   `json:"invoices" nullable:"false" doc:"Those that can be taken, by line."`
	Problems []InvoiceProblem `json:"problems" nullable:"false" doc:"All of them, by line."`
}

type importOutput struct{ Body InvoiceImport }

func (a api) take(ctx context.Context, c operation.Caller, in *importInput) (*importOutput, error) {
	report, err := a.service.Import(ctx, c.Scope, billing.Job{Content: in.Body.Content, Dry: in.Body.Dry, At: a.desk.Now()})
	if err != nil {
		return nil, err
	}
	out := InvoiceImport{Stored: report.Stored, Invoices: make([]TakenInvoice, 0, len(report.Taken)), Problems: make([]InvoiceProblem, 0, len(report.Problems))}
	for _, t := range report.Taken {
		out.Invoices = append(out.Invoices, TakenInvoice{Line: t.Line, Number: t.Number, Counterparty: t.Counterparty, Outcome: string(t.Outcome)})
	}
	for _, p := range report.Problems {
		params := p.Why.Params
		if params == nil {
			params = reason.Params{}
		}
		out.Problems = append(out.Problems, InvoiceProblem{
			File: in.Body.Name, Line: p.Line, Field: p.Field, Code: string(p.Why.Code), Params: params,
			TextEN: reason.Text(p.Why.Code, "en", p.Why.Params), TextDE: reason.Text(p.Why.Code, "de", p.Why.Params),
		})
	}
	return &importOutput{Body: out}, nil
}
