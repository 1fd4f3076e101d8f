package site

import (
	"fmt"
	"slices"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

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
				for _, whose := range append(s.membersOf(id), id) {
					if err := s.need(needs, moving{whose, id}, r); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	return needs, nil
}

// moving is an asset that is moved by a name: its own or its cluster's.
type moving struct{ asset, by string }

// membersOf lists the members of a cluster; none for anything else.
func (s *Site) membersOf(id string) []string {
	k, _ := s.Config.cluster(id)
	return slices.Clone(k.Members)
}

// need adds what controller r reads when it moves an asset. Other assets that it moves are their
// own concern.
func (s *Site) need(needs map[string][]control.Need, m moving, r Controller) error {
	for _, f := range r.Spec.Fields {
		for _, read := range r.Assets[f.Name] {
			if f.Moves && read != m.by {
				continue
			}
			for _, channel := range f.Reads {
				n := control.Need{Name: read + "." + channel, Handle: s.Layout.Lookup(read, channel)}
				if n.Handle == image.None {
					return fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, reason.New(reason.UnknownChannel, reason.Params{"channel": n.Name}))
				}
				n.Lasts = s.lasts[n.Handle]
				if !slices.Contains(needs[m.asset], n) {
					needs[m.asset] = append(needs[m.asset], n)
				}
			}
		}
	}
	return nil
}

// movable complains about an asset that a controller is to move and that takes no set-points.
func (s *Site) movable(r Controller) error {
	for _, i := range s.movedBy(r) {
		b := &s.Assets[i]
		switch {
		case b.Controllable():
			b.Held = true
		case b.Nature != point.Switch || len(b.Outlets) == 0:
			return fmt.Errorf("%s: controller %s: %w", r.Place, r.ID, s.unmovable(i))
		}
	}
	return nil
}

// unmovable says what an asset lacks to be given a power.
func (s *Site) unmovable(i int) error {
	b := &s.Assets[i]
	if !b.rated() && b.Nature != point.Switch {
		return reason.New(reason.MissingField, reason.Params{"field": "max_apparent_power_va of " + b.ID})
	}
	return reason.New(reason.UnknownChannel, reason.Params{"channel": b.ID + "." + setpointOf(b.Nature)})
}

// movedBy are the assets that a controller may file requests on, by itself or through a cluster.
func (s *Site) movedBy(r Controller) []int {
	var all []int
	for _, f := range r.Spec.Fields {
		if !f.Moves {
			continue
		}
		for _, id := range s.Config.expanded(r.Assets[f.Name]) {
			all = append(all, s.index(id))
		}
	}
	return all
}

// moved are the same assets as places in the cycle.
func (s *Site) moved(r Controller) []control.Asset {
	var places []control.Asset
	for _, i := range s.movedBy(r) {
		places = append(places, control.Asset(i))
	}
	return places
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

func (s *Site) params(r Controller, needs map[string][]control.Need) control.Params {
	p := control.Params{
		ID: r.ID, Members: map[string][]control.Member{}, Values: r.Values, Rows: r.Rows, Weeks: r.Weeks,
		Weight: r.Weight, MaxAge: s.Config.MaxAge, Cycle: s.Config.Cycle, Zone: s.Zone,
	}
	for field, ids := range r.Assets {
		for _, id := range ids {
			p.Members[field] = append(p.Members[field], s.member(id, needs[id]))
		}
	}
	return p
}

func (s *Site) member(id string, needs []control.Need) control.Member {
	place, _ := s.Place(id)
	m := control.Member{
		ID: id, Asset: place, Needs: needs, Phases: noPhases(),
		Handle: func(channel string) image.Handle { return s.Layout.Lookup(id, channel) },
	}
	if g, is := s.group(place); is {
		return s.together(m, g)
	}
	b := &s.Assets[place]
	m.Nature, m.Rating, m.SafeState, m.Phases = b.Nature, b.Fold.Rating, b.SafeState, s.PhasesOf(int(place))
	m.Apparent, m.Capacity = unit.ApparentPower(b.MaxApparentPowerVA), unit.Energy(b.CapacityWh)*unit.WattHour
	m.Wires, m.Gradual = b.Phases, b.Output.Gradual()
	return m
}

// together fills in what the members of a cluster can do together and where they are safe. They
// have an apparent power and a capacity together only where each has one.
func (s *Site) together(m control.Member, g Group) control.Member {
	m.Nature = g.Nature
	known, sized := true, true
	for _, i := range g.Assets {
		a := &s.Assets[i]
		m.Rating.Min, m.Rating.Max = m.Rating.Min+a.Fold.Rating.Min, m.Rating.Max+a.Fold.Rating.Max
		m.SafeState += a.SafeState
		m.Capacity += unit.Energy(a.CapacityWh) * unit.WattHour
		m.Apparent += unit.ApparentPower(a.MaxApparentPowerVA)
		m.Gradual = m.Gradual || a.Output.Gradual()
		known, sized = known && a.MaxApparentPowerVA > 0, sized && a.CapacityWh > 0
	}
	if !known {
		m.Apparent = 0
	}
	if !sized {
		m.Capacity = 0
	}
	return m
}

func noPhases() [3]control.Asset {
	return [3]control.Asset{control.NoAsset, control.NoAsset, control.NoAsset}
}
