package point

import "slices"

// Nature is what an asset can do.
type Nature string

// Natures, one spelling everywhere.
const (
	GridMeter      Nature = "GRID_METER"
	Meter          Nature = "METER"
	ESS            Nature = "ESS"
	PV             Nature = "PV"
	Inverter       Nature = "INVERTER"
	EVCS           Nature = "EVCS"
	Load           Nature = "LOAD"
	Generator      Nature = "GENERATOR"
	GridConnection Nature = "GRID_CONNECTION"
	// Switch is whatever is open or closed: a contactor, a relay, the coupler to the grid, a contact
	// that somebody else closes.
	Switch Nature = "SWITCH"
)

// Natures lists every nature in the order people think of them.
func Natures() []Nature {
	return []Nature{GridConnection, GridMeter, Meter, PV, Inverter, ESS, EVCS, Load, Generator, Switch}
}

// Kind says what a channel's values are.
type Kind string

// Kinds of channel.
const (
	Measurement Kind = "measurement"
	Setpoint    Kind = "setpoint"
	State       Kind = "state"
	Interval    Kind = "interval"
)

// Channel is one entry of the standard set: a name, its canonical unit, its kind and the natures
// that have it. Source: document 001, parameter tables; sign and set-point channels: glossary.
type Channel struct {
	Name    string
	Unit    Unit
	Kind    Kind
	Natures []Nature
}

// Channel names that code refers to.
const (
	ActivePower         = "ActivePower"
	ReactivePower       = "ReactivePower"
	ApparentPower       = "ApparentPower"
	SOC                 = "SOC"
	SOCEstimated        = "SOCEstimated"
	SOCSigma            = "SOCSigma"
	Voltage             = "Voltage"
	Current             = "Current"
	Frequency           = "Frequency"
	EnergyImport        = "EnergyImport"
	EnergyExport        = "EnergyExport"
	IntervalEnergy      = "IntervalEnergy"
	AllowedCharge       = "AllowedChargePower"
	AllowedDischarge    = "AllowedDischargePower"
	SetActivePower      = "SetActivePower"
	SetMaxActivePower   = "SetMaxActivePower"
	SetReactivePower    = "SetReactivePower"
	SetMaxCurrent       = "SetMaxCurrent"
	SetPhases           = "SetPhases"
	Phases              = "Phases"
	PlugState           = "PlugState"
	SetEnabled          = "SetEnabled"
	SetGridMode         = "SetGridMode"
	SetFrequency        = "SetFrequency"
	SetVoltage          = "SetVoltage"
	Closed              = "Closed"
	SetClosed           = "SetClosed"
	PhaseAngle          = "PhaseAngle"
	Temperature         = "Temperature"
	ImportLimit         = "ImportLimit"
	ImportLimitActive   = "ImportLimitActive"
	ExportLimit         = "ExportLimit"
	ExportLimitActive   = "ExportLimitActive"
	Heartbeat           = "Heartbeat"
	AppliedSuffix       = "Applied"
	SetActiveApplied    = SetActivePower + AppliedSuffix
	SetMaxActiveApplied = SetMaxActivePower + AppliedSuffix
)

var (
	electrical = []Nature{GridMeter, Meter, Load, PV, Inverter, ESS, EVCS, Generator}
	meters     = []Nature{GridMeter, Meter, Load}
	inverters  = []Nature{PV, Inverter}
	ess        = []Nature{ESS}
	pv         = []Nature{PV}
	load       = []Nature{Load}
	evcs       = []Nature{EVCS}
	connection = []Nature{GridConnection}
	switches   = []Nature{Switch}
	settable   = []Nature{ESS, Generator, Load}
	metersEVCS = []Nature{GridMeter, Meter, Load, EVCS, ESS, PV, Inverter}
)

var catalogue = [...]Channel{
	{ActivePower, Watt, Measurement, electrical},
	{"ActivePower_L1", Watt, Measurement, electrical},
	{"ActivePower_L2", Watt, Measurement, electrical},
	{"ActivePower_L3", Watt, Measurement, electrical},
	{ReactivePower, Var, Measurement, electrical},
	{"ReactivePower_L1", Var, Measurement, electrical},
	{"ReactivePower_L2", Var, Measurement, electrical},
	{"ReactivePower_L3", Var, Measurement, electrical},
	{ApparentPower, VoltAmpere, Measurement, electrical},
	{"ApparentPower_L1", VoltAmpere, Measurement, electrical},
	{"ApparentPower_L2", VoltAmpere, Measurement, electrical},
	{"ApparentPower_L3", VoltAmpere, Measurement, electrical},
	{"Voltage_L1", Volt, Measurement, metersEVCS},
	{"Voltage_L2", Volt, Measurement, metersEVCS},
	{"Voltage_L3", Volt, Measurement, metersEVCS},
	{"Current_L1", Ampere, Measurement, metersEVCS},
	{"Current_L2", Ampere, Measurement, metersEVCS},
	{"Current_L3", Ampere, Measurement, metersEVCS},
	{Frequency, Hertz, Measurement, electrical},
	{"PowerFactor", One, Measurement, metersEVCS},
	{"PowerFactor_L1", One, Measurement, metersEVCS},
	{"PowerFactor_L2", One, Measurement, metersEVCS},
	{"PowerFactor_L3", One, Measurement, metersEVCS},
	{EnergyImport, WattHour, Measurement, meters},
	{"EnergyImport_L1", WattHour, Measurement, meters},
	{"EnergyImport_L2", WattHour, Measurement, meters},
	{"EnergyImport_L3", WattHour, Measurement, meters},
	{EnergyExport, WattHour, Measurement, meters},
	{"EnergyExport_L1", WattHour, Measurement, meters},
	{"EnergyExport_L2", WattHour, Measurement, meters},
	{"EnergyExport_L3", WattHour, Measurement, meters},
	{"TotalEnergy", WattHour, Measurement, meters},
	{IntervalEnergy, WattHour, Interval, electrical}, // of the interval that ends at the timestamp, in the sign of ActivePower
	{"Demand", Watt, Interval, meters},
	{"PeakDemand", Watt, Interval, meters},
	{SOC, Percent, Measurement, ess},
	{SOCEstimated, Percent, Measurement, ess}, // by the edge, from current and voltage
	{SOCSigma, Percent, Measurement, ess},     // standard deviation of SOCEstimated
	{"SOH", Percent, Measurement, ess},
	{"Capacity", WattHour, Measurement, ess},
	{Voltage, Volt, Measurement, ess},
	{Current, Ampere, Measurement, ess},
	{"EnergyCharged", WattHour, Measurement, ess},
	{"EnergyDischarged", WattHour, Measurement, ess},
	{Temperature, Celsius, Measurement, []Nature{ESS, PV, Inverter, Meter, Load}},
	{"Fault", Bool, State, []Nature{ESS, PV, Inverter}},
	{AllowedCharge, Watt, Measurement, ess},
	{AllowedDischarge, Watt, Measurement, ess},
	{"GridMode", "enum:GridMode", State, ess},
	{"DC_Voltage", Volt, Measurement, inverters},
	{"DC_Current", Ampere, Measurement, inverters},
	{"DC_Power", Watt, Measurement, inverters},
	{"AC_Voltage", Volt, Measurement, inverters},
	{"AC_Current", Ampere, Measurement, inverters},
	{"Efficiency", Percent, Measurement, inverters},
	{"EnergyGenerated", WattHour, Measurement, inverters},
	{"Status", "enum:Status", State, []Nature{PV, Inverter, Load}},
	{"EnergyConsumed", WattHour, Measurement, []Nature{Load, EVCS}},
	{"Runtime", Hour, Measurement, load},
	{"ImportEnergy", WattHour, Measurement, connection},
	{"ExportEnergy", WattHour, Measurement, connection},
	{ImportLimit, Watt, Measurement, connection}, // what the grid operator's box orders, a magnitude
	{ImportLimitActive, Bool, State, connection},
	{ExportLimit, Watt, Measurement, connection}, // a magnitude
	{ExportLimitActive, Bool, State, connection},
	{Heartbeat, One, State, connection}, // any new value is a beat
	{"EnergySession", WattHour, Measurement, evcs},
	{PlugState, "enum:PlugState", State, evcs},
	{"MaxCurrent", Ampere, Measurement, evcs},
	{Phases, One, State, evcs},
	{SetActivePower, Watt, Setpoint, settable},
	{SetActiveApplied, Watt, Measurement, settable},
	{SetActivePower + "_L1", Watt, Setpoint, ess}, // of a battery whose phases are moved by themselves
	{SetActivePower + "_L2", Watt, Setpoint, ess},
	{SetActivePower + "_L3", Watt, Setpoint, ess},
	{SetActivePower + "_L1" + AppliedSuffix, Watt, Measurement, ess},
	{SetActivePower + "_L2" + AppliedSuffix, Watt, Measurement, ess},
	{SetActivePower + "_L3" + AppliedSuffix, Watt, Measurement, ess},
	{SetReactivePower, Var, Setpoint, []Nature{ESS, PV, Generator}},
	{"SetReactivePowerApplied", Var, Measurement, []Nature{ESS, PV, Generator}},
	{SetMaxActivePower, Watt, Setpoint, pv},
	{SetMaxActiveApplied, Watt, Measurement, pv},
	{SetMaxCurrent, Ampere, Setpoint, evcs},
	{"SetMaxCurrentApplied", Ampere, Measurement, evcs},
	{SetPhases, One, Setpoint, evcs},
	{"SetPhasesApplied", One, Measurement, evcs},
	{SetEnabled, Bool, Setpoint, load},
	{"SetEnabledApplied", Bool, Measurement, load},
	{SetGridMode, "enum:GridMode", Setpoint, ess},
	{"SetGridModeApplied", "enum:GridMode", Measurement, ess},
	{SetFrequency, Hertz, Setpoint, ess}, // what a grid-forming inverter holds without load
	{"SetFrequencyApplied", Hertz, Measurement, ess},
	{SetVoltage, Volt, Setpoint, ess}, // phase to neutral, what a grid-forming inverter holds
	{"SetVoltageApplied", Volt, Measurement, ess},
	{Closed, Bool, State, switches},
	{SetClosed, Bool, Setpoint, switches},
	{"SetClosedApplied", Bool, Measurement, switches},
	{PhaseAngle, Degree, Measurement, switches}, // of the site's side ahead of the grid's, −180 to 180
}

// Values of PlugState. Source: IEC 61851-1, states A, B, C and D, E and F.
const (
	// PlugOut is a charger without a vehicle.
	PlugOut = 0
	// PlugIn is a charger with a vehicle that takes nothing.
	PlugIn = 1
	// PlugCharging is a charger whose vehicle charges.
	PlugCharging = 2
	// PlugFault is a charger that reports a fault.
	PlugFault = 3
)

// Values of SetGridMode, GridMode and their read-back.
const (
	// GridOff is an inverter that neither feeds nor forms a grid.
	GridOff = 0
	// GridFollowing feeds into a voltage that somebody else holds.
	GridFollowing = 1
	// GridForming holds voltage and frequency itself; on a dead bus it starts black.
	GridForming = 2
)

// Lookup is the catalogue entry of a channel name for a nature; false where that nature has no
// such channel.
func Lookup(nature Nature, name string) (Channel, bool) {
	for _, c := range catalogue {
		if c.Name == name && slices.Contains(c.Natures, nature) {
			return c, true
		}
	}
	return Channel{}, false
}

// Counts reports whether a channel of this name is a counter of energy: its value rises with what flows
// and falls only where the register rolls over, is reset or begins anew.
func Counts(name string) bool {
	return slices.ContainsFunc(catalogue[:], func(c Channel) bool { return c.Name == name && c.counts() })
}

// Counters lists the names of counters of energy, each once, in catalogue order.
func Counters() []string {
	var names []string
	for _, c := range catalogue {
		if c.counts() && !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

// counts: the only energy that is measured and not counted is what a battery can hold.
func (c Channel) counts() bool {
	return c.Unit == WattHour && c.Kind == Measurement && c.Name != "Capacity"
}

// ChannelsOf lists the channels of a nature in catalogue order.
func ChannelsOf(nature Nature) []Channel {
	var channels []Channel
	for _, c := range catalogue {
		if slices.Contains(c.Natures, nature) {
			channels = append(channels, c)
		}
	}
	return channels
}

// ParseNature reads a nature's name; false if there is none of that name.
func ParseNature(name string) (Nature, bool) {
	n := Nature(name)
	return n, slices.Contains(Natures(), n)
}
