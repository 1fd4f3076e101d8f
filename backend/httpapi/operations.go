package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/httpapi/alarms"
	"ohmstead/backend/httpapi/analysis"
	"ohmstead/backend/httpapi/audittrail"
	"ohmstead/backend/httpapi/balancegroups"
	"ohmstead/backend/httpapi/billing"
	"ohmstead/backend/httpapi/catalogue"
	"ohmstead/backend/httpapi/chargers"
	"ohmstead/backend/httpapi/cleaning"
	"ohmstead/backend/httpapi/computed"
	"ohmstead/backend/httpapi/configuration"
	"ohmstead/backend/httpapi/control"
	"ohmstead/backend/httpapi/export"
	"ohmstead/backend/httpapi/federated"
	"ohmstead/backend/httpapi/ingest"
	"ohmstead/backend/httpapi/meters"
	"ohmstead/backend/httpapi/microgrid"
	"ohmstead/backend/httpapi/notifications"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/outlook"
	"ohmstead/backend/httpapi/people"
	"ohmstead/backend/httpapi/places"
	"ohmstead/backend/httpapi/plans"
	"ohmstead/backend/httpapi/platform"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/httpapi/provision"
	"ohmstead/backend/httpapi/reports"
	"ohmstead/backend/httpapi/retention"
	"ohmstead/backend/httpapi/rules"
	"ohmstead/backend/httpapi/tariffs"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
)

// Bounds on the bodies of requests in bytes.
const (
	maxBody   = 16 << 10
	maxIngest = intake.MaxBody
)

// Operations is the table of everything the API offers. The description, the permission checks
// and the tests are made from it.
func (s *Server) Operations() []operation.Operation {
	all := slices.Concat(provision.Operations(s.desk(), s.services.Provision),
		configuration.Operations(s.desk(), configuration.Services{Edges: s.services.Provision, Configurations: s.services.Configurations}),
		microgrid.Operations(s.desk(), s.services.Microgrid), s.sessionAndSites(), s.telemetryAndEvents(), s.orders(), audittrail.Operations(s.desk(), s.services.Audit),
		alarms.Operations(s.desk(), alarms.Sources{Log: s.services.Events, Handling: s.services.Alarms}),
		rules.Operations(s.desk(), s.services.Rules),
		notifications.Operations(s.desk(), s.services.Notify),
		balancegroups.Operations(s.desk(), s.services.Ledger),
		analysis.Operations(s.desk(), s.services.Analysis), meters.Operations(s.desk(), s.services.Offline),
		reports.Operations(s.desk(), s.services.Reports, s.options.Now), catalogue.Operations(s.desk(), s.services.Model, s.flow, s.services.People),
		outlook.Operations(s.desk(), s.services.Outlook),
		control.Operations(s.desk(), s.services.Control, s.options.Now),
		plans.Operations(s.desk(), s.services.Plans),
		export.Operations(s.desk(), export.Sources{Registry: s.services.Registry, Telemetry: s.services.Telemetry, Events: s.services.Events}),
		ingest.Operations(s.desk(), s.door),
		cleaning.Operations(s.desk(), cleaning.Services{Settings: s.services.Cleaning, Channels: s.services.Registry}),
		computed.Operations(s.desk(), s.services.Virtual),
		chargers.Operations(s.desk(), s.services.Charging),
		billing.Operations(s.desk(), s.services.Billing),
		tariffs.Operations(s.desk(), s.services.Tariffs),
		people.Operations(s.desk(), s.people()), retention.Operations(s.desk(), s.services.Retention),
		places.Operations(s.desk(), places.Services{Places: s.services.Places, Shelves: s.services.Things, Imports: s.services.Imports}), platform.Operations(s.desk(), s.services.Platform),
		federated.Operations(s.desk(), s.federated()))
	for _, adapter := range s.services.Adapters {
		all = append(all, adapter(s.desk())...)
	}
	return all
}

// orders are the operations that move power.
func (s *Server) orders() []operation.Operation {
	d := s.desk()
	read, operate := operation.Needs(identity.Read), operation.Needs(identity.Operate)
	return []operation.Operation{
		{
			ID: "commands", Method: http.MethodGet, Path: "/api/commands", Access: read, Tag: "Control", Summary: "List commands", Bind: operation.With(d, s.commands),
			About: "Orders to the edges of every site in scope, newest first, and how far each has come. Orders of balancing cycles are there as long as their cycles are kept.",
		},
		{
			ID: "command", Method: http.MethodGet, Path: "/api/commands/{id}", Access: read, Tag: "Control", Summary: "One command", Bind: operation.With(d, s.command),
			About: "The order with every answer of its edge.",
		},
		{
			ID: "issue-command", Method: http.MethodPost, Path: "/api/commands", Access: operate, Tag: "Control", Summary: "Order something", Bind: operation.With(d, s.issueCommand),
			About: "Stores an order and sends it to the site's edge, signed. The edge executes it at most once and never after expires_at; while the edge cannot be " +
				"reached the order waits. With an Idempotency-Key the same request is answered with the same command.",
		},
		{
			ID: "limits", Method: http.MethodGet, Path: "/api/sites/{id}/limits", Access: read, Tag: "Control", Summary: "Limits of a site's connection", Bind: operation.AtSite(d, s.limits),
			About: "What bounds the connection's net power from above, as the edge keeps it by its own clock.",
		},
		{
			ID: "set-limits", Method: http.MethodPut, Path: "/api/sites/{id}/limits", Access: operate, Tag: "Control", Summary: "Set the limits of a site's connection", Bind: operation.AtSite(d, s.setLimits),
			About: "Replaces all blocks. version is the version that was read; VERSION_CONFLICT where it is not the newest.",
		},
	}
}

func (s *Server) sessionAndSites() []operation.Operation {
	d := s.desk()
	read := operation.Needs(identity.Read)
	get, post := http.MethodGet, http.MethodPost
	return []operation.Operation{
		{
			ID: "login", Method: post, Path: "/api/login", Access: operation.Public(), Tag: "Session", Summary: "Log in", Bind: operation.With(d, s.login),
			About: "Answers a bearer token and sets the same as a cookie. Attempts are throttled per e-mail and address.",
		},
		{
			ID: "logout", Method: post, Path: "/api/logout", Access: operation.LoggedIn(), Tag: "Session", Summary: "Log out", Bind: operation.With(d, s.logout),
			About: "Ends the session at once, everywhere it is used. Answers where a browser that came by the identity provider logs out there too.",
		},
		{
			ID: "me", Method: get, Path: "/api/me", Access: operation.LoggedIn(), Tag: "Session", Summary: "Who is logged in", Bind: operation.With(d, s.me),
			About: "The person, the tenant and the roles behind the credential.",
		},
		{
			ID: "sites", Method: get, Path: "/api/sites", Access: read, Tag: "Sites", Summary: "List sites", Bind: operation.With(d, s.sites),
			About: "Sites in scope with their state, power now and energies of the local day, by name and page by page.",
		},
		{
			ID: "site-map", Method: get, Path: "/api/site-map", Access: read, Tag: "Sites", Summary: "All sites with their places", Bind: operation.With(d, s.siteMap),
			About: "Every site in scope, without what costs much to find: where it is, whether its edge is heard, its open alarms. Made for maps and choices over thousands of sites.",
		},
		{
			ID: "site", Method: get, Path: "/api/sites/{id}", Access: read, Tag: "Sites", Summary: "One site", Bind: operation.AtSite(d, s.site),
			About: "The site with its state, power now and energies of the local day.",
		},
		{
			ID: "assets", Method: get, Path: "/api/sites/{id}/assets", Access: read, Tag: "Sites", Summary: "Assets of a site", Bind: operation.AtSite(d, s.assets),
			About: "Things with energy meaning, with their ratings.",
		},
		{
			ID: "devices", Method: get, Path: "/api/sites/{id}/devices", Access: read, Tag: "Sites", Summary: "Devices of a site", Bind: operation.AtSite(d, s.devices),
			About: "Communication endpoints and their health.",
		},
		{
			ID: "channels", Method: get, Path: "/api/sites/{id}/channels", Access: read, Tag: "Sites", Summary: "Channels of a site", Bind: operation.AtSite(d, s.channels),
			About: "Named points of the site's assets.",
		},
	}
}

func (s *Server) telemetryAndEvents() []operation.Operation {
	d := s.desk()
	read, get := operation.Needs(identity.Read), http.MethodGet
	return []operation.Operation{
		{
			ID: "live", Method: get, Path: "/api/sites/{id}/live", Access: read, Tag: "Telemetry", Summary: "Newest values", Bind: operation.AtSite(d, s.live),
			About: "The newest reading of every channel of the site.",
		},
		{
			ID: "stream", Method: get, Path: "/api/sites/{id}/stream", Access: read, Tag: "Telemetry", Summary: "Live stream", Bind: operation.AtSite(d, s.stream),
			About: streamAbout, Endless: true, Describe: describeStream,
		},
		{
			ID: "series", Method: get, Path: "/api/sites/{id}/series", Access: read, Tag: "Telemetry", Summary: "Channels over time", Bind: operation.AtSite(d, s.series),
			About: "Time-weighted means, extremes and last values per interval. A gap is null, never zero.",
		},
		{
			ID: "readings", Method: get, Path: "/api/sites/{id}/readings", Access: read, Tag: "Telemetry", Summary: "Raw readings", Bind: operation.AtSite(d, s.readings),
			About: "Every stored reading of one channel, by time.",
		},
		{
			ID: "net-power", Method: get, Path: "/api/sites/{id}/net-power", Access: read, Tag: "Telemetry", Summary: "Power at the grid connection", Bind: operation.AtSite(d, s.netPower),
			About: netPowerAbout,
		},
		{
			ID: "summary", Method: get, Path: "/api/sites/{id}/summary", Access: read, Tag: "Telemetry", Summary: "A day in figures", Bind: operation.AtSite(d, s.summary),
			About: "Energies, shares and the peak of a local day, from quarter hours.",
		},
	}
}

const streamAbout = "Server-sent events. The first event is `readings` with the newest value of every channel; then `readings` " +
	"with what was just stored and `events` with alarms just raised or cleared. Ids increase; a client that comes back with " +
	"Last-Event-ID gets what it missed, or a fresh snapshot where that is too long ago. A comment every 15 s keeps the connection. " +
	"A reading may come again, or later than a newer one: the newest timestamp of a channel counts."

const netPowerAbout = "Document 000, example query 1: over the grid meters of the site's grid connections, the time-weighted mean per " +
	"meter and interval, summed; import positive. The last 24 h in quarter hours unless asked otherwise."

// desk is what the operations need of this server.
func (s *Server) desk() operation.Desk {
	return operation.Desk{
		Refuse: func(ctx context.Context, err error) error { return s.problem(ctx, err) },
		Site: func(ctx context.Context, scope identity.Scope, id uuid.UUID) (registry.Site, error) {
			return s.services.Registry.SiteByID(ctx, scope, id)
		},
		Now:     func() time.Time { return s.options.Now() },
		Remote:  func(ctx context.Context) string { return exchangeOf(ctx).remote },
		Content: func(ctx context.Context) string { return exchangeOf(ctx).content },
	}
}

// people is what the operations about people answer from.
func (s *Server) people() people.Services {
	return people.Services{
		People: s.services.People, Passwords: s.services.Passwords,
		Ended: func(session []byte) { s.feeds.expel(string(session)) },
	}
}

// register puts an operation on the API with its documented answers.
func (s *Server) register(api huma.API, o operation.Operation) {
	op := huma.Operation{
		OperationID:  o.ID,
		Method:       o.Method,
		Path:         o.Path,
		Tags:         []string{o.Tag},
		Summary:      o.Summary,
		Description:  o.About + "\n\n" + o.Access.Words(),
		Responses:    map[string]*huma.Response{"default": problemResponse(api)},
		Middlewares:  huma.Middlewares{s.admit(o)},
		MaxBodyBytes: maxBody + 1, // huma refuses a body of exactly this size
	}
	if o.Raw {
		op.MaxBodyBytes, op.SkipValidateBody = maxIngest+1, true
	}
	if o.Large {
		op.MaxBodyBytes = maxIngest + 1
	}
	if !o.Access.Public {
		op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	o.Bind(api, op)
	if o.Describe != nil {
		item := api.OpenAPI().Paths[o.Path]
		o.Describe(api.OpenAPI().Components.Schemas, cmp.Or(item.Get, item.Post, item.Put, item.Delete))
	}
}

// describeStream documents what huma cannot see: the events of the stream.
func describeStream(schemas huma.Registry, op *huma.Operation) {
	ref := func(t reflect.Type) *huma.Schema { return schemas.Schema(t, true, "") }
	op.Responses["200"] = &huma.Response{
		Description: "Server-sent events. The data of `readings` is Readings, the data of `events` is Events.",
		Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{
			AnyOf: []*huma.Schema{ref(reflect.TypeFor[Readings]()), ref(reflect.TypeFor[alarms.Events]())},
		}}},
	}
}

func problemResponse(api huma.API) *huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[problem.Problem](), true, "")
	return &huma.Response{
		Description: "Refused: a problem document.",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
	}
}
