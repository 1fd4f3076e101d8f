package driver

import (
	"context"
	"errors"
	"time"

	"ohmstead/edge/device"
)

// Link is what an adapter does for one device. Only the device's runner calls it, one call at a
// time. An error says that the device did not answer; what it answered with a refusal is no error.
type Link interface {
	// Open learns what the device is. It is called again after each silence, and whatever the edge
	// wrote before counts as gone.
	Open(ctx context.Context) (Opened, error)
	// Poll reads what is due, with one try each, and puts it into the inbox. A link whose device
	// speaks unasked reports here whether it still does.
	Poll(ctx context.Context) (Answer, error)
}

// Output is how a link writes. An error that is a *Refusal says that the device answered, but does
// not take this; it is tried again after a second. Any other means that it did not answer.
type Output interface {
	// Set brings about the values of one group of Opened.Groups, in the order of its controls. It is
	// ErrStands where the device has stored the same already and nothing was sent.
	Set(ctx context.Context, group int, values []float64) error
	// Release lets go of the group's controls.
	Release(ctx context.Context, group int) error
	// Beat feeds the watchdog apart from the set-points themselves; n counts the beats.
	Beat(ctx context.Context, n uint16) error
	// Disarm switches the watchdog off when the edge stops on purpose.
	Disarm(ctx context.Context) error
}

// Opened is what a device turned out to be.
type Opened struct {
	Vendor, Model string // as the device itself says, "" where it says nothing
	Groups        []Group
	Watchdog      Watchdog
	Output        Output // nil where nothing can be written
}

// Answer is how a poll went.
type Answer struct {
	Latency time.Duration // of the last request that was answered; 0 where nothing was due
	Refusal error         // the last request that the device refused, nil where it took them all
	// Lost are groups whose set-points do not stand any more, as far as the device tells or its
	// connection shows.
	Lost []int
	// Conditions are what the device shows of whether it is in the edge's hands: all that are watched,
	// whether they stand or not.
	Conditions []device.Condition
}

// Control is one set-point channel.
type Control struct{ Asset, Channel string }

// Group is set-point channels that are written together, all or none.
type Group struct {
	Controls    []Control
	MinInterval time.Duration // least time between two writes; a way to a safe state need not wait
	// OnChange says that an unchanged value is written again only to feed the watchdog.
	OnChange bool
	// Flash says that the device stores each write in memory that wears out: only changes are
	// written, and the watchdog is not fed by them.
	Flash bool
	// PerDay is how many writes in 24 hours such a group takes; more wait. 0 is no bound.
	PerDay int
	// Holds says that the device keeps this group's set-points for ever, whatever its watchdog does.
	Holds bool
}

// Watchdog is how a device notices that nobody controls it any more, as far as writing goes.
type Watchdog struct {
	Period time.Duration // how often the edge feeds it
	Renews bool          // by writing the set-points again
	Beats  bool          // by Output.Beat
	Pulse  time.Duration // how often by Output.Beat; 0: every Period
	// Holds says that the device keeps its last set-point for ever: the edge must undo it.
	Holds bool
}

// ErrStands says that a set-point was not sent, because the device holds it.
var ErrStands = errors.New("the device holds this set-point already")

// Refusal is an answer of the device that it does not do what it was asked, or an order that cannot
// be put into the device's terms now.
type Refusal struct{ Err error }

func (r *Refusal) Error() string { return r.Err.Error() }

func (r *Refusal) Unwrap() error { return r.Err }

func refused(err error) bool {
	var r *Refusal
	return errors.As(err, &r)
}
