package sunspec

import (
	"fmt"
	"strconv"

	"ohmstead/field/register"
)

// Field is one point at its place in a block.
type Field struct {
	// Path is the point's name, behind the names of its groups below the top: "W", "module[2].DCW",
	// "Crv[1].Pt[3].V". Instances count from 1; a group that occurs once has no number.
	Path   string
	Point  *Point
	Offset int // in registers from the block's id register
	// ScaleAt is the offset of the point's scale factor, -1 where Scale holds it.
	ScaleAt int
	Scale   int
	// Sync is the number of the sync group the field belongs to, 0 for none. Fields of one sync
	// group are read and written in one request.
	Sync int
}

// Layout is where the points of one block lie. Counts are read from the block itself, so two
// devices may have different layouts of the same model.
type Layout struct {
	Model  *Model
	Fields []Field
	byPath map[string]int
}

// scope is the points of a group and of the groups around it, for names that are searched outwards.
type scope struct {
	outer *scope
	group *Group
	start int
}

// find is the offset of the named point in the nearest group that has it, -1 if none has.
func (s *scope) find(name string) int {
	for ; s != nil; s = s.outer {
		at := s.start
		for i := range s.group.Points {
			if s.group.Points[i].Name == name {
				return at
			}
			at += s.group.Points[i].Size
		}
	}
	return -1
}

// Layout lays the model out over a block as a device sent it, from its id register on. Fields
// beyond the block's end are left out: older revisions of a model are shorter.
func (m *Model) Layout(block []uint16) *Layout {
	l := &Layout{Model: m, byPath: map[string]int{}}
	b := builder{layout: l, block: block}
	b.group(&scope{group: &m.Group}, "", 0)
	for i := range l.Fields {
		l.byPath[l.Fields[i].Path] = i
	}
	return l
}

type builder struct {
	layout *Layout
	block  []uint16
	syncs  int
}

// group lays out one instance of a group and returns the offset behind it.
func (b *builder) group(s *scope, prefix string, sync int) int {
	g := s.group
	if g.Type == "sync" && sync == 0 {
		b.syncs++
		sync = b.syncs
	}
	at := s.start
	for i := range g.Points {
		p := &g.Points[i]
		if at+p.Size <= len(b.block) {
			f := Field{Path: prefix + p.Name, Point: p, Offset: at, ScaleAt: -1, Scale: p.Scale.Fixed, Sync: sync}
			if p.Scale.Name != "" {
				f.ScaleAt = s.find(p.Scale.Name)
			}
			if f.ScaleAt < len(b.block) {
				b.layout.Fields = append(b.layout.Fields, f)
			}
		}
		at += p.Size
	}
	for i := range g.Groups {
		at = b.repeat(&scope{outer: s, group: &g.Groups[i], start: at}, prefix, sync)
	}
	return at
}

// repeat lays out all instances of a sub-group, the first at s.start, and returns the offset
// behind them.
func (b *builder) repeat(s *scope, prefix string, sync int) int {
	g, at := s.group, s.start
	n := b.count(g.Count, s.outer)
	for i := 1; i <= n && at < len(b.block); i++ {
		name := prefix + g.Name + "."
		if g.Count.Given {
			name = prefix + g.Name + "[" + strconv.Itoa(i) + "]."
		}
		next := b.group(&scope{outer: s.outer, group: g, start: at}, name, sync)
		if next == at {
			break
		}
		at = next
	}
	return at
}

// count is how often a group occurs; the block's end bounds it too.
func (b *builder) count(c Count, s *scope) int {
	switch {
	case !c.Given:
		return 1
	case c.Name == "" && c.Fixed == 0:
		return len(b.block)
	case c.Name == "":
		return c.Fixed
	}
	at := s.find(c.Name)
	if at < 0 || at >= len(b.block) || b.block[at] == 0xFFFF {
		return 0
	}
	return int(b.block[at])
}

// Field is the field of this path; false where the block has none.
func (l *Layout) Field(path string) (Field, bool) {
	i, ok := l.byPath[path]
	if !ok {
		return Field{}, false
	}
	return l.Fields[i], true
}

// Value is the scaled number at path in a block of this layout; false where the device does not
// have it or its scale factor is unusable.
func (l *Layout) Value(block []uint16, path string) (float64, bool) {
	i, ok := l.byPath[path]
	if !ok {
		return 0, false
	}
	return l.Fields[i].Value(block)
}

// Value is the field's scaled number, in the point's units. False means that the device does not
// implement it. It allocates nothing.
func (f *Field) Value(block []uint16) (float64, bool) {
	if f.Offset+f.Point.Size > len(block) {
		return 0, false
	}
	v, ok := number(f.Point.Type, block[f.Offset:])
	if !ok {
		return 0, false
	}
	exp, ok := f.exponent(block)
	return register.Scaled(v, exp), ok
}

func (f *Field) exponent(block []uint16) (int, bool) {
	if f.ScaleAt < 0 {
		return f.Scale, f.Point.Scale.Name == ""
	}
	if f.ScaleAt >= len(block) {
		return 0, false
	}
	exp, ok := number("sunssf", block[f.ScaleAt:])
	return int(exp), ok
}

// Text is the string at path, "" where there is none.
func (l *Layout) Text(block []uint16, path string) string {
	f, ok := l.Field(path)
	if !ok || f.Point.Type != "string" {
		return ""
	}
	return register.Text(block[f.Offset : f.Offset+f.Point.Size])
}

// Set puts the scaled number v, in the point's units, at path of a block of this layout; its scale factor
// must stand already. A number that the registers cannot hold, or that would read as "no value", is
// an error; but for accumulators, whose zero means both.
func (l *Layout) Set(block []uint16, path string, v float64) error {
	f, ok := l.Field(path)
	if !ok {
		return fmt.Errorf("set SunSpec model %d: there is no point %s", l.Model.ID, path)
	}
	k, numeric := f.Point.Type.kind()
	exp, scaled := f.exponent(block)
	if !numeric || !scaled {
		return fmt.Errorf("set SunSpec model %d: %s has no scale factor or is no number", l.Model.ID, path)
	}
	bits, fits := k.number.Raw(register.Scaled(v, -exp))
	if !fits || bits == k.absent && k.absent != 0 {
		return fmt.Errorf("set SunSpec model %d: %s cannot be %v", l.Model.ID, path, v)
	}
	register.Format{Type: k.number}.Put(bits, block[f.Offset:])
	return nil
}
