package export

import (
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// EventLog lists what happened.
type EventLog interface {
	List(ctx context.Context, scope identity.Scope, f event.Filter) (events []event.Event, next string, err error)
}

// Sources is what the operations answer from.
type Sources struct {
	Registry  registry.Reader
	Telemetry telemetry.Reader
	Events    EventLog
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, from Sources) []operation.Operation {
	a := api{from}
	access := operation.Needs(identity.Report)
	return []operation.Operation{
		{
			ID: "series-export", Method: http.MethodGet, Path: "/api/sites/{id}/series.csv", Access: access, Tag: "Export", Summary: "Series as a file", Bind: operation.AtSite(d, a.asCSV),
			About: "Comma-separated values (RFC 4180), a line per channel and interval, or per stored reading with bucket=raw, each with its quality; a gap has no value. " +
				"At most 1,000,000 lines: a larger answer is cut off in its transfer, so that it does not look whole.",
			Describe: answers("text/csv", "One line per interval under a line of names.", ""),
		},
		{
			ID: "series-parquet", Method: http.MethodGet, Path: "/api/sites/{id}/series.parquet", Access: access, Tag: "Export", Summary: "Series as columns", Bind: operation.AtSite(d, a.asParquet),
			About:    "Apache Parquet with the columns of the comma-separated file, compressed by Snappy; instants count in microseconds of UTC, a gap is null. At most 1,000,000 rows.",
			Describe: answers("application/vnd.apache.parquet", "One row per interval.", "binary"),
		},
		{
			ID: "grafana", Method: http.MethodGet, Path: "/api/grafana", Access: access, Tag: "Export", Summary: "Test of a Grafana data source", Bind: operation.With(d, a.ready),
			About: "What Grafana's JSON data source asks to see that it is connected. Give it this address and a bearer token.",
		},
		{
			ID: "grafana-search", Method: http.MethodPost, Path: "/api/grafana/search", Access: access, Tag: "Export", Summary: "Targets for Grafana", Bind: operation.With(d, a.search),
			About: "Every channel in scope whose name has the text that is searched for, at most 1,000.", Raw: true, Describe: takes[SearchRequest],
		},
		{
			ID: "grafana-query", Method: http.MethodPost, Path: "/api/grafana/query", Access: access, Tag: "Export", Summary: "Series for Grafana", Bind: operation.With(d, a.query),
			About: "Time-weighted means of each target in intervals that fit intervalMs and maxDataPoints; a gap is null.", Raw: true, Describe: takes[QueryRequest],
		},
		{
			ID: "grafana-annotations", Method: http.MethodPost, Path: "/api/grafana/annotations", Access: access, Tag: "Export", Summary: "Events for Grafana", Bind: operation.With(d, a.annotations),
			About: "Alarms, faults and transitions within the range, newest first, at most 500.", Raw: true, Describe: takes[AnnotationRequest],
		},
	}
}

// answers documents a file.
func answers(media, about, format string) func(huma.Registry, *huma.Operation) {
	return func(_ huma.Registry, op *huma.Operation) {
		op.Responses["200"] = &huma.Response{Description: about, Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString, Format: format}}}}
	}
}

// takes documents a body that the operation decodes itself: Grafana sends more than anybody reads.
func takes[T any](schemas huma.Registry, op *huma.Operation) {
	op.RequestBody = &huma.RequestBody{
		Required: true,
		Content:  map[string]*huma.MediaType{"application/json": {Schema: schemas.Schema(reflect.TypeFor[T](), true, "")}},
	}
}

type api struct{ Sources }

// channels finds channels of a site by names such as meter0.ActivePower; UNKNOWN_CHANNEL names the
// first that is not there.
func (a api) channels(ctx context.Context, scope identity.Scope, site registry.Site, names []string) ([]registry.Channel, error) {
	all, err := a.Registry.Channels(ctx, scope, site)
	if err != nil {
		return nil, err
	}
	found := make([]registry.Channel, 0, len(names))
	for _, n := range names {
		asset, channel, _ := strings.Cut(n, ".")
		at := slices.IndexFunc(all, func(c registry.Channel) bool { return c.Asset == asset && c.Name == channel })
		if at < 0 {
			return nil, reason.New(reason.UnknownChannel, reason.Params{"channel": problem.Shown("channel", n)})
		}
		found = append(found, all[at])
	}
	return found, nil
}

func invalid(field string, value any, want string) error {
	return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": problem.Shown(field, value), "want": want})
}
