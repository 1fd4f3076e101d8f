package httpapi

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/overview"
)

// Site is a place with its own time zone and grid connection, and how it stands now.
type Site struct {
	ID         uuid.UUID      `json:"id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Name       string         `json:"name" example:"Demo site"`
	TimeZone   string         `json:"time_zone" doc:"IANA time zone; local days are counted in it." example:"Europe/Berlin"`
	Address    string         `json:"address" example:"Musterstraße 1, Berlin"`
	Latitude   *float64       `json:"latitude" doc:"Degrees north, WGS 84." example:"52.52"`
	Longitude  *float64       `json:"longitude" doc:"Degrees east, WGS 84." example:"13.405"`
	State      overview.State `json:"state" enum:"ONLINE,SILENT,NEVER_SEEN" doc:"Whether the site's edge is heard." example:"ONLINE"`
	LastSeen   *time.Time     `json:"last_seen" doc:"When the edge was last heard." example:"2026-06-01T12:00:00Z"`
	OpenAlarms int            `json:"open_alarms" doc:"Alarms not cleared yet." example:"0"`
	Now        SiteNow        `json:"now" doc:"Power and state of charge now."`
	Today      SiteToday      `json:"today" doc:"Energies of the local day so far."`
}

// SiteNow is the site's power now. Every value is null where no fresh value of all its assets is
// known.
type SiteNow struct {
	GridWatts    *float64   `json:"grid_watts" doc:"Power at the grid connection in W; import positive." example:"-2100"`
	PVWatts      *float64   `json:"pv_watts" doc:"PV power in W; production negative." example:"-6200"`
	BatteryWatts *float64   `json:"battery_watts" doc:"Battery power in W; charge positive." example:"3000"`
	LoadWatts    *float64   `json:"load_watts" doc:"Load power in W." example:"1100"`
	SOCPercent   *float64   `json:"soc_percent" doc:"State of charge in %, weighted by capacity." example:"57.5"`
	At           *time.Time `json:"at" doc:"The oldest instant among these values." example:"2026-06-01T12:00:00Z"`
}

// SiteToday is the site's local day so far; null where nothing is known.
type SiteToday struct {
	ImportWh        *float64 `json:"import_wh" doc:"Energy from the grid in Wh." example:"4200"`
	ExportWh        *float64 `json:"export_wh" doc:"Energy to the grid in Wh, a magnitude." example:"9800"`
	PVWh            *float64 `json:"pv_wh" doc:"PV energy in Wh, a magnitude." example:"21000"`
	LoadWh          *float64 `json:"load_wh" doc:"Energy consumed on site in Wh." example:"15400"`
	SelfConsumption *float64 `json:"self_consumption" doc:"Share of PV energy that stayed on site, 0 to 1." example:"0.53"`
	SelfSufficiency *float64 `json:"self_sufficiency" doc:"Share of consumption that was not imported, 0 to 1." example:"0.72"`
	PeakImportWatts *float64 `json:"peak_import_watts" doc:"Largest mean import of a quarter hour in W." example:"3900"`
	CoveredShare    float64  `json:"covered_share" doc:"The smallest share of the day so far that any of the channels involved covers, 0 to 1." example:"0.99"`
}

// Asset is a thing with energy meaning.
type Asset struct {
	ID                  uuid.UUID `json:"id" format:"uuid" example:"a1f3c2d4-1b2c-4d5e-8f90-123456789abc"`
	Key                 string    `json:"key" doc:"Name of the asset in readings, unique in the site." example:"battery0"`
	Name                string    `json:"name" example:"Battery"`
	Nature              string    `json:"nature" doc:"What the asset can do." example:"ESS"`
	Device              *string   `json:"device" doc:"Key of the device it speaks through." example:"plenticore0"`
	Enabled             bool      `json:"enabled" example:"true"`
	MeasuresConnection  bool      `json:"measures_connection" doc:"Whether it measures a grid connection." example:"false"`
	MaxApparentPowerVA  *int64    `json:"max_apparent_power_va" example:"10000"`
	MaxActivePowerWatts *int64    `json:"max_active_power_watts" example:"10000"`
	CapacityWh          *int64    `json:"capacity_wh" example:"20000"`
	PeakLimitWatts      *int64    `json:"peak_limit_watts" example:"8000"`
	SOCMinPercent       *float64  `json:"soc_min_percent" example:"10"`
	SOCMaxPercent       *float64  `json:"soc_max_percent" example:"95"`
}

// Device is a communication endpoint of a site.
type Device struct {
	ID            uuid.UUID       `json:"id" format:"uuid" example:"b2e4d3c5-2c3d-4e6f-9a01-23456789abcd"`
	Key           string          `json:"key" example:"plenticore0"`
	Vendor        string          `json:"vendor" example:"KOSTAL"`
	Model         string          `json:"model" example:"PLENTICORE plus 10"`
	Protocol      string          `json:"protocol" example:"modbus-tcp"`
	Profile       string          `json:"profile" doc:"Register map the device is read with." example:"kostal-plenticore"`
	Address       string          `json:"address" example:"127.0.0.1:1502"`
	State         string          `json:"state" doc:"State of the registration." example:"DISCOVERED"`
	Health        overview.Health `json:"health" enum:"OK,STALE,SILENT" doc:"OK: values arrive; STALE: the edge marks some as not fresh; SILENT: nothing arrives." example:"OK"`
	LastValueAt   *time.Time      `json:"last_value_at" doc:"Instant of the newest value." example:"2026-06-01T12:00:00Z"`
	Channels      int             `json:"channels" doc:"Channels of the device's assets." example:"14"`
	StaleChannels int             `json:"stale_channels" doc:"Channels whose newest value is not fresh." example:"0"`
}

// Channel is one named point of an asset.
type Channel struct {
	ID    uuid.UUID `json:"id" format:"uuid" example:"c3f5e4d6-3d4e-4f70-8b12-3456789abcde"`
	Asset string    `json:"asset" doc:"Key of the asset." example:"meter0"`
	Name  string    `json:"name" example:"ActivePower"`
	Unit  string    `json:"unit" doc:"Canonical unit." example:"W"`
	Kind  string    `json:"kind" enum:"measurement,setpoint,state,interval" example:"measurement"`
}

type sitesInput struct {
	Cursor string   `query:"cursor" maxLength:"2048" doc:"The next of the page before."`
	Limit  int      `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Items of a page."`
	Text   string   `query:"text" maxLength:"200" doc:"A part of name or address, whatever its case."`
	State  string   `query:"state" enum:"ONLINE,SILENT,NEVER_SEEN" doc:"Sites whose edge is so alone."`
	IDs    []string `query:"id,explode" maxItems:"200" nullable:"false" doc:"These sites alone; may be repeated."`
}

// SiteListInput is the input of a list of what is at a site.
type SiteListInput struct {
	operation.SiteInput
	operation.Paging
	Text string `query:"text" maxLength:"200" doc:"A part of what it is called, whatever its case."`
}

// lets reports whether what is called so is asked for.
func (in SiteListInput) lets(called string) bool {
	return strings.Contains(strings.ToLower(called), strings.ToLower(in.Text))
}

type assetsInput struct {
	SiteListInput
	Nature string `query:"nature" maxLength:"40" doc:"What it can do." example:"ESS"`
}

type devicesInput struct {
	SiteListInput
	Protocol string `query:"protocol" maxLength:"40" example:"modbus-tcp"`
}

type channelsInput struct {
	SiteListInput
	Asset string `query:"asset" maxLength:"64" doc:"Key of the asset." example:"meter0"`
	Kind  string `query:"kind" enum:"measurement,setpoint,state,interval"`
}

// SiteMark is a site as it stands on a map.
type SiteMark struct {
	ID         uuid.UUID      `json:"id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Name       string         `json:"name" example:"Demo site"`
	TimeZone   string         `json:"time_zone" doc:"IANA time zone." example:"Europe/Berlin"`
	Address    string         `json:"address" example:"Musterstraße 1, Berlin"`
	Latitude   *float64       `json:"latitude" doc:"Degrees north, WGS 84." example:"52.52"`
	Longitude  *float64       `json:"longitude" doc:"Degrees east, WGS 84." example:"13.405"`
	State      overview.State `json:"state" enum:"ONLINE,SILENT,NEVER_SEEN" doc:"Whether the site's edge is heard." example:"ONLINE"`
	OpenAlarms int            `json:"open_alarms" doc:"Alarms not cleared yet." example:"0"`
}

// SiteMap is every site in sight.
type SiteMap struct {
	Items []SiteMark `json:"items" nullable:"false" doc:"Sites by name."`
}

type siteMapOutput struct{ Body SiteMap }

// SitePage is one page of sites.
type SitePage struct {
	Items []Site `json:"items" nullable:"false" doc:"Sites by name."`
	Next  string `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// AssetList is a page of the assets of a site.
type AssetList struct {
	Items []Asset `json:"items" nullable:"false" doc:"Assets by key."`
	Next  string  `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// DeviceList is a page of the devices of a site.
type DeviceList struct {
	Items []Device `json:"items" nullable:"false" doc:"Devices by key."`
	Next  string   `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// ChannelList is a page of the channels of a site.
type ChannelList struct {
	Items []Channel `json:"items" nullable:"false" doc:"Channels by asset and name."`
	Next  string    `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type sitesOutput struct{ Body SitePage }

type siteOutput struct{ Body Site }

type assetsOutput struct{ Body AssetList }

type devicesOutput struct{ Body DeviceList }

type channelsOutput struct{ Body ChannelList }
