package modbus

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
)

// Setting is a value of a device that an installer sets or looks up, as it stands in the device.
type Setting struct {
	regmap.Setting
	Value regmap.Value
	Text  string // of a setting that is a text
	Fault error  // the device's answer where it did not give the value
}

// ReadSettings reads every setting of the profile that the device has.
func ReadSettings(ctx context.Context, a Access) ([]Setting, error) {
	var all []Setting
	err := onSettings(ctx, a, func(ctx context.Context, c *bus.Client, plan *regmap.Plan) error {
		for i := range plan.Settings {
			s := Setting{Setting: plan.Settings[i]}
			now, err := stand(ctx, c, &s.Item)
			switch {
			case refused(err):
				s.Fault = err
			case err != nil:
				return err
			default:
				s.Value, s.Text = s.Of(now)
			}
			all = append(all, s)
		}
		return nil
	})
	return all, err
}

// WriteSetting gives a setting a value in its own unit, and returns it as the device then reports it. A name
// that the profile or the device does not have is refused with UNKNOWN_NAME, one that can only be read and a
// value that does not fit with INVALID_VALUE. What stands in the device already is not written again.
func WriteSetting(ctx context.Context, a Access, name string, v float64) (Setting, error) {
	var written Setting
	err := onSettings(ctx, a, func(ctx context.Context, c *bus.Client, plan *regmap.Plan) error {
		i := slices.IndexFunc(plan.Settings, func(s regmap.Setting) bool { return s.Name == name })
		if i < 0 {
			return reason.New(reason.UnknownName, reason.Params{"field": "setting", "name": name, "known": writable(plan.Settings)})
		}
		s := &plan.Settings[i]
		if !s.Writable() {
			return reason.New(reason.InvalidValue, reason.Params{"field": "setting", "value": name, "want": "one that can be written: " + writable(plan.Settings)})
		}
		if err := change(ctx, c, s, v); err != nil {
			return err
		}
		now, err := stand(ctx, c, &s.Item)
		if err != nil {
			return err
		}
		written.Setting = *s
		written.Value, written.Text = s.Of(now)
		return nil
	})
	return written, err
}

// change writes a setting, unless it stands already.
func change(ctx context.Context, c *bus.Client, s *regmap.Setting, v float64) error {
	now, err := stand(ctx, c, &s.Item)
	if err != nil {
		return err
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return reason.New(reason.InvalidValue, reason.Params{"field": s.Name, "value": fmt.Sprint(v), "want": "a number"})
	}
	w, err := s.Put(v, now)
	if err != nil {
		return reason.New(reason.InvalidValue, reason.Params{"field": s.Name, "value": fmt.Sprint(v), "want": "what its register holds (" + err.Error() + ")"})
	}
	from, _ := s.Item.Span()
	if at := int(w.Target.Address) - from; w.Bits == nil && slices.Equal(w.Merged(now[at:at+len(w.Registers)]), now[at:at+len(w.Registers)]) {
		return nil
	}
	return put(ctx, c, w)
}

// onSettings does something with a device whose settings were compiled.
func onSettings(ctx context.Context, a Access, do func(context.Context, *bus.Client, *regmap.Plan) error) error {
	a.partial, a.settings = true, true
	return session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		plan, _, err := connect(ctx, c, a)
		if err != nil {
			return err
		}
		if len(plan.Settings) == 0 {
			return errors.New("the profile has no settings, or the device none of them")
		}
		return do(ctx, c, plan)
	})
}

// stand reads the registers of an item and of its scale factor.
func stand(ctx context.Context, c *bus.Client, it *regmap.Item) ([]uint16, error) {
	from, to := it.Span()
	at := bus.Target{Unit: it.Unit, Function: it.Table, Address: uint16(from)} //nolint:gosec // inside the address space
	now := make([]uint16, to-from)
	if !it.Bit {
		return now, c.Read(ctx, at, now)
	}
	bits := make([]bool, 1)
	if err := c.ReadBits(ctx, at, bits); err != nil {
		return nil, err
	}
	if bits[0] {
		now[0] = 1
	}
	return now, nil
}

func writable(all []regmap.Setting) string {
	var names []string
	for _, s := range all {
		if s.Writable() {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
