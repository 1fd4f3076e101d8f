package audittrail

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/audit"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
)

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, trail audit.Trail) []operation.Operation {
	a := api{desk: d, trail: trail}
	read := operation.Needs(identity.ReadAudit)
	return []operation.Operation{
		{
			ID: "audit", Method: http.MethodGet, Path: "/api/audit", Access: read, Tag: "Audit", Summary: "Who changed what", Bind: operation.With(d, a.page),
			About: "Every change of what people and configuration write, newest first, noted by the database in the same transaction. " +
				"`ohmstead audit verify` checks that the log is as it was written.",
		},
		{
			ID: "audit-export", Method: http.MethodGet, Path: "/api/audit.csv", Access: read, Tag: "Audit", Summary: "The log as a file", Bind: operation.With(d, a.export),
			About: "The same entries as comma-separated values (RFC 4180), newest first, the newest 100,000: narrow the selection where there are more.",
			Describe: func(_ huma.Registry, op *huma.Operation) {
				op.Responses["200"] = &huma.Response{
					Description: "One line per entry under a line of names.",
					Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
				}
			},
		},
	}
}

type api struct {
	desk  operation.Desk
	trail audit.Trail
}

func (a api) page(ctx context.Context, c operation.Caller, in *pageInput) (*pageOutput, error) {
	filter, err := a.filter(ctx, c, in.Selection)
	if err != nil {
		return nil, err
	}
	filter.Cursor, filter.Limit = in.Cursor, in.Limit
	found, next, err := a.trail.Trail(ctx, c.Scope, filter)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	out := &pageOutput{Body: AuditPage{Items: make([]AuditEntry, 0, len(found)), Next: next}}
	for _, l := range found {
		out.Body.Items = append(out.Body.Items, entryOf(l))
	}
	return out, nil
}

// filter is a selection within the caller's scope: NOT_FOUND for a site outside of it.
func (a api) filter(ctx context.Context, c operation.Caller, s Selection) (audit.Filter, error) {
	f := audit.Filter{Entity: s.Entity, EntityID: s.EntityID, Actor: s.Actor, Action: audit.Action(s.Action), From: s.From, To: s.To}
	if s.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, s.Site)
		if err != nil {
			return f, fmt.Errorf("find site: %w", err)
		}
		f.Site = &site.ID
	}
	return f, nil
}

func entryOf(l audit.Listed) AuditEntry {
	e := AuditEntry{
		ID: l.ID, At: l.At, Actor: l.Actor, ActorName: l.ActorName, Request: l.Request, Action: string(l.Action),
		Entity: l.Entity, EntityID: l.EntityID, Before: l.Before, After: l.After,
	}
	if l.Site != uuid.Nil {
		e.SiteID = &l.Site
	}
	if l.Seal.Seq > 0 {
		e.Seq, e.Hash = &l.Seal.Seq, l.Seal.Hash.String()
	}
	return e
}

// Bounds of an export: so many entries, so many a page.
const (
	exportLimit = 100_000
	exportPage  = 500
)

var exportHeader = []string{"seq", "at", "actor", "actor_name", "action", "entity", "entity_id", "site_id", "request", "before", "after", "hash"}

// export streams the log; the first page is read before anything is sent, so that a refusal is still
// a problem document. What fails later ends the answer in the middle of its transfer.
func (a api) export(ctx context.Context, c operation.Caller, in *exportInput) (*huma.StreamResponse, error) {
	filter, err := a.filter(ctx, c, in.Selection)
	if err != nil {
		return nil, err
	}
	filter.Limit = exportPage
	page, next, err := a.trail.Trail(ctx, c.Scope, filter)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present")
		answer.SetHeader("Content-Disposition", `attachment; filename="audit.csv"`)
		out := csv.NewWriter(answer.BodyWriter())
		write(out, exportHeader)
		for rest := exportLimit; ; rest -= exportPage {
			for _, l := range page {
				write(out, recordOf(entryOf(l)))
			}
			out.Flush()
			if next == "" || rest <= exportPage {
				return
			}
			filter.Cursor = next
			if page, next, err = a.trail.Trail(ctx, c.Scope, filter); err != nil {
				panic(http.ErrAbortHandler) // a cut transfer, not a file that looks whole
			}
		}
	}}, nil
}

// write leaves the error of a client that has gone to Flush, which nobody waits for either.
func write(out *csv.Writer, record []string) { _ = out.Write(record) }

func recordOf(e AuditEntry) []string {
	seq, site := "", ""
	if e.Seq != nil {
		seq = strconv.FormatInt(*e.Seq, 10)
	}
	if e.SiteID != nil {
		site = e.SiteID.String()
	}
	return []string{seq, e.At.Format(time.RFC3339Nano), e.Actor, e.ActorName, e.Action, e.Entity, e.EntityID, site, e.Request, string(e.Before), string(e.After), e.Hash}
}
