package tariffs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/backend/tariffs"
	"ohmstead/energy/reason"
	"ohmstead/energy/tariff"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *tariffs.Service) []operation.Operation {
	a := api{desk: d, service: service}
	read, write := operation.Needs(identity.Read), operation.Needs(identity.Contracts)
	const get, post, put, tag = http.MethodGet, http.MethodPost, http.MethodPut, "Tariffs"
	return []operation.Operation{
		{
			ID: "tariffs", Method: get, Path: "/api/tariffs", Access: read, Tag: tag, Summary: "List tariffs", Bind: operation.With(d, a.list),
			About: "Of all sites in sight, or of one; page by page, in the order in which they were made.",
		},
		{
			ID: "tariff", Method: get, Path: "/api/tariffs/{id}", Access: read, Tag: tag, Summary: "One tariff", Bind: operation.With(d, a.find),
			About: "With all versions and their components, the windows of the year with one rate each, and the hours that nobody prices.",
		},
		{
			ID: "tariff-rates", Method: get, Path: "/api/tariffs/{id}/rates", Access: read, Tag: tag, Summary: "Rates of a tariff over time", Bind: operation.With(d, a.rates),
			About: "What one more kWh costs and brings, per quarter hour or hour, in the clock of the version that holds. Null where it does not follow from the tariff alone, with why. At most 8784 slots.",
		},
		{
			ID: "make-tariff", Method: post, Path: "/api/sites/{id}/tariffs", Access: write, Tag: tag, Summary: "Make a tariff", Large: true, Bind: operation.AtSite(d, a.make),
			About: "With its first version. The same request with the same Idempotency-Key makes one. Every fault is named with its component, field and value.",
		},
		{
			ID: "try-tariff", Method: post, Path: "/api/sites/{id}/tariff-trials", Access: write, Tag: tag, Summary: "Try a version of a tariff", Large: true, Bind: operation.AtSite(d, a.try),
			About: "What a version would come to: its windows, and the hours that nobody prices. Nothing is stored.",
		},
		{
			ID: "change-tariff", Method: put, Path: "/api/tariffs/{id}", Access: write, Tag: tag, Summary: "Change a tariff", Bind: operation.With(d, a.change),
			About: "Says anew what is beside its versions, takes it out of use or brings it back. VERSION_CONFLICT where version is not the newest.",
		},
		{
			ID: "add-tariff-version", Method: post, Path: "/api/tariffs/{id}/versions", Access: write, Tag: tag, Summary: "Add a version to a tariff", Large: true, Bind: operation.With(d, a.add),
			About: "From an instant on. The version before it, where it has no end, ends there, unless that instant has passed: then PERIODS_OVERLAP, as with any two versions at once. A version is not changed afterwards.",
		},
		{
			ID: "end-tariff-version", Method: put, Path: "/api/tariff-versions/{id}", Access: write, Tag: tag, Summary: "End a version of a tariff", Bind: operation.With(d, a.end),
			About: "Moves its end while that lies ahead, never into what has passed: TARIFF_VERSION_BEGUN. One that has not begun is withdrawn by an end where it begins.",
		},
	}
}

type api struct {
	desk    operation.Desk
	service *tariffs.Service
}

func (a api) list(ctx context.Context, c operation.Caller, in *listInput) (*listOutput, error) {
	f := tariffs.Filter{Region: in.Region, Contract: in.Contract, Archived: in.Archived, Limit: in.Limit + 1}
	at := a.desk.Now()
	if !in.At.IsZero() {
		at, f.At = in.At, &in.At
	}
	if in.Cursor != "" {
		last, err := operation.Unseal(in.Cursor)
		if err == nil {
			f.After, err = uuid.Parse(last)
		}
		if err != nil {
			return nil, operation.NoCursor(in.Cursor)
		}
	}
	if in.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, in.Site)
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		f.SiteKey = site.Key
	}
	found, err := a.service.Page(ctx, c.Scope, f)
	if err != nil {
		return nil, err
	}
	out := TariffPage{Items: []TariffListed{}}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Next = operation.Seal(found[in.Limit-1].ID.String())
	}
	for _, t := range found {
		out.Items = append(out.Items, listedOf(t, at))
	}
	return &listOutput{Body: out}, nil
}

func (a api) find(ctx context.Context, c operation.Caller, in *TariffInput) (*tariffOutput, error) {
	return answered(a.service.Find(ctx, c.Scope, in.ID))
}

// answered is a tariff as an answer, or why there is none.
func answered(t tariffs.Tariff, err error) (*tariffOutput, error) {
	if err != nil {
		return nil, every(err, "body")
	}
	return &tariffOutput{Body: tariffOf(t)}, nil
}

// every has each fault of a version named with its place.
func every(err error, at string) error {
	faults, is := errors.AsType[tariff.Faults](err)
	if !is {
		return err
	}
	all := &problem.Several{First: faults[0].Why}
	for _, f := range faults {
		all.All = append(all.All, problem.FaultAt(at+"."+f.Path, f.Why))
	}
	return all
}

func (a api) make(ctx context.Context, v operation.Visit, in *makeInput) (*tariffOutput, error) {
	version, err := a.versionFrom(in.Body.First)
	if err != nil {
		return nil, every(err, "body.first")
	}
	id, err := places.RequestID(v.Tenant.ID, "make-tariff", in.Key)
	if err != nil {
		return nil, err
	}
	first, err := places.RequestID(id, "first", "first")
	if err != nil {
		return nil, err
	}
	made, err := a.service.Make(ctx, v.Scope, v.Site.Key, tariffs.New{ID: id, Draft: draftOf(in.Body.TariffFields), First: tariffs.NewVersion{ID: first, Version: version}}, a.desk.Now())
	if err != nil {
		return nil, every(err, "body.first")
	}
	return answered(made, nil)
}

func (a api) try(_ context.Context, _ operation.Visit, in *tryInput) (*tryOutput, error) {
	version, err := a.versionFrom(in.Body)
	if err == nil {
		err = tariffs.Check(version, a.desk.Now())
	}
	if err != nil {
		return nil, every(err, "body")
	}
	windows := version.Windows()
	return &tryOutput{Body: TariffTrial{Structure: string(tariff.StructureOf(windows)), Windows: windowsOf(windows), Unpriced: windowsOf(tariff.Gaps(windows))}}, nil
}

func (a api) change(ctx context.Context, c operation.Caller, in *changeInput) (*tariffOutput, error) {
	return answered(a.service.Change(ctx, c.Principal, tariffs.Change{ID: in.ID, Version: in.Body.Version, Draft: draftOf(in.Body.TariffFields), Archived: in.Body.Archived, At: a.desk.Now()}))
}

func (a api) add(ctx context.Context, c operation.Caller, in *addInput) (*tariffOutput, error) {
	version, err := a.versionFrom(in.Body)
	if err != nil {
		return nil, every(err, "body")
	}
	id, err := places.RequestID(in.ID, "add-tariff-version", in.Key)
	if err != nil {
		return nil, err
	}
	return answered(a.service.Add(ctx, c.Principal, in.ID, tariffs.NewVersion{ID: id, Version: version}, a.desk.Now()))
}

func (a api) end(ctx context.Context, c operation.Caller, in *endInput) (*tariffOutput, error) {
	return answered(a.service.End(ctx, c.Principal, tariffs.End{ID: in.ID, Revision: in.Body.Version, To: in.Body.ValidTo}, a.desk.Now()))
}

func (a api) rates(ctx context.Context, c operation.Caller, in *ratesInput) (*ratesOutput, error) {
	length := 15 * time.Minute
	if in.Slot == "1h" {
		length = time.Hour
	}
	t, found, err := a.service.Rates(ctx, c.Scope, in.ID, tariffs.Span{From: in.From.UTC(), To: in.To.UTC(), Length: length})
	if refused, is := errors.AsType[*reason.Error](err); is && refused.Code == reason.InvalidValue {
		return nil, &problem.Several{First: refused, All: []problem.Fault{problem.FaultAt("query.to", refused)}}
	}
	if err != nil {
		return nil, err
	}
	out := TariffRates{SlotSeconds: int(length.Seconds()), Items: make([]TariffSlot, 0, len(found))}
	currencies := map[string]bool{}
	for _, v := range t.Versions {
		if v.ValidFrom.Before(in.To) && (v.ValidTo == nil || v.ValidTo.After(in.From) && v.ValidTo.After(v.ValidFrom)) {
			currencies[string(v.Currency)] = true
		}
	}
	if len(currencies) == 1 {
		for currency := range currencies {
			unit := currency + "/kWh"
			out.Currency, out.Unit = &currency, &unit
		}
	}
	for _, p := range found {
		out.Items = append(out.Items, TariffSlot{From: p.From, TariffRateSides: sidesOf(p.Rate)})
	}
	return &ratesOutput{Body: out}, nil
}
