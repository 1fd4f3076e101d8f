package record

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/bits"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/imprint"
	"ohmstead/energy/point"
)

// Kinds of entries of a segment, the first byte of each.
const (
	imprintEntry = 'I' // the first: what the cycle carried over
	turnEntry    = 'T'
	endEntry     = 'E' // the last of a segment that was ended in order
)

// A reading begins with its flags: the quality in bits 0 to 2, how its time is written down in bits 3
// and 4, and in how many bytes the change of its value in bits 5 to 7.
const (
	timeFlag  = 3
	valueFlag = 5
)

// How a reading's time is written down.
const (
	keptTime  = iota // it has grown older with the cycles
	likeLast         // time and age of the last one before it in this turn that were written down
	givenTime        // by its distance from the cycle's time, and the age by its distance from that
	farTime          // whole: it is further away than a number of nanoseconds can say
)

// wholeValue are the flags of a change that takes all bytes; fewer stand for themselves.
const wholeValue = 7

// mostReading bounds the bytes of a reading in a turn: place, flags, value, time, age.
const mostReading = 5 + 1 + 8 + 20 + 10

// writer writes turns one after the other; what has not changed since the one before costs nothing.
type writer struct {
	codec  *imprint.Codec
	before []point.Reading
	ages   []time.Duration
	clock  int64 // of the turn before, in ns of Unix time
	last   stamp // the last that was written down in this turn
}

// stamp is a reading's time with its age.
type stamp struct {
	at    time.Time
	age   time.Duration
	known bool
}

func newWriter(channels int) *writer {
	return &writer{codec: imprint.New(), before: make([]point.Reading, channels), ages: make([]time.Duration, channels)}
}

// begin forgets the turns before: the next one is whole.
func (w *writer) begin() {
	clear(w.before)
	clear(w.ages)
	w.clock = 0
}

// act appends one act; its place is before the cycle of its turn.
func (w *writer) act(dst []byte, a *cycle.Act) []byte { return w.codec.Append(append(dst, 1), a) }

// cycle appends when the cycle ran and every reading that is not as the turn before left it.
func (w *writer) cycle(dst []byte, now time.Time, passed time.Duration, im *image.Image) []byte {
	dst = append(dst, 0) // no more acts
	dst = binary.AppendVarint(dst, int64(passed))
	clock := now.UnixNano()
	dst = binary.AppendVarint(dst, clock-w.clock-int64(passed))
	w.clock, w.last = clock, stamp{}
	next := 0
	readings := im.Readings()[:len(w.before)]
	for i := range readings {
		r, p, age := &readings[i], &w.before[i], w.ages[i]+passed
		kept := r.At.Equal(p.At)
		if r.Quality.Usable() {
			kept = kept && age == im.Age(image.Handle(i))
			age = im.Age(image.Handle(i))
		}
		if kept && r.Quality == p.Quality && math.Float64bits(r.Value) == math.Float64bits(p.Value) {
			w.ages[i] = age
			continue
		}
		dst = binary.AppendUvarint(dst, uint64(i-next)+1)
		dst = w.reading(dst, now, change{r, stamp{r.At, age, kept}, math.Float64bits(r.Value) ^ math.Float64bits(p.Value)})
		next, *p, w.ages[i] = i+1, *r, age
	}
	return append(dst, 0) // no more readings
}

// change is a reading that is not what it was: these bits of its value have changed, and a stamp that is
// known follows from what it was before.
type change struct {
	r    *point.Reading
	s    stamp
	bits uint64
}

// reading appends one reading.
func (w *writer) reading(dst []byte, now time.Time, c change) []byte {
	bytes := (bits.Len64(bits.ReverseBytes64(c.bits)) + 7) / 8 // from the front: whole numbers end in zeros
	flags := min(bytes, wholeValue)
	if flags == wholeValue {
		bytes = 8
	}
	how := likeLast
	switch {
	case c.s.known:
		how = keptTime
	case !w.last.known || w.last.age != c.s.age || !w.last.at.Equal(c.s.at):
		how = givenTime
		if now.Sub(c.s.at).Abs() > math.MaxInt64/2 {
			how = farTime
		}
	}
	dst = append(dst, byte(c.r.Quality)|byte(how)<<timeFlag|byte(flags)<<valueFlag)
	dst = binary.BigEndian.AppendUint64(dst, c.bits)
	dst = dst[:len(dst)-8+bytes]
	if how >= givenTime {
		dst = w.stamp(dst, now, c.s, how)
	}
	return dst
}

// stamp appends a time with its age.
func (w *writer) stamp(dst []byte, now time.Time, s stamp, how int) []byte {
	w.last = stamp{s.at, s.age, true}
	if how == farTime {
		dst = binary.AppendVarint(dst, s.at.Unix())
		dst = binary.AppendUvarint(dst, uint64(s.at.Nanosecond()))
		return binary.AppendVarint(dst, int64(s.age))
	}
	apart := now.Sub(s.at)
	return binary.AppendVarint(binary.AppendVarint(dst, int64(apart)), int64(apart-s.age))
}

// decided appends who overdrew the budget and the sum over the answer.
func (w *writer) decided(dst []byte, overdrawn []int, sum uint32) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(overdrawn)))
	for _, i := range overdrawn {
		dst = binary.AppendUvarint(dst, uint64(i))
	}
	return binary.LittleEndian.AppendUint32(dst, sum)
}

// sum is a checksum over an answer: state, mode, every set-point, every cut with who bound it by which
// reason, every event. The scratch's room is used.
func sum(out *cycle.Output, scratch []byte) (uint32, []byte) {
	b := append(append(scratch[:0], out.State...), out.Mode...)
	for i := range out.Setpoints {
		s := &out.Setpoints[i]
		b = binary.AppendVarint(b, int64(s.Handle))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(s.Value))
		b = binary.AppendVarint(b, int64(s.Power))
	}
	for i := range out.Cuts {
		c := &out.Cuts[i]
		for _, text := range [...]string{c.Asset, c.By, c.BoundBy, string(c.Cause.Code), c.Channel} {
			b = append(append(b, text...), 0)
		}
		b = binary.AppendVarint(b, int64(c.Asked))
		b = binary.AppendVarint(b, int64(c.Given))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.AskedValue))
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.GivenValue))
	}
	for i := range out.Events {
		e := &out.Events[i]
		b = append(append(append(b, e.Code...), e.Asset...), 0)
		if e.Cleared {
			b = append(b, 1)
		}
	}
	return crc32.Checksum(b, castagnoli()), b
}

// castagnoli is the polynomial that processors compute; the table is made once by the library.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }
