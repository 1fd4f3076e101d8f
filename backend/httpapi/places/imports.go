package places

import (
	"context"
	"net/http"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/places/bulk"
	"ohmstead/energy/reason"
)

// ImportFile is a file to take over.
type ImportFile struct {
	Name    string `json:"name" minLength:"1" maxLength:"200" doc:"Says what is in it: CSV begins with org_nodes, sites, assets, evses, grid_connections, grid_constraints, energy_contracts or asset_contract_links; YAML holds all of them." example:"sites.csv"`
	Content string `json:"content" doc:"Its text." example:"key,name,time_zone\nnorth,Plant north,Europe/Berlin\n"`
}

// ImportRequest is what is to be taken over.
type ImportRequest struct {
	Files []ImportFile `json:"files" nullable:"false" minItems:"1" maxItems:"20"`
	Dry   bool         `json:"dry_run" doc:"Says what would become of it, and stores nothing." example:"true"`
}

// ImportProblem is why a row cannot be taken over.
type ImportProblem struct {
	File   string         `json:"file" example:"sites.csv"`
	Line   int            `json:"line" doc:"From 1." example:"2"`
	Field  string         `json:"field" doc:"Empty where it is the whole row or file." example:"time_zone"`
	Code   string         `json:"reason_code" example:"INVALID_VALUE"`
	Params map[string]any `json:"params" nullable:"false" doc:"With the value and what would be right."`
	TextEN string         `json:"text_en" example:"time_zone is Berlin, want an IANA time zone as Europe/Berlin"`
	TextDE string         `json:"text_de" example:"time_zone ist Berlin, richtig wäre an IANA time zone as Europe/Berlin"`
}

// ImportRow is a row that can be taken over.
type ImportRow struct {
	File    string `json:"file" example:"sites.csv"`
	Line    int    `json:"line" example:"2"`
	Kind    string `json:"kind" enum:"org_nodes,sites,assets,evses,grid_connections,grid_constraints,energy_contracts,asset_contract_links" example:"sites"`
	Key     string `json:"key" example:"north"`
	Outcome string `json:"outcome" enum:"MADE,CHANGED,SAME" doc:"SAME: all of it is known already." example:"MADE"`
}

// ImportReport is what an import comes to.
type ImportReport struct {
	Stored   bool            `json:"stored" doc:"Whether everything was stored: never with problems, nor by a dry run." example:"false"`
	Rows     []ImportRow     `json:"rows" nullable:"false"`
	Problems []ImportProblem `json:"problems" nullable:"false" doc:"All of them, by file and line."`
}

type importInput struct{ Body ImportRequest }

type importOutput struct{ Body ImportReport }

func (a api) importing() operation.Operation {
	return operation.Operation{
		ID: "import-places", Method: http.MethodPost, Path: "/api/imports", Access: operation.Needs(identity.Places), Tag: "Places", Summary: "Take sites and what stands there over from files", Large: true,
		Bind: operation.With(a.desk, a.take),
		About: "Everything is stored or nothing; where there are problems, all of them are listed and nothing is stored. Rows are told apart by their keys (sites, places and assets by key, " +
			"EVSEs by ocpp_id, grid connections by name, contracts by key, constraints and promises by what they are about and when they begin), so the same files again change nothing. A field that is not in a file stays as it is, an empty one becomes unknown. Contracts and what is promised under them need CONTRACTS too.",
	}
}

func (a api) take(ctx context.Context, c operation.Caller, in *importInput) (*importOutput, error) {
	job := bulk.Job{Dry: in.Body.Dry, Now: a.desk.Now()}
	for _, f := range in.Body.Files {
		job.Files = append(job.Files, bulk.File(f))
	}
	report, err := a.imports.Run(ctx, c.Principal, job)
	if err != nil {
		return nil, err
	}
	out := ImportReport{Stored: report.Stored, Rows: make([]ImportRow, 0, len(report.Rows)), Problems: make([]ImportProblem, 0, len(report.Problems))}
	for _, r := range report.Rows {
		out.Rows = append(out.Rows, ImportRow{File: r.File, Line: r.Line, Kind: string(r.Kind), Key: r.Key, Outcome: string(r.Outcome)})
	}
	for _, p := range report.Problems {
		params := p.Why.Params
		if params == nil {
			params = reason.Params{}
		}
		out.Problems = append(out.Problems, ImportProblem{
			File: p.File, Line: p.Line, Field: p.Field, Code: string(p.Why.Code), Params: params,
			TextEN: reason.Text(p.Why.Code, "en", p.Why.Params), TextDE: reason.Text(p.Why.Code, "de", p.Why.Params),
		})
	}
	return &importOutput{Body: out}, nil
}
