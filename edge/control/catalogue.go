package control

import (
	"slices"
	"time"

	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// FieldKind says what a parameter holds.
type FieldKind string

// Kinds of parameter.
const (
	AssetField    FieldKind = "asset"
	AssetsField   FieldKind = "assets"
	NumberField   FieldKind = "number"
	NumbersField  FieldKind = "numbers" // a list, each within Min and Max
	DurationField FieldKind = "duration"
	ChoiceField   FieldKind = "choice" // one of Choices
	FlagField     FieldKind = "flag"
	TextField     FieldKind = "text"
	InstantField  FieldKind = "instant" // RFC 3339
	ClockField    FieldKind = "clock"   // a local time of day, kept as a duration since midnight
	WindowsField  FieldKind = "windows" // a weekly timetable: [{weekdays, from, to}]
	RowsField     FieldKind = "rows"    // a list of mappings, each with Fields
	GroupField    FieldKind = "group"   // a mapping with Fields; its values are called group.field
)

// MostWatts bounds every parameter in W: a gigawatt, more than any site has behind one meter.
const MostWatts = 1e9

// Field is one parameter of a controller type: its name as files write it, its unit, default,
// range and meaning. Bounds are inclusive. The same table validates files and makes the docs.
type Field struct {
	Name     string
	Kind     FieldKind
	Natures  []point.Nature // for assets: what it may name
	Moves    bool           // for assets: the controller files requests on their power
	Sets     []string       // for assets: set-point channels of theirs, no powers, that the controller sets
	Reads    []string       // for assets: channels of theirs that the controller needs fresh
	Unit     point.Unit     // for numbers
	Required bool
	Default  float64       // for numbers
	Standard string        // default of a choice, "" for none
	On       bool          // default of a flag
	Lasting  time.Duration // default of a duration, where 0 takes the site's max_age unless Off, and of a clock
	Off      bool          // for durations: 0 is allowed and means none
	Min, Max float64       // for numbers
	Choices  []string
	Fields   []Field // of rows and groups; none of them is a row, a group or an asset
	Meaning  string
}

// Spec is one controller type.
type Spec struct {
	Type    string
	Level   envelope.Level
	Summary string
	Formula string
	Source  string
	// Impact is what the controller may do to people, devices and the grid when it is wrong, and
	// Fallback what happens to its assets when it lacks a value or fails. Both stand in its record.
	Impact, Fallback string
	// Late controllers run after all others of their class, because they look at what those have
	// filed.
	Late bool
	// Modes lists the modes in which the controller is armed; none means all. SAFETY controllers
	// and overrides list none.
	Modes []Mode
	// Weight is the weight of the controller's targets unless its file says another (`weight`);
	// 0 for a type that files no targets.
	Weight int
	// Raises lists the codes of the events and faults the controller tells of; none tells of cuts only.
	Raises []reason.Code
	Fields []Field
	New    func(Params) (Controller, error)
}

// Weights of targets, so that the special beats the general: of two controllers of one class that
// both want something of an asset the one with the narrower purpose wins.
const (
	WeightRecharge   = 1 // peak shaving between its two limits
	WeightStanding   = 2 // what always goes on: self-consumption, surplus loads
	WeightProgramme  = 4 // what holds by time or forecast: timetables, delayed charging
	WeightPlan       = 6 // a dispatch plan
	WeightPurpose    = 8 // a single named aim: a fixed power, a state of charge by a time
	WeightMost       = 1000
	WeightField      = "weight"
	WeightFieldUsage = "of two targets of one class on one asset the greater weight wins, equal ones are averaged"
)

// ArmedIn reports whether a controller of this type is armed in a mode.
func (s Spec) ArmedIn(m Mode) bool {
	return m == AllArmed || len(s.Modes) == 0 || slices.Contains(s.Modes, m)
}
