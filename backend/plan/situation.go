package plan

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// State is what became of a command of a plan before an edge answers.
type State string

// States of a command of a plan.
const (
	Pending   State = "PENDING"
	Issued    State = "ISSUED" // it is an order, whose state says more
	Missed    State = "MISSED"
	Cancelled State = "CANCELLED"
)

// Due is a pending command whose time has come, with who would get its order.
type Due struct {
	ID uuid.UUID
	Command
	Key    string // of the asset
	Nature point.Nature
	// SiteKey and Edge are where the order goes; the zero UUID where nobody can take it.
	SiteKey int32
	Edge    uuid.UUID
}

// Sent is a command of a plan whose order is in force, or may come to be.
type Sent struct {
	ID      uuid.UUID // the command's
	Plan    uuid.UUID
	Order   uuid.UUID
	SiteKey int32
	Edge    uuid.UUID
	Until   time.Time
}

// Situation is what is decided on: a plan of a policy at an instant, while nobody else decides for the policy.
type Situation struct {
	Now    time.Time
	Policy Policy
	Plan   Plan
	// Due are the pending commands of the plan whose time has come, the earliest first; More says that there
	// are others.
	Due  []Due
	More bool
	// Others are the active plans of the policy whose horizons meet this one's.
	Others []uuid.UUID
	// Sent are the orders in force of this plan and of Others.
	Sent []Sent
}

// Mark is what a pending command becomes without an order.
type Mark struct {
	ID    uuid.UUID
	State State
	Code  reason.Code
}

// Order is a DISPATCH that a command becomes: it holds from now until the command ends.
type Order struct {
	Of    Due
	Watts unit.Power
}

// Step is a plan that changes its status. What was pending of it is cancelled for Code, where there is one.
type Step struct {
	Plan uuid.UUID
	To   Status
	Code reason.Code
}

// Change is what is to be kept of a decision, all of it or nothing: orders are given before others end, so
// that an asset which goes on has one in force all the time.
type Change struct {
	Steps    []Step
	Orders   []Order
	Marks    []Mark
	Releases []Sent
	// Alarm is about the latest command that was missed although it was to be sent; nil for none. It ends with the
	// next order to its asset, one of this change too, or with the plan.
	Alarm *Alarm
}

// Alarm tells people that a command of a plan in force was missed, and why.
type Alarm struct {
	Of  Due
	Why reason.Code
}

// CarryOut is what an active plan comes to now: each command whose time has come becomes an order for the rest
// of its time, and one whose time is over was missed. A policy that is switched off sends nothing. The plan ends
// with its horizon.
func (s Situation) CarryOut() (c Change) {
	if s.Plan.Status != Active {
		return c
	}
	for _, d := range s.Due {
		s.one(d, &c)
	}
	if !s.More && !s.Now.Before(s.Plan.To) {
		c.Steps = append(c.Steps, Step{Plan: s.Plan.ID, To: Ended})
	}
	return c
}

func (s Situation) one(d Due, c *Change) {
	watts, able := Watts(d.Command, d.Nature)
	sendable := s.Policy.Enabled && s.Policy.Archived == nil && d.Edge != uuid.Nil && able
	switch {
	case s.Now.Before(d.At):
	case s.Now.Before(d.Until) && sendable:
		c.Orders = append(c.Orders, Order{Of: d, Watts: watts})
	case s.Now.Before(d.Until):
	default:
		why := s.why(d)
		c.Marks = append(c.Marks, Mark{ID: d.ID, State: Missed, Code: why})
		if why != reason.PolicyDisabled { // nobody wonders about what was switched off
			c.Alarm = &Alarm{Of: d, Why: why}
		}
	}
}

// why a command whose time is over was not sent.
func (s Situation) why(d Due) reason.Code {
	switch {
	case !s.Policy.Enabled:
		return reason.PolicyDisabled
	case d.Edge == uuid.Nil:
		return reason.PlanNoReceiver
	default:
		return reason.PlanCommandLate
	}
}

// Activate has a draft carried out from now on: in place of the plans of its policy that plan a part of the same
// time, whose orders in force end. PLAN_NOT_DRAFT; POLICY_OUT_OF_USE; INVALID_VALUE for a plan whose horizon is
// over.
func (s Situation) Activate() (Change, error) {
	switch {
	case s.Plan.Status != Draft:
		return Change{}, reason.New(reason.PlanNotDraft, reason.Params{"status": string(s.Plan.Status)})
	case s.Policy.Archived != nil:
		return Change{}, reason.New(reason.PolicyOutOfUse, reason.Params{"name": s.Policy.Name})
	case !s.Plan.To.After(s.Now):
		return Change{}, reason.Invalid("horizon_to", text(s.Plan.To), "an instant that is still to come")
	}
	s.Plan.Status = Active
	c := s.CarryOut()
	steps := make([]Step, 0, len(s.Others)+1)
	for _, other := range s.Others {
		steps = append(steps, Step{Plan: other, To: Superseded, Code: reason.PlanSuperseded})
	}
	c.Steps = append(steps, Step{Plan: s.Plan.ID, To: Active})
	c.Releases = s.of(func(one Sent) bool { return one.Plan != s.Plan.ID })
	return c, nil
}

// Withdraw ends a draft or an active plan: what is pending of it is never sent, and its orders in force end.
// PLAN_IS_OVER.
func (s Situation) Withdraw() (Change, error) {
	if s.Plan.Status != Draft && s.Plan.Status != Active {
		return Change{}, reason.New(reason.PlanIsOver, reason.Params{"status": string(s.Plan.Status)})
	}
	return Change{
		Steps:    []Step{{Plan: s.Plan.ID, To: Withdrawn, Code: reason.PlanWithdrawn}},
		Releases: s.of(func(one Sent) bool { return one.Plan == s.Plan.ID }),
	}, nil
}

func (s Situation) of(which func(Sent) bool) (out []Sent) {
	for _, one := range s.Sent {
		if which(one) {
			out = append(out, one)
		}
	}
	return out
}
