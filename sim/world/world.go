package world

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/sim/plant"
)

// World is one plant under one control core. Not safe for concurrent use.
type World struct {
	plant *plant.Plant
	site  *site.Site
	inbox *image.Inbox
	core  *cycle.Core
	taps  []tap
	// chargers are the ids of the assets that are the plant's chargers, in its order.
	chargers []string
}

// tap is where one channel of the image gets its value.
type tap struct {
	handle image.Handle
	value  func(plant.Truth) float64
}

// New joins a plant and a site in state RUN. The site has at most one asset of each nature, as the plant has,
// but for chargers: they are the plant's in their order.
func New(p *plant.Plant, s *site.Site) (*World, error) {
	w := &World{plant: p, site: s, inbox: image.NewInbox(s.Layout)}
	seen := map[point.Nature]bool{}
	most := len(p.Truth().Chargers)
	for _, a := range s.Assets {
		switch {
		case a.Nature == point.EVCS && len(w.chargers) == most:
			return nil, fmt.Errorf("asset %s: the simulated plant has %d chargers", a.ID, most)
		case a.Nature == point.EVCS:
			w.chargers = append(w.chargers, a.ID)
		case seen[a.Nature]:
			return nil, fmt.Errorf("asset %s: the simulated plant has one asset of nature %s", a.ID, a.Nature)
		}
		seen[a.Nature] = true
		for channel, value := range sources(a.Nature, len(w.chargers)-1) {
			if h := s.Layout.Lookup(a.ID, channel); h != image.None {
				w.taps = append(w.taps, tap{h, value})
			}
		}
	}
	w.core = cycle.New(s, w.inbox)
	w.core.Ready()
	return w, nil
}

// sources are the channels of a nature and what the plant's truth says of them, in the channel's
// unit and the passive sign. charger is which of the plant's one is, counted from 0.
func sources(n point.Nature, charger int) map[string]func(plant.Truth) float64 {
	switch n {
	case point.GridMeter:
		return map[string]func(plant.Truth) float64{
			point.ActivePower:   func(t plant.Truth) float64 { return t.Grid.Watts() },
			point.ReactivePower: func(t plant.Truth) float64 { return t.Grid.Vars() },
			point.Frequency:     func(t plant.Truth) float64 { return t.Grid.Hertz },
		}
	case point.PV:
		return map[string]func(plant.Truth) float64{
			point.ActivePower: func(t plant.Truth) float64 { return t.PV.Watts() },
		}
	case point.EVCS:
		return map[string]func(plant.Truth) float64{
			point.ActivePower: func(t plant.Truth) float64 { return t.Chargers[charger].Watts() },
			point.PlugState: func(t plant.Truth) float64 {
				switch one := t.Chargers[charger]; {
				case one.Watts() > 0:
					return point.PlugCharging
				case one.Plugged:
					return point.PlugIn
				}
				return point.PlugOut
			},
			"EnergySession": func(t plant.Truth) float64 { return float64(t.Chargers[charger].Session) / 3600e6 },
		}
	case point.Load:
		return map[string]func(plant.Truth) float64{
			point.ActivePower: func(t plant.Truth) float64 { return t.Load.Watts() },
		}
	case point.ESS:
		return map[string]func(plant.Truth) float64{
			point.ActivePower:      func(t plant.Truth) float64 { return t.Battery.Watts() },
			point.SOC:              func(t plant.Truth) float64 { return t.Battery.SOCPercent },
			point.AllowedCharge:    func(t plant.Truth) float64 { return t.Battery.AllowedChargeWatts },
			point.AllowedDischarge: func(t plant.Truth) float64 { return t.Battery.AllowedDischargeWatts },
		}
	}
	return nil
}

// Moment is one step: what was true, what the edge saw and what it ordered. Image and Output hold
// until the next step.
type Moment struct {
	Truth  plant.Truth
	Image  *image.Image
	Output *cycle.Output
}

// Step measures the plant at now, runs one cycle and carries out its set-points.
func (w *World) Step(now time.Time) Moment {
	w.plant.Step(now)
	truth := w.plant.Truth()
	updates := make([]image.Update, 0, len(w.taps))
	for _, t := range w.taps {
		updates = append(updates, image.Update{Handle: t.handle, Reading: point.Of(t.value(truth), now)})
	}
	w.inbox.Put(updates)
	out := w.core.Step(now)
	for _, s := range out.Setpoints {
		w.carryOut(now, s)
	}
	return Moment{Truth: truth, Image: w.core.Image(), Output: out}
}

func (w *World) carryOut(now time.Time, s cycle.Setpoint) {
	switch s.Channel {
	case point.SetActivePower:
		w.plant.SetBattery(now, s.Value)
	case point.SetMaxCurrent:
		w.plant.SetCharger(now, slices.Index(w.chargers, s.Asset), s.Value)
	case point.SetMaxActivePower:
		w.plant.LimitPV(now, plant.PVLimit{Enabled: true, Fraction: s.Value / w.plant.Truth().PV.RatingWatts})
	}
}
