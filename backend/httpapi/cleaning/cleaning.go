// Package cleaning is the API of what people say of channels: by which limits samples are cleaned, and
// how counters go on at their end.
package cleaning

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"ohmstead/backend/cleaning"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Channels lists the channels of a site; registry.Reader satisfies it.
type Channels interface {
	Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error)
}

// ChannelLimits is what people say of one channel, in its unit.
type ChannelLimits struct {
	Channel   string   `json:"channel" maxLength:"200" doc:"Asset and channel." example:"meter0.EnergyImport"`
	Version   int64    `json:"version" minimum:"0" doc:"The version that was read; 0 where nothing was said yet." example:"1"`
	Min       *float64 `json:"min" doc:"The least value that can be; null for none." example:"0"`
	Max       *float64 `json:"max" doc:"The greatest value that can be; null for none."`
	PerSecond *float64 `json:"max_per_second" doc:"The greatest change a second that can be; null for none." example:"20"`
	Rollover  *float64 `json:"rollover" doc:"Of a counter of energy, the value at which it begins again at zero; null for never." example:"100000000"`
	NoReset   bool     `json:"no_reset" doc:"Of a counter of energy, whether nobody can reset it." example:"false"`
}

// ChannelSettings is ChannelLimits with what the channel is.
type ChannelSettings struct {
	ChannelLimits
	Unit    string `json:"unit" example:"Wh"`
	Counter bool   `json:"counter" doc:"Whether it is a counter of energy." example:"true"`
}

// ChannelSettingsList is what people say of channels of a site.
type ChannelSettingsList struct {
	Items []ChannelSettings `json:"items" nullable:"false" doc:"Of channels of which something was said, by asset and name."`
}

type (
	listInput struct {
		operation.SiteInput
		Channel string `query:"channel" maxLength:"200" doc:"This channel only."`
	}
	listOutput struct{ Body ChannelSettingsList }
	setInput   struct {
		operation.SiteInput
		Body ChannelLimits
	}
	setOutput struct{ Body ChannelSettings }
)

// Services is what this domain answers from.
type Services struct {
	Settings *cleaning.Service
	Channels Channels
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Services) []operation.Operation {
	return []operation.Operation{
		{
			ID: "channel-settings", Method: http.MethodGet, Path: "/api/sites/{id}/channel-settings", Access: operation.Needs(identity.Read), Tag: "Telemetry", Summary: "What people say of channels",
			About: "Limits by which samples are cleaned, and how counters go on at their end.",
			Bind:  operation.AtSite(d, s.list),
		},
		{
			ID: "set-channel-settings", Method: http.MethodPut, Path: "/api/sites/{id}/channel-settings", Access: operation.Needs(identity.Configure), Tag: "Telemetry", Summary: "Say something of a channel",
			About: "Replaces what is said of one channel; samples that come from some seconds later on are cleaned by it. Outside of the limits, or changed too fast, a sample becomes BAD; a counter that " +
				"falls becomes UNCERTAIN, but where it rolls over. Values stay as they came. Of a counter, what it has counted in the last 30 days is counted anew. VERSION_CONFLICT where version is not the newest.",
			Bind: operation.AtSite(d, s.set),
		},
	}
}

func (s Services) list(ctx context.Context, v operation.Visit, in *listInput) (*listOutput, error) {
	found, err := s.Settings.List(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list what is said of channels: %w", err)
	}
	out := &listOutput{Body: ChannelSettingsList{Items: make([]ChannelSettings, 0, len(found))}}
	for _, f := range found {
		if shown := settingsOf(f); in.Channel == "" || in.Channel == shown.Channel {
			out.Body.Items = append(out.Body.Items, shown)
		}
	}
	return out, nil
}

func (s Services) set(ctx context.Context, v operation.Visit, in *setInput) (*setOutput, error) {
	all, err := s.Channels.Channels(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list the channels of site %s: %w", v.Site.ID, err)
	}
	b := in.Body
	at := slices.IndexFunc(all, func(c registry.Channel) bool { return c.Asset+"."+c.Name == b.Channel })
	if at < 0 {
		return nil, reason.New(reason.UnknownChannel, reason.Params{"channel": b.Channel})
	}
	kept, err := s.Settings.Set(ctx, v.Scope, v.Site, cleaning.Settings{
		Channel: all[at], Version: b.Version,
		Limits: cleaning.Limits{Min: b.Min, Max: b.Max, PerSecond: b.PerSecond, Rollover: b.Rollover, NoReset: b.NoReset},
	})
	if err != nil {
		return nil, err
	}
	return &setOutput{Body: settingsOf(kept)}, nil
}

func settingsOf(s cleaning.Settings) ChannelSettings {
	return ChannelSettings{
		ChannelLimits: ChannelLimits{
			Channel: s.Channel.Asset + "." + s.Channel.Name, Version: s.Version,
			Min: s.Min, Max: s.Max, PerSecond: s.PerSecond, Rollover: s.Rollover, NoReset: s.NoReset,
		},
		Unit: s.Channel.Unit, Counter: point.Counts(s.Channel.Name),
	}
}
