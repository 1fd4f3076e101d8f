package balancegroup

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/ledger"
	"ohmstead/energy/slot"
)

// States of transactions and balances.
const (
	Provisional = "PROVISIONAL"
	Final       = "FINAL"
)

// Transfer is an amount that is to be moved from one group to another.
type Transfer struct {
	Name                string
	Source, Destination uuid.UUID
	Period              slot.Interval
	EnergyJ             int64
	// CO2 is the emissions that travel with it, in g; nil where they are not known.
	CO2 *int64
}

func (t Transfer) inLedger() ledger.Transfer {
	return ledger.Transfer{Source: ledger.ID(t.Source), Destination: ledger.ID(t.Destination), Period: t.Period, EnergyJ: t.EnergyJ, CO2: t.CO2}
}

// Transaction is an amount that was moved.
type Transaction struct {
	ID uuid.UUID
	Transfer
	Status string
	// Reverses is the transaction it takes back, ReversedBy the one that takes it back; nil for none.
	Reverses, ReversedBy *uuid.UUID
	Noted                time.Time
	By                   string
	Finalised            *time.Time
	FinalisedBy          string
	// Disputed is how many quarter hours of it are cases instead of postings.
	Disputed int
}

// TransactionFilter says which transactions a page has.
type TransactionFilter struct {
	Group  uuid.UUID // that gives or receives
	Status string
	Text   string
	// Span is the period they touch; the zero one for any.
	Span slot.Interval
	Page
}

// Posting is an entry of the ledger.
type Posting struct {
	Transaction uuid.UUID
	Name        string // of the transaction
	Group       uuid.UUID
	Slot        time.Time
	EnergyJ     int64
	CO2         *int64
	Status      string
}

// PostingFilter says which postings a page has: those of a group in a period, or of a transaction.
type PostingFilter struct {
	Group, Transaction uuid.UUID
	Span               slot.Interval
	// AfterSlot and After are the quarter hour and, within it, the transaction and group of the last posting of
	// the page before.
	AfterSlot                    time.Time
	AfterTransaction, AfterGroup uuid.UUID
	Limit                        int
}

// Seal is quarter hours of a group that are closed for ever.
type Seal struct {
	ID, Group uuid.UUID
	Span      slot.Interval
	Postings  int
	Hash      []byte
	At        time.Time
	By        string
}

// SealFilter says which seals a page has.
type SealFilter struct {
	Group uuid.UUID
	Page
}

// Dispute is what arrived for a group after it, or the other one, was sealed.
type Dispute struct {
	ID, Transaction, Group, Seal uuid.UUID
	Slot                         time.Time
	EnergyJ                      int64
	CO2                          *int64
	Noted                        time.Time
	Version                      int64
	Resolution                   string // "" while it is open
	Resolved                     *time.Time
	By                           string
}

// DisputeFilter says which cases a page has.
type DisputeFilter struct {
	Group uuid.UUID
	Open  bool // only those that are open
	Page
}

// Settlement is how people settle a case between them.
type Settlement struct {
	ID         uuid.UUID
	Version    int64
	Resolution string
	Now        time.Time
}
