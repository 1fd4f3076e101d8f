package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Service enters, posts, settles and cancels invoices.
type Service struct{ Store }

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store} }

// NewInvoice is an invoice to enter at a site.
type NewInvoice struct {
	ID      uuid.UUID
	SiteKey int32
	Entry
}

// Make stores a draft. Faults: MISSING_FIELD, INVALID_VALUE, INVOICE_TOTALS; DUPLICATE_NAME where the issuer has
// the number already; NOT_FOUND for a contract that is none; INVOICE_CREDIT; IDEMPOTENCY_KEY_REUSED.
func (s *Service) Make(ctx context.Context, scope identity.Scope, in NewInvoice) (Invoice, error) {
	invoice, faults := in.Complete()
	if len(faults) > 0 {
		return Invoice{}, faults
	}
	invoice.ID, invoice.SiteKey = in.ID, in.SiteKey
	return s.MakeInvoice(ctx, scope, invoice)
}

// Change writes a draft anew. As Make; VERSION_CONFLICT, INVOICE_FIXED for one that is no draft.
func (s *Service) Change(ctx context.Context, scope identity.Scope, at Versioned, entry Entry) (Invoice, error) {
	anew, faults := entry.Complete()
	if len(faults) > 0 {
		return Invoice{}, faults
	}
	return s.ChangeInvoice(ctx, scope, at.ID, func(now Invoice) (Step, error) {
		if err := at.newest(now); err != nil {
			return Step{}, err
		}
		if now.Status != Draft || now.Cancels != nil {
			return Step{}, fixed(now.Status, "changed")
		}
		return Step{Anew: &anew, Status: Draft}, nil
	})
}

// Versioned names an invoice as it was read.
type Versioned struct {
	ID      uuid.UUID
	Version int64
}

func (v Versioned) newest(now Invoice) error {
	if v.Version != now.Version {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": v.Version, "actual_version": now.Version})
	}
	return nil
}

func fixed(status Status, act string) error {
	return reason.New(reason.InvoiceFixed, reason.Params{"status": string(status), "act": act})
}

// Act is what is done with an invoice. On is the day of a settlement, or on which a cancellation is issued;
// Number is that of the cancellation, where others issue it.
type Act struct {
	Versioned
	On     string
	Number string
	// As is the id of the invoice that a cancellation makes.
	As uuid.UUID
	At time.Time
}

// Post makes an invoice of a draft, for good. VERSION_CONFLICT, INVOICE_FIXED.
func (s *Service) Post(ctx context.Context, scope identity.Scope, act Act) (Invoice, error) {
	return s.ChangeInvoice(ctx, scope, act.ID, func(now Invoice) (Step, error) {
		if err := act.newest(now); err != nil {
			return Step{}, err
		}
		if now.Status != Draft {
			return Step{}, fixed(now.Status, "posted")
		}
		return Step{Status: Posted, PostedAt: &act.At}, nil
	})
}

// Settle notes the day on which a posted invoice was paid. VERSION_CONFLICT, INVOICE_FIXED, INVALID_VALUE.
func (s *Service) Settle(ctx context.Context, scope identity.Scope, act Act) (Invoice, error) {
	var faults Faults
	if faults.day("settled_on", act.On); len(faults) > 0 {
		return Invoice{}, faults
	}
	return s.ChangeInvoice(ctx, scope, act.ID, func(now Invoice) (Step, error) {
		if err := act.newest(now); err != nil {
			return Step{}, err
		}
		if now.Status != Posted {
			return Step{}, fixed(now.Status, "settled")
		}
		return Step{Status: Settled, PostedAt: now.PostedAt, SettledOn: act.On}, nil
	})
}

// Cancel discards a draft, and makes and posts the negation of what is posted. It answers the invoice that is
// cancelled. VERSION_CONFLICT, INVOICE_FIXED; MISSING_FIELD where others issue the negation and its number is
// not said; DUPLICATE_NAME.
func (s *Service) Cancel(ctx context.Context, scope identity.Scope, act Act) (Invoice, error) {
	return s.ChangeInvoice(ctx, scope, act.ID, func(now Invoice) (Step, error) {
		if err := act.newest(now); err != nil {
			return Step{}, err
		}
		step := Step{Status: Cancelled, PostedAt: now.PostedAt, SettledOn: now.SettledOn}
		if now.Status == Draft {
			return step, nil
		}
		if now.Status == Cancelled || now.Cancels != nil {
			return Step{}, fixed(now.Status, "cancelled")
		}
		next := now.negation()
		next.ID, next.IssuedOn, next.Number, next.Status, next.PostedAt = act.As, act.On, "", Posted, &act.At
		var faults Faults
		faults.day("issued_on", act.On)
		if !next.Own {
			next.Number = act.Number
			faults.named(-1, "number", &next.Number)
		}
		if len(faults) > 0 {
			return Step{}, faults
		}
		step.Next = &next
		return step, nil
	})
}

// ROI is what sites return. INVALID_VALUE.
func (s *Service) ROI(ctx context.Context, scope identity.Scope, q Question) ([]Return, error) {
	if faults := q.Check(); len(faults) > 0 {
		return nil, faults
	}
	found, err := s.PortfolioROI(ctx, scope, q)
	if err != nil {
		return nil, fmt.Errorf("compute portfolio ROI: %w", err)
	}
	return found, nil
}

// Run stores a billing run. MISSING_FIELD, INVALID_VALUE; NOT_FOUND for a contract or run that is none.
func (s *Service) Run(ctx context.Context, scope identity.Scope, run Run) (Run, error) {
	if faults := run.Check(); len(faults) > 0 {
		return Run{}, faults
	}
	run.Status, run.Version = Draft, 1
	return s.MakeRun(ctx, scope, run)
}
