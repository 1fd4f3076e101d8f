package places

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/places/bulk"
)

type exportInput struct {
	Site uuid.UUID `query:"site" format:"uuid" doc:"This site alone, with what lies above it and the contracts under which something of it is promised. Without it, everything in sight."`
}

type exportTableInput struct {
	exportInput
	Kind string `query:"kind" default:"sites" enum:"org_nodes,sites,assets,evses,grid_connections,grid_constraints,energy_contracts,asset_contract_links" doc:"What the lines are about."`
}

type exportOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

const exportAbout = "What is archived is not in it. What has no key is named by its id. "

func (a api) exporting() []operation.Operation {
	return []operation.Operation{
		{
			ID: "export-places", Method: http.MethodGet, Path: "/api/places.yaml", Access: operation.Needs(identity.Report), Tag: "Places", Summary: "Sites and what stands there as a file", Bind: operation.With(a.desk, a.giveYAML),
			About:    "The form that an import takes: taken in elsewhere it makes the same, taken in here it changes nothing. " + exportAbout + "Comments at the top say what could not be written down.",
			Describe: asFile("application/yaml", "Lists of rows by kind."),
		},
		{
			ID: "export-places-table", Method: http.MethodGet, Path: "/api/places.csv", Access: operation.Needs(identity.Report), Tag: "Places", Summary: "Sites, or what stands there, as a table", Bind: operation.With(a.desk, a.giveCSV),
			About:    "The rows of one kind as an import takes them. " + exportAbout,
			Describe: asFile("text/csv", "One line for each, under a line of names."),
		},
	}
}

func asFile(media, about string) func(huma.Registry, *huma.Operation) {
	return func(_ huma.Registry, op *huma.Operation) {
		op.Responses["200"] = &huma.Response{Description: about, Content: map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}}}
	}
}

func (a api) giveYAML(ctx context.Context, c operation.Caller, in *exportInput) (*exportOutput, error) {
	export, err := a.imports.Give(ctx, c.Scope, in.Site)
	if err != nil {
		return nil, err
	}
	return &exportOutput{Type: "application/yaml", Disposition: `attachment; filename="places.yaml"`, Body: []byte(export.YAML())}, nil
}

func (a api) giveCSV(ctx context.Context, c operation.Caller, in *exportTableInput) (*exportOutput, error) {
	export, err := a.imports.Give(ctx, c.Scope, in.Site)
	if err != nil {
		return nil, err
	}
	return &exportOutput{
		Type: "text/csv; charset=utf-8; header=present", Disposition: `attachment; filename="` + in.Kind + `.csv"`, Body: []byte(export.CSV(bulk.Kind(in.Kind))),
	}, nil
}
