package gridcode

import (
	"slices"
	"time"

	"ohmstead/energy/unit"
)

// Share is a part of a whole in ‰: of nominal voltage, of rated power.
type Share int64

// Whole is all of it.
const Whole Share = 1000

// Of is the share of a value, as a float for what is measured.
func (s Share) Of(whole float64) float64 { return whole * float64(s) / float64(Whole) }

// Quantity is what a protection stage watches.
type Quantity string

// Quantities. MeanVoltage is the sliding mean over ten minutes; voltages are of a phase to neutral.
const (
	Voltage     Quantity = "VOLTAGE"
	MeanVoltage Quantity = "MEAN_VOLTAGE"
	Frequency   Quantity = "FREQUENCY"
)

// MeanSpan is what MeanVoltage is taken over. Source: EN 50160 (10-minute mean values).
const MeanSpan = 10 * time.Minute

// Stage trips when its quantity has been past its threshold for its delay without interruption.
type Stage struct {
	Name     string // as relays show it: U>>, f<
	Quantity Quantity
	Above    bool           // trips above its threshold, otherwise below it
	Volts    Share          // threshold of voltages, of nominal
	Hertz    unit.Frequency // threshold of the frequency
	Delay    time.Duration
	Source   Source
}

// Window is what voltage and frequency must keep within, both ends included, for how long before a
// plant may connect.
type Window struct {
	VoltsMin, VoltsMax Share
	HertzMin, HertzMax unit.Frequency
	Hold               time.Duration
	Source             Source
}

// Ramp is how fast a plant may come back after it connected, in shares of its rating.
type Ramp struct {
	PerMinute Share
	Source    Source
}

// FrequencyWatt is active power by frequency: below Lower less is taken or more is given, above
// Upper the reverse, each by PerHertz of rated power.
type FrequencyWatt struct {
	Lower, Upper unit.Frequency
	PerHertz     Share
	Source       Source
}

// Deadband is how far the frequency may leave nominal before power moves: the smaller distance of
// the two.
func (f FrequencyWatt) Deadband(nominal unit.Frequency) unit.Frequency {
	return min(f.Upper-nominal, nominal-f.Lower)
}

// Droop is the relative change of frequency that moves all of rated power, as in 0.05.
func (f FrequencyWatt) Droop(nominal unit.Frequency) float64 {
	return 1 / (f.PerHertz.Of(1) * unit.Float(nominal, unit.Hertz))
}

// Code is one rule of grid connection as far as its numbers are known.
type Code struct {
	Name    string // as a site file writes it
	Title   string
	Nominal unit.Frequency
	Stages  []Stage // none where the rule leaves them to the plant
	Connect Window  // before the first connection
	// Reconnect is the window after a trip.
	Reconnect     Window
	Ramp          Ramp
	FrequencyWatt FrequencyWatt
	VoltVar       VoltVar  // without points where not known
	VoltWatt      VoltWatt // without points where not known
	// Notes say what is missing or particular.
	Notes string
}

// Codes lists every rule, in the order people look for them.
func Codes() []Code {
	return []Code{en50549(), vde4105(), vde4110(), torErzeuger(), ieee1547()}
}

// Lookup is the rule a file names; false for a name that is not listed.
func Lookup(name string) (Code, bool) {
	all := Codes()
	i := slices.IndexFunc(all, func(c Code) bool { return c.Name == name })
	if i < 0 {
		return Code{}, false
	}
	return all[i], true
}

// Names lists the names of rules that have what a test asks for.
func Names(has func(Code) bool) []string {
	var names []string
	for _, c := range Codes() {
		if has(c) {
			names = append(names, c.Name)
		}
	}
	return names
}
