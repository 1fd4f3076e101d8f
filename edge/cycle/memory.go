package cycle

import (
	"slices"

	"ohmstead/edge/battery"
	"ohmstead/edge/control"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// Memory is all of a core that must survive the process: with it a restart reaches RUN or the
// latched FAULT as before. It names things as the site file does, so that it still fits when the
// file has changed. The zero Memory is that of an edge that has never run.
type Memory struct {
	Faults    []Fault
	Mode      control.Mode
	ModeFile  control.Mode // what the site file said when Mode was noted
	Disabled  bool
	Latches   []Latches
	Overrides []Override
	// Charges are the states of charge that were estimated.
	Charges []battery.Charge
}

// Latches are what control.Latching.Latches said of one controller, where it is not 0.
type Latches struct {
	Controller string
	Set        uint64
}

// Override is a set-point by hand, with the asset by name.
type Override struct {
	ID    string
	Asset string
	Power unit.Power
	// By and Reason say who set it and why.
	By, Reason string
	slot.Interval
}

// Memory is what there is to remember now. It shares nothing with the core.
func (c *Core) Memory() Memory {
	m := Memory{Faults: c.Faults(), Mode: c.mode, ModeFile: c.site.Config.Mode, Disabled: c.facts.Disabled, Charges: c.batteries.Charges()}
	for i := range c.crew {
		if set := c.crew[i].latches; set != 0 {
			m.Latches = append(m.Latches, Latches{c.site.Controllers[i].ID, set})
		}
	}
	m.Overrides = c.overrides(nil)
	return m
}

// overrides appends the set-points by hand, with their assets by name.
func (c *Core) overrides(all []Override) []Override {
	for i := range c.standing.Overrides {
		o := &c.standing.Overrides[i]
		all = append(all, Override{o.ID, c.name(o.Asset), o.Power, o.By, o.Reason, o.Interval})
	}
	return all
}

// Remember takes back what an earlier process has kept; it is called before the first Step. What
// names an asset or controller that is no more falls away, but a latched fault stays whoever raised
// it. A site file that has been given another mode since is newer than the mode in m.
func (c *Core) Remember(m Memory) {
	for _, f := range m.Faults[:min(len(m.Faults), mostFaults)] {
		c.faults = append(c.faults, latched{f, true})
	}
	if m.ModeFile == c.site.Config.Mode && (slices.Contains(control.Modes(), m.Mode) || m.Mode == control.AllArmed) {
		c.mode = m.Mode
	}
	c.facts.Disabled = m.Disabled
	c.batteries.Remember(m.Charges)
	for _, l := range m.Latches {
		for i := range c.crew {
			if h := &c.crew[i]; h.latching != nil && c.site.Controllers[i].ID == l.Controller {
				h.latching.Relatch(l.Set)
				h.latches = l.Set
			}
		}
	}
	for _, o := range m.Overrides {
		a, ok := c.site.Place(o.Asset)
		if ok && c.takes(a) && len(c.standing.Overrides) < mostOverrides {
			c.standing.Overrides = append(c.standing.Overrides, control.Override{
				ID: o.ID, Asset: a, Power: o.Power, By: o.By, Reason: o.Reason, Interval: o.Interval,
			})
		}
	}
}
