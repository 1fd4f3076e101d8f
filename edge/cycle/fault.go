package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/reason"
)

// mostFaults bounds what is remembered of faults at a time; the edge is in FAULT with the first and
// stays so, however many more there are.
const mostFaults = 16

// Fault is a latched fault: who raised what, when and about which asset, "" for the edge itself.
type Fault struct {
	By     string
	Code   reason.Code
	Params reason.Params
	Asset  string
	At     time.Time
}

// latched is a fault that waits for its clear. Lasts says that its cause was still seen in the last
// cycle.
type latched struct {
	Fault
	lasts bool
}

// Faults are the latched faults, oldest first.
func (c *Core) Faults() []Fault {
	all := make([]Fault, 0, len(c.faults))
	for i := range c.faults {
		all = append(all, c.faults[i].Fault)
	}
	return all
}

// Clear is an operator's clear of all latched faults; benched controllers get another chance with
// it. It is refused with FAULT_LASTS while the cause of one of them is still seen.
func (c *Core) Clear(by, why string) error {
	c.note(Act{Kind: ActClear, By: by, Why: why})
	for i := range c.faults {
		if f := &c.faults[i]; f.lasts {
			return reason.New(reason.FaultLasts, reason.Params{"fault": string(f.Code), "by": f.By})
		}
	}
	if len(c.faults) > 0 {
		c.tell(Event{Code: reason.FaultCleared, Params: reason.Params{"by": by, "reason": why}})
	}
	for i := range c.faults {
		f := &c.faults[i]
		c.tell(Event{Code: f.Code, Params: f.Params, Asset: f.Asset, Cleared: true})
	}
	c.changed = c.changed || len(c.faults) > 0
	c.faults = c.faults[:0]
	c.recall()
	return nil
}

// hear takes what the controllers had to say beside their requests: events, faults, another mode.
func (c *Core) hear(now time.Time) {
	for _, n := range c.filing.Notices() {
		c.tell(Event{Code: n.Code, Params: n.Params, Cleared: n.Cleared, Asset: c.name(n.Asset)})
	}
	if !c.meaning.Looks {
		return
	}
	for i := range c.faults {
		c.faults[i].lasts = false
	}
	for _, n := range c.filing.Faults() {
		c.latch(now, n)
	}
	if change, asked := c.filing.Entering(); asked && c.meaning.Controls {
		c.enter(change.Mode, change.By)
	}
}

// latch keeps a fault; one that is latched already is no news.
func (c *Core) latch(now time.Time, n control.Notice) {
	asset := c.name(n.Asset)
	for i := range c.faults {
		if f := &c.faults[i]; f.By == n.By && f.Code == n.Code && f.Asset == asset {
			f.lasts = true
			return
		}
	}
	if len(c.faults) == mostFaults {
		return
	}
	c.faults = append(c.faults, latched{Fault{n.By, n.Code, n.Params, asset, now}, true})
	c.tell(Event{Code: n.Code, Params: n.Params, Asset: asset})
	c.changed = true
}

// holds reports whether a controller has raised a fault that is latched.
func (c *Core) holds(controller string) bool {
	for i := range c.faults {
		if c.faults[i].By == controller {
			return true
		}
	}
	return false
}

// name is what a place is called, "" for none.
func (c *Core) name(a control.Asset) string {
	if a < 0 || int(a) >= len(c.names) {
		return ""
	}
	return c.names[a]
}
