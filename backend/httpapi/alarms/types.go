package alarms

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Event is something that happened and is worth keeping. An alarm is open until it is cleared.
type Event struct {
	ID             uuid.UUID      `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	SiteID         uuid.UUID      `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteName       string         `json:"site_name" example:"Demo site"`
	Kind           string         `json:"kind" enum:"ALARM,FAULT,OPERATOR_ACTION,STATE_TRANSITION,DOMAIN" example:"ALARM"`
	Severity       string         `json:"severity" enum:"INFO,WARNING,SEVERE" example:"WARNING"`
	Code           reason.Code    `json:"code" doc:"Code of the closed catalogue of reasons." example:"STALE_DATA"`
	TextEN         string         `json:"text_en" doc:"The code's sentence in English." example:"plenticore0 has sent nothing fresh for 12 s"`
	TextDE         string         `json:"text_de" doc:"The code's sentence in German." example:"plenticore0 hat seit 12 s nichts Aktuelles gesendet"`
	Params         map[string]any `json:"params" doc:"Parameters of the code."`
	Asset          string         `json:"asset" doc:"Key of the asset; empty for none." example:""`
	Device         string         `json:"device" doc:"Key of the device; empty for none." example:"plenticore0"`
	Raised         time.Time      `json:"raised_at" example:"2026-06-01T12:00:00Z"`
	Ordinal        int64          `json:"ordinal" doc:"Order among events of one instant: what happened later has the higher one." example:"17"`
	Acknowledged   *time.Time     `json:"acknowledged_at" example:"2026-06-01T12:05:00Z"`
	AcknowledgedBy string         `json:"acknowledged_by" doc:"Who has; empty for nobody." example:"Ada"`
	Note           string         `json:"acknowledge_note" doc:"What they wrote." example:"the electrician is on the way"`
	ShelvedUntil   *time.Time     `json:"shelved_until" doc:"Until when the alarm is put aside; null, or in the past, where it is not." example:"2026-06-01T18:00:00Z"`
	ShelvedBy      string         `json:"shelved_by" doc:"Who has put it aside; empty for nobody." example:"Ada"`
	ShelvedWhy     string         `json:"shelve_reason" doc:"Why." example:"the meter is replaced this afternoon"`
	Cleared        *time.Time     `json:"cleared_at" example:"2026-06-01T12:01:00Z"`
	ClearedBecause reason.Code    `json:"cleared_reason" doc:"Why it was cleared where its condition did not end; empty where it did." example:""`
	Version        int64          `json:"version" doc:"Counts the changes; what changes the alarm names the version it has read." example:"1"`
}

// Events are events that were just raised, changed or cleared.
type Events struct {
	Events []Event `json:"events" nullable:"false"`
}

type eventsInput struct {
	Site           uuid.UUID `query:"site" format:"uuid" doc:"Events of this site only."`
	Kind           string    `query:"kind" enum:"ALARM,FAULT,OPERATOR_ACTION,STATE_TRANSITION,DOMAIN" doc:"Events of this kind only."`
	Severity       string    `query:"severity" enum:"INFO,WARNING,SEVERE" doc:"Events of this severity only."`
	Code           string    `query:"code" maxLength:"64" doc:"Events with this code only."`
	Asset          string    `query:"asset" maxLength:"200" doc:"Events about the asset with this key only."`
	Device         string    `query:"device" maxLength:"200" doc:"Events about the device with this key only."`
	Open           bool      `query:"open" doc:"Only alarms that are not cleared."`
	Unacknowledged bool      `query:"unacknowledged" doc:"Only alarms that nobody has acknowledged."`
	Shelved        string    `query:"shelved" enum:"only,without" doc:"Only what is put aside now, or all but that."`
	From           time.Time `query:"from" doc:"Raised at or after, RFC 3339."`
	To             time.Time `query:"to" doc:"Raised before, RFC 3339."`
	Cursor         string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit          int       `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Items of a page."`
}

// EventPage is one page of events.
type EventPage struct {
	Items []Event `json:"items" nullable:"false" doc:"Newest first."`
	Next  string  `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type eventsOutput struct{ Body EventPage }

// AlarmInput names an alarm.
type AlarmInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The alarm." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
}

// AlarmAcknowledgement says that somebody has seen an alarm.
type AlarmAcknowledgement struct {
	Version int64  `json:"version" doc:"The version that was read." example:"1"`
	Note    string `json:"note,omitempty" maxLength:"2000" doc:"What others should know." example:"the electrician is on the way"`
}

type acknowledgeInput struct {
	AlarmInput
	Body AlarmAcknowledgement
}

// AlarmShelving puts an alarm aside.
type AlarmShelving struct {
	Version int64     `json:"version" doc:"The version that was read." example:"1"`
	Until   time.Time `json:"until" doc:"Within the next 7 days." example:"2026-06-01T18:00:00Z"`
	Reason  string    `json:"reason" maxLength:"2000" doc:"Why." example:"the meter is replaced this afternoon"`
}

type shelveInput struct {
	AlarmInput
	Body AlarmShelving
}

// AlarmUnshelving takes an alarm back that was put aside.
type AlarmUnshelving struct {
	Version int64 `json:"version" doc:"The version that was read." example:"2"`
}

type unshelveInput struct {
	AlarmInput
	Body AlarmUnshelving
}

type alarmOutput struct{ Body Event }

// AlarmChange is one step in the life of an alarm.
type AlarmChange struct {
	Alarm  uuid.UUID  `json:"alarm" format:"uuid" doc:"The alarm, or another one of the same condition." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	At     time.Time  `json:"at" example:"2026-06-01T12:05:00Z"`
	Change string     `json:"change" enum:"RAISED,ACKNOWLEDGED,SHELVED,UNSHELVED,RETURNED,CLEARED" doc:"RETURNED: its time aside was over." example:"ACKNOWLEDGED"`
	Actor  string     `json:"actor" doc:"Who did it, by name; empty for nobody." example:"Ada"`
	Note   string     `json:"note" doc:"What they wrote, or the code of why it was cleared." example:"the electrician is on the way"`
	Until  *time.Time `json:"until" doc:"Until when it is put aside." example:"2026-06-01T18:00:00Z"`
}

// AlarmHistory is the life of an alarm.
type AlarmHistory struct {
	Items []AlarmChange `json:"items" nullable:"false" doc:"The newest first; at most 200, those of other alarms of the same condition among them."`
}

type historyOutput struct{ Body AlarmHistory }
