package sunspec

import (
	"fmt"

	"ohmstead/field/register"
)

// Spec asks for one model in an image.
type Spec struct {
	ID uint16
	// Repeat is how often each named repeating group occurs; absent means once. The point that
	// holds the count is set too.
	Repeat map[string]int
}

// Image is the holding registers of a SunSpec device: identifier, blocks, end mark. In a new image
// every point of every block is "no value". It is not safe for concurrent use.
type Image struct {
	base   uint16
	regs   []uint16
	blocks []*Block
}

// Block is one model's registers inside an image.
type Block struct {
	Entry  Entry
	Layout *Layout
	regs   []uint16
}

// NewImage builds a device at base with these models in this order; the first should be model 1.
func NewImage(c *Catalogue, base uint16, specs []Spec) (*Image, error) {
	regs := []uint16{identifier >> 16, identifier & 0xFFFF}
	im := &Image{base: base}
	device := -1
	for _, s := range specs {
		m, ok := c.Model(s.ID)
		if !ok {
			return nil, fmt.Errorf("build SunSpec image: model %d is not in the catalogue", s.ID)
		}
		if s.ID == 1 {
			device++
		}
		block := m.blank(s.Repeat)
		im.blocks = append(im.blocks, &Block{
			Entry: Entry{
				ID: s.ID, Address: base + uint16(len(regs)), //nolint:gosec // checked below
				Length: len(block) - headWords, Device: max(device, 0),
			},
			regs: block,
		})
		regs = append(regs, block...)
	}
	regs = append(regs, endID, 0)
	if int(base)+len(regs) > 1<<16 {
		return nil, fmt.Errorf("build SunSpec image: %d registers do not fit behind %d", len(regs), base)
	}
	im.regs = regs
	for _, b := range im.blocks {
		from := int(b.Entry.Address - base)
		b.regs = regs[from : from+b.Entry.Registers()]
		m, _ := c.Model(b.Entry.ID)
		b.Layout = m.Layout(b.regs)
	}
	return im, nil
}

// blank is a block of the model in which nothing is implemented, with id, length and counts set.
func (m *Model) blank(repeat map[string]int) []uint16 {
	var block []uint16
	counts := map[string]uint16{}
	m.Group.blank(&block, repeat, counts)
	block[0], block[1] = m.ID, uint16(len(block)-headWords) //nolint:gosec // models are far shorter
	at := 0
	for i := range m.Group.Points {
		p := &m.Group.Points[i]
		if n, ok := counts[p.Name]; ok {
			block[at] = n
		}
		at += p.Size
	}
	return block
}

func (g *Group) blank(block *[]uint16, repeat map[string]int, counts map[string]uint16) {
	for i := range g.Points {
		regs := make([]uint16, g.Points[i].Size)
		clearPoint(g.Points[i].Type, regs)
		*block = append(*block, regs...)
	}
	for i := range g.Groups {
		s := &g.Groups[i]
		n, given := repeat[s.Name]
		if !given || !s.Count.Given {
			n = max(s.Count.Fixed, 1)
		}
		if s.Count.Name != "" {
			counts[s.Count.Name] = uint16(n) //nolint:gosec // the caller's handful
		}
		for range n {
			s.blank(block, repeat, counts)
		}
	}
}

// Base is the address of the identifier.
func (im *Image) Base() uint16 { return im.base }

// Len is the number of registers with identifier and end mark.
func (im *Image) Len() int { return len(im.regs) }

// Blocks lists the blocks in order.
func (im *Image) Blocks() []*Block { return im.blocks }

// Block is the first block of one of these models, nil if there is none.
func (im *Image) Block(ids ...uint16) *Block {
	for _, id := range ids {
		for _, b := range im.blocks {
			if b.Entry.ID == id {
				return b
			}
		}
	}
	return nil
}

// Read copies registers out; false where the span leaves the image.
func (im *Image) Read(address uint16, dst []uint16) bool {
	from := int(address) - int(im.base)
	if from < 0 || from+len(dst) > len(im.regs) {
		return false
	}
	copy(dst, im.regs[from:])
	return true
}

// Write puts registers as a client's write does; false, with nothing changed, where the span leaves
// the image or touches a point that is not writable.
func (im *Image) Write(address uint16, regs []uint16) bool {
	for i := range regs {
		if !im.writable(address + uint16(i)) { //nolint:gosec // a request has at most 123
			return false
		}
	}
	copy(im.regs[address-im.base:], regs)
	return true
}

func (im *Image) writable(address uint16) bool {
	for _, b := range im.blocks {
		at := int(address) - int(b.Entry.Address)
		if at < 0 || at >= len(b.regs) {
			continue
		}
		for i := range b.Layout.Fields {
			f := &b.Layout.Fields[i]
			if at >= f.Offset && at < f.Offset+f.Point.Size {
				return f.Point.Writable()
			}
		}
	}
	return false
}

// Value is the scaled number at path; false where it has none.
func (b *Block) Value(path string) (float64, bool) { return b.Layout.Value(b.regs, path) }

// Text is the string at path.
func (b *Block) Text(path string) string { return b.Layout.Text(b.regs, path) }

// Set puts the scaled number v, in the point's units, at path, as Layout.Set does.
func (b *Block) Set(path string, v float64) error { return b.Layout.Set(b.regs, path, v) }

// SetAll is Set for several points: first those that are scale factors, then the others, so that
// one call can describe a block.
func (b *Block) SetAll(values map[string]float64) error {
	for _, scales := range []bool{true, false} {
		for path, v := range values {
			if f, ok := b.Layout.Field(path); ok && (f.Point.Type == "sunssf") != scales {
				continue
			}
			if err := b.Set(path, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// SetText puts a string at path, cut to its size.
func (b *Block) SetText(path, s string) error {
	f, ok := b.Layout.Field(path)
	if !ok || f.Point.Type != "string" {
		return fmt.Errorf("set SunSpec model %d: there is no text %s", b.Entry.ID, path)
	}
	register.PutText(s, b.regs[f.Offset:f.Offset+f.Point.Size])
	return nil
}

// Clear marks the point at path as without a value.
func (b *Block) Clear(path string) error {
	f, ok := b.Layout.Field(path)
	if !ok {
		return fmt.Errorf("clear SunSpec model %d: there is no point %s", b.Entry.ID, path)
	}
	clearPoint(f.Point.Type, b.regs[f.Offset:f.Offset+f.Point.Size])
	return nil
}

// Survey describes the image as a device's survey would; the parts share the image's registers.
func (im *Image) Survey() *Survey {
	s := &Survey{Directory: &Directory{Base: im.base}}
	for _, b := range im.blocks {
		s.Directory.Entries = append(s.Directory.Entries, b.Entry)
		s.Parts = append(s.Parts, Part{Entry: b.Entry, Layout: b.Layout, Regs: b.regs})
	}
	return s
}

// Writable reports whether a client may write the register at address.
func (im *Image) Writable(address uint16) bool { return im.writable(address) }

// Poke puts registers whatever their access, as the device itself does; false where the span leaves
// the image.
func (im *Image) Poke(address uint16, regs []uint16) bool {
	from := int(address) - int(im.base)
	if from < 0 || from+len(regs) > len(im.regs) {
		return false
	}
	copy(im.regs[from:], regs)
	return true
}
