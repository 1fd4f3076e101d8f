package regmap

import (
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// Presence is what shows that somebody is there, as far as the device has it.
type Presence struct {
	Beats []Beat
	// Remote are slots that are 1 where the device takes orders, 0 where somebody on site has taken it
	// over.
	Remote []int
}

// Period is how often the edge's own counters are moved, 0 where the device has none.
func (p *Presence) Period() time.Duration {
	var least time.Duration
	for _, b := range p.Beats {
		if b.function != 0 && (least == 0 || b.Period < least) {
			least = b.Period
		}
	}
	return least
}

// Beat is a pair of counters.
type Beat struct {
	Item   Item // the edge's own
	Period time.Duration
	Device int // the slot of the device's, -1 where it has none
	Still  time.Duration

	function modbus.Function // 0 where the device does not have the edge's own
}

// Function is the function that writes the edge's own counter, 0 where the device has none.
func (b *Beat) Function() modbus.Function { return b.function }

// countMask keeps a counter clear of what means "no value" in any register type.
const countMask = 0x7FFF

// beat is the write of the next count.
func (b *Beat) beat(count uint16) (Fixed, error) {
	regs, err := b.Item.Encode(float64(count&countMask), b.Item.Exp, 1)
	return Fixed{b.Item, b.function, regs}, err
}

// presence compiles what the device has of it.
func (c *compiler) presence() error {
	for i := range c.profile.Presence.Beats {
		b, err := c.pair(&c.profile.Presence.Beats[i])
		if err != nil {
			return err
		}
		if b.function != 0 || b.Device != None {
			c.plan.Presence.Beats = append(c.plan.Presence.Beats, b)
		}
	}
	for _, k := range c.profile.Presence.Remote {
		n := profile.Number{Place: k.Place, Codes: []profile.Code{{Raw: k.Value, Value: 1}}}
		it, ok, err := c.item(&n, Target{}, "")
		if err != nil {
			return err
		}
		if ok {
			c.plan.Presence.Remote = append(c.plan.Presence.Remote, c.read(it, Slot{}))
		}
	}
	return nil
}

func (c *compiler) pair(p *profile.Beat) (Beat, error) {
	b := Beat{Period: p.Period, Still: p.Still, Device: None}
	if p.Own != nil {
		it, ok, err := c.item(p.Own, Target{}, point.One)
		if err != nil {
			return b, err
		}
		if ok {
			b.Item, b.function = it, p.Own.Place.Function
		}
	}
	if p.Device != nil {
		it, ok, err := c.item(p.Device, Target{}, point.One)
		if err != nil {
			return b, err
		}
		if ok {
			b.Device = c.read(it, Slot{})
		}
	}
	return b, nil
}
