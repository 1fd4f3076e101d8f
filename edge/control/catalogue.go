package control

import (
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// FieldKind says what a parameter holds.
type FieldKind string

// Kinds of parameter.
const (
	AssetField    FieldKind = "asset"
	AssetsField   FieldKind = "assets"
	NumberField   FieldKind = "number"
	DurationField FieldKind = "duration"
)

// MostWatts bounds every parameter in W: a gigawatt, more than any site has behind one meter.
const MostWatts = 1e9

// Field is one parameter of a controller type: its name as files write it, its unit, default,
// range and meaning. Bounds are inclusive. The same table validates files and makes the docs.
type Field struct {
	Name     string
	Kind     FieldKind
	Natures  []point.Nature // for assets: what it may name
	Moves    bool           // for assets: the controller files requests on them
	Reads    []string       // for assets: channels of theirs that the controller needs fresh
	Unit     point.Unit     // for numbers
	Required bool
	Default  float64       // for numbers
	Lasting  time.Duration // default of a duration; 0 takes the site's max_age
	Min, Max float64       // for numbers
	Meaning  string
}

// Spec is one controller type.
type Spec struct {
	Type    string
	Level   envelope.Level
	Summary string
	Formula string
	Source  string
	Fields  []Field
	New     func(Params) (Controller, error)
}

// Member is an asset a parameter names.
type Member struct {
	ID     string
	Asset  Asset
	Nature point.Nature
	// Rating is what the asset can do at all, SafeState where it is driven when blind.
	Rating    envelope.Envelope
	SafeState unit.Power
	// Handle resolves a channel of the asset, image.None where it has none.
	Handle func(channel string) image.Handle
	// Needs are the channels that must be fresh for the asset to be controlled: its own and those
	// of the meters its controllers read.
	Needs []Need
}

// Need is one channel that must be fresh.
type Need struct {
	Name   string // "meter0.ActivePower"
	Handle image.Handle
	// Lasts is how old it may grow at least, because it is read no more often.
	Lasts time.Duration
}

// Params are the checked parameters of one controller instance: every required one is there,
// every number is in range.
type Params struct {
	ID        string
	Members   map[string][]Member
	Numbers   map[string]float64
	Durations map[string]time.Duration
	MaxAge    time.Duration // the site's
}

// Member is the asset that a parameter names.
func (p Params) Member(field string) Member { return p.Members[field][0] }

// Power is a number given in watts.
func (p Params) Power(field string) unit.Power {
	watts, _ := unit.FromFloat(p.Numbers[field], unit.Watt)
	return watts
}

// Duration is a duration, the site's max_age where the field's default says so.
func (p Params) Duration(field string) time.Duration {
	if d := p.Durations[field]; d != 0 {
		return d
	}
	return p.MaxAge
}
