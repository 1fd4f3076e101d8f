package der

import (
	"fmt"
	"strings"
	"time"

	"ohmstead/field/sunspec"
)

// adopting is how long a device takes to adopt a curve. Any will do: clients poll for the result.
const adopting = time.Second

// Results of an adoption. Source: model_705.json, AdptCrvRslt.
const (
	inProgress = 0
	completed  = 1
	failed     = 2
)

// curves is the stored curves, or sets of parameters, of a block; the first is in force and read-only.
type curves struct {
	block           *sunspec.Block
	group           string // "Crv" or "Ctl"
	request, result string
	count           int
	due             time.Time // when the adoption under way ends, zero for none
}

func newCurves(b *sunspec.Block) (*curves, bool) {
	for _, g := range []string{"Crv", "Ctl"} {
		c := &curves{block: b, group: g, request: "Adpt" + g + "Req", result: "Adpt" + g + "Rslt"}
		if _, ok := b.Layout.Field(c.request); !ok {
			continue
		}
		for _, name := range []string{"N" + g, "N" + g + "Set"} {
			if v, ok := b.Value(name); ok {
				c.count = int(v)
			}
		}
		return c, true
	}
	return nil, false
}

// at is the beginning of the paths of a curve's points.
func (c *curves) at(i int) string { return fmt.Sprintf("%s[%d].", c.group, i) }

// locked reports whether n registers from address on touch a curve that is read-only.
func (c *curves) locked(address uint16, n int) bool {
	for i := range c.block.Layout.Fields {
		f := &c.block.Layout.Fields[i]
		curve, _, ok := strings.Cut(f.Path, ".")
		if !ok || !touches(c.block, f.Path, address, n) {
			continue
		}
		if v, has := c.block.Value(curve + ".ReadOnly"); has && v == 1 {
			return true
		}
	}
	return false
}

func (c *curves) wrote(now time.Time, address uint16, n int) {
	if touches(c.block, c.request, address, n) {
		c.due = now.Add(adopting)
		_ = c.block.Set(c.result, inProgress) // fits
	}
}

func (c *curves) pass(now time.Time) {
	if c.due.IsZero() || now.Before(c.due) {
		return
	}
	c.due = time.Time{}
	wanted, _ := c.block.Value(c.request)
	result := completed
	if !c.adopt(int(wanted)) {
		result = failed
	}
	_ = c.block.Set(c.result, float64(result)) // fits
}

// adopt copies a stored curve into the first; false, with nothing changed, for one that is not there or
// contradicts itself.
func (c *curves) adopt(i int) bool {
	if i < 2 || i > c.count || !c.sound(i) {
		return false
	}
	for k := range c.block.Layout.Fields {
		path := c.block.Layout.Fields[k].Path
		rest, ok := strings.CutPrefix(path, c.at(i))
		if !ok || rest == "ReadOnly" {
			continue
		}
		if v, has := c.block.Value(path); has {
			_ = c.block.Set(c.at(1)+rest, v) // of the same type and scale
		} else {
			_ = c.block.Clear(c.at(1) + rest) // the same point of another instance
		}
	}
	return true
}

// sound reports whether the points of a curve are as many as it says, and in order. Sets of parameters
// have none.
func (c *curves) sound(i int) bool {
	for _, run := range []string{"", "MustTrip.", "MayTrip.", "MomCess."} {
		prefix := c.at(i) + run
		active, has := c.block.Value(prefix + "ActPt")
		before := 0.0
		for k := 1; has && k <= int(active); k++ {
			v, ok := c.first(fmt.Sprintf("%sPt[%d].", prefix, k))
			if !ok || k > 1 && v < before && run == "" {
				return false
			}
			before = v
		}
	}
	return true
}

// first is a point's place on the curve's axis: voltage, frequency or power.
func (c *curves) first(prefix string) (float64, bool) {
	for _, name := range []string{"V", "Hz", "W"} {
		if v, ok := c.block.Value(prefix + name); ok {
			return v, true
		}
	}
	return 0, false
}
