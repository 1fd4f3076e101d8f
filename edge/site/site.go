package site

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Site is a configuration put together: every channel has its handle, every controller its
// assets.
type Site struct {
	Config      Config
	Zone        *time.Location
	Layout      *image.Layout
	Assets      []Bound
	Groups      []Group // the clusters
	Controllers []Armed

	lasts []time.Duration // by handle: how old a reading may grow because it is read no more often
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
		offered, err := estimating(a, offers(a))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Place, err)
		}
		if err := s.layOut(a, offered); err != nil {
			return nil, err
		}
		b, err := s.bind(a)
		if err != nil {
			return nil, err
		}
		s.Assets = append(s.Assets, b)
	}
	for _, k := range c.Clusters {
		if err := s.layOutCluster(k); err != nil {
			return nil, err
		}
	}
	if _, _, err := s.arbiter(); err != nil {
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
	if err := s.agreed(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.Controllers, func(a, b Armed) int { return runOrder(a.Spec) - runOrder(b.Spec) })
	return s, nil
}

// runOrder is the order controllers run in, which is not the order their requests bind in.
// Source: document 002 §3.1 (4). Late ones come last in their class.
func runOrder(s control.Spec) int {
	order := 2 * int(s.Level)
	if s.Level == envelope.ManualOverride {
		order = 0
	}
	if s.Late {
		order++
	}
	return order
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

func (s *Site) index(id string) int {
	return slices.IndexFunc(s.Assets, func(b Bound) bool { return b.ID == id })
}
