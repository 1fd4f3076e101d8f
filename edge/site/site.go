package site

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Site is a configuration put together: every channel has its handle, every controller its
// assets.
type Site struct {
	Config      Config
	Zone        *time.Location
	Layout      *image.Layout
	Assets      []Bound
	Controllers []Armed

	lasts []time.Duration // by handle: how old a reading may grow because it is read no more often
}

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
	return device.Given{Power: p, Volts: device.NominalVolts, Wires: max(b.Phases, 1), Most: b.MostAmperes}
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

// Armed is a controller instance with its class.
type Armed struct {
	ID    string
	Type  string
	Level envelope.Level
	Spec  control.Spec
	// Moves are the places the controller may file requests on.
	Moves []control.Asset
	control.Controller
}

// Offer is a channel that an asset really has, with how often it is read.
type Offer struct {
	Channel string
	Every   time.Duration
}

// Everything offers the whole catalogue of the asset's nature: for scenarios and simulation.
func Everything(a Asset) []Offer {
	var offers []Offer
	for _, c := range point.ChannelsOf(a.Nature) {
		offers = append(offers, Offer{Channel: c.Name})
	}
	return offers
}

// Build lays out the channels each asset offers and puts the controllers together, in class order
// and within a class in the order of the file. It complains about a controller whose assets lack
// a channel it reads, by the controller's place in the file.
func Build(c Config, offers func(Asset) []Offer) (*Site, error) {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("load time zone of the site: %w", err)
	}
	s := &Site{Config: c, Zone: zone, Layout: image.NewLayout()}
	for _, a := range c.Assets {
		if err := s.layOut(a, offers(a)); err != nil {
			return nil, err
		}
		b, err := s.bind(a)
		if err != nil {
			return nil, err
		}
		s.Assets = append(s.Assets, b)
	}
	if _, err := s.arbiter(); err != nil {
		return nil, fmt.Errorf("put assets together: %w", err)
	}
	needs, err := s.needs()
	if err != nil {
		return nil, err
	}
	for _, r := range c.Controllers {
		if err := s.movable(r); err != nil {
			return nil, err
		}
		if err := s.settable(r); err != nil {
			return nil, err
		}
		made, err := r.Spec.New(s.params(r, needs))
		if err != nil {
			return nil, fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, err)
		}
		s.Controllers = append(s.Controllers, Armed{
			ID: r.ID, Type: r.Spec.Type, Level: r.Spec.Level, Spec: r.Spec, Moves: s.moved(r), Controller: made,
		})
	}
	slices.SortStableFunc(s.Controllers, func(a, b Armed) int { return runOrder(a.Level) - runOrder(b.Level) })
	return s, nil
}

// Arbiter is a new arbiter for the assets that take a power, in the order of the file. Build has
// checked that there can be one.
func (s *Site) Arbiter() *arbitration.Arbiter {
	a, err := s.arbiter()
	if err != nil {
		panic(err)
	}
	return a
}

func (s *Site) arbiter() (*arbitration.Arbiter, error) {
	var c arbitration.Config
	for _, b := range s.Assets {
		if b.Controllable() {
			c.Assets = append(c.Assets, arbitration.Asset{
				ID: b.ID, Rating: b.Fold.Rating, Rest: b.Fold.Rest,
				Apparent: unit.ApparentPower(b.MaxApparentPowerVA), Output: b.Output,
			})
		}
	}
	return arbitration.New(c)
}

// runOrder is the order controllers run in, which is not the order their requests bind in.
// Source: document 002 §3.1 (4).
func runOrder(l envelope.Level) int {
	if l == envelope.ManualOverride {
		return 0
	}
	return int(l)
}

// layOut gives each offered channel its place. A channel that is read seldom may grow three
// readings old before it is stale.
func (s *Site) layOut(a Asset, offers []Offer) error {
	for _, o := range offers {
		channel, ok := point.Lookup(a.Nature, o.Channel)
		if !ok {
			return fmt.Errorf("%s: %w", a.Place, reason.New(reason.UnknownChannel, reason.Params{"channel": a.ID + "." + o.Channel}))
		}
		_, err := s.Layout.Add(image.Channel{
			Asset: a.ID, Nature: a.Nature, Point: channel,
			MaxAge: max(s.Config.MaxAge, 3*o.Every), Deadband: Deadband(channel.Unit),
		})
		if err != nil {
			return fmt.Errorf("%s: %w", a.Place, err)
		}
		s.lasts = append(s.lasts, 3*o.Every)
	}
	return nil
}

// Deadband is the change below which a new value is not worth sending: about the resolution a
// meter of class 1 shows (IEC 62053-21), in the channel's unit.
func Deadband(u point.Unit) float64 {
	switch u {
	case point.Watt, point.Var, point.VoltAmpere:
		return 5
	case point.WattHour:
		return 1
	case point.Volt, point.Celsius, point.Percent:
		return 0.1
	case point.Ampere:
		return 0.05
	case point.Hertz:
		return 0.005
	default:
		return 0
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

// needs are, by asset, the channels that must be fresh for it to be controlled: what the
// controllers that move it read, of the asset itself and of others such as the meter.
func (s *Site) needs() (map[string][]control.Need, error) {
	needs := map[string][]control.Need{}
	for _, r := range s.Config.Controllers {
		for _, moved := range r.Spec.Fields {
			if !moved.Moves {
				continue
			}
			for _, id := range r.Assets[moved.Name] {
				if err := s.need(needs, id, r); err != nil {
					return nil, err
				}
			}
		}
	}
	return needs, nil
}

// need adds what controller r reads when it moves the asset id. Other assets that it moves are
// their own concern.
func (s *Site) need(needs map[string][]control.Need, id string, r Controller) error {
	for _, f := range r.Spec.Fields {
		for _, read := range r.Assets[f.Name] {
			if f.Moves && read != id {
				continue
			}
			for _, channel := range f.Reads {
				n := control.Need{Name: read + "." + channel, Handle: s.Layout.Lookup(read, channel)}
				if n.Handle == image.None {
					return fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, reason.New(reason.UnknownChannel, reason.Params{"channel": n.Name}))
				}
				n.Lasts = s.lasts[n.Handle]
				if !slices.Contains(needs[id], n) {
					needs[id] = append(needs[id], n)
				}
			}
		}
	}
	return nil
}

// movable complains about an asset that a controller is to move and that takes no set-points.
func (s *Site) movable(r Controller) error {
	for _, f := range r.Spec.Fields {
		for _, id := range r.Assets[f.Name] {
			i := s.index(id)
			b := &s.Assets[i]
			switch {
			case !f.Moves:
				continue
			case b.Controllable(), b.Nature == point.Switch && len(b.Outlets) > 0:
				b.Held = b.Controllable()
				continue
			}
			err := reason.New(reason.UnknownChannel, reason.Params{"channel": id + "." + setpointOf(b.Nature)})
			if !b.rated() && b.Nature != point.Switch {
				err = reason.New(reason.MissingField, reason.Params{"field": "max_apparent_power_va of " + id})
			}
			return fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, err)
		}
	}
	return nil
}

// moved are the places of the assets that a controller may file requests on.
func (s *Site) moved(r Controller) []control.Asset {
	var places []control.Asset
	for _, f := range r.Spec.Fields {
		for _, id := range r.Assets[f.Name] {
			if place, ok := s.Place(id); ok && f.Moves {
				places = append(places, place)
			}
		}
	}
	return places
}

// Place is where the asset with this id stands in the cycle; false where there is none.
func (s *Site) Place(id string) (control.Asset, bool) {
	i := s.index(id)
	return control.Asset(i), i >= 0
}

// settable complains about an asset that lacks a channel which a controller is to set.
func (s *Site) settable(r Controller) error {
	for _, f := range r.Spec.Fields {
		for _, id := range r.Assets[f.Name] {
			for _, channel := range f.Sets {
				if s.Layout.Lookup(id, channel) == image.None {
					return fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, reason.New(reason.UnknownChannel, reason.Params{"channel": id + "." + channel}))
				}
			}
		}
	}
	return nil
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

func (s *Site) index(id string) int {
	return slices.IndexFunc(s.Assets, func(b Bound) bool { return b.ID == id })
}

func (s *Site) params(r Controller, needs map[string][]control.Need) control.Params {
	p := control.Params{
		ID: r.ID, Members: map[string][]control.Member{}, Values: r.Values, Rows: r.Rows, Weeks: r.Weeks,
		Weight: r.Weight, MaxAge: s.Config.MaxAge, Zone: s.Zone,
	}
	for field, ids := range r.Assets {
		for _, id := range ids {
			p.Members[field] = append(p.Members[field], s.member(id, needs[id]))
		}
	}
	return p
}

func (s *Site) member(id string, needs []control.Need) control.Member {
	i := s.index(id)
	b := s.Assets[i]
	return control.Member{
		ID: id, Asset: control.Asset(i), Nature: b.Nature,
		Rating: b.Fold.Rating, SafeState: b.SafeState, Needs: needs,
		Apparent: unit.ApparentPower(b.MaxApparentPowerVA), Capacity: unit.Energy(b.CapacityWh) * unit.WattHour,
		Phases: [3]control.Asset{control.NoAsset, control.NoAsset, control.NoAsset},
		Handle: func(channel string) image.Handle { return s.Layout.Lookup(id, channel) },
	}
}
