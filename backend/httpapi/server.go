package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
)

// Version is the version of the API description.
const Version = "1"

// Server answers requests.
type Server struct{}

// describe builds the API's operations on a router.
func (s *Server) describe(router chi.Router) huma.API {
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title:   "Ohmstead",
				Version: Version,
				Description: "Energy of sites: live power, history, events and ingest. " +
					"Power is positive away from the grid: import, load and charge are positive; export, PV and discharge are negative. " +
					"Unknown is null, never zero. Errors are problem documents (RFC 9457) with a code of the catalogue of reasons.",
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"bearer": {Type: "http", Scheme: "bearer", Description: "The token of POST /api/login."},
					"cookie": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "Set by POST /api/login."},
				},
			},
			Tags: []*huma.Tag{
				{Name: "Session", Description: "Who is logged in."},
				{Name: "Sites", Description: "Sites with their assets, devices and channels."},
				{Name: "Telemetry", Description: "Values: newest, live, over time; and storing them."},
				{Name: "Events", Description: "Alarms and what else happened."},
			},
		},
		Formats:                      huma.DefaultFormats,
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
	api := humachi.New(router, config)
	for _, o := range s.Operations() {
		s.register(api, o)
	}
	// Huma describes its own error model beside every operation; ours is documented instead.
	schemas := api.OpenAPI().Components.Schemas.Map()
	delete(schemas, "ErrorModel")
	delete(schemas, "ErrorDetail")
	return api
}

func problemResponse(api huma.API) *huma.Response {
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")
	return &huma.Response{
		Description: "Refused: a problem document.",
		Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schema}},
	}
}

// Document is the API's OpenAPI 3.1 description. It needs no server and no database, and is the
// same bytes every time.
func Document() ([]byte, error) {
	api := (&Server{}).describe(chi.NewMux())
	compact, err := json.Marshal(api.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("encode the API description: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, compact, "", "  "); err != nil {
		return nil, fmt.Errorf("indent the API description: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
