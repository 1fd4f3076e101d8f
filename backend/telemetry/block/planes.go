package block

import "encoding/binary"

// zigzag makes small numbers of small magnitudes, whatever their sign.
func zigzag(v int64) uint64 { return uint64(v)<<1 ^ uint64(v>>63) } //nolint:gosec // bits

func zagzig(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) } //nolint:gosec // bits

// appendPlanes writes how many bytes the largest number has, then the lowest byte of every number,
// the next one of every number, and so on.
func appendPlanes(out []byte, numbers []uint64) []byte {
	all := uint64(0)
	for _, n := range numbers {
		all |= n
	}
	width := 0
	for ; all > 0; all >>= 8 {
		width++
	}
	out = append(out, byte(width))
	for plane := range width {
		for _, n := range numbers {
			out = append(out, byte(n>>(8*plane)))
		}
	}
	return out
}

// reader takes a body apart; after the first thing that does not fit it has failed, and what it
// returns means nothing.
type reader struct {
	left   []byte
	failed bool
}

// planes are so many numbers; nil once it has failed.
func (r *reader) planes(count int) []uint64 {
	width := int(r.byte())
	if r.failed || width > 8 || len(r.left) < width*count {
		r.failed = true
		return nil
	}
	numbers := make([]uint64, count)
	for plane := range width {
		for i, b := range r.left[:count] {
			numbers[i] |= uint64(b) << (8 * plane)
		}
		r.left = r.left[count:]
	}
	return numbers
}

func (r *reader) byte() byte {
	if len(r.left) == 0 {
		r.failed = true
		return 0
	}
	b := r.left[0]
	r.left = r.left[1:]
	return b
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.left)
	r.skip(n)
	return v
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.left)
	r.skip(n)
	return v
}

func (r *reader) skip(n int) {
	if n <= 0 {
		r.failed, n = true, 0
	}
	r.left = r.left[n:]
}
