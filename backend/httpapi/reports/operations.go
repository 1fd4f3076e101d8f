package reports

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/report"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *report.Service, now func() time.Time) []operation.Operation {
	a := api{service: service, now: now}
	access := operation.Needs(identity.Report)
	return []operation.Operation{
		{
			ID: "report-subjects", Method: http.MethodGet, Path: "/api/report-subjects", Access: access, Tag: "Reports", Summary: "What reports can be about", Bind: operation.With(d, a.subjects),
			About: "Sites in scope, and nodes of the organisation for those who see all sites below them.",
		},
		{
			ID: "reports", Method: http.MethodGet, Path: "/api/reports", Access: access, Tag: "Reports", Summary: "List reports", Bind: operation.With(d, a.list),
			About: "Versions of reports without their figures, newest first.",
		},
		{
			ID: "run-report", Method: http.MethodPost, Path: "/api/reports", Access: access, Tag: "Reports", Summary: "Run a report", Bind: operation.With(d, a.run),
			About: "Computes the report and notes who ran it. On the same data the same version is answered, byte for byte; where the data has changed since, a new version that names the one it replaces.",
		},
		{
			ID: "report", Method: http.MethodGet, Path: "/api/reports/{id}", Access: access, Tag: "Reports", Summary: "One report", Bind: operation.With(d, a.one),
			About: "A version with its figures; energies, which were added up in whole J, in Wh to 0.01 half to even.",
		},
		{
			ID: "report-file", Method: http.MethodGet, Path: "/api/reports/{id}/file", Access: access, Tag: "Reports", Summary: "A report as a file", Bind: operation.With(d, a.file),
			About: "As comma-separated values (RFC 4180), as a page to print, or as the JSON whose SHA-256 is hash: as it was kept, in the shape that its schema names.", Describe: describeFile,
		},
	}
}

func describeFile(_ huma.Registry, op *huma.Operation) {
	content := map[string]*huma.MediaType{}
	for kind, of := range map[string]string{"text/csv": huma.TypeString, "text/html": huma.TypeString, "application/json": huma.TypeObject} {
		content[kind] = &huma.MediaType{Schema: &huma.Schema{Type: of}}
	}
	op.Responses["200"] = &huma.Response{Description: "The file.", Content: content}
}

type api struct {
	service *report.Service
	now     func() time.Time
}

func (a api) subjects(ctx context.Context, c operation.Caller, _ *struct{}) (*subjectsOutput, error) {
	found, err := a.service.Subjects(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("find what reports can be about: %w", err)
	}
	return &subjectsOutput{Body: ReportSubjects{Items: append([]report.Subject{}, found...)}}, nil
}

func (a api) list(ctx context.Context, c operation.Caller, in *listInput) (*listOutput, error) {
	f := report.Filter{Period: report.Period(in.Period), Newest: in.Newest, Cursor: in.Cursor, Limit: in.Limit}
	if in.Subject != uuid.Nil {
		f.Subject = &in.Subject
	}
	found, next, err := a.service.Versions(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	out := &listOutput{Body: ReportPage{Items: make([]ReportVersion, 0, len(found)), Next: next}}
	for _, v := range found {
		out.Body.Items = append(out.Body.Items, versionOf(v))
	}
	return out, nil
}

func (a api) run(ctx context.Context, c operation.Caller, in *runInput) (*runOutput, error) {
	run, err := a.service.Run(ctx, c.Scope, report.Request{
		Kind: report.Kind(in.Body.Kind), Subject: in.Body.Subject, Period: report.Period(in.Body.Period), Day: in.Body.Day, TimeZone: in.Body.TimeZone,
	}, c.User.ID, a.now())
	if err != nil {
		return nil, fmt.Errorf("run a report: %w", err)
	}
	full, err := fullOf(run.Version)
	if err != nil {
		return nil, err
	}
	return &runOutput{Body: ReportRun{ID: run.ID, At: run.At, Made: run.Made, FullReport: full}}, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *oneInput) (*oneOutput, error) {
	v, err := a.service.Version(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find a report: %w", err)
	}
	full, err := fullOf(v)
	if err != nil {
		return nil, err
	}
	return &oneOutput{Body: full}, nil
}

func (a api) file(ctx context.Context, c operation.Caller, in *fileInput) (*fileOutput, error) {
	v, err := a.service.Version(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find a report: %w", err)
	}
	full, err := fullOf(v)
	if err != nil {
		return nil, err
	}
	out := &fileOutput{ETag: `"` + hex.EncodeToString(v.Hash[:]) + "-" + in.Format + in.Language + `"`}
	name := strings.ToLower(fmt.Sprintf("energy-%s-%s-v%d", v.Period, v.FirstDay, v.Number))
	switch in.Format {
	case "json":
		out.Type, out.Body = "application/json", v.Result
	case "html":
		out.Type = "text/html; charset=utf-8"
		if out.Body, err = page(full, in.Language); err != nil {
			return nil, err
		}
	default:
		out.Type, out.Body = "text/csv; charset=utf-8; header=present", table(full)
	}
	if in.Format != "html" {
		out.Disposition = fmt.Sprintf("attachment; filename=%q", name+"."+in.Format)
	}
	return out, nil
}

// fullOf is a version with its figures in the one shape that the description of the API promises, whatever the
// schema it is kept in. The bytes of a version, whose hash it has, are its file as JSON alone.
func fullOf(v report.Version) (FullReport, error) {
	found, err := report.Decode(v.Result)
	if err != nil {
		return FullReport{}, fmt.Errorf("read the report %s: %w", v.ID, err)
	}
	return FullReport{Version: versionOf(v), Report: found}, nil
}

func versionOf(v report.Version) ReportVersion {
	return ReportVersion{
		ID: v.ID, Kind: string(v.Subject.Kind), Subject: v.Subject.ID, SubjectName: v.Subject.Name, Period: string(v.Period), TimeZone: v.TimeZone, FirstDay: v.FirstDay,
		Version: v.Number, Replaces: v.Replaces, Newest: v.Newest, Closed: v.Closed, Created: v.Created,
		DataHash: hex.EncodeToString(v.DataHash[:]), Hash: hex.EncodeToString(v.Hash[:]),
	}
}
