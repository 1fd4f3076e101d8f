package notify

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/energy/reason"
)

// Kind says how a channel reaches people.
type Kind string

// Kinds of channel.
const (
	Mail    Kind = "MAIL"
	Webhook Kind = "WEBHOOK"
)

// Route takes alarms to its channel. The zero Route takes all.
type Route struct {
	// Least is the lowest severity it takes; "" for any.
	Least event.Severity `json:"least,omitempty"`
	// Site and Rule narrow it to alarms of one site or of one rule of people; nil for any.
	Site *uuid.UUID `json:"site,omitempty"`
	Rule *uuid.UUID `json:"rule,omitempty"`
}

// Takes reports whether the route takes an item.
func (r Route) Takes(i Item) bool {
	rank := []event.Severity{event.Info, event.Warning, event.Severe}
	return slices.Index(rank, i.Severity) >= slices.Index(rank, r.Least) && (r.Site == nil || *r.Site == i.Site) && (r.Rule == nil || *r.Rule == i.Rule)
}

// Draft is a channel as a person sets it up.
type Draft struct {
	Name    string
	Kind    Kind
	Enabled bool
	// Site bounds it to the alarms of one site; nil for all of the tenant.
	Site     *uuid.UUID
	Language string   // en or de
	To       []string // addresses, of MAIL
	URL      string   // of WEBHOOK
	// Cleared says whether it is told of alarms that clear, too.
	Cleared bool
	Routes  []Route
}

// Channel is a channel as it is kept.
type Channel struct {
	ID      uuid.UUID
	Version int64
	Draft
	SiteName string
	Changed  time.Time
	// Secret signs what goes to a webhook; it is shown once, when it is made.
	Secret string
}

// Item is what is told of one alarm.
type Item struct {
	Event    uuid.UUID      `json:"event"`
	Change   string         `json:"change"` // RAISED, RETURNED or CLEARED; TEST for a trial
	At       time.Time      `json:"at"`
	Severity event.Severity `json:"severity"`
	Code     reason.Code    `json:"code"`
	Params   map[string]any `json:"params"`
	Site     uuid.UUID      `json:"site"`
	SiteName string         `json:"site_name"`
	Asset    string         `json:"asset"`
	Device   string         `json:"device"`
	Rule     uuid.UUID      `json:"rule"`
}

// States of a delivery.
const (
	Pending = "PENDING"
	Sent    = "SENT"
	Dead    = "DEAD" // given up
)

// Delivery is one mail or request, and how it fared.
type Delivery struct {
	ID          uuid.UUID
	Channel     uuid.UUID
	ChannelName string
	State       string
	Items       []Item
	// Count is how many changes it is about, of which Items are the first.
	Count    int
	Attempts int
	Due      time.Time // when it is tried next, while PENDING
	Why      Trouble   // of the last attempt
	Created  time.Time
	Sent     *time.Time
}

// Bounds of channels and deliveries.
const (
	maxName  = 100
	maxTo    = 20
	maxRoute = 20
	MaxItems = 100 // that a delivery lists; of more it tells the number
	// MaxAttempts is how often a delivery is tried before it is given up.
	MaxAttempts = 8
)

// Check names the first thing that is wrong with a draft: MISSING_FIELD, INVALID_VALUE. Private
// addresses are refused when a webhook is sent, by what its name leads to then; plain says whether http
// without TLS is allowed.
func (d Draft) Check(plain bool) error {
	if strings.TrimSpace(d.Name) == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "name"})
	}
	if utf8.RuneCountInString(d.Name) > maxName {
		return reason.Invalid("name", "too long", fmt.Sprintf("at most %d characters", maxName))
	}
	if d.Language != "en" && d.Language != "de" {
		return reason.Invalid("language", d.Language, "en or de")
	}
	if len(d.Routes) == 0 || len(d.Routes) > maxRoute {
		return reason.Invalid("routes", len(d.Routes), fmt.Sprintf("1 to %d", maxRoute))
	}
	for i, r := range d.Routes {
		if r.Site != nil && d.Site != nil && *r.Site != *d.Site {
			return reason.Invalid(fmt.Sprintf("routes[%d].site_id", i), *r.Site, "the channel's own site")
		}
	}
	switch d.Kind {
	case Mail:
		return d.checkMail()
	case Webhook:
		return d.checkURL(plain)
	}
	return reason.Invalid("kind", d.Kind, "MAIL or WEBHOOK")
}

func (d Draft) checkMail() error {
	if len(d.To) == 0 || len(d.To) > maxTo {
		return reason.Invalid("to", fmt.Sprint(len(d.To), " addresses"), fmt.Sprintf("1 to %d addresses", maxTo))
	}
	for i, to := range d.To {
		parsed, err := mail.ParseAddress(to)
		if err != nil || parsed.Address != to || len(to) > 320 || strings.ContainsAny(to, "\r\n") {
			return reason.Invalid(fmt.Sprintf("to[%d]", i), to, "an address such as ada@example.org")
		}
	}
	return nil
}

func (d Draft) checkURL(plain bool) error {
	u, err := url.Parse(d.URL)
	if err != nil || u.Host == "" || u.User != nil || len(d.URL) > 2000 || u.Scheme != "https" && !(plain && u.Scheme == "http") {
		return reason.Invalid("url", d.URL, "https://host/path, without a user")
	}
	return nil
}
