package alarms

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/reason"
)

func (a api) events(ctx context.Context, c operation.Caller, in *eventsInput) (*eventsOutput, error) {
	filter := event.Filter{
		Kind: event.Kind(in.Kind), OpenOnly: in.Open, From: in.From, To: in.To, Cursor: in.Cursor, Limit: in.Limit,
		Severity: event.Severity(in.Severity), Code: reason.Code(in.Code), Asset: in.Asset, Device: in.Device, Unacknowledged: in.Unacknowledged,
	}
	if in.Shelved != "" {
		shelved := in.Shelved == "only"
		filter.Shelved = &shelved
	}
	if in.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, in.Site)
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		filter.Site = &site.ID
	}
	found, next, err := a.List(ctx, c.Scope, filter)
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	out := &eventsOutput{Body: EventPage{Items: make([]Event, 0, len(found)), Next: next}}
	for _, e := range found {
		out.Body.Items = append(out.Body.Items, EventOf(e))
	}
	return out, nil
}

// EventOf is an event as the API and the live stream show it.
func EventOf(e event.Event) Event {
	params := e.Params
	if params == nil {
		params = map[string]any{}
	}
	return Event{
		ID: e.ID, SiteID: e.Site, SiteName: e.SiteName, Kind: string(e.Kind), Severity: string(e.Severity), Code: e.Code,
		TextEN: reason.Text(e.Code, "en", params), TextDE: reason.Text(e.Code, "de", params), Params: params,
		Asset: e.Asset, Device: e.Device, Raised: e.Raised, Ordinal: e.Ordinal, Acknowledged: e.Acknowledged, Cleared: e.Cleared,
		AcknowledgedBy: e.Handled.AcknowledgedBy, Note: e.Handled.Note, ClearedBecause: e.ClearedBecause, Version: max(e.Version, 1),
		ShelvedUntil: e.Handled.ShelvedUntil, ShelvedBy: e.Handled.ShelvedBy, ShelvedWhy: e.Handled.ShelvedWhy,
	}
}
