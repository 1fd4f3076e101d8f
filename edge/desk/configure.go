package desk

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Configuration is the site file that runs, and the way to another.
type Configuration struct {
	Hash string // wire.ConfigurationHash of what runs
	// Take checks a configuration wholly, puts it in place and has the edge start anew with it; nil where
	// the site file is kept on site. A refusal leaves everything as it is.
	Take func(ctx context.Context, c wire.Configuration) error
	// Undone is why the newest configuration does not run although it was put in place; nil where it runs.
	Undone error
}

// errStartsAnew says that an order is answered by the edge as it runs from now on.
var errStartsAnew = errors.New("the edge starts anew")

func (d *Desk) checkConfigure(c wire.Command) error {
	if d.config.Configuration.Take == nil {
		return reason.New(reason.ConfigurationKeptOnSite, nil)
	}
	_, err := configurationOf(c)
	return err
}

func configurationOf(c wire.Command) (wire.Configuration, error) {
	var wanted wire.Configuration
	if err := json.Unmarshal(c.Payload, &wanted); err != nil {
		return wanted, reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "payload", "value": "no configuration", "want": "version, hash and text"})
	}
	return wanted, wanted.Check()
}

// configure takes a configuration over. One that runs already is only answered.
func (d *Desk) configure(ctx context.Context, c wire.Command) (json.RawMessage, error) {
	wanted, err := configurationOf(c)
	if err != nil {
		return nil, err
	}
	if wanted.Hash == d.config.Configuration.Hash {
		return configured(wanted)
	}
	if err := d.config.Configuration.Take(ctx, wanted); err != nil {
		return nil, err
	}
	return nil, errStartsAnew
}

func configured(c wire.Configuration) (json.RawMessage, error) {
	return json.Marshal(wire.Configured{Version: c.Version, Hash: c.Hash})
}

// settle answers the configuration that the process before this one has put in place, once a cycle has
// run with what is in place now. d.mu is held.
func (d *Desk) settle(ctx context.Context, at time.Time) error {
	if at.IsZero() {
		return nil
	}
	for len(d.cut) > 0 {
		o, ok := d.orders[d.cut[0]]
		if ok && !o.Answer.State.Final() && o.Command.Kind == wire.CommandConfigure {
			if err := d.conclude(ctx, o, d.settled(o, at)); err != nil {
				return err
			}
		}
		d.cut = d.cut[1:]
	}
	return nil
}

func (d *Desk) settled(o order, at time.Time) wire.Ack {
	failed := func(err error) wire.Ack {
		a := rejected(o.Command, err)
		a.State, a.At = wire.AckFailed, at.UTC()
		return a
	}
	wanted, err := configurationOf(o.Command)
	switch {
	case err != nil:
		return failed(err)
	case wanted.Hash == d.config.Configuration.Hash:
		a := taken(o.Command)
		if a.Result, err = configured(wanted); err != nil {
			return failed(err)
		}
		a.State, a.At = wire.AckExecuted, at.UTC()
		return a
	case d.config.Configuration.Undone != nil:
		return failed(reason.Wrap(d.config.Configuration.Undone, reason.ConfigurationUndone, reason.Params{"detail": d.config.Configuration.Undone.Error()}))
	}
	return failed(reason.New(reason.CommandInterrupted, nil))
}
