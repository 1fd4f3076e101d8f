package notifications

import (
	"maps"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/notify"
	"ohmstead/energy/reason"
)

// NotificationRoute takes alarms to its channel.
type NotificationRoute struct {
	Least string     `json:"least" enum:"INFO,WARNING,SEVERE" doc:"The lowest severity it takes." example:"WARNING"`
	Site  *uuid.UUID `json:"site_id" format:"uuid" nullable:"true" doc:"Alarms of this site alone; null for any."`
	Rule  *uuid.UUID `json:"rule_id" format:"uuid" nullable:"true" doc:"Alarms of this rule alone; null for any."`
}

// NotificationChannelDraft is a channel as a person sets it up.
type NotificationChannelDraft struct {
	Name     string              `json:"name" maxLength:"400" doc:"Used once in a tenant." example:"On call"`
	Kind     string              `json:"kind" enum:"MAIL,WEBHOOK" example:"WEBHOOK"`
	Enabled  bool                `json:"enabled" example:"true"`
	Site     *uuid.UUID          `json:"site_id" format:"uuid" nullable:"true" doc:"Alarms of this site alone; null for all of the tenant."`
	Language string              `json:"language" enum:"en,de" default:"en" doc:"Of mails." example:"en"`
	To       []string            `json:"to" nullable:"false" maxItems:"20" doc:"Addresses, of MAIL."`
	URL      string              `json:"url" maxLength:"2000" doc:"Of WEBHOOK: https and a public address." example:"https://hooks.example.org/ohmstead"`
	Cleared  bool                `json:"cleared" doc:"Whether it is told of alarms that clear, too." example:"true"`
	Routes   []NotificationRoute `json:"routes" nullable:"false" minItems:"1" maxItems:"20" doc:"What one of them takes is sent, once."`
}

// NotificationChannel is a channel as it is kept.
type NotificationChannel struct {
	ID       uuid.UUID `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	Version  int64     `json:"version" doc:"Counts the changes; a change names the version it has read." example:"1"`
	SiteName string    `json:"site_name" doc:"Empty for one of all sites." example:""`
	Changed  time.Time `json:"changed_at" example:"2026-06-01T12:00:00Z"`
	Secret   string    `json:"secret" doc:"Of WEBHOOK, in the answer that made it and in no other: signs what is sent." example:""`
	NotificationChannelDraft
}

// NotificationChannelList is all channels.
type NotificationChannelList struct {
	Items []NotificationChannel `json:"items" nullable:"false" doc:"By name."`
	Next  string                `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type listInput struct {
	operation.Paging
	Kind string `query:"kind" enum:"WEBHOOK,MAIL" doc:"Channels of this kind alone."`
	Text string `query:"text" maxLength:"200" doc:"A part of the name, whatever its case."`
}

type listOutput struct{ Body NotificationChannelList }

// ChannelInput names a channel.
type ChannelInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The channel." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
}

type channelOutput struct{ Body NotificationChannel }

type addInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"The same request again with the same key makes no second channel."`
	Body NotificationChannelDraft
}

// NotificationChannelChange replaces what a channel says; its kind stays.
type NotificationChannelChange struct {
	Version int64 `json:"version" doc:"The version that was read." example:"1"`
	NotificationChannelDraft
}

type changeInput struct {
	ChannelInput
	Body NotificationChannelChange
}

type removeInput struct {
	ChannelInput
	Version int64 `query:"version" required:"true" doc:"The version that was read." example:"2"`
}

// NotificationItem is one change of an alarm that was told.
type NotificationItem struct {
	Event    uuid.UUID `json:"event" format:"uuid"`
	Change   string    `json:"change" enum:"RAISED,RETURNED,CLEARED,TEST" example:"RAISED"`
	At       time.Time `json:"at" example:"2026-06-01T12:00:00Z"`
	Severity string    `json:"severity" enum:"INFO,WARNING,SEVERE" example:"WARNING"`
	SiteName string    `json:"site_name" example:"House north"`
	TextEN   string    `json:"text_en" example:"sdm0 has sent nothing fresh for 12 s"`
	TextDE   string    `json:"text_de" example:"sdm0 hat seit 12 s nichts Aktuelles gesendet"`
}

// NotificationDelivery is one mail or request, and how it fared.
type NotificationDelivery struct {
	ID          uuid.UUID          `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	Channel     uuid.UUID          `json:"channel_id" format:"uuid"`
	ChannelName string             `json:"channel_name" example:"On call"`
	State       string             `json:"state" enum:"PENDING,SENT,DEAD" doc:"DEAD: given up." example:"SENT"`
	Count       int                `json:"count" doc:"Changes it is about, of which items are the first." example:"1"`
	Items       []NotificationItem `json:"items" nullable:"false"`
	Attempts    int                `json:"attempts" example:"1"`
	Due         time.Time          `json:"due_at" doc:"While PENDING, when it is tried next." example:"2026-06-01T12:00:00Z"`
	ReasonCode  *string            `json:"reason_code" doc:"Why the last attempt failed; null where it did not." example:"WEBHOOK_REFUSED"`
	Params      map[string]any     `json:"params" nullable:"false" doc:"The parameters of reason_code; fault is what the other side or the system said." example:"{\"status\":503}"`
	Created     time.Time          `json:"created_at" example:"2026-06-01T12:00:00Z"`
	Sent        *time.Time         `json:"sent_at" example:"2026-06-01T12:00:01Z"`
}

// NotificationDeliveryPage is one page of the log.
type NotificationDeliveryPage struct {
	Items []NotificationDelivery `json:"items" nullable:"false" doc:"Newest first."`
	Next  string                 `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type deliveriesInput struct {
	Channel uuid.UUID `query:"channel" format:"uuid" doc:"Of this channel only."`
	State   string    `query:"state" enum:"PENDING,SENT,DEAD" doc:"In this state only."`
	Cursor  string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit   int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Items of a page."`
}

type deliveriesOutput struct{ Body NotificationDeliveryPage }

// DeliveryInput names a delivery.
type DeliveryInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The delivery." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
}

type deliveryOutput struct{ Body NotificationDelivery }

func draftOf(d NotificationChannelDraft) notify.Draft {
	out := notify.Draft{Name: d.Name, Kind: notify.Kind(d.Kind), Enabled: d.Enabled, Site: d.Site, Language: d.Language, To: d.To, URL: d.URL, Cleared: d.Cleared}
	for _, r := range d.Routes {
		out.Routes = append(out.Routes, notify.Route{Least: event.Severity(r.Least), Site: r.Site, Rule: r.Rule})
	}
	return out
}

func shown(c notify.Channel) NotificationChannel {
	out := NotificationChannel{
		ID: c.ID, Version: c.Version, SiteName: c.SiteName, Changed: c.Changed, Secret: c.Secret,
		NotificationChannelDraft: NotificationChannelDraft{
			Name: c.Name, Kind: string(c.Kind), Enabled: c.Enabled, Site: c.Site, Language: c.Language, To: c.To, URL: c.URL, Cleared: c.Cleared, Routes: []NotificationRoute{},
		},
	}
	for _, r := range c.Routes {
		out.Routes = append(out.Routes, NotificationRoute{Least: string(r.Least), Site: r.Site, Rule: r.Rule})
	}
	return out
}

func deliveryOf(d notify.Delivery) NotificationDelivery {
	out := NotificationDelivery{
		ID: d.ID, Channel: d.Channel, ChannelName: d.ChannelName, State: d.State, Count: d.Count, Items: make([]NotificationItem, 0, len(d.Items)),
		Attempts: d.Attempts, Due: d.Due, Params: map[string]any{}, Created: d.Created, Sent: d.Sent,
	}
	if why := string(d.Why.Code); why != "" {
		out.ReasonCode = &why
		maps.Copy(out.Params, d.Why.Params)
	}
	for _, i := range d.Items {
		item := NotificationItem{Event: i.Event, Change: i.Change, At: i.At, Severity: string(i.Severity), SiteName: i.SiteName}
		if i.Code != "" {
			item.TextEN, item.TextDE = reason.Text(i.Code, "en", i.Params), reason.Text(i.Code, "de", i.Params)
		}
		out.Items = append(out.Items, item)
	}
	return out
}
