package billing

import (
	"crypto/sha256"

	"github.com/google/uuid"
)

// Run is a computation of invoices of a contract at a site for a period.
type Run struct {
	ID            uuid.UUID
	Site          uuid.UUID
	SiteKey       int32
	Contract      uuid.UUID
	From, To      string // days, half-open
	TariffVersion *uuid.UUID
	InputHash     [sha256.Size]byte
	Status        Status // DRAFT, POSTED or CANCELLED
	Corrects      *uuid.UUID
	Version       int64
}

// RunFilter says which runs a list has; zero values take any.
type RunFilter struct {
	SiteKey  int32
	Contract uuid.UUID
	Status   Status
	After    uuid.UUID
	Limit    int
}

// Check finds what is wrong with a run.
func (r Run) Check() (f Faults) {
	f.day("period_from", r.From)
	f.day("period_to", r.To)
	f.invalid(r.To > r.From, spot{-1, "period_to"}, r.To, "a day after period_from")
	return f
}
