package export

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/identity"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// Bounds of answers to Grafana.
const (
	maxTargets     = 50
	maxFound       = 1_000
	maxAnnotations = 500
	maxPoints      = 11_000
)

// SearchRequest is what Grafana asks for the targets there are. Source of the three requests and their
// answers: README of Grafana's "Simple JSON" data source.
type SearchRequest struct {
	Target string `json:"target,omitempty" doc:"What the name must have in it; empty finds all."`
}

// SearchFound is one target.
type SearchFound struct {
	Text  string `json:"text" example:"House north: meter0.ActivePower"`
	Value string `json:"value" doc:"What to ask for: the site's id and the channel." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10/meter0.ActivePower"`
}

// Range is a span of time.
type Range struct {
	From time.Time `json:"from" example:"2026-06-01T00:00:00Z"`
	To   time.Time `json:"to" example:"2026-06-02T00:00:00Z"`
}

// QueryRequest is what Grafana asks for series.
type QueryRequest struct {
	Range         Range         `json:"range"`
	IntervalMs    int64         `json:"intervalMs,omitempty" doc:"The shortest interval that can be seen." example:"30000"`
	MaxDataPoints int64         `json:"maxDataPoints,omitempty" example:"550"`
	Targets       []QueryTarget `json:"targets" nullable:"false"`
}

// QueryTarget is one series that is asked for.
type QueryTarget struct {
	Target string `json:"target" doc:"The value of a target that was found." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10/meter0.ActivePower"`
	RefID  string `json:"refId,omitempty" example:"A"`
}

// QueryAnswer is one series: pairs of a value, null for a gap, and the start of its interval in
// milliseconds.
type QueryAnswer struct {
	Target     string        `json:"target" example:"House north: meter0.ActivePower"`
	RefID      string        `json:"refId,omitempty" example:"A"`
	Datapoints [][2]*float64 `json:"datapoints" nullable:"false"`
}

// AnnotationRequest is what Grafana asks for events.
type AnnotationRequest struct {
	Range      Range `json:"range"`
	Annotation any   `json:"annotation,omitempty" doc:"Comes back in every answer."`
}

// AnnotationAnswer is one event.
type AnnotationAnswer struct {
	Annotation any      `json:"annotation"`
	Time       int64    `json:"time" doc:"Milliseconds since 1970." example:"1780315200000"`
	TimeEnd    int64    `json:"timeEnd,omitempty" doc:"When an alarm ended." example:"1780315260000"`
	Title      string   `json:"title" example:"STALE_DATA"`
	Text       string   `json:"text" example:"meter0 is silent"`
	Tags       []string `json:"tags" nullable:"false"`
}

type readyOutput struct {
	Body struct {
		Status string `json:"status" example:"ok"`
	}
}

type rawInput struct {
	RawBody []byte `contentType:"application/json"`
}

type searchOutput struct{ Body []SearchFound }

type queryOutput struct{ Body []QueryAnswer }

type annotationOutput struct{ Body []AnnotationAnswer }

func (a api) ready(context.Context, operation.Caller, *struct{}) (*readyOutput, error) {
	out := &readyOutput{}
	out.Body.Status = "ok"
	return out, nil
}

// decode reads a body and leaves what it does not know: Grafana sends more than anybody reads.
func decode[T any](body []byte) (T, error) {
	var request T
	if err := json.Unmarshal(body, &request); err != nil {
		return request, problem.Syntax(body, err)
	}
	return request, nil
}

func (a api) search(ctx context.Context, c operation.Caller, in *rawInput) (*searchOutput, error) {
	request, err := decode[SearchRequest](in.RawBody)
	if err != nil {
		return nil, err
	}
	sites, err := a.Registry.Sites(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list sites: %w", err)
	}
	out := &searchOutput{Body: []SearchFound{}}
	for _, site := range sites {
		channels, err := a.Registry.Channels(ctx, c.Scope, site)
		if err != nil {
			return nil, fmt.Errorf("list channels of site %s: %w", site.ID, err)
		}
		for _, channel := range channels {
			found := SearchFound{Text: site.Name + ": " + nameOf(channel), Value: site.ID.String() + "/" + nameOf(channel)}
			if strings.Contains(strings.ToLower(found.Text), strings.ToLower(request.Target)) && len(out.Body) < maxFound {
				out.Body = append(out.Body, found)
			}
		}
	}
	return out, nil
}

func (r Range) check() error {
	if r.From.IsZero() || !r.From.Before(r.To) {
		return invalid("range", r.From.Format(time.RFC3339)+" to "+r.To.Format(time.RFC3339), "an instant from and a later one to")
	}
	return nil
}

func (a api) query(ctx context.Context, c operation.Caller, in *rawInput) (*queryOutput, error) {
	request, err := decode[QueryRequest](in.RawBody)
	if err != nil {
		return nil, err
	}
	if err := request.Range.check(); err != nil {
		return nil, err
	}
	if len(request.Targets) > maxTargets {
		return nil, invalid("targets", len(request.Targets), fmt.Sprintf("at most %d", maxTargets))
	}
	out := &queryOutput{Body: []QueryAnswer{}}
	for _, target := range request.Targets {
		if target.Target == "" {
			continue // a row of the editor in which nothing is chosen yet
		}
		answer, err := a.series(ctx, c.Scope, request, target)
		if err != nil {
			return nil, fmt.Errorf("read the target %s: %w", target.Target, err)
		}
		out.Body = append(out.Body, answer)
	}
	return out, nil
}

func (a api) series(ctx context.Context, scope identity.Scope, request QueryRequest, target QueryTarget) (QueryAnswer, error) {
	id, channel, _ := strings.Cut(target.Target, "/")
	answer := QueryAnswer{RefID: target.RefID, Datapoints: [][2]*float64{}}
	key, err := uuid.Parse(id)
	if err != nil {
		return answer, invalid("target", target.Target, "the value of a target that was found")
	}
	site, err := a.Registry.SiteByID(ctx, scope, key)
	if err != nil {
		return answer, err
	}
	channels, err := a.channels(ctx, scope, site, []string{channel})
	if err != nil {
		return answer, err
	}
	answer.Target = site.Name + ": " + channel
	found, err := a.Telemetry.Series(ctx, scope, telemetry.SeriesQuery{Site: site, Channel: channels[0], From: request.Range.From, To: request.Range.To, Bucket: request.bucket()})
	for _, b := range found {
		at := float64(b.From.UnixMilli())
		answer.Datapoints = append(answer.Datapoints, [2]*float64{b.Mean, &at})
	}
	return answer, err
}

// bucket is the shortest interval that is not below intervalMs and leaves at most maxDataPoints.
func (r QueryRequest) bucket() time.Duration {
	points := r.MaxDataPoints
	if points <= 0 || points > maxPoints {
		points = maxPoints
	}
	for _, length := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour} {
		if length.Milliseconds() >= r.IntervalMs && int64(r.Range.To.Sub(r.Range.From)/length) <= points {
			return length
		}
	}
	return telemetry.LocalDay
}

func (a api) annotations(ctx context.Context, c operation.Caller, in *rawInput) (*annotationOutput, error) {
	request, err := decode[AnnotationRequest](in.RawBody)
	if err != nil {
		return nil, err
	}
	if err := request.Range.check(); err != nil {
		return nil, err
	}
	found, _, err := a.Events.List(ctx, c.Scope, event.Filter{From: request.Range.From, To: request.Range.To, Limit: maxAnnotations})
	if err != nil {
		return nil, fmt.Errorf("list events: %w", err)
	}
	out := &annotationOutput{Body: make([]AnnotationAnswer, 0, len(found))}
	for _, e := range found {
		answer := AnnotationAnswer{
			Annotation: request.Annotation, Time: e.Raised.UnixMilli(), Title: string(e.Code), Text: reason.Text(e.Code, "en", e.Params),
			Tags: []string{string(e.Kind), string(e.Severity), e.SiteName},
		}
		if e.Cleared != nil {
			answer.TimeEnd = e.Cleared.UnixMilli()
		}
		out.Body = append(out.Body, answer)
	}
	return out, nil
}
