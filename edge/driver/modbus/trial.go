package modbus

import (
	"context"
	"errors"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
)

// Trial is one set-point that is written to see what a device makes of it, in the channel's canonical
// unit and sign.
type Trial struct {
	Channel string
	Value   float64
	// Hold is how long it stands; meanwhile it is written again every second, as watchdogs want.
	Hold time.Duration
}

// Tried is what the device reported before the trial, at its end and after it was undone; MISSING where
// it reports nothing.
type Tried struct {
	Before, Applied, After Value
}

// Bounds of a trial.
const (
	renewTrial = time.Second
	undoWithin = 5 * time.Second
)

// Try writes a set-point, holds it and undoes it: what the device reported before is written back, 0 where
// it reports nothing and 0 is rest, then what the profile writes on release. It is undone whatever happens
// meanwhile, ctx included. UNKNOWN_CHANNEL for a channel that the profile cannot write, INVALID_VALUE for
// one that could not be undone, and for a value that does not fit.
func Try(ctx context.Context, a Access, t Trial) (Tried, error) {
	var tried Tried
	a.partial = true
	err := session(context.WithoutCancel(ctx), a, func(line context.Context, c *bus.Client) error {
		connecting, cancel := context.WithCancel(line)
		defer context.AfterFunc(ctx, cancel)()
		plan, _, err := connect(connecting, c, a)
		if err != nil {
			return errors.Join(ctx.Err(), err)
		}
		values, err := readPlan(connecting, c, plan)
		if err != nil {
			return errors.Join(ctx.Err(), err)
		}
		g, control, ok := lone(plan, t.Channel)
		if !ok {
			return reason.New(reason.UnknownChannel, reason.Params{"channel": a.Profile.ID + "." + t.Channel})
		}
		on := &trying{client: c, plan: plan, access: a, group: g, control: control, values: values}
		tried.Before = on.reported()
		rest, ok := restOf(t.Channel, tried.Before)
		if !ok {
			return reason.New(reason.InvalidValue, reason.Params{"field": "channel", "value": t.Channel, "want": "one whose value the device reports, so that it can be undone"})
		}
		fault := on.hold(ctx, line, t)
		tried.Applied = on.reported()
		undoing, end := context.WithTimeout(line, undoWithin)
		defer end()
		undone := on.undo(undoing, rest)
		tried.After = on.reported()
		return errors.Join(fault, undone)
	})
	return tried, err
}

// restOf is what a set-point is brought back to.
func restOf(channel string, before Value) (float64, bool) {
	if before.Quality == point.Good {
		return before.Number, true
	}
	return 0, channel == point.SetActivePower || channel == point.SetReactivePower
}

// trying is a device on which a set-point is tried.
type trying struct {
	client         *bus.Client
	plan           *regmap.Plan
	access         Access
	group, control int
	values         []regmap.Value
	beats          uint16
}

// reported is what the device said of the set-point when it was last read.
func (on *trying) reported() Value {
	s := on.plan.Controls[on.control]
	if s.Applied < 0 {
		return Value{Nature: on.access.Targets[s.Target].Nature, Channel: s.Channel, Quality: point.Missing}
	}
	v := on.values[s.Applied]
	return Value{on.access.Targets[s.Target].Nature, on.plan.Slots[s.Applied].Channel, v.Number, quality(v.State)}
}

// hold writes the set-point again and again until its time is over or ctx ends.
func (on *trying) hold(ctx, line context.Context, t Trial) error {
	over := time.NewTimer(t.Hold)
	defer over.Stop()
	again := time.NewTicker(renewTrial)
	defer again.Stop()
	for {
		if err := on.write(line, t.Value); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-over.C:
			return on.read(line)
		case <-again.C:
		}
	}
}

// write feeds the device's watchdog, if it has one that is fed by itself, and writes the set-point.
func (on *trying) write(ctx context.Context, value float64) error {
	if watchdog(on.plan).Beats {
		beat, err := on.plan.Beat(on.beats)
		if err := on.send(ctx, beat, err); err != nil {
			return err
		}
		on.beats++
	}
	writes, err := on.plan.Encode(on.group, []float64{value}, on.values)
	return on.send(ctx, writes, err)
}

func (on *trying) send(ctx context.Context, writes []regmap.Write, unfit error) error {
	if unfit != nil {
		return unfit
	}
	for _, w := range writes {
		if err := put(ctx, on.client, w); err != nil {
			return err
		}
	}
	return nil
}

func (on *trying) read(ctx context.Context) error {
	values, err := readPlan(ctx, on.client, on.plan)
	if err == nil {
		on.values = values
	}
	return err
}

// undo writes what stood before, releases the control and disarms what guards it.
func (on *trying) undo(ctx context.Context, rest float64) error {
	fault := on.write(ctx, rest)
	for _, writes := range [][]regmap.Write{on.plan.Release(on.control), on.plan.Disarm()} {
		fault = errors.Join(fault, on.send(ctx, writes, nil))
	}
	return errors.Join(fault, on.read(ctx))
}

// Writable lists the channels of a profile's device that can be tried.
func Writable(ctx context.Context, a Access) ([]string, error) {
	a.partial = true
	var names []string
	err := session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		plan, _, err := connect(ctx, c, a)
		if err != nil {
			return err
		}
		for _, g := range plan.Groups {
			if len(g.Controls) == 1 {
				names = append(names, plan.Controls[g.Controls[0]].Channel.Name)
			}
		}
		return nil
	})
	return names, err
}
