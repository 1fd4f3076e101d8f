package billing

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/money"
)

// Direction is who owes an invoice.
type Direction string

// Directions.
const (
	Payable    Direction = "PAYABLE"    // the tenant owes it
	Receivable Direction = "RECEIVABLE" // it is owed to the tenant
)

// Kind is what an invoice is about.
type Kind string

// Kinds of invoices. A Credit takes back a part of another invoice.
const (
	Consumption Kind = "CONSUMPTION"
	FeedIn      Kind = "FEED_IN"
	Flexibility Kind = "FLEXIBILITY"
	Credit      Kind = "CREDIT"
	Other       Kind = "OTHER"
)

// Kinds lists them.
func Kinds() []string {
	return []string{string(Consumption), string(FeedIn), string(Flexibility), string(Credit), string(Other)}
}

// LineKinds are the components of tariffs that lines are about; TAX is not value added tax.
func LineKinds() []string {
	return []string{"ENERGY", "DEMAND", "EXPORT", "FIXED", "MINIMUM", "PERCENTAGE", "TAX", "CREDIT", "INDEX"}
}

// Status is how far an invoice has come.
type Status string

// Statuses. What is CANCELLED without having been posted was discarded.
const (
	Draft     Status = "DRAFT"
	Posted    Status = "POSTED"
	Settled   Status = "SETTLED"
	Cancelled Status = "CANCELLED"
)

// Statuses lists them.
func Statuses() []string {
	return []string{string(Draft), string(Posted), string(Settled), string(Cancelled)}
}

// Head is what an invoice says above its lines. Days are YYYY-MM-DD of the site's clocks.
type Head struct {
	// Own is whether the tenant issues it: RECEIVABLE, and numbered when it is posted.
	Own          bool
	Number       string // "" of an own one that is not posted
	Counterparty string
	Direction    Direction
	Kind         Kind
	Contract     *uuid.UUID
	Run          *uuid.UUID // the billing run that made it
	From, To     string     // half-open
	Currency     money.Currency
	IssuedOn     string
	DueOn        string // "" where nobody said
	Estimated    bool
	Credits      *uuid.UUID // the invoice that a CREDIT takes a part back of
}

// Line is one line of an invoice.
type Line struct {
	Kind, Text      string
	Quantity, Price *money.Decimal
	Unit            string
	Amount          money.Decimal // without value added tax
	VATRate         money.Decimal // percent
	// EnergyJ is the energy of an ENERGY or EXPORT line in J, of the sign of the quantity; nil where the line
	// says none.
	EnergyJ *int64
}

// Invoice is one that is kept. Net is the sum of its lines, Gross is Net and Tax.
type Invoice struct {
	ID      uuid.UUID
	Site    uuid.UUID
	SiteKey int32
	Version int64
	Status  Status
	Head
	Net, Tax, Gross money.Decimal
	PostedAt        *time.Time
	SettledOn       string     // "" where it was not
	Cancels         *uuid.UUID // the invoice whose negation this is
	CancelledBy     *uuid.UUID // the invoice that is the negation of this
	Lines           []Line     // none in lists
}

// Same reports whether two say the same at the same site.
func (i Invoice) Same(j Invoice) bool {
	same := func(a, b Line) bool {
		return a.Kind == b.Kind && a.Text == b.Text && a.Unit == b.Unit && a.Amount.Equal(b.Amount) && a.VATRate.Equal(b.VATRate) &&
			sameOf(a.Quantity, b.Quantity, money.Decimal.Equal) && sameOf(a.Price, b.Price, money.Decimal.Equal) && sameOf(a.EnergyJ, b.EnergyJ, equal)
	}
	a, b := i.Head, j.Head
	if !sameOf(a.Contract, b.Contract, equal) || !sameOf(a.Run, b.Run, equal) || !sameOf(a.Credits, b.Credits, equal) {
		return false
	}
	a.Contract, a.Run, a.Credits, b.Contract, b.Run, b.Credits = nil, nil, nil, nil, nil, nil
	return a == b && i.SiteKey == j.SiteKey && i.Tax.Equal(j.Tax) && slices.EqualFunc(i.Lines, j.Lines, same)
}

func equal[T comparable](a, b T) bool { return a == b }

func sameOf[T any](a, b *T, same func(a, b T) bool) bool {
	return a == nil && b == nil || a != nil && b != nil && same(*a, *b)
}

// negation is the invoice that cancels this one.
func (i Invoice) negation() Invoice {
	n := i
	n.Cancels, n.CancelledBy, n.Version, n.PostedAt, n.SettledOn, n.DueOn = &i.ID, nil, 1, nil, "", ""
	n.Net, n.Tax, n.Gross = i.Net.Neg(), i.Tax.Neg(), i.Gross.Neg()
	n.Lines = make([]Line, len(i.Lines))
	for at, l := range i.Lines {
		l.Amount = l.Amount.Neg()
		if l.Quantity != nil {
			q := l.Quantity.Neg()
			l.Quantity = &q
		}
		if l.EnergyJ != nil {
			j := -*l.EnergyJ
			l.EnergyJ = &j
		}
		n.Lines[at] = l
	}
	return n
}
