package intake

import (
	"fmt"
	"strconv"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// maxOffset bounds dt_ms: beyond it nothing is accepted anyway, and instants stay in range.
const maxOffset = 400 * 24 * time.Hour

// column is one channel of a columnar batch: its values side by side with their offsets from t0 in
// milliseconds and, where the column has any, their qualities.
type column struct {
	device, channel, unit *scalar
	dt, v, q              []scalar // nil where the column has none
}

func (d *batchDecoder) columnList() error {
	if d.peek() != '[' {
		return reason.New(reason.InvalidValue, reason.Params{"field": "columns", "value": "no array", "want": "an array of columns"})
	}
	if d.columnar {
		return duplicate("columns")
	}
	d.columnar = true
	total := 0
	return d.array(func(index int) error {
		if d.peek() != '{' {
			return reason.New(reason.InvalidValue, reason.Params{"field": inColumn(index, ""), "value": "no object", "want": "an object with device, channel, unit, dt_ms, v, q"})
		}
		var c column
		err := d.object(func(name string) error { return d.columnMember(&c, index, name) })
		if total += max(len(c.dt), len(c.v)); total > MaxReadings {
			return tooMany("columns")
		}
		d.columns = append(d.columns, c)
		return err
	})
}

// inColumn names a member of a column.
func inColumn(index int, member string) string {
	if member == "" {
		return fmt.Sprintf("columns[%d]", index)
	}
	return fmt.Sprintf("columns[%d].%s", index, member)
}

func (d *batchDecoder) columnMember(c *column, index int, name string) error {
	field := inColumn(index, name)
	texts := map[string]**scalar{"device": &c.device, "channel": &c.channel, "unit": &c.unit}
	if to, ok := texts[name]; ok {
		if *to != nil {
			return duplicate(field)
		}
		v, err := d.value(0)
		if err == nil && (v.kind != isText || v.text == "") {
			return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": v.shown(), "want": "a name"})
		}
		*to = &v
		return err
	}
	lists := map[string]*[]scalar{"dt_ms": &c.dt, "v": &c.v, "q": &c.q}
	to, ok := lists[name]
	if !ok {
		return reason.New(reason.UnknownField, reason.Params{"field": inColumn(index, shorten(name)), "known": "channel, device, dt_ms, q, unit, v"})
	}
	if *to != nil {
		return duplicate(field)
	}
	if d.peek() != '[' {
		return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": "no array", "want": "an array"})
	}
	*to = []scalar{}
	return d.array(func(place int) error {
		if place >= MaxReadings {
			return tooMany(field)
		}
		v, err := d.value(0)
		*to = append(*to, v)
		return err
	})
}

// unfold makes a reading of every place of every column, in their order; a null is absent.
func (d *batchDecoder) unfold() ([]Reading, error) {
	if d.t0 == nil {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "t0"})
	}
	var start itemDecoder
	t0 := start.instant("t0", *d.t0)
	if start.out.Refused != nil {
		return nil, start.out.Refused
	}
	var readings []Reading
	for index, c := range d.columns {
		if err := c.check(index); err != nil {
			return nil, err
		}
		for place := range c.v {
			readings = append(readings, c.reading(place, t0))
		}
	}
	return readings, nil
}

// check refuses a column of which nobody could say which value is of when.
func (c column) check(index int) error {
	for _, f := range []struct {
		name   string
		absent bool
	}{{"device", c.device == nil}, {"channel", c.channel == nil}, {"dt_ms", c.dt == nil}, {"v", c.v == nil}} {
		if f.absent {
			return reason.New(reason.MissingField, reason.Params{"field": inColumn(index, f.name)})
		}
	}
	for _, f := range []struct {
		name   string
		length int
	}{{"dt_ms", len(c.dt)}, {"q", len(c.q)}} {
		if f.length != len(c.v) && (f.name != "q" || c.q != nil) {
			return reason.New(reason.InvalidValue, reason.Params{"field": inColumn(index, f.name), "value": strconv.Itoa(f.length) + " long", "want": fmt.Sprintf("as long as v: %d", len(c.v))})
		}
	}
	if c.unit == nil && aliases[c.channel.text].unit == "" {
		return reason.New(reason.MissingField, reason.Params{"field": inColumn(index, "unit")})
	}
	return nil
}

// reading is what stands at a place of the column.
func (c column) reading(place int, t0 time.Time) Reading {
	if c.v[place].kind == isNull {
		return Reading{Absent: true}
	}
	i := itemDecoder{seen: hasDevice | hasChannel, out: Reading{Device: c.device.text, Channel: c.channel.text}}
	if c.unit != nil {
		i.out.Unit = point.Unit(c.unit.text)
		i.seen |= hasUnit
	}
	i.unitOf(aliases[c.channel.text], plain)
	i.out.Value = i.number(c.v[place])
	i.out.At = i.offset(c.dt[place], t0)
	if c.q != nil && c.q[place].kind != isNull {
		i.out.Quality = i.quality("q", c.q[place])
	}
	return i.out
}

// offset is the instant so many whole milliseconds after t0, or before it.
func (i *itemDecoder) offset(v scalar, t0 time.Time) time.Time {
	ms, err := strconv.ParseInt(v.text, 10, 64)
	if v.kind != isNumber || err != nil || ms > maxOffset.Milliseconds() || -ms > maxOffset.Milliseconds() {
		i.invalid("dt_ms", v, "whole milliseconds from t0, at most 400 days")
		return time.Time{}
	}
	return t0.Add(time.Duration(ms) * time.Millisecond)
}
