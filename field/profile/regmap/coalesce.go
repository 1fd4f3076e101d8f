package regmap

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// class is what items must share to be read in one request.
type class struct {
	unit     uint8
	table    modbus.Function
	region   int
	low      bool
	interval time.Duration
}

func (it *Item) class() class {
	return class{it.Unit, it.Table, it.region, it.low, it.interval}
}

// open is a block in the making.
type open struct {
	class    class
	from, to int
	items    []int
}

// blocks packs the plan's items into requests: first into the profile's explicit blocks, then
// sorted by address, joining neighbours while gap and size allow. What is polled slowly but lies
// inside a request that is made anyway joins that one.
func (c *compiler) blocks() error {
	var opened []open
	for _, low := range []bool{false, true} {
		loose, err := c.assign(&opened, low)
		if err != nil {
			return err
		}
		opened = append(opened, c.pack(loose)...)
	}
	slices.SortStableFunc(opened, func(a, b open) int {
		return cmp.Or(cmp.Compare(a.class.unit, b.class.unit), cmp.Compare(a.class.table, b.class.table), cmp.Compare(a.from, b.from))
	})
	for _, o := range opened {
		slices.SortFunc(o.items, func(a, b int) int { return cmp.Compare(c.plan.Items[a].Slot, c.plan.Items[b].Slot) })
		c.plan.Blocks = append(c.plan.Blocks, Block{
			Unit: o.class.unit, Function: o.class.table,
			Address: uint16(o.from), Count: uint16(o.to - o.from), //nolint:gosec // inside the address space
			Low: o.class.low, Interval: o.class.interval, items: o.items,
		})
	}
	return nil
}

// assign puts items of one poll class into blocks that hold them already or into explicit ones,
// and returns the others.
func (c *compiler) assign(opened *[]open, low bool) ([]int, error) {
	var loose []int
	for i := range c.plan.Items {
		it := &c.plan.Items[i]
		if it.low != low {
			continue
		}
		from, to := it.Span()
		if to-from > c.most(it) {
			return nil, fmt.Errorf("the value at %d and its scale factor span %d registers, at most %d fit one request", it.At, to-from, c.most(it))
		}
		if k := slices.IndexFunc(*opened, func(o open) bool { return o.holds(it) }); k >= 0 && (!c.profile.Reads.NoSpan || (*opened)[k].to-(*opened)[k].from == to-from) {
			(*opened)[k].items = append((*opened)[k].items, i)
			continue
		}
		if s, ok := c.explicit(it); ok {
			*opened = append(*opened, open{it.class(), int(s.Address), int(s.Address) + int(s.Count), []int{i}})
			continue
		}
		loose = append(loose, i)
	}
	return loose, nil
}

// holds reports whether a block reads the item anyway, often enough.
func (o open) holds(it *Item) bool {
	from, to := it.Span()
	k := it.class()
	same := o.class.unit == k.unit && o.class.table == k.table && o.class.region == k.region
	often := o.class.low == k.low && o.class.interval == k.interval || !o.class.low && k.low && o.class.interval <= k.interval
	return same && often && from >= o.from && to <= o.to
}

func (c *compiler) explicit(it *Item) (profile.Span, bool) {
	from, to := it.Span()
	for _, s := range c.profile.Reads.Blocks {
		inside := from >= int(s.Address) && to <= int(s.Address)+int(s.Count)
		if it.region == 0 && it.Unit == c.unit && it.Table == s.Function && inside {
			return s, true
		}
	}
	return profile.Span{}, false
}

// most is how many registers or bits one request for the item may cover.
func (c *compiler) most(it *Item) int {
	if it.Bit {
		return modbus.MaxReadBits
	}
	return c.profile.Reads.MaxRegisters
}

// pack joins neighbours of the same class.
func (c *compiler) pack(loose []int) []open {
	slices.SortStableFunc(loose, func(a, b int) int {
		x, y := &c.plan.Items[a], &c.plan.Items[b]
		fx, _ := x.Span()
		fy, _ := y.Span()
		k, l := x.class(), y.class()
		return cmp.Or(cmp.Compare(k.unit, l.unit), cmp.Compare(k.table, l.table), cmp.Compare(k.region, l.region),
			cmp.Compare(k.interval, l.interval), cmp.Compare(fx, fy))
	})
	var out []open
	for _, i := range loose {
		it := &c.plan.Items[i]
		from, to := it.Span()
		if n := len(out); n > 0 && out[n-1].class == it.class() && c.joins(&out[n-1], it) {
			out[n-1].to = max(out[n-1].to, to)
			out[n-1].items = append(out[n-1].items, i)
			continue
		}
		out = append(out, open{it.class(), from, to, []int{i}})
	}
	return out
}

// joins reports whether an item may be read with a block that begins before it.
func (c *compiler) joins(o *open, it *Item) bool {
	from, to := it.Span()
	if c.profile.Reads.NoSpan {
		return from == o.from && to == o.to
	}
	gap := c.profile.Reads.MaxGap
	if it.region != 0 {
		gap = c.most(it) // the registers of a SunSpec model may all be read
	}
	return from-o.to <= gap && max(o.to, to)-o.from <= c.most(it)
}
