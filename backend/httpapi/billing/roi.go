package billing

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/billing"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/money"
)

func (a api) returns() []operation.Operation {
	return []operation.Operation{{
		ID: "portfolio-roi", Method: http.MethodGet, Path: "/api/portfolio/roi", Access: operation.Needs(identity.Read), Tag: tag, Summary: "Return on investment by site", Bind: operation.With(a.desk, a.roi),
		About: "Document 000, example query 2: sites of a segment and market region under a contract or tariff that holds in the local days from `from` to before `to`, one row for each site and currency. " +
			"revenue is settled RECEIVABLE invoices of feed-in and flexibility, net, minus credits, by days where only a part of their period lies within. " +
			"avoided_cost is PV energy that was not exported times the mean net price of a kWh that PAYABLE invoices of consumption bought in the period (their ENERGY lines); null where either is unknown. " +
			"roi is both over capex, null with a reason_code where it cannot be said. Contracts and tariffs do not multiply revenue, and currencies are never added. The year until today unless asked otherwise.",
	}}
}

type roiInput struct {
	operation.Paging
	Segment string `query:"segment" maxLength:"40" doc:"Sites of this segment alone." example:"commercial"`
	Region  string `query:"market_region" maxLength:"20" doc:"Sites of this market region alone." example:"DE"`
	From    string `query:"from" format:"date" doc:"The first local day."`
	To      string `query:"to" format:"date" doc:"The first local day no more."`
}

// SiteReturn is what a site returned in one currency. Numbers are exact decimals, as texts.
type SiteReturn struct {
	SiteID        uuid.UUID `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteName      string    `json:"site_name" example:"Plant north"`
	Currency      string    `json:"currency" doc:"Of revenue, price and avoided cost; empty where nothing says one." example:"EUR"`
	Revenue       *string   `json:"revenue" doc:"Null where no counted invoice is settled." example:"310"`
	Price         *string   `json:"energy_price" doc:"Net, per kWh; null where no invoice says it." example:"0.2811"`
	SelfWh        *int64    `json:"self_consumed_wh" doc:"PV energy that was not exported, on days that all its meters cover; null where there is none such." example:"1200000"`
	Days          int       `json:"self_consumed_days" doc:"How many days of the period that is known of." example:"31"`
	Avoided       *string   `json:"avoided_cost" doc:"What that energy would have cost; null where energy or price is unknown." example:"337.32"`
	Capex         *int64    `json:"capex" doc:"In whole units; null where nobody said." example:"250000"`
	CapexCurrency string    `json:"capex_currency" example:"EUR"`
	ROI           *string   `json:"roi" doc:"Revenue and avoided cost over capex; null where it cannot be said." example:"0.00258928"`
	PerYear       *string   `json:"roi_per_year" doc:"That times 365 over the days." example:"0.03048668"`
	Estimated     bool      `json:"estimated" doc:"Whether a counted invoice is estimated." example:"false"`
	Code          *string   `json:"reason_code" enum:"NO_CAPEX,SEVERAL_CURRENCIES,NOTHING_SETTLED" doc:"Why there is no roi; null where there is one." example:"NO_CAPEX"`
}

// PortfolioReturn is what sites returned.
type PortfolioReturn struct {
	From  string       `json:"from" example:"2026-01-01"`
	To    string       `json:"to" doc:"The first day no more." example:"2027-01-01"`
	Items []SiteReturn `json:"items" nullable:"false" doc:"By site's name and currency."`
	Next  string       `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type roiOutput struct{ Body PortfolioReturn }

func (a api) roi(ctx context.Context, c operation.Caller, in *roiInput) (*roiOutput, error) {
	q := billing.Question{Segment: in.Segment, Region: in.Region, From: in.From, To: in.To}
	today := a.desk.Now().UTC()
	if q.To == "" {
		q.To = today.Format(time.DateOnly)
	}
	if to, err := time.Parse(time.DateOnly, q.To); q.From == "" && err == nil {
		q.From = to.AddDate(-1, 0, 0).Format(time.DateOnly)
	}
	found, err := a.service.ROI(ctx, c.Scope, q)
	if err != nil {
		return nil, everyAt("query.", err)
	}
	page, next, err := operation.Page(found, in.Paging, func(r billing.Return) string { return r.Site + "\x00" + r.ID.String() + r.Currency })
	if err != nil {
		return nil, err
	}
	out := PortfolioReturn{From: q.From, To: q.To, Next: next, Items: make([]SiteReturn, 0, len(page))}
	for _, r := range page {
		out.Items = append(out.Items, returnOf(r))
	}
	return &roiOutput{Body: out}, nil
}

func returnOf(r billing.Return) SiteReturn {
	out := SiteReturn{
		SiteID: r.ID, SiteName: r.Site, Currency: r.Currency, Revenue: amountOf(r.Revenue, r.Currency), Price: textOf(r.Price), Days: r.Days, Avoided: amountOf(r.Avoided, r.Currency),
		Capex: r.Capex, CapexCurrency: r.CapexCurrency, ROI: textOf(r.ROI), PerYear: textOf(r.PerYear), Estimated: r.Estimated,
	}
	if r.SelfJ != nil {
		wh := *r.SelfJ / 3600
		out.SelfWh = &wh
	}
	if r.Why != "" {
		code := string(r.Why)
		out.Code = &code
	}
	return out
}

// amountOf is an amount in minor units, as it is shown.
func amountOf(d *money.Decimal, currency string) *string {
	if d == nil {
		return nil
	}
	code := money.Currency(currency)
	text := code.Amount(*d).Fixed(code.MinorDigits())
	return &text
}
