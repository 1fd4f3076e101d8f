package mains

import (
	"fmt"
	"strings"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/sim/plant/network"
)

// Happened is an event with the virtual time it came at.
type Happened struct {
	At time.Duration
	cycle.Event
}

// World is a network and an edge. Its assets have fixed names: the GRID_METER meter0 on the grid's
// side of the SWITCH k1, the ESS ess0 and the PV pv0 behind it, and loads load0, load1 and so on in
// the order of the plant's. Not safe for concurrent use.
type World struct {
	Plant *network.Site
	Core  *cycle.Core
	// MeterDies says that the grid's meter is fed by the grid and silent without it.
	MeterDies bool
	Events    []Happened

	site   *site.Site
	inbox  *image.Inbox
	silent map[string]bool
	begins time.Time
	now    time.Time
}

// New joins a network and a site file; the edge runs from the first step on.
func New(c network.Config, file string) (*World, error) {
	w := &World{Plant: network.New(c), silent: map[string]bool{}}
	w.begins = time.Date(2026, time.January, 15, 12, 0, 0, 0, time.UTC)
	w.now = w.begins
	if err := w.start(file, cycle.Memory{}); err != nil {
		return nil, err
	}
	return w, nil
}

// Restart kills the edge and starts it again from the same file, with what it had kept.
func (w *World) Restart(file string) error { return w.start(file, w.Core.Memory()) }

func (w *World) start(file string, kept cycle.Memory) error {
	config, err := site.Parse("site.yaml", []byte(file))
	if err != nil {
		return err
	}
	if w.site, err = site.Build(config, site.Everything); err != nil {
		return fmt.Errorf("put the site together: %w", err)
	}
	w.inbox = image.NewInbox(w.site.Layout)
	w.Core = cycle.New(w.site, w.inbox)
	w.Core.Remember(kept)
	w.Core.Ready()
	return nil
}

// Since is the virtual time since the beginning.
func (w *World) Since() time.Duration { return w.now.Sub(w.begins) }

// Silence reads a channel no more; Speak reads it again.
func (w *World) Silence(channel string) { w.silent[channel] = true }

// Speak is see Silence.
func (w *World) Speak(channel string) { delete(w.silent, channel) }

// Step is one cycle of the edge, and the network's time until the next.
func (w *World) Step() *cycle.Output {
	w.read()
	out := w.Core.Step(w.now)
	for _, e := range out.Events {
		w.Events = append(w.Events, Happened{w.Since(), e})
	}
	for _, s := range out.Setpoints {
		w.obey(s)
	}
	w.Plant.Step(w.site.Config.Cycle)
	w.now = w.now.Add(w.site.Config.Cycle)
	return out
}

// Run steps through a time span, and stops before its end where until says so after a step.
func (w *World) Run(span time.Duration, until func() bool) bool {
	for end := w.now.Add(span); w.now.Before(end); {
		w.Step()
		if until != nil && until() {
			return true
		}
	}
	return false
}

// read puts what the meters show into the inbox.
func (w *World) read() {
	see := w.Plant.See()
	if !w.MeterDies || see.GridVolts > 1 {
		w.put("meter0", point.ActivePower, see.GridPower)
		w.put("meter0", "Voltage_L1", see.GridVolts)
		w.put("meter0", point.Frequency, see.GridHertz)
	}
	w.put("ess0", point.ActivePower, see.Power)
	w.put("ess0", point.SOC, see.SOC)
	w.put("ess0", "Voltage_L1", see.SiteVolts)
	w.put("ess0", point.Frequency, see.SiteHertz)
	w.put("ess0", "GridMode", float64(see.Mode))
	w.put("k1", point.Closed, truth(see.Closed))
	if see.Together {
		w.put("k1", point.PhaseAngle, see.Degrees)
	}
	w.put("pv0", point.ActivePower, see.RoofPower)
	for i, p := range see.Loads {
		w.put(loadID(i), point.ActivePower, p)
	}
}

func (w *World) put(asset, channel string, value float64) {
	h := w.site.Layout.Lookup(asset, channel)
	if h == image.None || w.silent[asset+"."+channel] {
		return
	}
	w.inbox.Put([]image.Update{{Handle: h, Reading: point.Of(value, w.now)}})
}

func loadID(i int) string { return fmt.Sprintf("load%d", i) }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// obey does what a set-point orders.
func (w *World) obey(s cycle.Setpoint) {
	p := w.Plant
	switch {
	case s.Asset == "ess0" && s.Channel == point.SetActivePower:
		p.Inverter.SetPower(s.Value)
	case s.Asset == "ess0" && s.Channel == point.SetGridMode:
		p.Inverter.Order(network.Mode(s.Value))
	case s.Asset == "ess0" && s.Channel == point.SetFrequency:
		p.Inverter.SetHertz(s.Value)
	case s.Asset == "ess0" && s.Channel == point.SetVoltage:
		p.Inverter.SetVolts(s.Value)
	case s.Asset == "k1":
		p.Coupler.Order(s.Value != 0)
	case s.Asset == "pv0" && s.Channel == point.SetMaxActivePower:
		p.Roof = s.Value
	case strings.HasPrefix(s.Asset, "load") && s.Channel == point.SetEnabled:
		for i := range p.Loads {
			if s.Asset == loadID(i) {
				p.Loads[i].On = s.Value != 0
			}
		}
	}
}

// Steps are the steps that a sequence has gone to, in order, as its events say.
func (w *World) Steps() []string {
	var steps []string
	for _, e := range w.Events {
		if e.Code == reason.IslandStep {
			steps = append(steps, fmt.Sprint(e.Params["to"]))
		}
	}
	return steps
}

// Alarms are the alarms of a code that stand.
func (w *World) Alarms(code reason.Code) int {
	standing := 0
	for _, e := range w.Events {
		if e.Code != code {
			continue
		}
		if e.Cleared {
			standing--
		} else {
			standing++
		}
	}
	return standing
}
