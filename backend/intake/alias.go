package intake

import (
	"maps"
	"slices"
	"strings"

	"ohmstead/backend/registry"
	"ohmstead/energy/point"
)

// way is the direction a magnitude says something about.
type way uint8

const (
	signed  way = iota // the value carries its own sign, ours
	away               // what flows away from the grid
	towards            // what flows towards it
)

// alias is another name for a channel that readings from outside may use.
type alias struct {
	unit     point.Unit     // the name states it; "" where the reading has to
	channels []string       // what it may mean; the first that the asset has counts
	natures  []point.Nature // that it means something for; nil for all
	way      way            // of a magnitude, which is turned into our sign
	pair     bool           // a second magnitude says what flows the other way
	meter    bool           // of an asset that measures a grid connection only
}

// aliases are the names of documents 000 (metrics of TelemetryPoint) and 001 (tables of myems and
// openems), with their unit. A voltage without a phase is that of the first; energy_kwh,
// battery_energy_kwh and generation_kwh are energies of an interval, not counters.
var aliases = map[string]alias{
	"power_kw":           {unit: "kW", channels: []string{point.ActivePower}},
	"voltage_v":          {unit: "V", channels: []string{"Voltage", "AC_Voltage", "Voltage_L1"}},
	"soc_pct":            {unit: "%", channels: []string{point.SOC}},
	"temp_c":             {unit: "°C", channels: []string{"Temperature"}},
	"freq_hz":            {unit: "Hz", channels: []string{point.Frequency}},
	"grid_power_kw":      {unit: "kW", channels: []string{point.ActivePower}, meter: true},
	"energy_kwh":         {unit: "kWh", channels: []string{point.IntervalEnergy}},
	"demand_kw":          {unit: "kW", channels: []string{point.ActivePower}},
	"battery_soc":        {unit: "%", channels: []string{point.SOC}, natures: []point.Nature{point.ESS}},
	"battery_energy_kwh": {unit: "kWh", channels: []string{point.IntervalEnergy}, natures: []point.Nature{point.ESS}},
	"generation_kwh":     {unit: "kWh", channels: []string{point.IntervalEnergy}, natures: producing, way: towards},
	"State":              {unit: "enum:Status", channels: []string{"Status"}},
	"Alarm":              {unit: "bool", channels: []string{"Fault"}},
	"Power":              {channels: []string{point.ActivePower}},
	"AC_Power":           {channels: []string{point.ActivePower}, natures: producing, way: towards},
	"ChargePower":        {channels: []string{point.ActivePower}, natures: []point.Nature{point.ESS}, way: away, pair: true},
	"DischargePower":     {channels: []string{point.ActivePower}, natures: []point.Nature{point.ESS}, way: towards, pair: true},
	"ImportPower":        {channels: []string{point.ActivePower}, natures: metering, way: away, pair: true},
	"ExportPower":        {channels: []string{point.ActivePower}, natures: metering, way: towards, pair: true},
}

var (
	producing = []point.Nature{point.PV, point.Inverter, point.Generator}
	metering  = []point.Nature{point.GridMeter, point.Meter, point.GridConnection}
)

// fits reports whether the alias means something for the asset.
func (a alias) fits(asset registry.Asset) bool {
	return (a.natures == nil || slices.Contains(a.natures, point.Nature(asset.Nature))) && (!a.meter || asset.MeasuresConnection)
}

// metrics lists the aliases that state their unit.
func metrics() string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(aliases)) {
		if aliases[name].unit != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// components are the words of document 001 for what an asset is. The names of natures themselves
// are understood too, in any case.
var components = map[string][]point.Nature{
	"meter":    {point.GridMeter, point.Meter},
	"grid":     {point.GridMeter, point.GridConnection},
	"battery":  {point.ESS},
	"inverter": {point.Inverter, point.PV},
	"pv":       {point.PV},
	"load":     {point.Load},
	"charger":  {point.EVCS},
}

// isA reports whether the asset is what a component's name says.
func isA(asset registry.Asset, component string) bool {
	if component == "" || component == asset.Key || strings.EqualFold(component, asset.Nature) {
		return true
	}
	return slices.Contains(components[strings.ToLower(component)], point.Nature(asset.Nature))
}
