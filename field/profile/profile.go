package profile

import (
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/formula"
	"ohmstead/field/modbus"
	"ohmstead/field/register"
	"ohmstead/field/scaling"
)

// Profile is what is known of one kind of device.
type Profile struct {
	ID        string
	Vendor    string
	Models    []string
	Natures   []point.Nature
	Transport Transport
	Reads     Reads
	Points    []Point
	Controls  []Control
	Settings  []Setting
	Watchdog  Watchdog
	Presence  Presence
	Identify  []Probe
	Variants  []Variant

	// Provenance: where the facts come from, how far they are checked, and on which firmware.
	Sources    []string
	Confidence string
	Tested     []string
	// Contested are facts on which sources differ or that nobody has checked: to be verified on the
	// device before they are relied on.
	Contested []string
	Notes     []string
}

// Transport says how to reach the device.
type Transport struct {
	// TCP and RTU say what it speaks by itself. One that speaks RTU alone is also reached through a
	// gateway that speaks TCP.
	TCP, RTU bool
	// Serial is how its line is set as delivered.
	Serial       modbus.SerialConfig
	Port         int
	Unit         uint8
	Timeout      time.Duration // 0: the client's own
	ConnectDelay time.Duration
	MinGap       time.Duration
	Depth        int // requests under way at once; 0: one
	// OneClient says that the device takes a single connection.
	OneClient bool
}

// Reads says how values may be read together.
type Reads struct {
	MaxRegisters int // per request
	MaxGap       int // registers that may be read for nothing between two values
	NoSpan       bool
	Blocks       []Span
}

// Span is a run of registers that is read as a whole.
type Span struct {
	Function modbus.Function
	Address  uint16
	Count    uint16
}

// Place is where a number lies: registers at a fixed address, or a point of a SunSpec model.
type Place struct {
	Unit     uint8 // 0: the device's
	Function modbus.Function
	Address  uint16
	// Words are the addresses of a number's registers, the most significant first, where they do not
	// adjoin; empty where they do, from Address on.
	Words  []uint16
	Stride uint16 // added once per instance of the target
	Format register.Format
	// Ordered says that the place names its own word order, which no variant changes.
	Ordered bool
	Bit     bool // a coil or a discrete input
	Text    int  // registers of a text, 0 for a number

	// Models, Point and SubDevice name a SunSpec point; the first model the device has is taken.
	// SubDevice is negative where any will do.
	Models    []uint16
	Point     string
	SubDevice int
}

// AnySubDevice is the SubDevice of a place that lies wherever the model is found first.
const AnySubDevice = -1

// SunSpec reports whether the place is found by discovery.
func (p Place) SunSpec() bool { return p.Point != "" }

// Number is how the bits at a place become a value in a channel's canonical unit: a raw number,
// times ten to the power of Exponent, scaled.
type Number struct {
	Place   Place
	Scaling scaling.Scaling
	// Exponent is the register that holds a power of ten, nil where there is none. SunSpec points
	// bring their own.
	Exponent *Place
	Invalid  []uint64 // bits that mean "no value"; not-a-number always does
	Mask     uint64   // 0: all bits; else the bits that count, shifted down
	Codes    []Code   // empty: the number itself
	Words    []Word   // of a text: what it means
	Flags    []Flag   // not empty: the value is 1 where one of these bits is set, else 0
}

// Code maps a raw number of the device to a number of ours.
type Code struct{ Raw, Value float64 }

// Word maps a text of the device that begins with Text to a number of ours; the longest that fits
// counts.
type Word struct {
	Text  string
	Value float64
}

// Flag is a bit with its meaning.
type Flag struct {
	Bit  int
	Name string
}

// Computed is a value that several numbers give together.
type Computed struct {
	Inputs []Input
	Value  *formula.Formula // of the inputs, by name
}

// Input is one of the numbers, in the device's own terms.
type Input struct {
	Name   string
	Number Number
	// None is what the input counts as where it has no value and another has; nil where the whole then
	// has none.
	None *float64
	// Show is what a twin shows for it, of the whole value v in the device's terms.
	Show *formula.Formula
}

// Point is a channel that is read.
type Point struct {
	Channel string
	Natures []point.Nature
	// Number is where it lies; of a computed point only its scaling counts.
	Number      Number
	Computed    *Computed     // nil: the number itself
	Low         bool          // poll class LOW: need not be fresh every cycle
	MinInterval time.Duration // least time between two reads
}

// Control is a set-point channel that is written.
type Control struct {
	Channel string
	Natures []point.Nature
	// Number is where it is written, by function 5, 6, 15 or 16; of a sequence only its scaling counts.
	Number Number
	// Steps are what is written, in this order, where one number does not do.
	Steps []Step
	// Means is the set-point that the registers of the steps mean, by their names.
	Means *formula.Formula
	// Atomic says that the device takes all steps in one request or not at all; Apart that it wants
	// each in a request of its own; Within, that it counts only what comes within this time.
	Atomic, Apart bool
	Within        time.Duration
	// PercentOf is what 100 % are where the device wants a share, as the number that is read at
	// that place; nil where it wants the value itself.
	PercentOf *Number
	Clamp     *scaling.Range // in the channel's canonical unit
	// Group names controls that are written together, all or none; "" stands alone.
	Group string
	// Order sorts the requests of a group, the smallest first.
	Order       int
	MinInterval time.Duration
	// OnChange says that an unchanged value is written again only to feed the watchdog.
	OnChange bool
	Storage  Storage
	// Holds says that the device keeps this set-point for ever, whatever its watchdog does with others:
	// the edge must undo it.
	Holds    bool
	ReadBack *ReadBack
	// Lease is where the device says for how many seconds more it will follow the set-point, nil where
	// it does not say. It counts down from what a step that Takes the Lease has written.
	Lease   *Number
	With    []Constant // written after the value, in the same request where they adjoin
	Release []Constant // written when the edge lets go of the device
}

// SunSpec reports whether the control is written where discovery finds it.
func (c *Control) SunSpec() bool {
	return c.Number.Place.SunSpec() || len(c.Steps) > 0 && c.Steps[0].Number.Place.SunSpec()
}

// Step is one write of a sequence.
type Step struct {
	Name   string
	Number Number
	Takes  Takes
	// Put is what is written, of what the step takes as v; nil for v itself.
	Put *formula.Formula
	// Optional says that a SunSpec device which lacks the point is written without it.
	Optional bool
}

// Takes is what a step is given to write.
type Takes string

// What steps take.
const (
	TakesSetpoint Takes = "SETPOINT" // in the device's terms
	// TakesSafe is the safe state of the asset in the device's terms; where none is known, the
	// set-point.
	TakesSafe Takes = "SAFE_STATE"
	// TakesHasSafe is 1 where a safe state is known, else 0.
	TakesHasSafe Takes = "HAS_SAFE_STATE"
	// TakesLease is for how many seconds the set-point holds unless it is written again: the
	// watchdog's time-out. A device that lacks the step's point holds it for ever.
	TakesLease Takes = "LEASE"
)

// Storage is what a write costs the device.
type Storage struct {
	// Flash says that each write is stored in memory that wears out: only changes are written, at most
	// every MinInterval and PerDay times in 24 hours; 0 is no bound.
	Flash  bool
	PerDay int
}

// ReadBack is where the device says what it does with a set-point. Its number is read as the
// control's is written.
type ReadBack struct {
	Number Number
	// Steps reads the registers of a sequence back, by this function.
	Steps modbus.Function
	// Enabled is a place that must hold this value for the set-point to be in force; nil: always.
	// Where it does not, a share counts as 100 % and a value as not known.
	Enabled *Constant
	Low     bool
}

// Constant is a fixed number at a place, before any scaling but SunSpec's own.
type Constant struct {
	Place Place
	Value float64
}

// Setting is a value of the device that no channel carries: what an installer sets or looks up.
type Setting struct {
	Name    string
	Number  Number // Place.Function writes it, or reads it where it cannot be written
	Storage Storage
	Note    string
}

// Writable reports whether the setting can be written.
func (s Setting) Writable() bool { return s.Number.Place.Function.Writes() }

// Kind is how a device notices that nobody controls it any more.
type Kind string

// Kinds of watchdog.
const (
	NoWatchdog  Kind = ""
	Rewrite     Kind = "REWRITE"      // the set-points themselves must be written again in time
	DeviceTimer Kind = "DEVICE_TIMER" // a register holds the device's own time-out
	Duration    Kind = "DURATION"     // each set-point carries for how long it holds
	Counter     Kind = "COUNTER"      // a register must keep changing
	AnyRequest  Kind = "ANY_REQUEST"  // any request at all
)

// OnLoss is what a device does when its watchdog runs out.
type OnLoss string

// What devices do on loss.
const (
	InternalControl OnLoss = "INTERNAL_CONTROL" // its own control takes over
	Zero            OnLoss = "ZERO"             // idle
	Hold            OnLoss = "HOLD"             // the last set-point stays: the edge must undo it
	Unlimited       OnLoss = "UNLIMITED"        // the limit is lifted
	SafeCurrent     OnLoss = "SAFE_CURRENT"     // a stored charging current
	DefaultMode     OnLoss = "DEFAULT_MODE"     // a stored operating mode
	Unknown         OnLoss = "UNKNOWN"          // nobody says: the edge undoes it as with HOLD
)

// Holds reports whether the edge has to undo what it wrote, because the device does not by itself.
func (o OnLoss) Holds() bool { return o == Hold || o == Unknown }

// Watchdog is how a device is kept under control and what it does when control is lost.
type Watchdog struct {
	Kind    Kind
	Period  time.Duration // how often the edge feeds it
	Timeout time.Duration // after which the device acts on loss; for the twin and for DEVICE_TIMER
	OnLoss  OnLoss
	// Register takes the time-out (DEVICE_TIMER, DURATION) in its unit or the count (COUNTER).
	Register *Number
	Disarm   []Constant // written when the edge stops on purpose
}

// Presence is what shows that somebody is there, on either side, beside the set-points themselves.
type Presence struct {
	// Beats are counters that both sides keep moving; those that the device has count.
	Beats []Beat
	// Remote is what each place must hold for the device to take orders from the edge; what it lacks does
	// not count.
	Remote []Constant
}

// Beat is a pair of counters: the edge moves its own every Period while orders live, and the device's
// own must not stand still for longer than Still.
type Beat struct {
	Own, Device   *Number // nil: there is none
	Period, Still time.Duration
}

// Probe is a question whose answer tells a device. All conditions that are given must hold.
type Probe struct {
	Place    Place
	Contains string // of a text
	Values   []float64
	Range    *scaling.Range
	// Manufacturer and Model are looked for in SunSpec's common model.
	Manufacturer, Model string
}

// Variant replaces points and controls, by channel, on devices that answer its probes, or that the
// site file says are it.
type Variant struct {
	Name  string
	Match []Probe // none: only the site file can say
	// Words is the word order of every place that does not name its own; nil: as the profile says.
	Words    *register.Order
	Points   []Point
	Controls []Control
}

// Control is the control of a nature's set-point channel; false where the profile has none.
func (p *Profile) Control(nature point.Nature, channel string) (Control, bool) {
	for _, c := range p.Controls {
		if c.Channel == channel && has(c.Natures, nature) {
			return c, true
		}
	}
	return Control{}, false
}

// HasVariant reports whether the profile has a variant of this name; "" is none and always there.
func (p *Profile) HasVariant(name string) bool {
	return name == "" || slices.Contains(p.VariantNames(), name)
}

// VariantNames lists the variants in the order of the profile.
func (p *Profile) VariantNames() []string {
	names := make([]string, 0, len(p.Variants))
	for _, v := range p.Variants {
		names = append(names, v.Name)
	}
	return names
}

// Channels lists the channels an asset of this nature gets, with set-points and their read-backs,
// in the order of the profile.
func (p *Profile) Channels(nature point.Nature) []point.Channel {
	var channels []point.Channel
	seen := map[string]bool{}
	add := func(natures []point.Nature, name string) {
		c, ok := point.Lookup(nature, name)
		if ok && has(natures, nature) && !seen[name] {
			seen[name] = true
			channels = append(channels, c)
		}
	}
	for _, pt := range p.Points {
		add(pt.Natures, pt.Channel)
	}
	for _, c := range p.Controls {
		add(c.Natures, c.Channel)
		if c.ReadBack != nil {
			add(c.Natures, c.Channel+point.AppliedSuffix)
		}
	}
	return channels
}

// Rate is how a channel of a nature is polled: whether in class LOW, and its least interval.
func (p *Profile) Rate(nature point.Nature, channel string) (low bool, interval time.Duration) {
	for _, pt := range p.Points {
		if pt.Channel == channel && has(pt.Natures, nature) {
			return pt.Low, pt.MinInterval
		}
	}
	for _, c := range p.Controls {
		if c.ReadBack != nil && c.Channel+point.AppliedSuffix == channel && has(c.Natures, nature) {
			return c.ReadBack.Low, 0
		}
	}
	return false, 0
}

// UsesSunSpec reports whether anything of the profile is found by SunSpec discovery.
func (p *Profile) UsesSunSpec() bool { return len(p.models()) > 0 }

// OtherUnits lists the units beside the device's own behind which something is found by discovery.
func (p *Profile) OtherUnits() []uint8 {
	var units []uint8
	p.Places(func(pl *Place) {
		if pl.SunSpec() && pl.Unit != 0 && pl.Unit != p.Transport.Unit && !slices.Contains(units, pl.Unit) {
			units = append(units, pl.Unit)
		}
	})
	return units
}

// WantsModel reports whether the profile refers to a SunSpec model.
func (p *Profile) WantsModel(id uint16) bool { return p.models()[id] || id == 1 }

func (p *Profile) models() map[uint16]bool {
	ids := map[uint16]bool{}
	p.Places(func(pl *Place) {
		for _, id := range pl.Models {
			ids[id] = true
		}
	})
	return ids
}

// Places visits every place of the profile.
func (p *Profile) Places(visit func(*Place)) {
	w := walker{visit}
	all := []Variant{{Points: p.Points, Controls: p.Controls}}
	for _, v := range append(all, p.Variants...) {
		w.points(v.Points)
		w.controls(v.Controls)
		for i := range v.Match {
			visit(&v.Match[i].Place)
		}
	}
	for i := range p.Settings {
		w.number(&p.Settings[i].Number)
	}
	for i := range p.Identify {
		visit(&p.Identify[i].Place)
	}
	w.number(p.Watchdog.Register)
	for _, b := range p.Presence.Beats {
		w.number(b.Own)
		w.number(b.Device)
	}
	w.constants(p.Presence.Remote)
	w.constants(p.Watchdog.Disarm)
}

// walker visits places.
type walker struct{ visit func(*Place) }

func (w walker) number(n *Number) {
	if n == nil {
		return
	}
	w.visit(&n.Place)
	if n.Exponent != nil {
		w.visit(n.Exponent)
	}
}

func (w walker) constants(cs []Constant) {
	for i := range cs {
		w.visit(&cs[i].Place)
	}
}

func (w walker) points(points []Point) {
	for i := range points {
		w.number(&points[i].Number)
		if c := points[i].Computed; c != nil {
			for k := range c.Inputs {
				w.number(&c.Inputs[k].Number)
			}
		}
	}
}

func (w walker) controls(controls []Control) {
	for i := range controls {
		c := &controls[i]
		w.number(&c.Number)
		w.number(c.PercentOf)
		w.number(c.Lease)
		w.constants(c.With)
		w.constants(c.Release)
		for k := range c.Steps {
			w.number(&c.Steps[k].Number)
		}
		if c.ReadBack != nil {
			w.number(&c.ReadBack.Number)
			if c.ReadBack.Enabled != nil {
				w.visit(&c.ReadBack.Enabled.Place)
			}
		}
	}
}

func has(natures []point.Nature, n point.Nature) bool {
	return slices.Contains(natures, n)
}
