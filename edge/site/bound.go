package site

import (
	"fmt"
	"slices"

	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Bound is an asset with its place in the image.
type Bound struct {
	Asset
	Fold      envelope.Asset
	SafeState unit.Power
	// Outlets are its set-point channels, those of its power first.
	Outlets []device.Outlet
	// Setpoint is the first channel its power is ordered on, image.None where it cannot be
	// controlled.
	Setpoint image.Handle
	// Held says that it is ordered something in every cycle; others only while somebody asks.
	Held bool
	// MostAmperes is what a charger may draw by its nameplate, per phase.
	MostAmperes float64
	// AllowedCharge and AllowedDischarge bound the rating while they are fresh.
	AllowedCharge, AllowedDischarge image.Handle
}

// Controllable reports whether the cycle gives the asset a power.
func (b Bound) Controllable() bool { return b.Setpoint != image.None }

// Nominal is a power with what turns it into a charger's current where nothing is measured.
func (b Bound) Nominal(p unit.Power) device.Given {
	return device.Given{Power: p, Phases: device.Split(p), Volts: device.NominalVolts, Wires: max(b.Phases, 1), Most: b.MostAmperes}
}

// Safe is the value of one of the asset's outlets in its safe state; false where the outlet stays as
// it is: loads and settings of which the file says nothing.
func (b Bound) Safe(o device.Outlet) (float64, bool) {
	switch {
	case o.Way == device.Reactive:
		return 0, true
	case o.Channel == point.SetClosed:
		return float64(b.SafeState), b.HasSafeState
	case !o.Way.Powered() || !b.Controllable():
		return 0, false
	case b.HasSafeState || b.Nature != point.Load && b.Nature != point.EVCS:
		return o.Value(b.Nominal(b.SafeState)), true
	case o.Way == device.Current:
		return min(device.MinCurrent, b.MostAmperes), true
	default:
		return 0, false
	}
}

// bind resolves an asset's handles. Storage that is to be controlled must say what it can do; PV
// that does not is left alone.
func (s *Site) bind(a Asset) (Bound, error) {
	b := Bound{
		Asset: a, Fold: foldAsset(a), SafeState: a.SafeState, Setpoint: image.None,
		Outlets:          device.Outlets(a.Nature, func(channel string) image.Handle { return s.Layout.Lookup(a.ID, channel) }),
		AllowedCharge:    s.Layout.Lookup(a.ID, point.AllowedCharge),
		AllowedDischarge: s.Layout.Lookup(a.ID, point.AllowedDischarge),
		MostAmperes:      unit.Float(foldAsset(a).Rating.Max, unit.Watt) / (device.NominalVolts * float64(max(a.Phases, 1))),
		Held:             drives(a.Nature),
	}
	if err := b.phased(); err != nil {
		return Bound{}, err
	}
	if len(b.Outlets) > 0 && b.Outlets[0].Way.Powered() && (a.rated() || drives(a.Nature) && a.Nature != point.PV) {
		b.Setpoint = b.Outlets[0].Handle
	}
	if b.Controllable() && !a.rated() {
		return Bound{}, fmt.Errorf("%s: %w", a.Place, reason.New(reason.MissingField, reason.Params{"field": "max_apparent_power_va of " + a.ID}))
	}
	if !a.HasSafeState {
		b.SafeState = safest(b)
	}
	if b.Controllable() && !b.Fold.Rating.Contains(b.Fold.Rest) {
		return Bound{}, b.beyond("rest_watts", b.Fold.Rest)
	}
	if b.Controllable() && !b.Fold.Rating.Contains(b.SafeState) {
		return Bound{}, b.beyond("safe_state", b.SafeState)
	}
	return b, nil
}

// phased keeps the set-points of single phases for an asset whose file says so, and complains about
// one that lacks them.
func (b *Bound) phased() error {
	single := func(o device.Outlet) bool { return o.Way == device.OnePhase }
	if !b.PerPhase {
		b.Outlets = slices.DeleteFunc(b.Outlets, single)
		return nil
	}
	n := 0
	for _, o := range b.Outlets {
		if single(o) {
			n++
		}
	}
	if n == 3 {
		return nil
	}
	return fmt.Errorf("%s: %w", b.Place, reason.New(reason.UnknownChannel, reason.Params{"channel": b.ID + "." + point.SetActivePower + "_L1"}))
}

// beyond complains about a power that the asset cannot have.
func (b Bound) beyond(field string, p unit.Power) error {
	return fmt.Errorf("%s: %w", b.Place, reason.New(reason.InvalidValue, reason.Params{
		"field": field + " of " + b.ID, "value": int64(p),
		"want": fmt.Sprintf("%d to %d W, what the asset can do", int64(b.Fold.Rating.Min), int64(b.Fold.Rating.Max)),
	}))
}

// drives reports whether assets of a nature are ordered something in every cycle, whoever asks or
// not: what they do by themselves is nobody's wish. Chargers and loads that no controller moves are
// left alone.
func drives(n point.Nature) bool {
	return n == point.ESS || n == point.PV || n == point.Generator
}

// safest is the safe state of an asset whose file names none, as a power: batteries and generators
// stand still, production is free, chargers charge with the least current, loads stay as they are,
// which as a power is what they take at rest.
func safest(b Bound) unit.Power {
	if b.Nature != point.EVCS {
		return b.Fold.Rest
	}
	least, _ := unit.FromFloat(device.MinCurrent*device.NominalVolts*float64(max(b.Phases, 1)), unit.Watt)
	return min(least, b.Fold.Rating.Max)
}

// foldAsset is what the nameplate says the asset can do. PV rests at full production and is never
// driven into consumption; a battery and a generator rest at 0 W; a charger and a load take what
// they like. A file may say another rest.
func foldAsset(a Asset) envelope.Asset {
	fold := nameplate(a)
	if a.HasRest {
		fold.Rest = a.Rest
	}
	return fold
}

func nameplate(a Asset) envelope.Asset {
	most := unit.Power(a.MaxApparentPowerVA)
	if a.MaxActivePowerWatts > 0 && (most == 0 || unit.Power(a.MaxActivePowerWatts) < most) {
		most = unit.Power(a.MaxActivePowerWatts)
	}
	switch {
	case most == 0:
		return envelope.Asset{Rating: envelope.Unbounded()}
	case a.Nature == point.PV:
		return envelope.Asset{Rating: envelope.Between(-most, 0), Rest: -most}
	case a.Nature == point.Generator:
		return envelope.Asset{Rating: envelope.Between(-most, 0)}
	case a.Nature == point.EVCS || a.Nature == point.Load:
		return envelope.Asset{Rating: envelope.Between(0, most), Rest: most}
	default:
		return envelope.Asset{Rating: envelope.Between(-most, most)}
	}
}

// setpointOf is the channel on which assets of a nature are ordered what they do.
func setpointOf(n point.Nature) string {
	switch n {
	case point.PV:
		return point.SetMaxActivePower
	case point.EVCS:
		return point.SetMaxCurrent
	case point.Load:
		return point.SetEnabled
	case point.Switch:
		return point.SetClosed
	default:
		return point.SetActivePower
	}
}
