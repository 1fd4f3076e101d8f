package chargers

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
)

// ChargingSession is a time in which a vehicle is at a connector.
type ChargingSession struct {
	ID         uuid.UUID  `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	SiteID     uuid.UUID  `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteName   string     `json:"site_name" example:"Demo site"`
	AssetID    uuid.UUID  `json:"asset_id" format:"uuid" doc:"The charger." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Asset      string     `json:"asset" doc:"Its key at the site." example:"evcs0"`
	EVSEID     *uuid.UUID `json:"evse_id" format:"uuid" nullable:"true" doc:"The EVSE that the charger has; null where nobody entered one, or several." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Connector  int        `json:"connector" doc:"From 1." example:"1"`
	Origin     string     `json:"origin" enum:"DERIVED,REPORTED" doc:"DERIVED follows from stored telemetry, and is revised with it; REPORTED was told by whoever runs the station." example:"DERIVED"`
	ExternalID string     `json:"external_id" doc:"What the reporter calls it; empty of a derived one." example:""`
	StartedAt  time.Time  `json:"started_at" doc:"The first instant at which the vehicle was there." example:"2026-06-01T12:00:00Z"`
	EndedAt    *time.Time `json:"ended_at" doc:"The first instant at which it was there no more; null while it is there." example:"2026-06-01T13:30:00Z"`
	SeenAt     time.Time  `json:"seen_at" doc:"The last instant at which it was known to be there." example:"2026-06-01T13:30:00Z"`
	EnergyWh   *string    `json:"energy_wh" doc:"What a register has counted: decimal, exact to 0.01 Wh half to even. Null where there is none." example:"8250.00"`
	FirstWh    *string    `json:"first_counter_wh" doc:"What that register showed at the beginning." example:"0.00"`
	LastWh     *string    `json:"last_counter_wh" doc:"What it showed last." example:"8250.00"`
	PeakWatts  *int64     `json:"peak_watts" doc:"The largest power that was measured, charging positive; null where none was." example:"11000"`
	Uncertain  bool       `json:"uncertain" doc:"Whether its beginning, its end or its energy is not sure." example:"false"`
	VehicleID  string     `json:"vehicle_id" doc:"Empty where nobody said." example:""`
	Token      string     `json:"token" doc:"What it was authorised with; empty where nobody said." example:""`
	Tariff     string     `json:"tariff_applied" doc:"As the reporter names it; empty where none was." example:""`
	Version    int64      `json:"version" doc:"Counts what was reported of it; a derived one stays at 1." example:"1"`
	UpdatedAt  time.Time  `json:"updated_at" example:"2026-06-01T13:30:10Z"`
}

// ChargingSessionPage is one page of sessions.
type ChargingSessionPage struct {
	Items []ChargingSession `json:"items" nullable:"false" doc:"Those that began last first."`
	Next  string            `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// Selection is which sessions are asked for.
type Selection struct {
	Site  uuid.UUID `query:"site" format:"uuid" doc:"Sessions at this site only."`
	EVSE  uuid.UUID `query:"evse" format:"uuid" doc:"Sessions at the charger with this EVSE only."`
	Asset string    `query:"asset" maxLength:"200" doc:"Sessions at the charger with this key only."`
	From  time.Time `query:"from" doc:"With a part at or after, RFC 3339."`
	To    time.Time `query:"to" doc:"With a part before, RFC 3339."`
	Open  string    `query:"open" enum:"only,without" doc:"Only what goes on, or all but that."`
}

type pageInput struct {
	Selection
	operation.Paging
}

type pageOutput struct{ Body ChargingSessionPage }

type exportInput struct{ Selection }

// SessionInput names a session.
type SessionInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The session." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
}

type sessionOutput struct{ Body ChargingSession }

// ChargingSessionReport is a session as whoever runs the station tells it.
type ChargingSessionReport struct {
	SiteID     uuid.UUID  `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Asset      string     `json:"asset" minLength:"1" maxLength:"200" doc:"The key of the charger, an asset of nature EVCS." example:"evcs0"`
	ExternalID string     `json:"external_id" minLength:"1" maxLength:"200" doc:"What you call it: the same again takes the place of what was told before." example:"CDR-2026-000917"`
	Connector  int        `json:"connector,omitempty" minimum:"1" maximum:"1000" default:"1" example:"1"`
	StartedAt  time.Time  `json:"started_at" example:"2026-06-01T12:00:00Z"`
	EndedAt    *time.Time `json:"ended_at,omitempty" nullable:"true" doc:"Absent while the vehicle is there." example:"2026-06-01T13:30:00Z"`
	EnergyWh   string     `json:"energy_wh,omitempty" pattern:"^[0-9]{1,12}([.][0-9]{1,2})?$" doc:"Decimal; absent where it is not known." example:"8250.5"`
	FirstWh    string     `json:"first_counter_wh,omitempty" pattern:"^[0-9]{1,12}([.][0-9]{1,2})?$" doc:"What the meter showed at the beginning." example:"1200000"`
	LastWh     string     `json:"last_counter_wh,omitempty" pattern:"^[0-9]{1,12}([.][0-9]{1,2})?$" doc:"What it showed at the end." example:"1208250.5"`
	PeakWatts  *int64     `json:"peak_watts,omitempty" nullable:"true" minimum:"-100000000" maximum:"100000000" doc:"Charging positive." example:"11000"`
	VehicleID  string     `json:"vehicle_id,omitempty" maxLength:"200" example:"van 3"`
	Token      string     `json:"token,omitempty" maxLength:"200" doc:"What it was authorised with." example:"04A2B9"`
	Tariff     string     `json:"tariff_applied,omitempty" maxLength:"200" doc:"As you name it." example:"depot at night"`
}

type reportInput struct{ Body ChargingSessionReport }
