package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/imprint"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

// Turn is a cycle that was run once more.
type Turn struct {
	At   time.Time
	Acts []cycle.Act // what was asked between the cycle before and this one
	// Refused are the refusals of the acts, nil for what was done.
	Refused []error
	// Changed are the measured channels whose reading is another than in the cycle before.
	Changed []image.Handle
	Out     *cycle.Output
	// Differs says that the answer is not the one the edge gave.
	Differs bool
}

// Player runs a segment's cycles once more.
type Player struct {
	Site *site.Site
	Core *cycle.Core

	segment *Segment
	turns   []byte
	codec   *imprint.Codec
	from    *image.Playback
	clock   int64
	last    stamp
	turn    Turn
	scratch []byte
}

// Player is a player before the segment's first cycle. It refuses a segment of a program or with
// profiles under which the site comes to something else.
func (s *Segment) Player() (*Player, error) {
	if err := s.load(); err != nil {
		return nil, err
	}
	return s.player()
}

func (s *Segment) player() (*Player, error) {
	config, err := site.Parse("site file in "+s.Path, []byte(s.SiteFile))
	if err != nil {
		return nil, err
	}
	built, err := site.Build(config, func(a site.Asset) []site.Offer { return s.Offers[a.ID] })
	if err != nil {
		return nil, err
	}
	p := &Player{Site: built, segment: s, turns: s.turns, codec: imprint.New(), from: image.NewPlayback(built.Layout)}
	p.Core = cycle.New(built, p.from)
	p.Core.Budget(config.Cycle, nil)
	if layoutOf(built.Layout) != s.Layout {
		return nil, s.foreign("its site file comes to other channels here")
	}
	if p.Core.Shape(p.codec) != s.Shape {
		return nil, s.foreign("its controllers keep other things between cycles than this program's")
	}
	if err := p.Core.Resume(p.codec, s.state); err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", s.Path, err)
	}
	return p, nil
}

func (s *Segment) foreign(why string) error {
	return fmt.Errorf("%s was recorded by Ohmstead %s and cannot be replayed by this one: %s; use that version", s.Path, s.Software, why)
}

// Next runs the next cycle. The turn holds until the call after. It returns io.EOF behind the last
// whole cycle.
func (p *Player) Next() (*Turn, error) {
	e, rest, err := entry(p.turns)
	if err != nil {
		return nil, io.EOF
	}
	p.turns = rest
	r := turnReader{data: e}
	if r.byte() != turnEntry {
		return nil, p.damaged(errors.New("an entry is of no known kind"))
	}
	t := &p.turn
	*t = Turn{Changed: t.Changed[:0]}
	if err := p.acts(&r); err != nil {
		return nil, p.damaged(err)
	}
	passed := time.Duration(r.varint())
	p.clock += int64(passed) + r.varint()
	p.last = stamp{}
	t.At = time.Unix(0, p.clock).UTC()
	p.from.Pass(passed)
	p.readings(&r)
	overdrawn := p.overdrawn(&r)
	want := r.uint32()
	if r.wrong || len(r.data) > 0 {
		return nil, p.damaged(errors.New("a cycle is not whole"))
	}
	if t.Out, err = p.repeat(passed, overdrawn); err != nil {
		return nil, p.damaged(err)
	}
	var got uint32
	got, p.scratch = sum(t.Out, p.scratch)
	t.Differs = got != want
	return t, nil
}

// repeat runs the cycle. A state whose parts contradict each other, which no edge has left behind, can
// bring it down.
func (p *Player) repeat(passed time.Duration, overdrawn []int) (out *cycle.Output, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("what the cycle carried over contradicts itself: %v", cause)
		}
	}()
	return p.Core.Repeat(p.turn.At, passed, overdrawn), nil
}

func (p *Player) damaged(err error) error {
	return fmt.Errorf("%s is damaged: %w", p.segment.Path, err)
}

// acts does what was asked before the cycle.
func (p *Player) acts(r *turnReader) error {
	for {
		switch r.byte() {
		case 0:
			return nil
		case 1:
		default:
			return errors.New("an act is of no known kind")
		}
		var a cycle.Act
		rest, err := p.codec.Restore(r.data, &a)
		if err != nil {
			return fmt.Errorf("read an act: %w", err)
		}
		r.data = rest
		p.turn.Acts = append(p.turn.Acts, a)
		p.turn.Refused = append(p.turn.Refused, p.Core.Do(a))
	}
}

// readings shows what changed.
func (p *Player) readings(r *turnReader) {
	at := -1
	for step := r.uvarint(); step > 0 && !r.wrong; step = r.uvarint() {
		if step > uint64(p.Site.Layout.Measured()) {
			r.wrong = true
			return
		}
		at += int(step)
		if at >= p.Site.Layout.Measured() {
			r.wrong = true
			return
		}
		p.reading(r, image.Handle(at))
	}
}

func (p *Player) reading(r *turnReader, h image.Handle) {
	flags := r.byte()
	before := p.from.At(h)
	value := math.Float64bits(before.Value) ^ r.change(int(flags>>valueFlag))
	out := point.Reading{Value: math.Float64frombits(value), Quality: point.Quality(flags & 7)}
	switch flags >> timeFlag & 3 {
	case keptTime:
		p.from.Change(h, out.Value, out.Quality)
		p.turn.Changed = append(p.turn.Changed, h)
		return
	case likeLast:
		r.wrong = r.wrong || !p.last.known
	case givenTime:
		apart := time.Duration(r.varint())
		p.last = stamp{p.turn.At.Add(-apart), apart - time.Duration(r.varint()), true}
	case farTime:
		sec, nsec := r.varint(), r.uvarint()
		r.wrong = r.wrong || nsec >= uint64(time.Second)
		p.last = stamp{time.Unix(sec, int64(nsec%uint64(time.Second))).UTC(), time.Duration(r.varint()), true}
	}
	out.At = p.last.at
	p.from.Show(h, out, p.last.age)
	p.turn.Changed = append(p.turn.Changed, h)
}

// overdrawn are the controllers that were benched for their long run.
func (p *Player) overdrawn(r *turnReader) []int {
	n := r.uvarint()
	if n > uint64(len(p.Site.Controllers)) {
		r.wrong = true
		return nil
	}
	var all []int
	for range n {
		all = append(all, int(r.uvarint()%math.MaxInt32))
	}
	return all
}

// turnReader goes through a turn. After its first fault everything is zero.
type turnReader struct {
	data  []byte
	wrong bool
}

func (r *turnReader) byte() byte {
	if len(r.data) == 0 {
		r.wrong = true
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

// change is the bits of a value that have changed, in as many bytes as the flags say.
func (r *turnReader) change(flags int) uint64 {
	n := flags
	if flags == wholeValue {
		n = 8
	}
	if n > len(r.data) {
		r.wrong, r.data = true, nil
		return 0
	}
	var whole [8]byte
	copy(whole[:], r.data[:n])
	r.data = r.data[n:]
	return binary.BigEndian.Uint64(whole[:])
}

func (r *turnReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.wrong, r.data = true, nil
		return 0
	}
	r.data = r.data[n:]
	return v
}

func (r *turnReader) varint() int64 {
	v, n := binary.Varint(r.data)
	if n <= 0 {
		r.wrong, r.data = true, nil
		return 0
	}
	r.data = r.data[n:]
	return v
}

func (r *turnReader) uint32() uint32 {
	if len(r.data) < 4 {
		r.wrong, r.data = true, nil
		return 0
	}
	v := binary.LittleEndian.Uint32(r.data)
	r.data = r.data[4:]
	return v
}
