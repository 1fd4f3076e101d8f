package catalogue

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/datamodel"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/throughput"
)

// pageRows is how many rows of a table are shown.
const pageRows = 50

// People finds a person whom somebody administers: NOT_FOUND for anybody else.
type People interface {
	User(ctx context.Context, by identity.Principal, id uuid.UUID) (people.User, error)
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, reader datamodel.Reader, flow *throughput.Reader, who People) []operation.Operation {
	a := api{reader, flow, who}
	return []operation.Operation{
		{
			ID: "data-model", Method: http.MethodGet, Path: "/api/data-model", Access: operation.Needs(identity.Read), Tag: "Data model", Summary: "What is kept", Bind: operation.With(d, a.model),
			About: "Tables with columns, comments and references from the database's own catalog, by tier and domain of document 000, with the rows of the caller's scope counted.",
		},
		{
			ID: "data-model-stages", Method: http.MethodGet, Path: "/api/data-model/stages", Access: operation.Needs(identity.Tenants), Tag: "Data model", Summary: "What went through each stage of telemetry", Bind: operation.With(d, a.stages),
			About: "Counts since the process that answers has started, of all tenants together, for who runs the platform: a stage that another process does is null. Where several processes answer, each has its own.",
		},
		{
			ID: "data-model-rows", Method: http.MethodGet, Path: "/api/data-model/rows", Access: operation.Needs(identity.ReadAudit), Tag: "Data model", Summary: "The first rows of a table", Bind: operation.With(d, a.rows),
			About: "The first 50 rows within the caller's scope, secrets hidden. Samples are those of the last 48 hours, newest first. A table that is not about sites is empty for those who do not see all sites.",
		},
		{
			ID: "user-rows", Method: http.MethodGet, Path: "/api/users/{id}/rows", Access: operation.Needs(identity.Administer), Tag: "People", Summary: "Which rows a person sees", Bind: operation.With(d, a.seen),
			About: "Table by table, how many rows row-level security leaves of those that the caller sees, counted by the database within the scope in which the person holds READ. Counts alone: no row is read for somebody else.",
		},
	}
}

type api struct {
	reader datamodel.Reader
	flow   *throughput.Reader
	people People
}

func (a api) model(ctx context.Context, c operation.Caller, _ *struct{}) (*modelOutput, error) {
	tables, err := a.reader.Model(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("read the data model: %w", err)
	}
	out := &modelOutput{Body: DataModel{Tables: make([]ModelTable, 0, len(tables)), Tiers: tiersOf(tables)}}
	for _, t := range tables {
		view := ModelTable{
			Name: t.Name, View: t.View, Entity: datamodel.Entity(t.Name), About: t.About, Domain: datamodel.Domain(t.Name), Tier: string(datamodel.TierOf(t.Name)),
			Rows: t.Rows, More: t.More, Bytes: bytesOf(t), Newest: t.Newest,
			Columns: make([]ModelColumn, 0, len(t.Columns)), References: make([]ModelReference, 0, len(t.References)),
		}
		for _, column := range t.Columns {
			view.Columns = append(view.Columns, ModelColumn{Name: column.Name, Type: column.Type, About: column.About, Nullable: column.Nullable, Key: column.Key, Secret: column.Secret})
		}
		for _, r := range t.References {
			view.References = append(view.References, ModelReference{Columns: r.Columns, Table: r.Table})
		}
		out.Body.Tables = append(out.Body.Tables, view)
	}
	return out, nil
}

// bytesOf is what the rows of the scope take, from the average of a row.
func bytesOf(t datamodel.Table) *int64 {
	if t.Rows == nil || t.RowBytes == 0 && *t.Rows > 0 {
		return nil
	}
	bytes := *t.Rows * t.RowBytes
	return &bytes
}

// tiersOf adds up the tables of each tier.
func tiersOf(tables []datamodel.Table) []ModelTier {
	out := []ModelTier{}
	for _, tier := range []datamodel.Tier{datamodel.Relational, datamodel.TimeSeries, datamodel.Events} {
		sum := ModelTier{Tier: string(tier), Bytes: new(int64)}
		for _, t := range tables {
			if datamodel.TierOf(t.Name) == tier {
				sum.add(t)
			}
		}
		out = append(out, sum)
	}
	return out
}

func (m *ModelTier) add(t datamodel.Table) {
	m.Tables++
	if t.Rows == nil {
		return
	}
	m.Rows += *t.Rows
	m.More = m.More || t.More
	switch bytes := bytesOf(t); {
	case bytes == nil:
		m.Bytes = nil
	case m.Bytes != nil:
		*m.Bytes += *bytes
	}
	if t.Newest != nil && (m.Newest == nil || t.Newest.After(*m.Newest)) {
		m.Newest = t.Newest
	}
}

func (a api) stages(context.Context, operation.Caller, *struct{}) (*stagesOutput, error) {
	flow, err := a.flow.Flow()
	if err != nil {
		return nil, fmt.Errorf("read the stages of telemetry: %w", err)
	}
	out := &stagesOutput{Body: TelemetryStages{Since: flow.Since, Through: flow.Through, Stages: make([]TelemetryStage, 0, len(flow.Stages))}}
	for _, s := range flow.Stages {
		view := TelemetryStage{Stage: string(s.Stage), Figures: make([]StageFigure, 0, len(s.Figures))}
		for _, f := range s.Figures {
			view.Figures = append(view.Figures, StageFigure{Name: f.Name, Count: f.Count})
		}
		out.Body.Stages = append(out.Body.Stages, view)
	}
	return out, nil
}

func (a api) rows(ctx context.Context, c operation.Caller, in *rowsInput) (*rowsOutput, error) {
	page, err := a.reader.Rows(ctx, c.Scope, in.Table, pageRows)
	if err != nil {
		return nil, fmt.Errorf("read rows of a table: %w", err)
	}
	return &rowsOutput{Body: ModelRows{Columns: page.Columns, Rows: append([]map[string]any{}, page.Rows...), More: page.More}}, nil
}

// seen counts twice: within the caller's scope, and within what the person has in common with it. A scope of
// less than all sites is not shown what is of the whole tenant, so that is not counted for the person either.
func (a api) seen(ctx context.Context, c operation.Caller, in *userInput) (*seenOutput, error) {
	u, err := a.people.User(ctx, c.Principal, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find the person: %w", err)
	}
	own := c.Scope.Common(c.For(identity.Read))
	scope := own.Common(u.For(own.Tenant, identity.Read))
	all, err := a.reader.Model(ctx, own)
	if err != nil {
		return nil, fmt.Errorf("count one's own rows: %w", err)
	}
	theirs, err := a.reader.Model(ctx, scope)
	if err != nil {
		return nil, fmt.Errorf("count the rows of a person: %w", err)
	}
	left := make(map[string]datamodel.Table, len(theirs))
	for _, t := range theirs {
		left[t.Name] = t
	}
	out := &seenOutput{Body: SeenRows{UserID: u.ID, AllSites: scope.AllSites, Sites: len(scope.Sites), Items: make([]SeenTable, 0, len(all))}}
	for _, t := range all {
		if t.Rows != nil {
			out.Body.Items = append(out.Body.Items, SeenTable{Table: t.Name, OfSites: t.OfSites(), Rows: *t.Rows, More: t.More, Seen: left[t.Name].Rows, SeenMore: left[t.Name].More})
		}
	}
	return out, nil
}
