package chargers

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/charging"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/unit"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *charging.Service) []operation.Operation {
	a := api{desk: d, service: service}
	return []operation.Operation{
		{
			ID: "charging-sessions", Method: http.MethodGet, Path: "/api/charging-sessions", Access: operation.Needs(identity.Read), Tag: "Charging", Summary: "List charging sessions", Bind: operation.With(d, a.page),
			About: "Of every site in scope, those that began last first.",
		},
		{
			ID: "charging-session", Method: http.MethodGet, Path: "/api/charging-sessions/{id}", Access: operation.Needs(identity.Read), Tag: "Charging", Summary: "One charging session", Bind: operation.With(d, a.one),
		},
		{
			ID: "charging-sessions-export", Method: http.MethodGet, Path: "/api/charging-sessions.csv", Access: operation.Needs(identity.Report), Tag: "Charging", Summary: "Charging sessions as a file", Bind: operation.With(d, a.export),
			About: "The same as comma-separated values (RFC 4180), the newest 100,000: narrow the selection where there are more.",
			Describe: func(_ huma.Registry, op *huma.Operation) {
				op.Responses["200"] = &huma.Response{
					Description: "One line per session under a line of names.",
					Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
				}
			},
		},
		{
			ID: "report-charging-session", Method: http.MethodPost, Path: "/api/charging-sessions", Access: operation.Needs(identity.Ingest), Tag: "Charging", Summary: "Report a charging session", Bind: operation.With(d, a.report),
			About: "For stations whose telemetry does not tell of vehicles. The same external_id again takes the place of what was told before, so that a request " +
				"sent again is one session and one that goes on can be told again with its end. What is derived from telemetry gives way to it; " +
				"one of the connector that goes on ends, once another begins later, when it was told of last, and is uncertain until it is told again. " +
				"PERIODS_OVERLAP where another session was reported of that connector and time.",
		},
	}
}

type api struct {
	desk    operation.Desk
	service *charging.Service
}

func (a api) page(ctx context.Context, c operation.Caller, in *pageInput) (*pageOutput, error) {
	filter, err := a.filter(ctx, c, in.Selection)
	if err != nil {
		return nil, err
	}
	filter.Cursor, filter.Limit = in.Cursor, in.Limit
	found, next, err := a.service.ChargingSessions(ctx, c.Scope, filter)
	if err != nil {
		return nil, fmt.Errorf("list charging sessions: %w", err)
	}
	out := &pageOutput{Body: ChargingSessionPage{Items: make([]ChargingSession, 0, len(found)), Next: next}}
	for _, k := range found {
		out.Body.Items = append(out.Body.Items, sessionOf(k))
	}
	return out, nil
}

// filter is a selection within the caller's scope: NOT_FOUND for a site outside of it.
func (a api) filter(ctx context.Context, c operation.Caller, s Selection) (charging.Filter, error) {
	f := charging.Filter{Asset: s.Asset, From: s.From, To: s.To}
	if s.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, s.Site)
		if err != nil {
			return f, fmt.Errorf("find site: %w", err)
		}
		f.Site = &site.ID
	}
	if s.EVSE != uuid.Nil {
		f.EVSE = &s.EVSE
	}
	if s.Open != "" {
		open := s.Open == "only"
		f.Open = &open
	}
	return f, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *SessionInput) (*sessionOutput, error) {
	return answer(a.service.ChargingSession(ctx, c.Scope, in.ID))
}

func answer(k charging.Kept, err error) (*sessionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &sessionOutput{Body: sessionOf(k)}, nil
}

func (a api) report(ctx context.Context, c operation.Caller, in *reportInput) (*sessionOutput, error) {
	b := in.Body
	site, err := a.desk.Site(ctx, c.Scope, b.SiteID)
	if err != nil {
		return nil, fmt.Errorf("find site: %w", err)
	}
	s := charging.Session{Started: b.StartedAt.UTC(), PeakWatts: b.PeakWatts, EnergyJ: joules(b.EnergyWh), FirstJ: joules(b.FirstWh), LastJ: joules(b.LastWh)}
	if b.EndedAt != nil {
		ended := b.EndedAt.UTC()
		s.Ended = &ended
	}
	return answer(a.service.ReportSession(ctx, c.Scope, site, charging.Report{
		ExternalID: b.ExternalID, Asset: b.Asset, Connector: max(b.Connector, 1), Session: s,
		Said: charging.Said{Vehicle: b.VehicleID, Token: b.Token, Tariff: b.Tariff}, Now: a.desk.Now(),
	}))
}

// joules reads Wh with up to two digits behind the point, exactly: 0.01 Wh are 36 J. The pattern of the field has
// let nothing else through; nil for "".
func joules(wattHours string) *int64 {
	if wattHours == "" {
		return nil
	}
	whole, part, _ := strings.Cut(wattHours, ".")
	hundredths, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		return nil
	}
	j := hundredths * 36
	return &j
}

func wattHours(j *int64) *string {
	if j == nil {
		return nil
	}
	text := unit.Energy(*j).WattHourText()
	return &text
}

func sessionOf(k charging.Kept) ChargingSession {
	s := ChargingSession{
		ID: k.ID, SiteID: k.Site, SiteName: k.SiteName, AssetID: k.Asset, Asset: k.AssetKey, EVSEID: k.EVSE, Connector: k.Connector, Origin: string(k.Origin), ExternalID: k.ExternalID,
		StartedAt: k.Started.UTC(), SeenAt: k.Seen.UTC(), EnergyWh: wattHours(k.EnergyJ), FirstWh: wattHours(k.FirstJ), LastWh: wattHours(k.LastJ), PeakWatts: k.PeakWatts,
		Uncertain: k.Uncertain, VehicleID: k.Vehicle, Token: k.Token, Tariff: k.Tariff, Version: k.Version, UpdatedAt: k.Updated.UTC(),
	}
	if k.Ended != nil {
		ended := k.Ended.UTC()
		s.EndedAt = &ended
	}
	return s
}

// instant is a time as files have it; "" for none.
func instant(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.Format(time.RFC3339Nano)
}
