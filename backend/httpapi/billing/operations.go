package billing

import (
	"net/http"
	"slices"

	"ohmstead/backend/billing"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
)

const tag = "Invoices"

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *billing.Service) []operation.Operation {
	a := api{desk: d, service: service}
	return slices.Concat(a.invoices(), a.files(), a.runs(), a.returns())
}

type api struct {
	desk    operation.Desk
	service *billing.Service
}

func (a api) invoices() []operation.Operation {
	d := a.desk
	read, write := operation.Needs(identity.Read), operation.Needs(identity.Contracts)
	return []operation.Operation{
		{
			ID: "invoices", Method: http.MethodGet, Path: "/api/invoices", Access: read, Tag: tag, Summary: "List invoices", Bind: operation.With(d, a.list),
			About: "Of all sites in sight, or of one; those issued last first, without their lines. from and to select those whose period has a day in between.",
		},
		{
			ID: "invoice", Method: http.MethodGet, Path: "/api/invoices/{id}", Access: read, Tag: tag, Summary: "One invoice", Bind: operation.With(d, a.one),
			About: "With its lines.",
		},
		{
			ID: "make-invoice", Method: http.MethodPost, Path: "/api/sites/{id}/invoices", Access: write, Tag: tag, Summary: "Enter an invoice", Large: true, Bind: operation.AtSite(d, a.make),
			About: "A draft, with its lines. What is left out of the amounts is computed; what is given must be what the lines come to: INVOICE_TOTALS. The same request with the same Idempotency-Key makes one.",
		},
		{
			ID: "change-invoice", Method: http.MethodPut, Path: "/api/invoices/{id}", Access: write, Tag: tag, Summary: "Write a draft anew", Large: true, Bind: operation.With(d, a.change),
			About: "All of it, lines too. INVOICE_FIXED for one that is no draft.",
		},
		{
			ID: "post-invoice", Method: http.MethodPost, Path: "/api/invoices/{id}/post", Access: write, Tag: tag, Summary: "Post an invoice", Bind: operation.With(d, a.post),
			About: "From then on it never changes but for being settled or cancelled. An own invoice gets the next number of the tenant, without gaps.",
		},
		{
			ID: "settle-invoice", Method: http.MethodPost, Path: "/api/invoices/{id}/settle", Access: write, Tag: tag, Summary: "Note that an invoice was paid", Bind: operation.With(d, a.settle),
			About: "Of a posted invoice, for good.",
		},
		{
			ID: "cancel-invoice", Method: http.MethodPost, Path: "/api/invoices/{id}/cancel", Access: write, Tag: tag, Summary: "Cancel an invoice", Bind: operation.With(d, a.cancel),
			About: "Discards a draft. What is posted is cancelled by its exact negation, an invoice of its own that is posted with it: cancelled_by_id names it.",
		},
	}
}
