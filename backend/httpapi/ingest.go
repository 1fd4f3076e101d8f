package httpapi

import (
	"context"
	"fmt"
	"math"
	"mime"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

const ingestPath = "/api/ingest"

// maxIngests bounds the ingests under way at once; more are refused UNAVAILABLE.
const maxIngests = 64

func (s *Server) ingest(ctx context.Context, c operation.Caller, in *ingestInput) (*ingestOutput, error) {
	select {
	case s.ingests <- struct{}{}:
		defer func() { <-s.ingests }()
	default:
		return nil, reason.New(reason.Unavailable, reason.Params{"what": "room for more readings"})
	}
	if kind, _, err := mime.ParseMediaType(exchangeOf(ctx).content); err != nil || kind != "application/json" {
		return nil, reason.New(reason.UnsupportedContent, reason.Params{"want": "application/json"})
	}
	if err := s.withinQuota(c); err != nil {
		return nil, err
	}
	readings, err := intake.Decode(in.RawBody)
	if err != nil {
		return nil, err
	}
	site, err := s.keptSite(ctx, c, in.Site)
	if err != nil {
		return nil, err
	}
	accepted, err := s.judge(ctx, c, site, readings)
	if err != nil {
		return nil, err
	}
	outcome := telemetry.Outcome{}
	if len(accepted.Samples) > 0 {
		batch := telemetry.Batch{Tenant: c.Scope.Tenant, Samples: accepted.Samples, Actor: answers(c.Principal)}
		if outcome, err = s.services.Samples.Write(ctx, batch); err != nil {
			return nil, fmt.Errorf("store readings: %w", err)
		}
		if s.services.Quotas != nil {
			s.services.Quotas.Spend(c.Scope.Tenant, len(accepted.Samples), s.options.Now())
		}
	}
	if live := accepted.Live(outcome.Conflicts, s.options.Now()); len(live) > 0 {
		if err := s.services.Live.Publish(c.Tenant.ID, site.ID, telemetry.LiveUpdate{Readings: live}); err != nil {
			// They are stored; who follows the site sees them with the next snapshot.
			s.options.Log.WarnContext(ctx, "stored readings were not announced", "site", site.ID, "err", err)
		}
	}
	return &ingestOutput{Body: s.ingested(accepted.Answer(outcome.Conflicts))}, nil
}

// withinQuota refuses SAMPLE_QUOTA while the tenant has sent more than it may.
func (s *Server) withinQuota(c operation.Caller) error {
	if s.services.Quotas == nil {
		return nil
	}
	wait := s.services.Quotas.Wait(c.Scope.Tenant, s.options.Now())
	if wait <= 0 {
		return nil
	}
	return reason.New(reason.SampleQuota, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
}

// answers is who answers for substituted values: a person, or an API key.
func answers(p identity.Principal) string {
	if p.Key != nil {
		return p.Key.ID.String()
	}
	return p.User.ID.String()
}

// ingested is the answer as it goes out, counted.
func (s *Server) ingested(a intake.Answer) IngestResult {
	s.metrics.readings.WithLabelValues("accepted").Add(float64(a.Accepted))
	out := IngestResult{Accepted: a.Accepted, Rejected: make([]RejectedItem, 0, len(a.Rejected))}
	for _, r := range a.Rejected {
		s.metrics.readings.WithLabelValues(string(r.Reason.Code)).Inc()
		out.Rejected = append(out.Rejected, RejectedItem{
			Index: r.Index, ReasonCode: r.Reason.Code, Detail: reason.Text(r.Reason.Code, "en", r.Reason.Params),
		})
	}
	return out
}

// keptSite is siteOfCredential as it was answered within the last seconds to the same question.
func (s *Server) keptSite(ctx context.Context, c operation.Caller, asked uuid.UUID) (registry.Site, error) {
	question := fmt.Sprint(c.Scope.Tenant, c.Scope.AllSites, c.Scope.Sites, asked)
	now := s.options.Now()
	if site, ok := s.asked.get(question, now); ok {
		return site, nil
	}
	site, err := s.siteOfCredential(ctx, c, asked)
	if err == nil {
		s.asked.put(question, site, now)
	}
	return site, err
}

// siteOfCredential is the site the readings are of: the one asked for, else the only one in scope.
func (s *Server) siteOfCredential(ctx context.Context, c operation.Caller, asked uuid.UUID) (registry.Site, error) {
	if asked != uuid.Nil {
		site, err := s.services.Registry.SiteByID(ctx, c.Scope, asked)
		if err != nil {
			return site, fmt.Errorf("find site: %w", err)
		}
		return site, nil
	}
	all, err := s.services.Registry.Sites(ctx, c.Scope)
	if err != nil {
		return registry.Site{}, fmt.Errorf("list sites: %w", err)
	}
	switch len(all) {
	case 0:
		return registry.Site{}, reason.New(reason.NotFound, reason.Params{"what": "site"})
	case 1:
		return all[0], nil
	default:
		refusal := reason.New(reason.MissingField, reason.Params{"field": "site"})
		return registry.Site{}, &problem.Several{First: refusal, All: []problem.Fault{problem.FaultAt("query.site", refusal)}}
	}
}
