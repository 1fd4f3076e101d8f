package outlook

import (
	"context"
	"fmt"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/outlook"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

func (a api) publication(c operation.Caller, head PublicationHead) outlook.Publication {
	return outlook.Publication{Region: head.MarketRegion, Source: head.Source, Published: head.PublishedAt, By: c.Scope.Actor, Right: c.Needed, Now: a.desk.Now()}
}

func (a api) priceBook(c operation.Caller, head PriceHead) (outlook.PriceBook, error) {
	length, err := outlook.ParseSlot(head.Slot)
	if err != nil {
		return outlook.PriceBook{}, fmt.Errorf("read the length of slots: %w", err)
	}
	return outlook.PriceBook{Publication: a.publication(c, head.PublicationHead), Slot: length, Unit: head.Unit}, nil
}

func (a api) factorBook(c operation.Caller, head FactorHead) outlook.FactorBook {
	return outlook.FactorBook{
		Publication: a.publication(c, head.PublicationHead), Kind: outlook.Kind(head.Kind), ID: head.MethodID, Version: head.MethodVersion,
		Unit: head.Unit, Quality: outlook.Standing(head.Quality),
	}
}

func (a api) publishPrices(ctx context.Context, c operation.Caller, in *publishPricesInput) (*answerOutput, error) {
	book, err := a.priceBook(c, in.Body.PriceHead)
	if err != nil {
		return nil, err
	}
	for _, p := range in.Body.Points {
		book.Points = append(book.Points, outlook.PricePoint{At: p.TS, Value: p.Value})
	}
	return answer(a.service.PublishPrices(ctx, c.Scope, book))
}

func (a api) bringPrices(ctx context.Context, c operation.Caller, in *bringPricesInput) (*reportOutput, error) {
	book, err := a.priceBook(c, in.Body.PriceHead)
	if err != nil {
		return nil, err
	}
	book.Dry = in.Body.Dry
	report, err := a.service.BringPrices(ctx, c.Scope, book, in.Body.file())
	return reported(in.Body.Name, report, err)
}

func (f BeliefFile) file() outlook.File {
	return outlook.File{Content: f.Content, TimeZone: f.TimeZone}
}

func (a api) publishFactors(ctx context.Context, c operation.Caller, in *publishFactorsInput) (*answerOutput, error) {
	book := a.factorBook(c, in.Body.FactorHead)
	for _, p := range in.Body.Points {
		book.Points = append(book.Points, outlook.FactorPoint{Of: slot.Interval{From: p.From, To: p.To}, Value: p.Value})
	}
	return answer(a.service.PublishFactors(ctx, c.Scope, book))
}

func (a api) bringFactors(ctx context.Context, c operation.Caller, in *bringFactorsInput) (*reportOutput, error) {
	length, err := outlook.ParseSlot(in.Body.Slot)
	if err != nil {
		return nil, fmt.Errorf("read the length of slots: %w", err)
	}
	book := a.factorBook(c, in.Body.FactorHead)
	book.Dry = in.Body.Dry
	report, err := a.service.BringFactors(ctx, c.Scope, book, outlook.FactorFile{File: in.Body.file(), Slot: length})
	return reported(in.Body.Name, report, err)
}

func (a api) publishForecast(ctx context.Context, v operation.Visit, in *publishInput) (*answerOutput, error) {
	book := outlook.IssueBook{
		Site: v.Site, Asset: in.Body.Asset, Metric: in.Body.Metric, Unit: in.Body.Unit, Model: in.Body.ModelVersion, Issued: in.Body.IssuedAt, Hash: in.Body.FeatureHash,
		By: v.Scope.Actor, Now: a.desk.Now(),
	}
	for _, p := range in.Body.Points {
		book.Points = append(book.Points, outlook.IssuePoint{TS: p.TS, Expected: outlook.Expected{Value: p.Value, P10: p.P10, P50: p.P50, P90: p.P90, Confidence: p.Confidence}})
	}
	return answer(a.service.PublishForecast(ctx, v.Scope, book))
}

func answer(out outlook.Outcome, err error) (*answerOutput, error) {
	if err != nil {
		return nil, fmt.Errorf("keep what is believed: %w", err)
	}
	body := BeliefAnswer{Accepted: out.New + out.Same, Stored: out.New, PublishedAt: out.Published, Rejected: make([]RejectedBelief, 0, len(out.Refused))}
	for _, r := range out.Refused {
		body.Rejected = append(body.Rejected, RejectedBelief{Index: r.Index, Field: r.Field, ReasonCode: r.Why.Code, Detail: reason.Text(r.Why.Code, "en", r.Why.Params)})
	}
	return &answerOutput{Body: body}, nil
}

func reported(name string, report outlook.Report, err error) (*reportOutput, error) {
	if err != nil {
		return nil, fmt.Errorf("bring a file: %w", err)
	}
	body := BeliefReport{
		Stored: report.Stored, New: report.New, Same: report.Same, From: report.From, To: report.To, PublishedAt: report.Published, Problems: make([]BeliefProblem, 0, len(report.Problems)),
	}
	for _, p := range report.Problems {
		params := p.Why.Params
		if params == nil {
			params = reason.Params{}
		}
		body.Problems = append(body.Problems, BeliefProblem{
			File: name, Line: p.Line, Field: p.Field, Code: string(p.Why.Code), Params: params,
			TextEN: reason.Text(p.Why.Code, "en", p.Why.Params), TextDE: reason.Text(p.Why.Code, "de", p.Why.Params),
		})
	}
	return &reportOutput{Body: body}, nil
}
