package billing

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Filter says which invoices a list has; zero values take any.
type Filter struct {
	SiteKey  int32
	Contract uuid.UUID
	// From and To are days: invoices whose period has a day from From to before To.
	From, To  string
	Status    Status
	Direction Direction
	Kind      Kind
	Text      string // a part of number or counterparty, whatever its case
	// After is the last invoice of the page before; newest first.
	After *Place
	Limit int
}

// Place is where an invoice stands in lists.
type Place struct {
	IssuedOn string
	ID       uuid.UUID
}

// Step is what becomes of an invoice: written anew, or moved on to a status with what belongs to it. Next is an
// invoice that comes with it, posted at once: the negation of one that is cancelled.
type Step struct {
	Anew      *Invoice
	Status    Status
	PostedAt  *time.Time
	SettledOn string
	Next      *Invoice
}

// Decide says what becomes of an invoice, or why nothing may.
type Decide func(Invoice) (Step, error)

// Invoices keeps invoices. A scope sees and changes its own; what lies outside does not exist: NOT_FOUND.
type Invoices interface {
	// ListInvoices is a page of them without their lines.
	ListInvoices(ctx context.Context, scope identity.Scope, f Filter) ([]Invoice, error)
	// FindInvoice is one with its lines.
	FindInvoice(ctx context.Context, scope identity.Scope, id uuid.UUID) (Invoice, error)
	// FindNumber is the invoice that a counterparty gave a number, with its lines; NOT_FOUND.
	FindNumber(ctx context.Context, scope identity.Scope, counterparty, number string) (Invoice, error)
	// MakeInvoice stores a draft with its id; one that was stored before under the id is answered as it is, and
	// IDEMPOTENCY_KEY_REUSED where it was another one and nobody has changed it. DUPLICATE_NAME where the issuer has the number; NOT_FOUND for a contract that is none; INVOICE_CREDIT.
	MakeInvoice(ctx context.Context, scope identity.Scope, invoice Invoice) (Invoice, error)
	// ChangeInvoice shows one to decide and stores what it says, while nobody else changes it.
	ChangeInvoice(ctx context.Context, scope identity.Scope, id uuid.UUID, decide Decide) (Invoice, error)
}

// Runs keeps billing runs.
type Runs interface {
	// ListRuns is a page of them, in the order in which they were made.
	ListRuns(ctx context.Context, scope identity.Scope, f RunFilter) ([]Run, error)
	// MakeRun stores one; the same input again is answered with the run that was made of it.
	MakeRun(ctx context.Context, scope identity.Scope, run Run) (Run, error)
	// ChangeRun moves it on. VERSION_CONFLICT, BILLING_RUN_FIXED.
	ChangeRun(ctx context.Context, scope identity.Scope, id uuid.UUID, version int64, status Status) (Run, error)
}

// Returns computes what sites return.
type Returns interface {
	// PortfolioROI is one row for each site and currency, by name.
	PortfolioROI(ctx context.Context, scope identity.Scope, q Question) ([]Return, error)
}

// Names are the sites and contracts of a scope by their keys.
type Names struct {
	Sites     map[string]SiteName
	Contracts map[string]uuid.UUID
}

// SiteName is a site that files refer to by its key.
type SiteName struct {
	ID  uuid.UUID
	Key int32
}

// Store is where everything is kept.
type Store interface {
	Invoices
	Runs
	Returns
	// BillingNames lists what files refer to by keys.
	BillingNames(ctx context.Context, scope identity.Scope) (Names, error)
	// Together runs do as one transaction: what it changes in ctx is kept where it says so, and not at all
	// otherwise. A change that is refused leaves those before it.
	Together(ctx context.Context, scope identity.Scope, do func(ctx context.Context) (keep bool, err error)) error
}
