package rules

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/rule"
	"ohmstead/energy/reason"
)

// AlarmRuleDraft is a rule as a person writes it. Values are in the channel's unit.
type AlarmRuleDraft struct {
	Name       string            `json:"name" maxLength:"400" doc:"Used once in a tenant." example:"Battery nearly empty"`
	SiteID     *uuid.UUID        `json:"site_id" format:"uuid" nullable:"true" doc:"The site; null for all sites of the tenant." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Severity   string            `json:"severity" enum:"INFO,WARNING,SEVERE" example:"WARNING"`
	Enabled    bool              `json:"enabled" example:"true"`
	Kind       string            `json:"kind" enum:"THRESHOLD,RATE,ABSENCE,EXPRESSION" doc:"A value beyond a threshold, one that changes too fast, one that does not come, a condition over several." example:"THRESHOLD"`
	Channel    string            `json:"channel" maxLength:"200" doc:"asset.channel, or *.channel for each asset that has it; empty for EXPRESSION." example:"battery0.SOC"`
	Above      *float64          `json:"above" doc:"Met while the value, or its change per minute, is above." example:"95"`
	Below      *float64          `json:"below" doc:"Met while it is below; one of above and below."`
	Hysteresis float64           `json:"hysteresis" minimum:"0" doc:"How far back behind the threshold the value has to come before the alarm clears." example:"2"`
	For        int               `json:"for_seconds" minimum:"0" maximum:"86400" doc:"How long it has to last; of ABSENCE, how long nothing comes." example:"60"`
	Window     int               `json:"window_seconds" minimum:"0" maximum:"3600" doc:"Time over which RATE takes the change." example:"0"`
	Expression string            `json:"expression" maxLength:"500" doc:"A condition over the names of inputs: numbers, comparisons, && and ||, abs, ceil, floor, max, min, round." example:""`
	Inputs     map[string]string `json:"inputs" nullable:"false" doc:"Channels by the names they have in the expression."`
}

// AlarmRule is a rule as it is kept.
type AlarmRule struct {
	ID       uuid.UUID `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	Version  int64     `json:"version" doc:"Counts the changes; a change names the version it has read." example:"1"`
	SiteName string    `json:"site_name" doc:"Empty for a rule of all sites." example:"House north"`
	Changed  time.Time `json:"changed_at" doc:"Samples before that are no matter of it." example:"2026-06-01T12:00:00Z"`
	Open     int       `json:"open_alarms" doc:"Alarms of it that are open." example:"0"`
	AlarmRuleDraft
}

// AlarmRulePage is one page of rules.
type AlarmRulePage struct {
	Items []AlarmRule `json:"items" nullable:"false" doc:"By name."`
	Next  string      `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type listInput struct {
	Site   uuid.UUID `query:"site" format:"uuid" doc:"Rules of this site only."`
	Cursor string    `query:"cursor" maxLength:"1024" doc:"The next of the page before."`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Items of a page."`
}

type listOutput struct{ Body AlarmRulePage }

// RuleInput names a rule.
type RuleInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The rule." example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
}

type ruleOutput struct{ Body AlarmRule }

type addInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"The same request again with the same key makes no second rule."`
	Body AlarmRuleDraft
}

// AlarmRuleChange replaces what a rule says.
type AlarmRuleChange struct {
	Version int64 `json:"version" doc:"The version that was read." example:"1"`
	AlarmRuleDraft
}

type changeInput struct {
	RuleInput
	Body AlarmRuleChange
}

type removeInput struct {
	RuleInput
	Version int64 `query:"version" required:"true" doc:"The version that was read." example:"2"`
}

type tryInput struct{ Body AlarmRuleDraft }

// TrialAlarm is an alarm that a rule would have raised.
type TrialAlarm struct {
	SiteID   uuid.UUID  `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteName string     `json:"site_name" example:"House north"`
	Asset    string     `json:"asset" example:"battery0"`
	Raised   time.Time  `json:"raised_at" example:"2026-06-01T12:00:00Z"`
	Cleared  *time.Time `json:"cleared_at" doc:"Null where it would still be open." example:"2026-06-01T12:10:00Z"`
	TextEN   string     `json:"text_en" example:"Battery nearly empty: battery0.SOC 9 < 10"`
	TextDE   string     `json:"text_de" example:"Batterie fast leer: battery0.SOC 9 < 10"`
}

// AlarmRuleTrial is what a rule would have done over the last 24 hours.
type AlarmRuleTrial struct {
	From    time.Time    `json:"from" example:"2026-05-31T12:00:00Z"`
	To      time.Time    `json:"to" example:"2026-06-01T12:00:00Z"`
	Places  int          `json:"places" doc:"Sites, or assets, that the rule would look at; 0 where none has its channels." example:"1"`
	Samples int          `json:"samples" doc:"Values it has looked at." example:"86400"`
	Raised  []TrialAlarm `json:"raised" nullable:"false"`
	More    bool         `json:"more" doc:"Whether there were more values or alarms than a trial looks at." example:"false"`
}

type tryOutput struct{ Body AlarmRuleTrial }

func draftOf(d AlarmRuleDraft) rule.Draft {
	return rule.Draft{
		Name: d.Name, Site: d.SiteID, Severity: severityOf(d.Severity), Enabled: d.Enabled,
		Definition: rule.Definition{
			Kind: rule.Kind(d.Kind), Channel: d.Channel, Above: d.Above, Below: d.Below, Hysteresis: d.Hysteresis,
			ForSeconds: d.For, WindowSeconds: d.Window, Expression: d.Expression, Inputs: d.Inputs,
		},
	}
}

func shown(r rule.Rule) AlarmRule {
	inputs := r.Inputs
	if inputs == nil {
		inputs = map[string]string{}
	}
	return AlarmRule{
		ID: r.ID, Version: r.Version, SiteName: r.SiteName, Changed: r.Changed, Open: r.Open,
		AlarmRuleDraft: AlarmRuleDraft{
			Name: r.Name, SiteID: r.Site, Severity: string(r.Severity), Enabled: r.Enabled, Kind: string(r.Kind), Channel: r.Channel,
			Above: r.Above, Below: r.Below, Hysteresis: r.Hysteresis, For: r.ForSeconds, Window: r.WindowSeconds, Expression: r.Expression, Inputs: inputs,
		},
	}
}

func trialOf(t rule.Trial) AlarmRuleTrial {
	out := AlarmRuleTrial{From: t.From, To: t.To, Places: t.Places, Samples: t.Samples, Raised: make([]TrialAlarm, 0, len(t.Raised)), More: t.More}
	for _, e := range t.Raised {
		out.Raised = append(out.Raised, TrialAlarm{
			SiteID: e.Site, SiteName: e.SiteName, Asset: e.Asset, Raised: e.Raised, Cleared: e.Cleared,
			TextEN: reason.Text(e.Code, "en", e.Params), TextDE: reason.Text(e.Code, "de", e.Params),
		})
	}
	return out
}
