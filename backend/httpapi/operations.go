package httpapi

import (
	"cmp"
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/identity"
)

// Access says who may call an operation: anyone, anyone logged in, or who holds a permission.
type Access struct {
	Public     bool
	Permission identity.Permission
}

// Operation is one row of the table of operations: its place, who may call it, and its words in
// the API description.
type Operation struct {
	ID      string
	Method  string
	Path    string
	Access  Access
	Tag     string
	Summary string
	About   string
	bind    func(huma.API, huma.Operation)
	// describe adds to the description what the types cannot say; nil where they say all.
	describe func(huma.Registry, *huma.Operation)
}

func public() Access                              { return Access{Public: true} }
func loggedIn() Access                            { return Access{} }
func needs(permission identity.Permission) Access { return Access{Permission: permission} }

// Operations is the table of everything the API offers. The description, the permission checks
// and the tests are made from it.
func (s *Server) Operations() []Operation {
	read, ingest := needs(identity.Read), needs(identity.Ingest)
	get, post := http.MethodGet, http.MethodPost
	return []Operation{
		{"login", post, "/api/login", public(), "Session", "Log in",
			"Answers a bearer token and sets the same as a cookie. Attempts are throttled per e-mail and address.", with(s.login), nil},
		{"logout", post, "/api/logout", loggedIn(), "Session", "Log out",
			"Ends the session at once, everywhere it is used.", with(s.logout), nil},
		{"me", get, "/api/me", loggedIn(), "Session", "Who is logged in",
			"The person, the tenant and the roles behind the credential.", with(s.me), nil},
		{"sites", get, "/api/sites", read, "Sites", "List sites",
			"Every site in scope with its state, power now and energies of the local day.", with(s.sites), nil},
		{"site", get, "/api/sites/{id}", read, "Sites", "One site",
			"The site with its state, power now and energies of the local day.", with(s.site), nil},
		{"assets", get, "/api/sites/{id}/assets", read, "Sites", "Assets of a site",
			"Things with energy meaning, with their ratings.", with(s.assets), nil},
		{"devices", get, "/api/sites/{id}/devices", read, "Sites", "Devices of a site",
			"Communication endpoints and their health.", with(s.devices), nil},
		{"channels", get, "/api/sites/{id}/channels", read, "Sites", "Channels of a site",
			"Named points of the site's assets.", with(s.channels), nil},
		{"live", get, "/api/sites/{id}/live", read, "Telemetry", "Newest values",
			"The newest reading of every channel of the site.", with(s.live), nil},
		{"stream", get, "/api/sites/{id}/stream", read, "Telemetry", "Live stream",
			streamAbout, with(s.stream), describeStream},
		{"series", get, "/api/sites/{id}/series", read, "Telemetry", "Channels over time",
			"Time-weighted means, extremes and last values per interval. A gap is null, never zero.", with(s.series), nil},
		{"readings", get, "/api/sites/{id}/readings", read, "Telemetry", "Raw readings",
			"Every stored reading of one channel, by time.", with(s.readings), nil},
		{"net-power", get, "/api/sites/{id}/net-power", read, "Telemetry", "Power at the grid connection",
			"Document 000, example query 1: over the grid meters of the site's grid connections, the time-weighted mean per meter and interval, summed; import positive. The last 24 h in quarter hours unless asked otherwise.", with(s.netPower), nil},
		{"summary", get, "/api/sites/{id}/summary", read, "Telemetry", "A day in figures",
			"Energies, shares and the peak of a local day, from quarter hours.", with(s.summary), nil},
		{"events", get, "/api/events", read, "Events", "List events",
			"Alarms, faults and transitions of every site in scope, newest first.", with(s.events), nil},
		{"ingest", post, "/api/ingest", ingest, "Telemetry", "Store readings",
			ingestAbout, with(s.ingest), describeIngest},
	}
}

const streamAbout = "Server-sent events. The first event is `readings` with the newest value of every channel; then `readings` " +
	"with what was just stored and `events` with alarms just raised or cleared. Ids increase; a client that comes back with " +
	"Last-Event-ID gets what it missed, or a fresh snapshot where that is too long ago. A comment every 15 s keeps the connection."

const ingestAbout = "Readings in the shape of document 001, section 8: `{\"schema\":1,\"readings\":[…]}` or one bare reading, at most 1 MiB. " +
	"A timestamp is Unix seconds or an RFC 3339 string; without one the reading is taken at the server's time with quality UNCERTAIN. " +
	"Every reading is answered on its own: the same value for a stored instant again counts as accepted, another value is SAMPLE_CONFLICT."

// with binds a typed handler to its row.
func with[I, O any](handle func(context.Context, *I) (*O, error)) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) { huma.Register(api, op, handle) }
}

// register puts an operation on the API with its documented answers.
func (s *Server) register(api huma.API, o Operation) {
	op := huma.Operation{
		OperationID: o.ID,
		Method:      o.Method,
		Path:        o.Path,
		Tags:        []string{o.Tag},
		Summary:     o.Summary,
		Description: o.About + "\n\n" + o.Access.words(),
		Responses:   map[string]*huma.Response{"default": problemResponse(api)},
	}
	if !o.Access.Public {
		op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	o.bind(api, op)
	if o.describe != nil {
		item := api.OpenAPI().Paths[o.Path]
		o.describe(api.OpenAPI().Components.Schemas, cmp.Or(item.Get, item.Post))
	}
}

// describeStream documents what huma cannot see: the events of the stream.
func describeStream(schemas huma.Registry, op *huma.Operation) {
	ref := func(t reflect.Type) *huma.Schema { return schemas.Schema(t, true, "") }
	op.Responses["200"] = &huma.Response{
		Description: "Server-sent events. The data of `readings` is Readings, the data of `events` is Events.",
		Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{
			AnyOf: []*huma.Schema{ref(reflect.TypeFor[Readings]()), ref(reflect.TypeFor[Events]())},
		}}},
	}
}

// describeIngest documents the body that the operation decodes itself.
func describeIngest(schemas huma.Registry, op *huma.Operation) {
	ref := func(t reflect.Type) *huma.Schema { return schemas.Schema(t, true, "") }
	op.RequestBody = &huma.RequestBody{
		Required: true,
		Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			OneOf: []*huma.Schema{ref(reflect.TypeFor[ReadingBatch]()), ref(reflect.TypeFor[ReadingIn]())},
		}}},
	}
}

func (a Access) words() string {
	switch {
	case a.Public:
		return "Needs no login."
	case a.Permission == "":
		return "Needs a login."
	default:
		return "Needs the permission " + string(a.Permission) + "."
	}
}
