package meters

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/offline"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *offline.Service) []operation.Operation {
	a := api{desk: d, service: service}
	read, write := operation.Needs(identity.Read), operation.Needs(identity.Places)
	return []operation.Operation{
		{
			ID: "offline-meters", Method: http.MethodGet, Path: "/api/sites/{id}/offline-meters", Access: read, Tag: "Offline meters", Summary: "Offline meters of a site", Bind: operation.AtSite(d, a.list),
			About: "Meters that nobody reads electronically, by name.",
		},
		{
			ID: "make-offline-meter", Method: http.MethodPost, Path: "/api/sites/{id}/offline-meters", Access: write, Tag: "Offline meters", Summary: "Make an offline meter", Bind: operation.AtSite(d, a.make),
			About: "It gets an asset of nature METER with a channel ActivePower. NAME_TAKEN where the site has one of the name, so that a request sent again makes one.",
		},
		{
			ID: "change-offline-meter", Method: http.MethodPut, Path: "/api/offline-meters/{id}", Access: write, Tag: "Offline meters", Summary: "Change an offline meter", Bind: operation.With(d, a.change),
			About: "Renames it, takes it out of use or brings it back; its readings stay. VERSION_CONFLICT where version is not the newest.",
		},
		{
			ID: "offline-readings", Method: http.MethodGet, Path: "/api/offline-meters/{id}/readings", Access: read, Tag: "Offline meters", Summary: "Readings of an offline meter", Bind: operation.With(d, a.readings),
			About: "The newest revision of each instant, newest first, with who brought it.",
		},
		{
			ID: "bring-offline-readings", Method: http.MethodPost, Path: "/api/offline-meters/{id}/readings", Access: write, Tag: "Offline meters", Summary: "Bring readings", Large: true, Bind: operation.With(d, a.bring),
			About: "Everything is stored or nothing; where there are problems, all of them are listed and nothing is stored. However old readings are, they are taken. The same again changes nothing; " +
				"another value for a known instant is a conflict, unless its quality is SUBSTITUTED. A local time that exists twice needs its offset. At most 40,000 lines and five years.",
		},
	}
}

type api struct {
	desk    operation.Desk
	service *offline.Service
}

func (a api) list(ctx context.Context, v operation.Visit, in *listInput) (*listOutput, error) {
	found, err := a.service.Meters(ctx, v.Scope, v.Site, in.Archived)
	if err != nil {
		return nil, fmt.Errorf("list offline meters: %w", err)
	}
	out := &listOutput{Body: OfflineMeterList{Items: make([]OfflineMeter, 0, len(found))}}
	for _, m := range found {
		out.Body.Items = append(out.Body.Items, meterOf(m))
	}
	return out, nil
}

func (a api) make(ctx context.Context, v operation.Visit, in *makeInput) (*meterOutput, error) {
	made, err := a.service.Make(ctx, v.Scope, v.Site, offline.Draft{
		Name: in.Body.Name, Unit: in.Body.Unit, ReadingKind: offline.ReadingKind(in.Body.ReadingKind), Period: offline.Period(in.Body.Period), Produced: in.Body.Produced,
	})
	return answer(made, err)
}

func (a api) change(ctx context.Context, c operation.Caller, in *changeInput) (*meterOutput, error) {
	return answer(a.service.Change(ctx, c.Scope, offline.Change{ID: in.ID, Version: in.Body.Version, Name: in.Body.Name, Archived: in.Body.Archived}))
}

func answer(m offline.Meter, err error) (*meterOutput, error) {
	if err != nil {
		return nil, fmt.Errorf("store an offline meter: %w", err)
	}
	return &meterOutput{Body: meterOf(m)}, nil
}

func (a api) readings(ctx context.Context, c operation.Caller, in *readingsInput) (*readingsOutput, error) {
	page := offline.Page{Limit: in.Limit + 1}
	if in.Cursor != "" {
		before, err := time.Parse(time.RFC3339Nano, in.Cursor)
		if err != nil {
			return nil, reason.Invalid("cursor", in.Cursor, "the next of the page before")
		}
		page.Before = &before
	}
	meter, err := a.service.Meter(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find an offline meter: %w", err)
	}
	found, err := a.service.OfflineReadings(ctx, c.Scope, meter, page)
	if err != nil {
		return nil, fmt.Errorf("list readings of an offline meter: %w", err)
	}
	out := &readingsOutput{Body: OfflineReadingPage{Items: make([]OfflineReading, 0, len(found))}}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Body.Next = found[in.Limit-1].At.UTC().Format(time.RFC3339Nano)
	}
	for _, r := range found {
		out.Body.Items = append(out.Body.Items, OfflineReading{
			At: r.At.UTC(), ValueWh: unit.Energy(r.ValueJ).WattHourText(), Quality: r.Quality.String(), Revision: r.Revision, Source: r.Source, By: r.By, Noted: r.Noted.UTC(),
		})
	}
	return out, nil
}

func (a api) bring(ctx context.Context, c operation.Caller, in *bringInput) (*bringOutput, error) {
	report, err := a.service.Bring(ctx, c.Scope, in.ID, offline.Job{
		Name: in.Body.Name, Content: in.Body.Content, TimeZone: in.Body.TimeZone, Dry: in.Body.Dry, By: c.Scope.Actor, Now: a.desk.Now(),
	})
	if err != nil {
		return nil, fmt.Errorf("bring readings: %w", err)
	}
	out := OfflineReport{
		Stored: report.Stored, New: report.New, Revised: report.Revised, Same: report.Same, From: report.From, To: report.To, Problems: make([]OfflineProblem, 0, len(report.Problems)),
	}
	for _, p := range report.Problems {
		params := p.Why.Params
		if params == nil {
			params = reason.Params{}
		}
		out.Problems = append(out.Problems, OfflineProblem{
			File: in.Body.Name, Line: p.Line, Field: p.Field, Code: string(p.Why.Code), Params: params,
			TextEN: reason.Text(p.Why.Code, "en", p.Why.Params), TextDE: reason.Text(p.Why.Code, "de", p.Why.Params),
		})
	}
	return &bringOutput{Body: out}, nil
}

func meterOf(m offline.Meter) OfflineMeter {
	return OfflineMeter{
		ID: m.ID, SiteID: m.Site, Channel: m.Asset + ".ActivePower", Version: m.Version, ArchivedAt: m.Archived, Readings: m.Readings, LastAt: m.Last,
		OfflineMeterFields: OfflineMeterFields{Name: m.Name, Unit: m.Unit, ReadingKind: string(m.ReadingKind), Period: string(m.Period), Produced: m.Produced},
	}
}
