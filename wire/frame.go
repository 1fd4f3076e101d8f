package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"ohmstead/energy/point"
)

// Bounds of a frame. A frame at its bounds is 278,580 bytes, well under the 1 MiB of a NATS message.
const (
	MaxFrameRows   = 16_384
	MaxFrameIndex  = MaxChannels - 1
	MaxFrameOffset = time.Hour
	MaxFrameBytes  = frameHead + binary.MaxVarintLen16 + MaxFrameRows*maxRowBytes
)

const (
	frameHead   = 1 + 16 + 8 + 16 + 8 // version, boot, sequence, manifest, t0
	maxRowIndex = 3                   // bytes of ±16,383 as a zigzag varint
	maxRowShift = 5                   // bytes of ±7,200,000,000 µs
	maxRowBytes = maxRowIndex + maxRowShift + 1 + 8
	minRowBytes = 1 + 1 + 1 + 8
)

// Row is one sample of a frame: the channel's index in the manifest, the offset from the frame's
// T0 (at most MaxFrameOffset either way), and the value in the channel's canonical unit.
type Row struct {
	Index   uint32
	Offset  time.Duration // whole microseconds
	Quality point.Quality
	Value   float64 // finite
}

// Frame is a batch of samples of one boot.
//
// Its bytes are: version (1 byte), boot id (16), sequence (8, big endian), manifest hash (16), T0 as
// microseconds since 1970 (8, big endian), the number of rows (uvarint), and for each row the index
// and the offset in microseconds as zigzag varint differences to the row before (to 0 for the
// first), the quality (1), the value as IEEE 754 binary64 (8, little endian). There is one encoding
// of a frame: longer varints than needed and trailing bytes are refused.
type Frame struct {
	BootID   [16]byte
	Seq      uint64 // from 1
	Manifest Hash
	T0       time.Time // microseconds
	Rows     []Row
}

// AppendBinary appends the frame's bytes to dst. It allocates nothing when dst has room, and
// refuses a frame that UnmarshalBinary would refuse.
func (f Frame) AppendBinary(dst []byte) ([]byte, error) {
	if f.Seq == 0 {
		return dst, fmt.Errorf("encode frame: sequence is 0, want 1 or more")
	}
	if len(f.Rows) > MaxFrameRows {
		return dst, fmt.Errorf("encode frame %d: %d rows, want at most %d", f.Seq, len(f.Rows), MaxFrameRows)
	}
	out := append(dst, Version)
	out = append(out, f.BootID[:]...)
	out = binary.BigEndian.AppendUint64(out, f.Seq)
	out = append(out, f.Manifest[:]...)
	out = binary.BigEndian.AppendUint64(out, uint64(f.T0.UnixMicro()))
	out = binary.AppendUvarint(out, uint64(len(f.Rows)))
	var index, offset int64
	for i, r := range f.Rows {
		if err := r.check(); err != nil {
			return dst, fmt.Errorf("encode frame %d: row %d: %w", f.Seq, i, err)
		}
		micros := r.Offset.Microseconds()
		out = binary.AppendVarint(out, int64(r.Index)-index)
		out = binary.AppendVarint(out, micros-offset)
		out = append(out, byte(r.Quality))
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(r.Value))
		index, offset = int64(r.Index), micros
	}
	return out, nil
}

func (r Row) check() error {
	switch {
	case r.Index > MaxFrameIndex:
		return fmt.Errorf("channel index %d, want at most %d", r.Index, MaxFrameIndex)
	case r.Offset > MaxFrameOffset || r.Offset < -MaxFrameOffset:
		return fmt.Errorf("offset %v, want within %v", r.Offset, MaxFrameOffset)
	case r.Offset%time.Microsecond != 0:
		return fmt.Errorf("offset %v, want whole microseconds", r.Offset)
	case r.Quality == point.Missing || r.Quality > point.Substituted:
		return fmt.Errorf("quality %d, want 1 to %d", r.Quality, point.Substituted)
	case math.IsNaN(r.Value) || math.IsInf(r.Value, 0):
		return fmt.Errorf("value %v, want a finite number", r.Value)
	}
	return nil
}

// UnmarshalBinary reads a frame and reuses the room of f.Rows. After an error f holds nothing of
// use. The error names the field and, in a row, its number.
func (f *Frame) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return fmt.Errorf("decode frame: no bytes")
	}
	if data[0] != Version {
		return fmt.Errorf("decode frame: version is %d, want %d", data[0], Version)
	}
	if len(data) < frameHead+1 || len(data) > MaxFrameBytes {
		return fmt.Errorf("decode frame: %d bytes, want %d to %d", len(data), frameHead+1, MaxFrameBytes)
	}
	copy(f.BootID[:], data[1:])
	f.Seq = binary.BigEndian.Uint64(data[17:])
	copy(f.Manifest[:], data[25:])
	micros := int64(binary.BigEndian.Uint64(data[41:]))
	f.T0 = time.UnixMicro(micros).UTC()
	if f.Seq == 0 {
		return fmt.Errorf("decode frame: sequence is 0, want 1 or more")
	}
	if f.T0.UnixMicro() != micros {
		return fmt.Errorf("decode frame %d: time %d µs is out of range", f.Seq, micros)
	}
	if err := f.decodeRows(cursor{rest: data[frameHead:]}); err != nil {
		return fmt.Errorf("decode frame %d: %w", f.Seq, err)
	}
	return nil
}

func (f *Frame) decodeRows(in cursor) error {
	count, err := in.uvarint()
	if err != nil || count > MaxFrameRows {
		return fmt.Errorf("number of rows is malformed or above %d", MaxFrameRows)
	}
	f.Rows = slices.Grow(f.Rows[:0], min(int(count), len(in.rest)/minRowBytes)) //nolint:gosec // count is at most MaxFrameRows
	var index, offset int64
	for i := range count {
		row, err := in.row(index, offset)
		if err == nil {
			err = row.check()
		}
		if err != nil {
			return fmt.Errorf("row %d of %d: %w", i, count, err)
		}
		index, offset = int64(row.Index), row.Offset.Microseconds()
		f.Rows = append(f.Rows, row)
	}
	if len(in.rest) != 0 {
		return fmt.Errorf("%d bytes follow the last row", len(in.rest))
	}
	return nil
}

// cursor reads a frame's rows from the front of rest.
type cursor struct{ rest []byte }

func (c *cursor) row(index, offset int64) (Row, error) {
	step, err := c.varint(maxRowIndex)
	if err != nil {
		return Row{}, fmt.Errorf("channel index: %w", err)
	}
	shift, err := c.varint(maxRowShift)
	if err != nil {
		return Row{}, fmt.Errorf("offset: %w", err)
	}
	if len(c.rest) < 9 {
		return Row{}, fmt.Errorf("cut off")
	}
	if index += step; index < 0 || index > math.MaxUint32 {
		return Row{}, fmt.Errorf("channel index %d, want 0 to %d", index, MaxFrameIndex)
	}
	row := Row{
		Index:   uint32(index),
		Offset:  time.Duration(offset+shift) * time.Microsecond,
		Quality: point.Quality(c.rest[0]),
		Value:   math.Float64frombits(binary.LittleEndian.Uint64(c.rest[1:])),
	}
	c.rest = c.rest[9:]
	return row, nil
}

// varint reads a zigzag varint of at most limit bytes; so many bytes keep every sum of two within
// an int64.
func (c *cursor) varint(limit int) (int64, error) {
	before := len(c.rest)
	value, err := c.uvarint()
	if err == nil && before-len(c.rest) > limit {
		err = fmt.Errorf("is longer than %d bytes", limit)
	}
	return int64(value>>1) ^ -int64(value&1), err
}

func (c *cursor) uvarint() (uint64, error) {
	value, n := binary.Uvarint(c.rest)
	if n <= 0 {
		return 0, fmt.Errorf("cut off or malformed")
	}
	if n > 1 && c.rest[n-1] == 0 {
		return 0, fmt.Errorf("is longer than needed")
	}
	c.rest = c.rest[n:]
	return value, nil
}
