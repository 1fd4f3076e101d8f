package cycle

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

// hand is what the core keeps of one controller.
type hand struct {
	benched bool
	why     Event // with which it was benched
	over    int   // cycles in a row in which it overdrew its budget
	// latching is the controller where it has latches, latches what they last were.
	latching control.Latching `imprint:"-"`
	latches  uint64
	stats    ControllerStats `imprint:"-"`
	binds    bool            // in this cycle it keeps somebody from all that was asked
}

func newCrew(s *site.Site) []hand {
	crew := make([]hand, len(s.Controllers))
	for i := range crew {
		r := &s.Controllers[i]
		crew[i].latching, _ = r.Controller.(control.Latching)
		crew[i].stats = ControllerStats{ID: r.ID, Type: r.Type, Level: r.Level}
	}
	return crew
}

// ask runs the controllers that have a say: all that are armed while they decide; only those that
// see faults come and go while the assets are in their safe states.
func (c *Core) ask(in control.Input) {
	if !c.meaning.Looks {
		return
	}
	for i := range c.site.Controllers {
		r := &c.site.Controllers[i]
		if c.crew[i].benched || !r.Spec.ArmedIn(in.Mode) {
			continue
		}
		if c.meaning.Controls || r.Level == envelope.Safety || c.holds(r.ID) {
			c.run(i, in)
		}
	}
}

// run runs one controller; a panic or an overdrawn budget benches it, takes back its requests and
// raises an event, and the others go on.
func (c *Core) run(i int, in control.Input) {
	r, h := &c.site.Controllers[i], &c.crew[i]
	defer func() {
		if cause := recover(); cause != nil {
			c.bench(i, Event{Code: reason.ControllerFailed, Params: reason.Params{"controller": r.ID, "detail": fmt.Sprint(cause)}})
		}
	}()
	var began time.Time
	if c.took != nil {
		began = c.took()
	}
	c.filing.As(r.ID, r.Level)
	before := c.filing.Count()
	r.Propose(in, c.filing)
	h.stats.Asked++
	h.stats.Requests += uint64(c.filing.Count() - before)
	if slices.Contains(c.overdrew, i) {
		c.overBudget(i)
	}
	if c.took != nil {
		took := c.took().Sub(began)
		h.stats.Took.add(took)
		if c.overdrawn(i, took) {
			if c.witness != nil {
				c.witness.Overdrawn(i)
			}
			c.overBudget(i)
		}
	}
	if h.latching != nil && h.latching.Latches() != h.latches {
		h.latches, c.changed = h.latching.Latches(), true
	}
}

// overdrawn reports whether controller i has needed more than its budget in patience cycles in a
// row. A single long cycle is the machine's, which may have taken the processor away meanwhile.
func (c *Core) overdrawn(i int, took time.Duration) bool {
	const patience = 3
	h := &c.crew[i]
	if took <= c.budget {
		h.over = 0
		return false
	}
	h.over++
	return h.over >= patience
}

func (c *Core) overBudget(i int) {
	c.bench(i, Event{Code: reason.ControllerOverBudget, Params: reason.Params{"controller": c.site.Controllers[i].ID, "budget": c.budget.String()}})
}

func (c *Core) bench(i int, e Event) {
	c.crew[i].benched, c.crew[i].why = true, e
	c.filing.Withdraw(c.site.Controllers[i].ID)
	c.tell(e)
	c.unguarded(i)
}

// recall gives every benched controller another chance.
func (c *Core) recall() {
	for i := range c.crew {
		h := &c.crew[i]
		if !h.benched {
			continue
		}
		h.benched, h.over = false, 0
		e := h.why
		e.Cleared = true
		c.tell(e)
	}
}

// unguarded holds the assets that a benched controller of class SAFETY protects at their safe
// states: what it would have forbidden is not known any more.
func (c *Core) unguarded(i int) {
	r := &c.site.Controllers[i]
	if r.Level != envelope.Safety {
		return
	}
	c.filing.As(r.ID, envelope.Safety)
	for _, a := range r.Moves {
		c.filing.Bound(a, envelope.Exactly(c.site.Assets[a].SafeState), envelope.Cause{Code: reason.GuardLost, Name: r.ID})
	}
}
