package billing

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

// Question is what portfolio ROI is asked for: sites of a segment and market region, "" for any, in the local
// days from From to before To.
type Question struct {
	Segment, Region string
	From, To        string
}

// maxSpan bounds a question: forty years are longer than anything that is written off.
const maxSpan = 40 * 366 * 24 * time.Hour

// Check finds what is wrong with a question.
func (q Question) Check() (f Faults) {
	f.day("from", q.From)
	f.day("to", q.To)
	if len(f) > 0 {
		return f
	}
	from, _ := time.Parse(time.DateOnly, q.From)
	to, _ := time.Parse(time.DateOnly, q.To)
	f.invalid(to.After(from) && to.Sub(from) <= maxSpan, spot{-1, "to"}, q.To, "a day after from, at most 40 years")
	return f
}

// Return is what a site returned in one currency. Source: document 000, example query 2, as portfolio_roi of the
// database documents it. What is nil is unknown.
type Return struct {
	Site, Currency string
	ID             uuid.UUID
	// Revenue is settled feed-in and flexibility, net, minus credits.
	Revenue *money.Decimal
	// Price is the mean net price of a kWh that was bought; SelfJ the energy of PV that was not exported, on
	// Days days; Avoided what it would have cost.
	Price   *money.Decimal
	SelfJ   *int64
	Days    int
	Avoided *money.Decimal
	// Capex is in whole units of CapexCurrency, which may be another than Currency.
	Capex         *int64
	CapexCurrency string
	ROI, PerYear  *money.Decimal
	Estimated     bool
	Why           reason.Code // why there is no ROI: NO_CAPEX, SEVERAL_CURRENCIES, NOTHING_SETTLED
}
