package block

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"math/bits"
)

// Row is one measurement: microseconds since 1970, the bits of its value, and two small codes.
type Row struct {
	Micros  int64
	Value   float64
	Quality uint8
	Source  uint8
}

// MaxRows is the most rows of a block: a day with two rows a second, and some.
const MaxRows = 200_000

// The layout: version, checksum of what follows, then the packed body. The body begins with the
// number of rows. Checksums are Castagnoli's, as iSCSI's (RFC 3720, section 12.1).
const (
	version  = 1
	headSize = 1 + 4
)

// Encode packs rows. They must be in order of time, each instant once, and at most MaxRows.
func Encode(rows []Row) ([]byte, error) {
	if len(rows) == 0 || len(rows) > MaxRows {
		return nil, fmt.Errorf("a block of %d rows: it holds 1 to %d", len(rows), MaxRows)
	}
	for i := 1; i < len(rows); i++ {
		if rows[i].Micros <= rows[i-1].Micros {
			return nil, fmt.Errorf("row %d of a block does not come after the one before", i)
		}
	}
	body := binary.AppendUvarint(nil, uint64(len(rows)))
	body = appendTimes(body, rows)
	body = appendValues(body, rows)
	body = appendRuns(body, rows)
	out := bytes.NewBuffer(make([]byte, headSize, headSize+len(body)/2))
	packer, err := flate.NewWriter(out, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("open the compressor: %w", err)
	}
	if _, err := packer.Write(body); err != nil {
		return nil, fmt.Errorf("compress a block: %w", err)
	}
	if err := packer.Close(); err != nil {
		return nil, fmt.Errorf("compress a block: %w", err)
	}
	packed := out.Bytes()
	packed[0] = version
	binary.BigEndian.PutUint32(packed[1:], sum(packed[headSize:]))
	return packed, nil
}

// errDamaged is what every block that Encode did not make leads to.
var errDamaged = errors.New("the block is damaged")

// Decode unpacks a block. An error means that it was not made by Encode, or changed since.
func Decode(packed []byte) ([]Row, error) {
	if len(packed) < headSize || packed[0] != version {
		return nil, fmt.Errorf("%w: no block of version %d", errDamaged, version)
	}
	if binary.BigEndian.Uint32(packed[1:]) != sum(packed[headSize:]) {
		return nil, fmt.Errorf("%w: its checksum is not that of its bytes", errDamaged)
	}
	unpacker := flate.NewReader(bytes.NewReader(packed[headSize:]))
	// Nothing Encode writes is longer: three numbers of at most 8 bytes a row, two runs a row, heads.
	const longest = MaxRows*(8+8+8) + 1024
	body, err := io.ReadAll(io.LimitReader(unpacker, longest+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	if len(body) > longest {
		return nil, fmt.Errorf("%w: it is longer than %d rows", errDamaged, MaxRows)
	}
	return parse(body)
}

func parse(body []byte) ([]Row, error) {
	r := &reader{left: body}
	n := r.uvarint()
	if r.failed || n == 0 || n > MaxRows {
		return nil, fmt.Errorf("%w: it says it holds %d rows", errDamaged, n)
	}
	rows := make([]Row, n)
	r.times(rows)
	r.values(rows)
	r.runs(rows)
	if r.failed || len(r.left) > 0 {
		return nil, fmt.Errorf("%w: its parts do not fit %d rows", errDamaged, n)
	}
	for i := 1; i < len(rows); i++ {
		if rows[i].Micros <= rows[i-1].Micros {
			return nil, fmt.Errorf("%w: row %d does not come after the one before", errDamaged, i)
		}
	}
	return rows, nil
}

func sum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// Steps between instants, or how each differs from the one before: whichever are the smaller numbers.
// A clock that ticks evenly has the same step all day; one that trembles has it in both, and the
// difference of two steps trembles twice.
const (
	asSteps = iota
	asChanges
)

// appendTimes writes the first instant, the unit all steps are multiples of, and the steps in it.
func appendTimes(out []byte, rows []Row) []byte {
	out = binary.AppendVarint(out, rows[0].Micros)
	unit := int64(0)
	for i := 1; i < len(rows); i++ {
		unit = divisor(unit, rows[i].Micros-rows[i-1].Micros)
	}
	out = binary.AppendVarint(out, unit)
	if unit == 0 {
		return out
	}
	steps, changes := make([]uint64, len(rows)-1), make([]uint64, len(rows)-1)
	before := int64(0)
	for i := range steps {
		step := (rows[i+1].Micros - rows[i].Micros) / unit
		steps[i], changes[i] = uint64(step), zigzag(step-before) //nolint:gosec // not negative
		before = step
	}
	if size(steps) <= size(changes) {
		return appendPlanes(append(out, asSteps), steps)
	}
	return appendPlanes(append(out, asChanges), changes)
}

// size is how many bits numbers have together, leading zeros left out.
func size(numbers []uint64) (sum int) {
	for _, n := range numbers {
		sum += bits.Len64(n)
	}
	return sum
}

func (r *reader) times(rows []Row) {
	rows[0].Micros = r.varint()
	unit := r.varint()
	if unit == 0 {
		r.failed = r.failed || len(rows) > 1
		return
	}
	kind := r.byte()
	r.failed = r.failed || kind > asChanges
	step := int64(0)
	for i, n := range r.planes(len(rows) - 1) {
		if kind == asSteps {
			step = int64(n) //nolint:gosec // checked by the order of the rows
		} else {
			step += zagzig(n)
		}
		rows[i+1].Micros = rows[i].Micros + step*unit
	}
}

// divisor is the greatest common divisor; neither is negative.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// Values are integers of 10^-scale; or numbers of single precision, as many devices have them, by
// how far each is from the one before in steps of that precision; or the bits in which each differs
// from the one before.
const (
	maxScale = 6
	asSingle = 254
	asBits   = 255
)

func appendValues(out []byte, rows []Row) []byte {
	numbers := make([]uint64, len(rows))
	for scale := range maxScale + 1 {
		if integers(numbers, rows, scale) {
			return appendPlanes(append(out, byte(scale)), numbers)
		}
	}
	if singles(numbers, rows) {
		return appendPlanes(append(out, asSingle), numbers)
	}
	before := uint64(0)
	for i, row := range rows {
		bits := math.Float64bits(row.Value)
		numbers[i] = bits ^ before
		before = bits
	}
	return appendPlanes(append(out, asBits), numbers)
}

// singles sets numbers to the differences of the values' places among all of single precision; false
// where a value is none.
func singles(numbers []uint64, rows []Row) bool {
	before := int64(0)
	for i, row := range rows {
		single := float32(row.Value)
		if math.Float64bits(float64(single)) != math.Float64bits(row.Value) {
			return false
		}
		at := place(math.Float32bits(single))
		numbers[i] = zigzag(at - before)
		before = at
	}
	return true
}

// place counts the numbers of single precision from zero, in their order; -0 is the first below 0.
func place(bits uint32) int64 {
	if bits>>31 == 1 {
		return -1 - int64(bits&^(1<<31))
	}
	return int64(bits)
}

func atPlace(at int64) float64 {
	if at < 0 {
		return float64(math.Float32frombits(uint32(-1-at) | 1<<31)) //nolint:gosec // bits
	}
	return float64(math.Float32frombits(uint32(at))) //nolint:gosec // bits
}

// integers sets numbers to the differences of the values as multiples of 10^-scale; false where a
// value is none, to the last bit.
func integers(numbers []uint64, rows []Row, scale int) bool {
	power := math.Pow10(scale)
	before := int64(0)
	for i, row := range rows {
		scaled := math.Round(row.Value * power)
		if !(math.Abs(scaled) < 1<<52) { // also where it is not a number
			return false
		}
		n := int64(scaled)
		if math.Float64bits(float64(n)/power) != math.Float64bits(row.Value) {
			return false
		}
		numbers[i] = zigzag(n - before)
		before = n
	}
	return true
}

func (r *reader) values(rows []Row) {
	scale := r.byte()
	if scale > maxScale && scale != asSingle && scale != asBits {
		r.failed = true
		return
	}
	numbers := r.planes(len(rows))
	if r.failed {
		return
	}
	bits, value, power := uint64(0), int64(0), math.Pow10(int(scale))
	for i, n := range numbers {
		switch scale {
		case asBits:
			bits ^= n
			rows[i].Value = math.Float64frombits(bits)
		case asSingle:
			value += zagzig(n)
			rows[i].Value = atPlace(value)
		default:
			value += zagzig(n)
			rows[i].Value = float64(value) / power
		}
	}
}

// appendRuns writes quality and source as how long each pair holds.
func appendRuns(out []byte, rows []Row) []byte {
	for from := 0; from < len(rows); {
		to := from + 1
		for to < len(rows) && rows[to].Quality == rows[from].Quality && rows[to].Source == rows[from].Source {
			to++
		}
		out = append(out, rows[from].Quality, rows[from].Source)
		out = binary.AppendUvarint(out, uint64(to-from)) //nolint:gosec // positive
		from = to
	}
	return out
}

func (r *reader) runs(rows []Row) {
	for len(rows) > 0 && !r.failed {
		quality, source, n := r.byte(), r.byte(), r.uvarint()
		if n == 0 || n > uint64(len(rows)) {
			r.failed = true
			return
		}
		for i := range rows[:n] {
			rows[i].Quality, rows[i].Source = quality, source
		}
		rows = rows[n:]
	}
}
