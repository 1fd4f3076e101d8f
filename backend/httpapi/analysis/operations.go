package analysis

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/analysis"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/report"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *analysis.Service) []operation.Operation {
	a := api{desk: d, service: service}
	read, files := operation.Needs(identity.Read), operation.Needs(identity.Report)
	return []operation.Operation{
		{
			ID: "site-kpis", Method: http.MethodGet, Path: "/api/sites/{id}/kpis", Access: read, Tag: "Analysis", Summary: "Key figures of a site", Bind: operation.AtSite(d, a.siteKPIs),
			About: kpiAbout,
		},
		{
			ID: "site-kpis-file", Method: http.MethodGet, Path: "/api/sites/{id}/kpis.csv", Access: files, Tag: "Analysis", Summary: "Key figures of a site as a file", Bind: operation.AtSite(d, a.siteKPIFile),
			About: "Comma-separated values (RFC 4180), a line per interval, with the figures and units of the JSON, but shares in percent and cycles as decimals. What is unknown is empty.", Describe: isCSV,
		},
		{
			ID: "org-node-kpis", Method: http.MethodGet, Path: "/api/org-nodes/{id}/kpis", Access: read, Tag: "Analysis", Summary: "Key figures of a node of the organisation", Bind: operation.With(d, a.nodeKPIs),
			About: "Of all sites below a node of kind ENTERPRISE together, for those who see all of them. " + kpiAbout,
		},
		{
			ID: "org-node-kpis-file", Method: http.MethodGet, Path: "/api/org-nodes/{id}/kpis.csv", Access: files, Tag: "Analysis", Summary: "Key figures of a node as a file", Bind: operation.With(d, a.nodeKPIFile),
			About: "The columns of a site's file.", Describe: isCSV,
		},
		{
			ID: "load-profile", Method: http.MethodGet, Path: "/api/sites/{id}/load-profile", Access: read, Tag: "Analysis", Summary: "Load profile of a site or channel", Bind: operation.AtSite(d, a.profile),
			About: profileAbout,
		},
		{
			ID: "load-profile-file", Method: http.MethodGet, Path: "/api/sites/{id}/load-profile.csv", Access: files, Tag: "Analysis", Summary: "Load profile as a file", Bind: operation.AtSite(d, a.profileFile),
			About: "Comma-separated values (RFC 4180): with part=profile a line per kind of day and time, with part=duration a line per percent of the load duration curve.", Describe: isCSV,
		},
	}
}

const kpiAbout = "By local day or calendar month, from quarter hours, added up in whole J and W and answered in Wh to 0.01 half to even, by the same rules as reports. A figure is null where a channel it follows from " +
	"covers less than least_coverage_bp of the time. Ratings are those of now, whenever the energy was measured."

const profileAbout = "The mean day of working days, Saturdays and Sundays, apart by season if asked for, with percentiles, extremes and coverage; and the load duration curve. " +
	"Days are local days: quarter hours that exist twice count twice, those that do not exist are not missed. At most 1,100 days."

func isCSV(_ huma.Registry, op *huma.Operation) {
	op.Responses["200"] = &huma.Response{Description: "The file.", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}
}

type api struct {
	desk    operation.Desk
	service *analysis.Service
}

func (a api) kpis(ctx context.Context, scope identity.Scope, kind report.Kind, in asked) (analysis.KPIs, error) {
	found, err := a.service.KPIs(ctx, scope, analysis.Question{
		Kind: kind, Subject: in.subject, Dates: analysis.Dates{From: in.From, To: in.To}, Interval: analysis.Interval(in.Interval), TimeZone: in.TimeZone,
	}, a.desk.Now())
	if err != nil {
		return found, fmt.Errorf("find key figures: %w", err)
	}
	return found, nil
}

// asked is what is asked about a subject.
type asked struct {
	KPIQuery
	subject uuid.UUID
}

func (a api) siteKPIs(ctx context.Context, v operation.Visit, in *siteKPIInput) (*kpiOutput, error) {
	found, err := a.kpis(ctx, v.Scope, report.OfSite, asked{in.KPIQuery, v.Site.ID})
	if err != nil {
		return nil, err
	}
	return &kpiOutput{Body: found}, nil
}

func (a api) siteKPIFile(ctx context.Context, v operation.Visit, in *siteKPIInput) (*fileOutput, error) {
	found, err := a.kpis(ctx, v.Scope, report.OfSite, asked{in.KPIQuery, v.Site.ID})
	if err != nil {
		return nil, err
	}
	return kpiFile(found, in.KPIQuery), nil
}

func (a api) nodeKPIs(ctx context.Context, c operation.Caller, in *nodeKPIInput) (*kpiOutput, error) {
	found, err := a.kpis(ctx, c.Scope, report.OfNode, asked{in.KPIQuery, in.ID})
	if err != nil {
		return nil, err
	}
	return &kpiOutput{Body: found}, nil
}

func (a api) nodeKPIFile(ctx context.Context, c operation.Caller, in *nodeKPIInput) (*fileOutput, error) {
	found, err := a.kpis(ctx, c.Scope, report.OfNode, asked{in.KPIQuery, in.ID})
	if err != nil {
		return nil, err
	}
	return kpiFile(found, in.KPIQuery), nil
}

func (a api) find(ctx context.Context, v operation.Visit, in ProfileQuery) (analysis.LoadProfile, error) {
	found, err := a.service.Profile(ctx, v.Scope, v.Site, analysis.Course{
		Of: in.SeriesRef, Dates: analysis.Dates{From: in.From, To: in.To}, Period: analysis.Period(in.Period), Seasons: in.Seasons,
	}, a.desk.Now())
	if err != nil {
		return found, fmt.Errorf("find a load profile: %w", err)
	}
	return found, nil
}

func (a api) profile(ctx context.Context, v operation.Visit, in *SiteProfileInput) (*profileOutput, error) {
	found, err := a.find(ctx, v, in.ProfileQuery)
	if err != nil {
		return nil, err
	}
	return &profileOutput{Body: found}, nil
}

func (a api) profileFile(ctx context.Context, v operation.Visit, in *profileFileInput) (*fileOutput, error) {
	found, err := a.find(ctx, v, in.ProfileQuery)
	if err != nil {
		return nil, err
	}
	body := profileTable(found)
	if in.Part == "duration" {
		body = durationTable(found)
	}
	return csvFile("load-"+in.Part+"-"+in.From+"-"+in.To, body), nil
}
