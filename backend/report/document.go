package report

import (
	"encoding/json"
	"fmt"
)

// Encode is the report as it is kept: the same report is the same bytes.
func (r Report) Encode() []byte {
	data, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("encode a report: %v", err)) // it holds nothing that has no JSON
	}
	return data
}

// Decode is the report of a document that Encode made, now or when reports had schema 1. That one is raised to the
// present schema, which has the same figures and another unit of energies: so whoever shows or answers a report knows
// one shape alone. The document stays as it is, and its hash with it. It refuses a schema that it does not know.
func Decode(document []byte) (Report, error) {
	var r Report
	if err := json.Unmarshal(document, &r); err != nil {
		return r, fmt.Errorf("read a report: %w", err)
	}
	switch r.Schema {
	case schema:
		return r, nil
	case inJoules:
		return r, r.raise(document)
	default:
		return r, fmt.Errorf("read a report: its schema is %d, those known are %d and %d", r.Schema, inJoules, schema)
	}
}

// inJoules is the schema whose energies are whole J.
const inJoules = 1

// joules are the energies of figures under schema 1.
type joules struct {
	ImportJ     *int64 `json:"import_j"`
	ExportJ     *int64 `json:"export_j"`
	PVJ         *int64 `json:"pv_j"`
	ChargedJ    *int64 `json:"charged_j"`
	DischargedJ *int64 `json:"discharged_j"`
	LoadJ       *int64 `json:"load_j"`
}

func (j joules) into(f *Figures) {
	f.Import, f.Export, f.PV = Shown(j.ImportJ), Shown(j.ExportJ), Shown(j.PVJ)
	f.Charged, f.Discharged, f.Load = Shown(j.ChargedJ), Shown(j.DischargedJ), Shown(j.LoadJ)
}

// raise takes the energies of a document of schema 1 into the report that the rest of it was read into.
func (r *Report) raise(document []byte) error {
	var old struct {
		Total joules   `json:"total"`
		Parts []joules `json:"parts"`
		Sites []joules `json:"sites"`
	}
	if err := json.Unmarshal(document, &old); err != nil {
		return fmt.Errorf("read the energies of a report in J: %w", err)
	}
	r.Schema = schema
	old.Total.into(&r.Total)
	for i := range r.Parts {
		old.Parts[i].into(&r.Parts[i].Figures)
	}
	for i := range r.Sites {
		old.Sites[i].into(&r.Sites[i].Figures)
	}
	return nil
}
