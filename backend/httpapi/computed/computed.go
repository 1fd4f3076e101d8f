// Package computed is the API of channels that are computed from others.
package computed

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/virtual"
)

type api struct {
	desk    operation.Desk
	service *virtual.Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *virtual.Service) []operation.Operation {
	a := api{desk: d, service: service}
	read, write := operation.Needs(identity.Read), operation.Needs(identity.Configure)
	const ofSite, one = "/api/sites/{id}/virtual-channels", "/api/virtual-channels/{id}"
	return []operation.Operation{
		{
			ID: "virtual-channels", Method: http.MethodGet, Path: ofSite, Access: read, Tag: "Virtual channels", Summary: "Virtual channels of a site", Bind: operation.AtSite(d, a.list),
			About: "Channels that are computed from other channels of the site, by asset and name.",
		},
		{
			ID: "add-virtual-channel", Method: http.MethodPost, Path: ofSite, Access: write, Tag: "Virtual channels", Summary: "Add a virtual channel", Bind: operation.AtSite(d, a.add),
			About: "The last 24 hours of it are computed, and from then on each instant at which one of its inputs has a sample. INVALID_VALUE names the way where a channel would be computed from itself, and units that do not go together.",
		},
		{
			ID: "try-virtual-channel", Method: http.MethodPost, Path: ofSite + "/try", Access: write, Tag: "Virtual channels", Summary: "Try a virtual channel on the last 24 hours", Bind: operation.AtSite(d, a.try),
			About: "Says what it would have given, and keeps nothing.",
		},
		{
			ID: "virtual-channel", Method: http.MethodGet, Path: one, Access: read, Tag: "Virtual channels", Summary: "One virtual channel", Bind: operation.With(d, a.one),
			About: "How it is computed.",
		},
		{
			ID: "change-virtual-channel", Method: http.MethodPut, Path: one, Access: write, Tag: "Virtual channels", Summary: "Change a virtual channel", Bind: operation.With(d, a.change),
			About: "Replaces how it is computed from now on; what was computed stays. Its name and its unit stay too. version is the one that was read: VERSION_CONFLICT where it is not the newest.",
		},
		{
			ID: "archive-virtual-channel", Method: http.MethodDelete, Path: one, Access: write, Tag: "Virtual channels", Summary: "Archive a virtual channel", Bind: operation.With(d, a.archive),
			About: "It is computed no more; what was computed stays. INVALID_VALUE where another is computed from it.",
		},
	}
}

// VirtualChannelDraft is a virtual channel as a person writes it.
type VirtualChannelDraft struct {
	Name    string            `json:"name" maxLength:"200" doc:"The asset it belongs to, a dot, and a name that no measured channel has." example:"meter0.HouseLoad"`
	Unit    string            `json:"unit" maxLength:"20" doc:"Canonical unit of the result; empty for the one the formula has." example:""`
	Formula string            `json:"formula" maxLength:"500" doc:"Arithmetic over the names of inputs: + - * /, comparisons, ?:, abs, ceil, floor, max, min, round." example:"grid - ev"`
	Inputs  map[string]string `json:"inputs" nullable:"false" doc:"Channels of the site by the names they have in the formula." example:"{\"grid\":\"meter0.ActivePower\",\"ev\":\"charger0.ActivePower\"}"`
	MaxAge  int               `json:"max_age_seconds" minimum:"1" maximum:"900" doc:"How long a value of an input holds until its next." example:"120"`
}

// VirtualChannel is a virtual channel as it is kept.
type VirtualChannel struct {
	ID      uuid.UUID `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	Version int64     `json:"version" doc:"Counts the changes; a change names the version it has read." example:"1"`
	SiteID  uuid.UUID `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	From    time.Time `json:"valid_from" doc:"It is computed like this from here on." example:"2026-06-01T12:00:00Z"`
	Changed time.Time `json:"changed_at" example:"2026-06-02T12:00:00Z"`
	VirtualChannelDraft
}

// VirtualChannelList is the virtual channels of a site.
type VirtualChannelList struct {
	Items []VirtualChannel `json:"items" nullable:"false" doc:"By asset and name."`
}

// VirtualChannelTrial is what a virtual channel would have given over the last 24 hours.
type VirtualChannelTrial struct {
	Unit     string         `json:"unit" example:"W"`
	From     time.Time      `json:"from" example:"2026-05-31T12:00:00Z"`
	To       time.Time      `json:"to" example:"2026-06-01T12:00:00Z"`
	Instants int            `json:"instants" doc:"At which it would have been computed." example:"8640"`
	Known    int            `json:"known" doc:"Of which it would have had a value." example:"8600"`
	Course   []TrialReading `json:"course" nullable:"false" doc:"Its readings; of many, every so many."`
}

// TrialReading is one computed reading.
type TrialReading struct {
	At      time.Time `json:"at" example:"2026-06-01T12:00:00Z"`
	Value   *float64  `json:"value" doc:"Null where an input has none." example:"1200"`
	Quality string    `json:"quality" example:"GOOD"`
}

type (
	listOutput struct{ Body VirtualChannelList }
	oneOutput  struct{ Body VirtualChannel }
	addInput   struct {
		operation.SiteInput
		Key  string `header:"Idempotency-Key" maxLength:"200" doc:"The same request again with the same key makes no second channel."`
		Body VirtualChannelDraft
	}
	tryInput struct {
		operation.SiteInput
		Body VirtualChannelDraft
	}
	tryOutput struct{ Body VirtualChannelTrial }
)

// VirtualChannelInput names a virtual channel.
type VirtualChannelInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The virtual channel." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
}

// VirtualChannelChange replaces how a virtual channel is computed.
type VirtualChannelChange struct {
	Version int64 `json:"version" doc:"The version that was read." example:"1"`
	VirtualChannelDraft
}

type changeInput struct {
	VirtualChannelInput
	Body VirtualChannelChange
}

type archiveInput struct {
	VirtualChannelInput
	Version int64 `query:"version" required:"true" doc:"The version that was read." example:"2"`
}

func (a api) list(ctx context.Context, v operation.Visit, _ *operation.SiteInput) (*listOutput, error) {
	found, err := a.service.List(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list virtual channels: %w", err)
	}
	out := &listOutput{Body: VirtualChannelList{Items: make([]VirtualChannel, 0, len(found))}}
	for _, c := range found {
		out.Body.Items = append(out.Body.Items, shown(c))
	}
	return out, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *VirtualChannelInput) (*oneOutput, error) {
	found, err := a.service.One(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find the virtual channel: %w", err)
	}
	return &oneOutput{Body: shown(found)}, nil
}

func (a api) add(ctx context.Context, v operation.Visit, in *addInput) (*oneOutput, error) {
	c, err := a.service.Add(ctx, v.Scope, v.Site, draftOf(in.Body), virtual.Stamp{Key: in.Key, Now: a.desk.Now()})
	if err != nil {
		return nil, err
	}
	return &oneOutput{Body: shown(c)}, nil
}

// found is a virtual channel as somebody has read it, and its site.
func (a api) found(ctx context.Context, scope identity.Scope, which uuid.UUID, version int64) (virtual.Channel, registry.Site, error) {
	was, err := a.service.One(ctx, scope, which)
	if err != nil {
		return was, registry.Site{}, fmt.Errorf("find the virtual channel: %w", err)
	}
	site, err := a.desk.Site(ctx, scope, was.Site)
	if err != nil {
		return was, site, fmt.Errorf("find its site: %w", err)
	}
	was.Version = version
	return was, site, nil
}

func (a api) change(ctx context.Context, c operation.Caller, in *changeInput) (*oneOutput, error) {
	was, site, err := a.found(ctx, c.Scope, in.ID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	changed, err := a.service.Change(ctx, c.Scope, site, virtual.Change{Was: was, Draft: draftOf(in.Body.VirtualChannelDraft), Now: a.desk.Now()})
	if err != nil {
		return nil, err
	}
	return &oneOutput{Body: shown(changed)}, nil
}

func (a api) archive(ctx context.Context, c operation.Caller, in *archiveInput) (*struct{}, error) {
	was, site, err := a.found(ctx, c.Scope, in.ID, in.Version)
	if err != nil {
		return nil, err
	}
	return nil, a.service.Archive(ctx, c.Scope, site, virtual.Change{Was: was, Now: a.desk.Now()})
}

func (a api) try(ctx context.Context, v operation.Visit, in *tryInput) (*tryOutput, error) {
	p, err := a.service.Try(ctx, v.Scope, v.Site, draftOf(in.Body), a.desk.Now())
	if err != nil {
		return nil, err
	}
	out := VirtualChannelTrial{Unit: p.Unit, From: p.From, To: p.To, Instants: p.Instants, Known: p.Known, Course: make([]TrialReading, 0, len(p.Course))}
	for _, r := range p.Course {
		shown := TrialReading{At: r.At, Quality: r.Quality.String()}
		if r.Quality.Usable() {
			shown.Value = &r.Value
		}
		out.Course = append(out.Course, shown)
	}
	return &tryOutput{Body: out}, nil
}

func draftOf(d VirtualChannelDraft) virtual.Draft {
	return virtual.Draft{Name: d.Name, Unit: d.Unit, Definition: virtual.Definition{Formula: d.Formula, Inputs: d.Inputs, MaxAge: time.Duration(d.MaxAge) * time.Second}}
}

func shown(c virtual.Channel) VirtualChannel {
	return VirtualChannel{
		ID: c.ID, Version: c.Version, SiteID: c.Site, From: c.From, Changed: c.Changed,
		VirtualChannelDraft: VirtualChannelDraft{Name: c.Name, Unit: c.Unit, Formula: c.Formula, Inputs: c.Inputs, MaxAge: int(c.MaxAge / time.Second)},
	}
}
