package voltage

import (
	"fmt"
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// What curves and fixed values say instead of a sign.
const (
	absorb = "ABSORB"
	supply = "SUPPLY"
)

func directions() []string { return []string{absorb, supply} }

// signed is a magnitude of reactive power with its direction; absorbed is positive.
func signed(magnitude float64, direction string) float64 {
	if direction == supply {
		return -magnitude
	}
	return magnitude
}

// port files reactive power for one asset within its apparent power.
type port struct {
	asset    control.Member
	power    image.Handle
	apparent float64 // VA, 0 where not known
	qFirst   bool
	weight   int
}

// portFields are the fields of every controller with a port.
func portFields() []control.Field {
	return []control.Field{
		{Name: "asset", Kind: control.AssetField, Natures: []point.Nature{point.ESS, point.PV, point.Generator}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the inverter that supplies or absorbs"},
		{Name: "priority", Kind: control.ChoiceField, Standard: "P", Choices: []string{"P", "Q"}, Meaning: "what comes first where apparent power does not suffice for both"},
	}
}

func newPort(p control.Params) (port, error) {
	m := p.Member("asset")
	t := port{
		asset: m, power: m.Handle(point.ActivePower), apparent: unit.Float(m.Apparent, unit.VoltAmpere),
		qFirst: p.Texts["priority"] == "Q", weight: p.Weight,
	}
	if t.qFirst && t.apparent == 0 {
		return t, reason.New(reason.MissingField, reason.Params{"field": "max_apparent_power_va of " + m.ID})
	}
	return t, nil
}

// file asks for reactive power in var, absorbed positive, cut to what apparent power leaves. With
// reactive power first it bounds active power by what that leaves.
func (t *port) file(in control.Input, out *control.Filing, reactive float64) {
	if t.apparent > 0 {
		reactive = clamp(reactive, t.apparent)
		if t.qFirst {
			t.bound(out, beside(t.apparent, reactive))
		} else if active, ok := in.Value(t.power); ok {
			reactive = clamp(reactive, beside(t.apparent, active))
		}
	}
	target, ok := unit.FromFloat(reactive, unit.Var)
	if ok {
		out.WantQ(t.asset.Asset, target, t.weight)
	}
}

func (t *port) bound(out *control.Filing, most float64) {
	limit := unit.Power(math.Floor(most))
	if limit < max(t.asset.Rating.Max, -t.asset.Rating.Min) {
		out.Bound(t.asset.Asset, envelope.Between(-limit, limit), envelope.Cause{Code: reason.ReactiveFirst, Numbers: [2]int64{int64(limit)}})
	}
}

// beside is what apparent power s leaves beside one of its parts: √(s² − p²).
func beside(s, part float64) float64 { return math.Sqrt(max(float64(s*s)-float64(part*part), 0)) }

func clamp(v, most float64) float64 { return max(min(v, most), -most) }

// rated is the greatest active power of an asset in W.
func rated(m control.Member) float64 {
	return unit.Float(max(m.Rating.Max, -m.Rating.Min), unit.Watt)
}

// lag is a first-order lag in time; without a time constant it follows at once. Its first value is
// where it begins.
type lag struct {
	tau     time.Duration
	at      float64
	started bool
}

// follow moves towards a value; exact whatever the cycle: 1 − e^(−dt/τ) of the way.
func (l *lag) follow(to float64, since time.Duration) float64 {
	if !l.started || l.tau <= 0 {
		l.at, l.started = to, true
		return to
	}
	l.at += float64((to - l.at) * -math.Expm1(-since.Seconds()/l.tau.Seconds()))
	return l.at
}

// forget begins anew with the next value.
func (l *lag) forget() { l.started = false }

// voltmeter reads the phases of a meter.
type voltmeter struct {
	phases  []image.Handle
	nominal float64
}

// voltmeterFields are the fields of every controller with a voltmeter.
func voltmeterFields() []control.Field {
	return []control.Field{
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter}, Reads: []string{"Voltage_L1"}, Required: true, Meaning: "the meter that sees the voltage"},
		{Name: "phases", Kind: control.NumberField, Unit: point.One, Default: 3, Min: 1, Max: 3, Meaning: "how many phases it sees"},
		{Name: "nominal_volts", Kind: control.NumberField, Unit: point.Volt, Default: 230, Min: 50, Max: 500_000, Meaning: "nominal voltage of a phase to neutral"},
	}
}

func newVoltmeter(p control.Params) (voltmeter, error) {
	v := voltmeter{nominal: p.Numbers["nominal_volts"]}
	for phase := range int(p.Numbers["phases"]) {
		h, err := p.Member("meter").Channel(fmt.Sprintf("Voltage_L%d", phase+1))
		if err != nil {
			return v, err
		}
		v.phases = append(v.phases, h)
	}
	return v, nil
}

// read is the mean and the greatest voltage of the phases as parts of nominal; false where one is
// not fresh.
func (v *voltmeter) read(in control.Input) (mean, greatest float64, ok bool) {
	for _, h := range v.phases {
		volts, ok := in.Value(h)
		if !ok {
			return 0, 0, false
		}
		mean += volts / v.nominal / float64(len(v.phases))
		greatest = max(greatest, volts/v.nominal)
	}
	return mean, greatest, true
}

// timeConstant is the file's, or the grid code's where it says nothing.
func timeConstant(p control.Params, code gridcode.Response) time.Duration {
	if p.Given["time_constant"] {
		return p.Durations["time_constant"]
	}
	return code.TimeConstant()
}

// rising refuses a curve whose voltages or powers do not rise.
func rising(curve gridcode.Line, what string) error {
	switch {
	case len(curve) < 2:
		return control.Invalid("curve", len(curve), "at least two points")
	case !curve.Rising():
		return control.Invalid("curve", "not rising", "points in rising order of "+what)
	}
	return nil
}
