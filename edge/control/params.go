package control

import (
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// Member is an asset, or a cluster of assets, that a parameter names.
type Member struct {
	ID     string
	Asset  Asset
	Nature point.Nature
	// Rating is what the asset can do at all, SafeState where it is driven when blind.
	Rating    envelope.Envelope
	SafeState unit.Power
	// Apparent is its apparent-power limit, 0 where its file names none; Capacity what a battery
	// holds, 0 where unknown.
	Apparent unit.ApparentPower
	Capacity unit.Energy
	// Gradual says that its output goes behind what it is asked by itself: smoothed, or in a loop of its own.
	Gradual bool
	// Wires is how many phases carry a charger's current by its nameplate, 0 for what is no charger.
	Wires int
	// Phases are the asset's phases where each can be moved by itself, NoAsset otherwise. Their
	// powers add up to the asset's.
	Phases [3]Asset
	// Handle resolves a channel of the asset, image.None where it has none.
	Handle func(channel string) image.Handle
	// Needs are the channels that must be fresh for the asset to be controlled: its own and those
	// of the meters its controllers read.
	Needs []Need
}

// Channel is the handle of a channel that the asset has to have; UNKNOWN_CHANNEL where it has not.
// It is for channels that are not listed under Reads because their loss is the controller's own
// concern and not the stale data guard's.
func (m Member) Channel(name string) (image.Handle, error) {
	h := m.Handle(name)
	if h == image.None {
		return h, reason.New(reason.UnknownChannel, reason.Params{"channel": m.ID + "." + name})
	}
	return h, nil
}

// NoAsset is where there is none.
const NoAsset Asset = -1

// Need is one channel that must be fresh.
type Need struct {
	Name   string // "meter0.ActivePower"
	Handle image.Handle
	// Lasts is how old it may grow at least, because it is read no more often.
	Lasts time.Duration
}

// Params are the checked parameters of one controller instance: every required one is there,
// every number is in range. A field of a group is called group.field.
type Params struct {
	ID      string
	Members map[string][]Member
	Values
	Rows   map[string][]Values
	Weeks  map[string]slot.Week
	Weight int           // of its targets
	MaxAge time.Duration // the site's
	Cycle  time.Duration // from one cycle to the next
	Zone   *time.Location
}

// Values are plain parameters by name. Numbers, durations, flags and choices hold their default
// where the file says nothing; Given lists what the file says.
type Values struct {
	Numbers   map[string]float64
	Lists     map[string][]float64
	Durations map[string]time.Duration // durations, and clocks as time since midnight
	Flags     map[string]bool
	Texts     map[string]string // texts and choices
	Instants  map[string]time.Time
	Given     map[string]bool
}

// NewValues holds nothing yet.
func NewValues() Values {
	return Values{
		Numbers: map[string]float64{}, Lists: map[string][]float64{}, Durations: map[string]time.Duration{},
		Flags: map[string]bool{}, Texts: map[string]string{}, Instants: map[string]time.Time{}, Given: map[string]bool{},
	}
}

// Power is a number given in watts.
func (v Values) Power(field string) unit.Power {
	watts, _ := unit.FromFloat(v.Numbers[field], unit.Watt)
	return watts
}

// Optional is the asset that a parameter names; false where an optional parameter names none.
func (p Params) Optional(field string) (Member, bool) {
	if len(p.Members[field]) == 0 {
		return Member{}, false
	}
	return p.Members[field][0], true
}

// Member is the asset that a required parameter names.
func (p Params) Member(field string) Member { return p.Members[field][0] }

// Duration is a duration, the site's max_age where the field's default says so.
func (p Params) Duration(field string) time.Duration {
	if d := p.Durations[field]; d != 0 {
		return d
	}
	return p.MaxAge
}

// Invalid is the refusal of a parameter that does not fit the others.
func Invalid(field string, value any, want string) error {
	return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": value, "want": want})
}
