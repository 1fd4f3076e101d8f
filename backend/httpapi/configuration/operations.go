package configuration

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/configuration"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/provision"
	"ohmstead/energy/reason"
)

// Edges finds edges; *provision.Service satisfies it.
type Edges interface {
	Edge(ctx context.Context, by identity.Principal, id uuid.UUID) (provision.Edge, error)
}

// Services is what the operations answer from.
type Services struct {
	Edges          Edges
	Configurations *configuration.Service
}

type api struct {
	desk operation.Desk
	Services
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Services) []operation.Operation {
	a := api{d, s}
	read, manage := operation.Needs(identity.Read), operation.Needs(identity.Provision)
	const path, ordered = "/api/edges/{id}/configurations", " The edge is ordered to run it: it checks the whole file, and refuses it with every problem or begins anew with it, every asset in its safe " +
		"state meanwhile. state says what came of it."
	return []operation.Operation{
		{
			ID: "edge-configurations", Method: http.MethodGet, Path: path, Access: read, Tag: "Edges", Summary: "Versions of an edge's site file", Bind: operation.With(d, a.list),
			About: "The newest first, each with who made it, why, and whether the edge runs it.",
		},
		{
			ID: "edge-configuration", Method: http.MethodGet, Path: "/api/edges/{id}/configuration", Access: read, Tag: "Edges", Summary: "One version of it", Bind: operation.With(d, a.one),
			About: "With its text.",
		},
		{
			ID: "edge-configuration-changes", Method: http.MethodGet, Path: "/api/edges/{id}/configuration-changes", Access: read, Tag: "Edges", Summary: "What differs between two versions",
			Bind: operation.With(d, a.changes), About: "Line by line, with as few changes as there can be.",
		},
		{
			ID: "configure-edge", Method: http.MethodPost, Path: path, Access: manage, Tag: "Edges", Summary: "Make a version", Bind: operation.With(d, a.add), Large: true,
			About: "A whole site file." + ordered + " VERSION_CONFLICT where after is not the newest, CONFIGURATION_UNCHANGED.",
		},
		{
			ID: "add-edge-device", Method: http.MethodPost, Path: "/api/edges/{id}/devices", Access: manage, Tag: "Edges", Summary: "Add a device to an edge", Bind: operation.With(d, a.device),
			About: "Makes a version: the newest that stands with the device and its assets added, everything else as it was." + ordered,
		},
		{
			ID: "restore-edge-configuration", Method: http.MethodPost, Path: path + "/restore", Access: manage, Tag: "Edges", Summary: "Go back to a version", Bind: operation.With(d, a.restore),
			About: "Makes a version with the text of an earlier one." + ordered,
		},
	}
}

// target is an edge that the caller sees, at its site.
func (a api) target(ctx context.Context, c operation.Caller, id uuid.UUID) (configuration.Target, error) {
	edge, err := a.Edges.Edge(ctx, c.Principal, id)
	if err != nil {
		return configuration.Target{}, fmt.Errorf("find edge: %w", err)
	}
	site, err := a.desk.Site(ctx, c.Scope, edge.Site)
	if err != nil {
		return configuration.Target{}, fmt.Errorf("find site: %w", err)
	}
	return configuration.Target{Site: site, Edge: edge.ID}, nil
}

func (a api) list(ctx context.Context, c operation.Caller, in *listInput) (*pageOutput, error) {
	if _, err := a.target(ctx, c, in.ID); err != nil {
		return nil, err
	}
	found, next, err := a.Configurations.List(ctx, c.Principal, in.ID, configuration.Page{Before: in.Before, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &pageOutput{Body: EdgeConfigurationPage{Items: make([]EdgeConfiguration, 0, len(found)), Next: next}}
	for _, v := range found {
		shown := shownOf(v)
		shown.Text = ""
		out.Body.Items = append(out.Body.Items, shown)
	}
	return out, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *oneInput) (*oneOutput, error) {
	at, err := a.target(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	if in.Version < 0 {
		return shown(a.Configurations.Standing(ctx, c.Principal, at))
	}
	return shown(a.Configurations.One(ctx, c.Principal, at, in.Version))
}

func (a api) changes(ctx context.Context, c operation.Caller, in *changesInput) (*changesOutput, error) {
	at, err := a.target(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	lines, err := a.Configurations.Changes(ctx, c.Principal, at, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &changesOutput{Body: SiteFileChanges{From: in.From, To: in.To, Lines: make([]SiteFileLine, 0, len(lines))}}
	for _, l := range lines {
		out.Body.Lines = append(out.Body.Lines, SiteFileLine{Op: string(l.Op), Old: l.Old, New: l.New, Text: l.Text})
	}
	return out, nil
}

func (a api) add(ctx context.Context, c operation.Caller, in *draftInput) (*oneOutput, error) {
	at, err := a.target(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	d := configuration.Draft{Text: in.Body.Text, Comment: in.Body.Comment, After: in.Body.After, Force: in.Body.Force}
	return shown(a.Configurations.Add(ctx, c.Principal, at, d, a.desk.Now()))
}

func (a api) device(ctx context.Context, c operation.Caller, in *deviceInput) (*oneOutput, error) {
	at, err := a.target(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	addition := configuration.Addition{
		Device:  configuration.Device{Key: b.Device.Key, Profile: b.Device.Profile, Address: b.Device.Address, Unit: b.Device.Unit, Variant: b.Device.Variant},
		Comment: b.Comment, After: b.After,
	}
	for _, asset := range b.Assets {
		addition.Assets = append(addition.Assets, configuration.Asset{
			ID: asset.ID, Name: asset.Name, Nature: asset.Nature, Phases: asset.Phases,
			MaxActivePowerWatts: asset.MaxActivePowerWatts, MaxApparentPowerVA: asset.MaxApparentPowerVA, CapWh: asset.CapacityWh,
		})
	}
	return shown(a.Configurations.AddDevice(ctx, c.Principal, at, addition, a.desk.Now()))
}

func (a api) restore(ctx context.Context, c operation.Caller, in *restoreInput) (*oneOutput, error) {
	at, err := a.target(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	r := configuration.Restoration{Number: in.Body.Version, Draft: configuration.Draft{Comment: in.Body.Comment, After: in.Body.After, Force: in.Body.Force}}
	return shown(a.Configurations.Restore(ctx, c.Principal, at, r, a.desk.Now()))
}

func shown(v configuration.Version, err error) (*oneOutput, error) {
	if err != nil {
		return nil, err
	}
	return &oneOutput{Body: shownOf(v)}, nil
}

func shownOf(v configuration.Version) EdgeConfiguration {
	out := EdgeConfiguration{
		Version: v.Number, Hash: v.Hash, Text: v.Text, Comment: v.Comment, By: v.By, Author: v.Author, Made: v.Made,
		State: "NOT_SENT", Codes: []reason.Code{}, Params: map[string]any{},
	}
	if v.Order == nil {
		return out
	}
	out.Command, out.State, out.At = &v.Order.ID, v.Order.State, v.Order.At
	if v.Order.Codes != nil {
		out.Codes = v.Order.Codes
	}
	if v.Order.Params != nil {
		out.Params = v.Order.Params
	}
	if len(out.Codes) > 0 {
		out.TextEN, out.TextDE = reason.Text(out.Codes[0], "en", out.Params), reason.Text(out.Codes[0], "de", out.Params)
	}
	return out
}
