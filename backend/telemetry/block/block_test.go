package block_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/backend/telemetry/block"
)

// same compares to the last bit: == would take -0 for 0 and no number for itself.
func same(a, b []block.Row) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if x.Micros != y.Micros || math.Float64bits(x.Value) != math.Float64bits(y.Value) || x.Quality != y.Quality || x.Source != y.Source {
			return false
		}
	}
	return true
}

const noon = int64(1_790_000_000_000_000)

// rowsOf are rows a second apart with these values.
func rowsOf(values ...float64) []block.Row {
	var rows []block.Row
	for i, v := range values {
		rows = append(rows, block.Row{Micros: noon + int64(i)*1_000_000, Value: v, Quality: 1, Source: 1})
	}
	return rows
}

func TestEncode_GivesBackEveryBit(t *testing.T) {
	for name, rows := range map[string][]block.Row{
		"one row":                   rowsOf(5),
		"whole watts":               rowsOf(1, -3, 20_000, 0),
		"decimals":                  rowsOf(0.1, 50.02, -49.999999, 230.1),
		"thirds":                    rowsOf(1.0/3, 2.0/3, math.Pi),
		"single precision":          rowsOf(float64(float32(230.1)), float64(float32(-0.1)), math.Copysign(0, -1), float64(float32(1e-40)), math.Inf(-1)),
		"the negative zero":         rowsOf(1, math.Copysign(0, -1), 0),
		"no numbers and infinities": rowsOf(math.NaN(), math.Inf(1), math.Inf(-1), math.Float64frombits(0x7ff0_0000_0000_0001)),
		"the largest and smallest":  rowsOf(math.MaxFloat64, math.SmallestNonzeroFloat64, -math.MaxFloat64),
		"integers beyond a float's": rowsOf(1<<53, 1<<53+2, -(1 << 60)),
		"times before and after 1970, far apart": {
			{Micros: math.MinInt64 / 4, Value: 1, Quality: 1}, {Micros: -1, Value: 2, Quality: 255, Source: 255}, {Micros: math.MaxInt64 / 4, Value: 3},
		},
	} {
		t.Run(name, func(t *testing.T) {
			packed, err := block.Encode(rows)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := block.Decode(packed); err != nil || !same(got, rows) {
				t.Errorf("%v came back as %v, %v", rows, got, err)
			}
		})
	}
}

func TestEncode_RefusesWhatIsNoDay(t *testing.T) {
	for name, rows := range map[string][]block.Row{
		"no rows":          nil,
		"an instant twice": {{Micros: 5}, {Micros: 5}},
		"backwards":        {{Micros: 5}, {Micros: 4}},
	} {
		if packed, err := block.Encode(rows); err == nil {
			t.Errorf("%s: %d bytes", name, len(packed))
		}
	}
}

// Whatever a day looks like, it comes back bit by bit.
func TestEncode_AnyDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []block.Row
		at := rapid.Int64Range(-1<<50, 1<<50).Draw(t, "start")
		unit := rapid.SampledFrom([]int64{1, 1000, 1_000_000, 60_000_000}).Draw(t, "unit")
		value := rapid.OneOf(
			rapid.Map(rapid.Int64(), func(bits int64) float64 { return math.Float64frombits(uint64(bits)) }),
			rapid.Map(rapid.Int32(), func(bits int32) float64 { return float64(math.Float32frombits(uint32(bits))) }),
			rapid.Map(rapid.Int64Range(-1e6, 1e6), func(n int64) float64 { return float64(n) / 1000 }),
		)
		for range rapid.IntRange(1, 200).Draw(t, "rows") {
			at += unit * rapid.Int64Range(1, 300).Draw(t, "step")
			rows = append(rows, block.Row{Micros: at, Value: value.Draw(t, "value"), Quality: rapid.Uint8Range(1, 5).Draw(t, "quality"), Source: rapid.Uint8Range(1, 3).Draw(t, "source")})
		}
		packed, err := block.Encode(rows)
		if err != nil {
			t.Fatal(err)
		}
		got, err := block.Decode(packed)
		if err != nil || !same(got, rows) {
			t.Fatalf("%v came back as %v, %v", rows, got, err)
		}
	})
}

// One changed bit, or a missing end, is an error and never other values.
func TestDecode_FindsDamage(t *testing.T) {
	rows := rowsOf(1, 2.5, 3, -7, 1.0/3)
	packed, err := block.Encode(rows)
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(packed) {
		changed := bytes.Clone(packed)
		changed[bit/8] ^= 1 << (bit % 8)
		if got, err := block.Decode(changed); err == nil {
			t.Errorf("with bit %d turned it is %v", bit, got)
		}
	}
	for n := range len(packed) {
		if got, err := block.Decode(packed[:n]); err == nil {
			t.Errorf("its first %d bytes are %v", n, got)
		}
	}
}

// FuzzDecode gives it any bytes, with a checksum that fits so that more than the first look is
// tried. What it takes must come back from being packed again.
func FuzzDecode(f *testing.F) {
	for _, rows := range [][]block.Row{rowsOf(1), rowsOf(1, 2, 3), rowsOf(0.5, 1.0/3), {{Micros: 1, Value: 1, Quality: 1}, {Micros: 9, Value: 2, Quality: 4, Source: 2}}} {
		packed, err := block.Encode(rows)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		if len(packed) >= 5 {
			packed = bytes.Clone(packed)
			binary.BigEndian.PutUint32(packed[1:], block.Sum(packed[5:]))
		}
		rows, err := block.Decode(packed)
		if err != nil {
			return
		}
		again, err := block.Encode(rows)
		if err != nil {
			t.Fatalf("what was unpacked cannot be packed: %v", err)
		}
		if got, err := block.Decode(again); err != nil || !same(got, rows) {
			t.Fatalf("%d rows came back otherwise: %v", len(rows), err)
		}
	})
}
