package chargers

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/httpapi/operation"
)

// Bounds of an export: so many sessions, so many a page.
const (
	exportLimit = 100_000
	exportPage  = 1000
)

var exportHeader = []string{
	"id", "site_id", "site_name", "asset", "connector", "evse_id", "origin", "external_id", "started_at", "ended_at", "energy_wh", "first_counter_wh", "last_counter_wh",
	"peak_watts", "uncertain", "vehicle_id", "token", "tariff_applied",
}

// export streams sessions; the first page is read before anything is sent, so that a refusal is still a problem
// document. What fails later ends the answer in the middle of its transfer.
func (a api) export(ctx context.Context, c operation.Caller, in *exportInput) (*huma.StreamResponse, error) {
	filter, err := a.filter(ctx, c, in.Selection)
	if err != nil {
		return nil, err
	}
	filter.Limit = exportPage
	page, next, err := a.service.ChargingSessions(ctx, c.Scope, filter)
	if err != nil {
		return nil, fmt.Errorf("list charging sessions: %w", err)
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present")
		answer.SetHeader("Content-Disposition", `attachment; filename="charging-sessions.csv"`)
		out := csv.NewWriter(answer.BodyWriter())
		write(out, exportHeader)
		for rest := exportLimit; ; rest -= exportPage {
			for _, k := range page {
				write(out, recordOf(sessionOf(k)))
			}
			out.Flush()
			if next == "" || rest <= exportPage {
				return
			}
			filter.Cursor = next
			if page, next, err = a.service.ChargingSessions(ctx, c.Scope, filter); err != nil {
				panic(http.ErrAbortHandler) // a cut transfer, not a file that looks whole
			}
		}
	}}, nil
}

// write leaves the error of a client that has gone to Flush, which nobody waits for either.
func write(out *csv.Writer, record []string) { _ = out.Write(record) }

func recordOf(s ChargingSession) []string {
	evse, peak := "", ""
	if s.EVSEID != nil {
		evse = s.EVSEID.String()
	}
	if s.PeakWatts != nil {
		peak = strconv.FormatInt(*s.PeakWatts, 10)
	}
	text := func(t *string) string {
		if t == nil {
			return ""
		}
		return *t
	}
	return []string{
		s.ID.String(), s.SiteID.String(), s.SiteName, s.Asset, strconv.Itoa(s.Connector), evse, s.Origin, s.ExternalID, instant(&s.StartedAt), instant(s.EndedAt),
		text(s.EnergyWh), text(s.FirstWh), text(s.LastWh), peak, strconv.FormatBool(s.Uncertain), s.VehicleID, s.Token, s.Tariff,
	}
}
