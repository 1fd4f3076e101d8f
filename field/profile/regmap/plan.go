package regmap

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/sunspec"
)

// Target is one asset behind the device.
type Target struct {
	Nature point.Nature
	// Instance counts assets of the same nature behind one device: it is multiplied with each
	// point's stride, and picks the first, second… occurrence of a SunSpec model.
	Instance int
	// Safe is the safe state of each set-point channel, in its canonical unit; what is not there is not
	// known.
	Safe map[string]float64
}

// Options say for which assets and which device a profile is compiled.
type Options struct {
	Targets []Target
	// Unit replaces the profile's unit id; nil keeps it.
	Unit *uint8
	// Variant names the variant that the device was found to be; "" for None.
	Variant string
	// Survey is what discovery found; needed where the profile uses SunSpec.
	Survey *sunspec.Survey
	// Others is what discovery found behind the other units that the profile names.
	Others map[uint8]*sunspec.Survey
	// Settings compiles the profile's settings too; they are not polled.
	Settings bool
	// Partial is for looking at a device of which little is known: assets that it lacks are left out,
	// and a value that several assets share is read for the first of them only.
	Partial bool
	// KeepAbsent keeps SunSpec points that the device does not implement now. A twin wants it.
	KeepAbsent bool
}

// Plan is a profile made ready for one device: what to read, where the values go, what to write.
type Plan struct {
	Slots    []Slot
	Blocks   []Block
	Controls []Setter
	Groups   []Group
	Watchdog Feed
	Computed []Computed
	Items    []Item
	Settings []Setting
	Presence Presence
}

// Slot is one decoded value.
type Slot struct {
	Target  int
	Channel point.Channel // without a name: only used inside the plan
}

// Block is one request.
type Block struct {
	Unit     uint8
	Function modbus.Function
	Address  uint16
	Count    uint16
	Low      bool // poll class LOW
	Interval time.Duration
	items    []int
}

// Target is where the block is read from.
func (b Block) Target() modbus.Target {
	return modbus.Target{Unit: b.Unit, Function: b.Function, Address: b.Address}
}

// ErrMissing means that the device lacks what the profile needs for an asset.
var ErrMissing = errors.New("the device has nothing of what the profile reads")

// Compile makes the plan for a device. With SunSpec it must be compiled again after each discovery.
func Compile(p *profile.Profile, o Options) (*Plan, error) {
	if p.UsesSunSpec() && o.Survey == nil {
		o.Survey = &sunspec.Survey{Directory: &sunspec.Directory{}}
	}
	unit := p.Transport.Unit
	if o.Unit != nil {
		unit = *o.Unit
	}
	c := compiler{profile: p, options: o, unit: unit, plan: &Plan{}, words: wordsOf(p, o.Variant)}
	points, controls, err := varied(p, o.Variant)
	if err != nil {
		return nil, err
	}
	for i, t := range o.Targets {
		if err := c.target(i, t, points, controls); err != nil {
			return nil, fmt.Errorf("compile profile %s for %s: %w", p.ID, t.Nature, err)
		}
	}
	if o.Partial && len(c.plan.Items)+len(c.plan.Controls) == 0 {
		return nil, fmt.Errorf("compile profile %s: %w%s", p.ID, ErrMissing, c.shown())
	}
	if o.Settings {
		if err := c.settings(); err != nil {
			return nil, fmt.Errorf("compile profile %s: %w", p.ID, err)
		}
	}
	if err := c.watchdog(); err != nil {
		return nil, fmt.Errorf("compile profile %s: watchdog: %w", p.ID, err)
	}
	if err := c.presence(); err != nil {
		return nil, fmt.Errorf("compile profile %s: presence: %w", p.ID, err)
	}
	if err := c.blocks(); err != nil {
		return nil, fmt.Errorf("compile profile %s: %w", p.ID, err)
	}
	c.last()
	return c.plan, nil
}

// varied is the profile's points and controls with those of the variant in their place.
func varied(p *profile.Profile, variant string) ([]profile.Point, []profile.Control, error) {
	if variant == "" {
		return p.Points, p.Controls, nil
	}
	i := slices.IndexFunc(p.Variants, func(v profile.Variant) bool { return v.Name == variant })
	if i < 0 {
		return nil, nil, fmt.Errorf("profile %s has no variant %s", p.ID, variant)
	}
	v := p.Variants[i]
	points := slices.Clone(v.Points)
	for _, pt := range p.Points {
		if !slices.ContainsFunc(v.Points, func(x profile.Point) bool { return x.Channel == pt.Channel && meet(x.Natures, pt.Natures) }) {
			points = append(points, pt)
		}
	}
	controls := slices.Clone(v.Controls)
	for _, ct := range p.Controls {
		if !slices.ContainsFunc(v.Controls, func(x profile.Control) bool { return x.Channel == ct.Channel && meet(x.Natures, ct.Natures) }) {
			controls = append(controls, ct)
		}
	}
	return points, controls, nil
}

func meet(a, b []point.Nature) bool {
	return slices.ContainsFunc(a, func(n point.Nature) bool { return slices.Contains(b, n) })
}

// Decode decodes the registers of a block into values, which has one place per slot. It allocates
// nothing. Slots outside the block keep what they hold.
func (p *Plan) Decode(block int, regs []uint16, values []Value) {
	b := &p.Blocks[block]
	if len(regs) < int(b.Count) {
		return
	}
	for _, i := range b.items {
		it := &p.Items[i]
		values[it.Slot] = it.Decode(regs, int(b.Address), values)
	}
	p.compute(block, values)
}

// compute computes what is known after a block.
func (p *Plan) compute(block int, values []Value) {
	for i := range p.Computed {
		if c := &p.Computed[i]; c.block == block {
			values[c.Slot] = c.Of(values)
		}
	}
}

// DecodeBits is Decode for a block of coils or discrete inputs.
func (p *Plan) DecodeBits(block int, bits []bool, values []Value) {
	b := &p.Blocks[block]
	if len(bits) < int(b.Count) {
		return
	}
	for _, i := range b.items {
		it := &p.Items[i]
		values[it.Slot] = it.DecodeBit(bits[it.At-int(b.Address)])
	}
	p.compute(block, values)
}

// Slot is the slot of a target's channel, -1 where the plan has None.
func (p *Plan) Slot(target int, channel string) int {
	for i, s := range p.Slots {
		if s.Target == target && s.Channel.Name == channel {
			return i
		}
	}
	return None
}

// Filled lists the slots that are known after a block was decoded: what lies in it, and what is
// computed from it last.
func (p *Plan) Filled(block int) []int {
	slots := make([]int, 0, len(p.Blocks[block].items))
	for _, i := range p.Blocks[block].items {
		slots = append(slots, p.Items[i].Slot)
	}
	for i := range p.Computed {
		if p.Computed[i].block == block {
			slots = append(slots, p.Computed[i].Slot)
		}
	}
	return slots
}

// Item is the item that fills a slot, nil where it is computed.
func (p *Plan) Item(slot int) *Item {
	for i := range p.Items {
		if p.Items[i].Slot == slot {
			return &p.Items[i]
		}
	}
	return nil
}

// Names lists what the flags of a slot's value mean.
func (p *Plan) Names(slot int, v Value) []string {
	var names []string
	if it := p.Item(slot); it != nil {
		for _, f := range it.Number.Flags {
			if v.Flags&(1<<f.Bit) != 0 {
				names = append(names, f.Name)
			}
		}
	}
	return names
}
