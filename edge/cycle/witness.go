package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
)

// Witness sees all that goes into a core and all that comes out: enough to have another core of the
// same site do the same once more. It is called by the core's owner and must return at once.
type Witness interface {
	// Done is told of what is asked of the core between two cycles, before it is done.
	Done(a Act)
	// Frozen is told of the image a cycle works on and how much time has passed since the cycle before,
	// negative where the clock stepped back. The image is the core's own.
	Frozen(now time.Time, passed time.Duration, im *image.Image)
	// Overdrawn is told that a controller, by its place among the site's, is benched for its long run:
	// the one thing in a cycle that no input decides.
	Overdrawn(controller int)
	// Decided is told of the cycle's answer, which is the core's own.
	Decided(out *Output)
}

// Watch has everything from now on seen by w.
func (c *Core) Watch(w Witness) { c.witness = w }

// Kind is what an Act does.
type Kind string

// Kinds of acts, each a method of Core.
const (
	ActReady    Kind = "READY"
	ActStop     Kind = "STOP"
	ActEnable   Kind = "ENABLE"
	ActMode     Kind = "MODE"
	ActOverride Kind = "OVERRIDE"
	ActRelease  Kind = "RELEASE"
	ActPlan     Kind = "PLAN"
	ActLimits   Kind = "LIMITS"
	ActClear    Kind = "CLEAR"
)

// Act is one thing that was asked of a core between two cycles; what its kind does not need is zero.
type Act struct {
	Kind     Kind
	At       time.Time // of an override
	By, Why  string
	ID       string // of the override to release
	On       bool
	Mode     control.Mode
	Override control.Override
	Plan     control.Plan
	Limits   []control.Limit
	FailSafe *control.Limit

	Constraints []control.GridConstraint
}

// Do does what an act says, with the refusal of the method it stands for. An act of an unknown kind
// does nothing.
func (c *Core) Do(a Act) error {
	switch a.Kind {
	case ActReady:
		c.Ready()
	case ActStop:
		c.Stop()
	case ActEnable:
		c.Enable(a.On, a.By)
	case ActMode:
		return c.SetMode(a.Mode, a.By)
	case ActOverride:
		return c.Override(a.At, a.Override)
	case ActRelease:
		c.Release(a.ID, a.By)
	case ActPlan:
		c.SetPlan(a.Plan)
	case ActLimits:
		c.SetLimits(a.Limits, a.FailSafe, a.Constraints)
	case ActClear:
		return c.Clear(a.By, a.Why)
	}
	return nil
}

func (c *Core) note(a Act) {
	if c.witness != nil {
		c.witness.Done(a)
	}
}

// Repeat is Step once more, on a virtual clock: with the time that passed as Frozen told it and the
// controllers that were Overdrawn, by their places.
func (c *Core) Repeat(now time.Time, passed time.Duration, overdrawn []int) *Output {
	c.overdrew, c.before = overdrawn, now
	return c.step(now, passed)
}
