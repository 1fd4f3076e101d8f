package configuration

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// EdgeConfiguration is a version of an edge's site file.
type EdgeConfiguration struct {
	Version int64     `json:"version" doc:"From 1; 0 is what an edge begins with, which nobody made." example:"3"`
	Hash    string    `json:"hash" doc:"SHA-256 of the text." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Text    string    `json:"text,omitempty" doc:"The site file; only where one version is asked for." example:"site: {name: \"Plant north\", time_zone: \"Europe/Berlin\"}\n"`
	Comment string    `json:"comment" example:"the new inverter"`
	By      uuid.UUID `json:"made_by" format:"uuid" doc:"The person who made it." example:"0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	Author  string    `json:"author" doc:"The person's name." example:"Ada Example"`
	Made    time.Time `json:"made_at" example:"2026-06-01T12:00:00Z"`
	// Command is absent where no order was given.
	Command *uuid.UUID     `json:"command_id" format:"uuid" nullable:"true" doc:"The newest order to run it; null without one." example:"0198c0de-0000-7000-8000-000000000007"`
	State   string         `json:"state" enum:"NOT_SENT,ISSUED,ACCEPTED,EXECUTED,REJECTED,FAILED,EXPIRED,CLAMPED" doc:"How far that order has come; EXECUTED once a cycle has run with it." example:"EXECUTED"`
	At      *time.Time     `json:"answered_at" doc:"When the edge answered last, by its clock." example:"2026-06-01T12:00:02Z"`
	Codes   []reason.Code  `json:"reason_codes" nullable:"false" doc:"Why it was refused."`
	Params  map[string]any `json:"params" nullable:"false" doc:"Of the first code; CONFIGURATION_REFUSED lists every problem in problems, a line each."`
	TextEN  string         `json:"text_en" doc:"The first code's sentence in English; empty without one." example:""`
	TextDE  string         `json:"text_de" doc:"The first code's sentence in German; empty without one." example:""`
}

// EdgeConfigurationPage is one page of versions.
type EdgeConfigurationPage struct {
	Items []EdgeConfiguration `json:"items" nullable:"false" doc:"The newest first, without their texts."`
	Next  int64               `json:"next" doc:"What before is for the next page; 0 on the last." example:"0"`
}

// SiteFileDraft is a version to make.
type SiteFileDraft struct {
	Text    string `json:"text" minLength:"1" maxLength:"131072" doc:"The whole site file." example:"site: {name: \"Plant north\"}\n"`
	Comment string `json:"comment" minLength:"1" maxLength:"250" doc:"Why, in a sentence for whoever reads the list." example:"the new inverter"`
	After   int64  `json:"after" minimum:"0" doc:"The newest version that was read; 0 for none." example:"2"`
	Force   bool   `json:"replace_changed_on_site,omitempty" doc:"Replaces what the edge runs even where that was changed on site and would be lost." example:"false"`
}

// DeviceDraft is a device that is to come into an edge's site file, with what it is at the site.
type DeviceDraft struct {
	Device  DraftDevice  `json:"device"`
	Assets  []DraftAsset `json:"assets" nullable:"false" maxItems:"20" doc:"What the device is at the site."`
	Comment string       `json:"comment" minLength:"1" maxLength:"250" example:"the new inverter"`
	After   int64        `json:"after" minimum:"0" doc:"The newest version that was read; 0 for none." example:"2"`
}

// DraftDevice is a device as a site file has it.
type DraftDevice struct {
	Key     string `json:"key" minLength:"1" maxLength:"100" doc:"Unique at the edge." example:"sunspec-1"`
	Profile string `json:"profile" minLength:"1" maxLength:"100" example:"sunspec"`
	Address string `json:"address" minLength:"1" maxLength:"250" example:"192.168.1.30:502"`
	Unit    *int64 `json:"unit,omitempty" minimum:"0" maximum:"255" doc:"The profile's own where absent." example:"1"`
	Variant string `json:"variant,omitempty" maxLength:"100" doc:"Of the profile, where it has some." example:""`
}

// DraftAsset is an asset as a site file has it.
type DraftAsset struct {
	ID                  string `json:"id" minLength:"1" maxLength:"100" doc:"Its key: that of an asset of the site, or a new one." example:"pv0"`
	Name                string `json:"name,omitempty" maxLength:"100" example:"Roof south"`
	Nature              string `json:"nature" minLength:"1" maxLength:"40" example:"PV"`
	MaxActivePowerWatts int64  `json:"max_active_power_watts,omitempty" minimum:"0" doc:"As on the nameplate." example:"8000"`
	MaxApparentPowerVA  int64  `json:"max_apparent_power_va,omitempty" minimum:"0" doc:"As on the nameplate." example:"0"`
	CapacityWh          int64  `json:"capacity_wh,omitempty" minimum:"0" doc:"Of a battery." example:"0"`
	Phases              int64  `json:"phases,omitempty" minimum:"0" maximum:"3" doc:"Of a charger." example:"0"`
}

// Restoration is an earlier version that is to run again.
type Restoration struct {
	Version int64  `json:"version" minimum:"0" doc:"Whose text the new version gets; 0 is what the edge began with." example:"1"`
	Comment string `json:"comment" minLength:"1" maxLength:"250" example:"back to what worked"`
	After   int64  `json:"after" minimum:"0" doc:"The newest version that was read." example:"2"`
	Force   bool   `json:"replace_changed_on_site,omitempty" doc:"As of a draft." example:"false"`
}

// SiteFileChanges is what differs between two versions.
type SiteFileChanges struct {
	From  int64          `json:"from" example:"1"`
	To    int64          `json:"to" example:"2"`
	Lines []SiteFileLine `json:"lines" nullable:"false" doc:"All lines of both in order."`
}

// SiteFileLine is a line of both versions or of one.
type SiteFileLine struct {
	Op   string `json:"op" enum:"SAME,ADDED,REMOVED" example:"ADDED"`
	Old  int    `json:"old" doc:"Its number in from; 0 where it does not stand there." example:"0"`
	New  int    `json:"new" doc:"Its number in to; 0 where it does not stand there." example:"4"`
	Text string `json:"text" example:"devices:"`
}

// EdgeInput names an edge; embedding it makes an operation about one.
type EdgeInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The edge."`
}

type listInput struct {
	EdgeInput
	Before int64 `query:"before" minimum:"0" doc:"The next of the page before."`
	Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Items of a page."`
}

type oneInput struct {
	EdgeInput
	Version int64 `query:"version" minimum:"-1" default:"-1" doc:"The version, 0 for what the edge began with; without it the newest that runs or may still come to."`
}

type changesInput struct {
	EdgeInput
	From int64 `query:"from" minimum:"0" doc:"The version before."`
	To   int64 `query:"to" minimum:"0" doc:"The version after."`
}

type draftInput struct {
	EdgeInput
	Body SiteFileDraft
}

type deviceInput struct {
	EdgeInput
	Body DeviceDraft
}

type restoreInput struct {
	EdgeInput
	Body Restoration
}

type (
	pageOutput    struct{ Body EdgeConfigurationPage }
	oneOutput     struct{ Body EdgeConfiguration }
	changesOutput struct{ Body SiteFileChanges }
)
