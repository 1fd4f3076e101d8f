package httpapi

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/energy/unit"
)

// description is the head of the API description.
func description() *huma.OpenAPI {
	return &huma.OpenAPI{
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
			Schemas: schemas(),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer": {Type: "http", Scheme: "bearer", Description: "The token of POST /api/login."},
				"cookie": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "Set by POST /api/login."},
			},
		},
		Tags: []*huma.Tag{
			{Name: "Session", Description: "Who is logged in."},
			{Name: "Virtual channels", Description: "Channels that are computed from others."},
			{Name: "Sites", Description: "Sites with their assets, devices and channels."},
			{Name: "Telemetry", Description: "Values: newest, live, over time; and storing them."},
			{Name: "Control", Description: "Orders to edges and the limits they keep."},
			{Name: "Events", Description: "Alarms and what else happened."},
		},
	}
}

// schemas are the shapes of bodies, in which an energy is the number that JSON has for it.
func schemas() huma.Registry {
	all := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	all.RegisterTypeAlias(reflect.TypeFor[unit.ShownEnergy](), reflect.TypeFor[float64]())
	return all
}
