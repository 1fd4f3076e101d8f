package cycle

import (
	"fmt"

	"ohmstead/edge/cycle/state"
	"ohmstead/edge/imprint"
)

// carried are pointers to all that a core carries from one cycle to the next: with it a core of the
// same site goes on as if it had run all along. Readings are not among them, for every cycle freezes
// them anew, and neither is what is only counted.
func (c *Core) carried() []any {
	all := []any{
		c.arbiter, c.batteries, c.machine, &c.crew, &c.seat, &c.ports, &c.chosen, &c.runs, &c.last, &c.before,
		&c.events, &c.facts, &c.mode, &c.faults, &c.standing, &c.changed,
	}
	for i := range c.site.Controllers {
		all = append(all, c.site.Controllers[i].Controller)
	}
	return all
}

// Imprint appends what the core carries to dst, for Resume. It is called between two cycles.
func (c *Core) Imprint(codec *imprint.Codec, dst []byte) []byte {
	for _, part := range c.carried() {
		dst = codec.Append(dst, part)
	}
	return dst
}

// Shape is a number that differs where a core cannot take over the imprint of another, or do its acts.
func (c *Core) Shape(codec *imprint.Codec) uint64 { return codec.Shape(append(c.carried(), &Act{})...) }

// Resume takes over what a core of the same site has left behind; it is called before the first
// Step.
func (c *Core) Resume(codec *imprint.Codec, data []byte) error {
	c.batteries.Blank()
	for _, part := range c.carried() {
		rest, err := codec.Restore(data, part)
		if err != nil {
			return fmt.Errorf("take over the state of a cycle: %w", err)
		}
		data = rest
	}
	if len(data) > 0 {
		return fmt.Errorf("take over the state of a cycle: %d bytes are left over", len(data))
	}
	c.meaning = state.Of(c.machine.State())
	c.out.State = c.meaning.State
	return nil
}
