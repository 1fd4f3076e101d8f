package httpapi

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/overview"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

func (s *Server) sites(ctx context.Context, c operation.Caller, in *sitesInput) (*sitesOutput, error) {
	all, err := s.services.Registry.Sites(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list sites: %w", err)
	}
	page, next, err := operation.Page(in.leave(all, s.options.Now()), operation.Paging{Cursor: in.Cursor, Limit: in.Limit}, func(s registry.Site) string { return s.Name + "\x00" + s.ID.String() })
	if err != nil {
		return nil, err
	}
	items, err := s.views(ctx, c, page)
	if err != nil {
		return nil, err
	}
	return &sitesOutput{Body: SitePage{Items: items, Next: next}}, nil
}

// siteMap is every site in scope as a map and a list of names need it.
func (s *Server) siteMap(ctx context.Context, c operation.Caller, _ *struct{}) (*siteMapOutput, error) {
	all, err := s.services.Registry.Sites(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list sites: %w", err)
	}
	alarms, err := s.services.Overview.OpenAlarms(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("count open alarms: %w", err)
	}
	now := s.options.Now()
	out := &siteMapOutput{Body: SiteMap{Items: make([]SiteMark, len(all))}}
	for i, site := range all {
		out.Body.Items[i] = SiteMark{
			ID: site.ID, Name: site.Name, TimeZone: site.TimeZone, Address: site.Address, Latitude: site.Latitude, Longitude: site.Longitude,
			State: overview.StateOf(site, now), OpenAlarms: alarms[site.Key],
		}
	}
	return out, nil
}

func (s *Server) site(ctx context.Context, v operation.Visit, _ *operation.SiteInput) (*siteOutput, error) {
	items, err := s.views(ctx, v.Caller, []registry.Site{v.Site})
	if err != nil {
		return nil, err
	}
	return &siteOutput{Body: items[0]}, nil
}

// leave is the sites that the filters of a list let through.
func (in *sitesInput) leave(all []registry.Site, now time.Time) []registry.Site {
	text := strings.ToLower(in.Text)
	return slices.DeleteFunc(all, func(s registry.Site) bool {
		return len(in.IDs) > 0 && !slices.Contains(in.IDs, s.ID.String()) || in.State != "" && in.State != string(overview.StateOf(s, now)) ||
			!strings.Contains(strings.ToLower(s.Name+" "+s.Address), text)
	})
}

// views is each site as it stands now.
func (s *Server) views(ctx context.Context, c operation.Caller, sites []registry.Site) ([]Site, error) {
	now := s.options.Now()
	ask := make([]overview.Question, len(sites))
	for i, site := range sites {
		zone, err := zoneOf(site)
		if err != nil {
			return nil, err
		}
		today := slot.Interval{From: slot.Day(now, zone).From, To: now.UTC()}
		ask[i] = overview.Question{Site: site, Today: today}
	}
	standings, err := s.services.Overview.Standings(ctx, c.Scope, ask)
	if err != nil {
		return nil, fmt.Errorf("find how sites stand: %w", err)
	}
	items := make([]Site, len(sites))
	for i, site := range sites {
		items[i] = viewOf(site, standings[i], now)
	}
	return items, nil
}

func viewOf(site registry.Site, s overview.Standing, now time.Time) Site {
	view := Site{
		ID: site.ID, Name: site.Name, TimeZone: site.TimeZone, Address: site.Address,
		Latitude: site.Latitude, Longitude: site.Longitude, State: overview.StateOf(site, now), OpenAlarms: s.OpenAlarms,
		Today: todayOf(s.Today),
	}
	if site.Edge != nil {
		view.LastSeen = site.Edge.LastSeen
	}
	power := s.Now(now)
	view.Now = SiteNow{
		GridWatts: power.Grid, PVWatts: power.PV, BatteryWatts: power.Battery, LoadWatts: power.Load,
		SOCPercent: power.SOCPercent, At: power.At,
	}
	return view
}

func todayOf(s telemetry.Summary) SiteToday {
	return SiteToday{
		ImportWh: s.ImportWh, ExportWh: s.ExportWh, PVWh: s.PVWh, LoadWh: s.LoadWh, SelfConsumption: s.SelfConsumption,
		SelfSufficiency: s.SelfSufficiency, PeakImportWatts: s.PeakImportWatts, CoveredShare: s.Covered,
	}
}

func (s *Server) inventory(ctx context.Context, c operation.Caller, site registry.Site) (overview.Inventory, error) {
	var i overview.Inventory
	var err error
	if i.Assets, err = s.services.Registry.Assets(ctx, c.Scope, site); err != nil {
		return i, fmt.Errorf("list assets of site %s: %w", site.ID, err)
	}
	if i.Channels, err = s.services.Registry.Channels(ctx, c.Scope, site); err != nil {
		return i, fmt.Errorf("list channels of site %s: %w", site.ID, err)
	}
	if i.Latest, err = s.services.Telemetry.Latest(ctx, c.Scope, site); err != nil {
		return i, fmt.Errorf("find newest values of site %s: %w", site.ID, err)
	}
	return i, nil
}

func (s *Server) assets(ctx context.Context, v operation.Visit, in *assetsInput) (*assetsOutput, error) {
	assets, err := s.services.Registry.Assets(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list assets of site %s: %w", v.Site.ID, err)
	}
	assets = slices.DeleteFunc(assets, func(a registry.Asset) bool {
		return in.Nature != "" && a.Nature != in.Nature || !in.lets(a.Key+" "+a.Name)
	})
	assets, next, err := operation.Page(assets, in.Paging, func(a registry.Asset) string { return a.Key })
	if err != nil {
		return nil, err
	}
	out := &assetsOutput{Body: AssetList{Items: make([]Asset, 0, len(assets)), Next: next}}
	for _, a := range assets {
		view := Asset{
			ID: a.ID, Key: a.Key, Name: a.Name, Nature: a.Nature, Enabled: a.Enabled, MeasuresConnection: a.MeasuresConnection,
			MaxApparentPowerVA: a.MaxApparentPowerVA, MaxActivePowerWatts: a.MaxActivePowerWatts, CapacityWh: a.CapacityWh,
			PeakLimitWatts: a.PeakLimitWatts, SOCMinPercent: a.SOCMinPercent, SOCMaxPercent: a.SOCMaxPercent,
		}
		if a.Device != "" {
			view.Device = &a.Device
		}
		out.Body.Items = append(out.Body.Items, view)
	}
	return out, nil
}

func (s *Server) devices(ctx context.Context, v operation.Visit, in *devicesInput) (*devicesOutput, error) {
	devices, err := s.services.Registry.Devices(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list devices of site %s: %w", v.Site.ID, err)
	}
	devices = slices.DeleteFunc(devices, func(d registry.Device) bool {
		return in.Protocol != "" && d.Protocol != in.Protocol || !in.lets(strings.Join([]string{d.Key, d.Vendor, d.Model, d.Address}, " "))
	})
	devices, next, err := operation.Page(devices, in.Paging, func(d registry.Device) string { return d.Key })
	if err != nil {
		return nil, err
	}
	i, err := s.inventory(ctx, v.Caller, v.Site)
	if err != nil {
		return nil, err
	}
	out := &devicesOutput{Body: DeviceList{Items: make([]Device, 0, len(devices)), Next: next}}
	for _, d := range devices {
		view := Device{
			ID: d.ID, Key: d.Key, Vendor: d.Vendor, Model: d.Model, Protocol: d.Protocol,
			Profile: d.Profile, Address: d.Address, State: d.State,
		}
		c := i.Device(d.Key, s.options.Now())
		view.Health, view.LastValueAt, view.Channels, view.StaleChannels = c.Health, c.Last, c.Channels, c.Stale
		out.Body.Items = append(out.Body.Items, view)
	}
	return out, nil
}

func (s *Server) channels(ctx context.Context, v operation.Visit, in *channelsInput) (*channelsOutput, error) {
	channels, err := s.services.Registry.Channels(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list channels of site %s: %w", v.Site.ID, err)
	}
	channels = slices.DeleteFunc(channels, func(ch registry.Channel) bool {
		return in.Asset != "" && ch.Asset != in.Asset || in.Kind != "" && ch.Kind != in.Kind || !in.lets(ch.Asset+"."+ch.Name)
	})
	channels, next, err := operation.Page(channels, in.Paging, func(ch registry.Channel) string { return ch.Asset + "\x00" + ch.Name })
	if err != nil {
		return nil, err
	}
	out := &channelsOutput{Body: ChannelList{Items: make([]Channel, 0, len(channels)), Next: next}}
	for _, ch := range channels {
		out.Body.Items = append(out.Body.Items, Channel{ID: ch.ID, Asset: ch.Asset, Name: ch.Name, Unit: ch.Unit, Kind: ch.Kind})
	}
	return out, nil
}

// invalidInput is INVALID_VALUE for the input at a place such as query.from.
func invalidInput(place string, value any, want string) error {
	field := place[strings.LastIndex(place, ".")+1:]
	refusal := reason.New(reason.InvalidValue, reason.Params{"field": field, "value": problem.Shown(field, value), "want": want})
	return &problem.Several{First: refusal, All: []problem.Fault{problem.FaultAt(place, refusal)}}
}
