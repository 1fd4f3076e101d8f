package wire_test

import (
	"encoding/hex"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/point"
	"ohmstead/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func sampleFrame() wire.Frame {
	return wire.Frame{
		BootID:   [16]byte{0x01, 0x98, 0xc0, 0xde, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x07},
		Seq:      42,
		Manifest: wire.Hash{0xab, 0xcd},
		T0:       time.Date(2026, 6, 1, 12, 0, 0, 250_000, time.UTC),
		Rows: []wire.Row{
			{Index: 0, Offset: 0, Quality: point.Good, Value: 3200},
			{Index: 3, Offset: 200 * time.Millisecond, Quality: point.Good, Value: -1250.5},
			{Index: 1, Offset: -5 * time.Second, Quality: point.Stale, Value: 49.98},
			{Index: wire.MaxFrameIndex, Offset: wire.MaxFrameOffset, Quality: point.Substituted, Value: math.SmallestNonzeroFloat64},
			{Index: 0, Offset: -wire.MaxFrameOffset, Quality: point.Bad, Value: math.MaxFloat64},
		},
	}
}

func encode(t testing.TB, f wire.Frame) []byte {
	t.Helper()
	data, err := f.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFrameBytesNeverChange(t *testing.T) {
	golden(t, "frame.hex", hex.Dump(encode(t, sampleFrame())))
}

func TestFrameRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.Custom(func(t *rapid.T) wire.Row {
			return wire.Row{
				Index:   rapid.Uint32Range(0, wire.MaxFrameIndex).Draw(t, "index"),
				Offset:  time.Duration(rapid.Int64Range(-wire.MaxFrameOffset.Microseconds(), wire.MaxFrameOffset.Microseconds()).Draw(t, "µs")) * time.Microsecond,
				Quality: point.Quality(rapid.Uint8Range(1, uint8(point.Substituted)).Draw(t, "quality")),
				Value:   rapid.Float64().Draw(t, "value"),
			}
		})
		want := wire.Frame{
			Seq:  rapid.Uint64Min(1).Draw(t, "seq"),
			T0:   time.UnixMicro(rapid.Int64().Draw(t, "t0")).UTC(),
			Rows: rapid.SliceOfN(row, 1, 300).Draw(t, "rows"),
		}
		data, err := want.AppendBinary([]byte("before"))
		if err != nil {
			t.Fatal(err)
		}
		var got wire.Frame
		if err := got.UnmarshalBinary(data[len("before"):]); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestLargestFrameKeepsItsBound(t *testing.T) {
	f := wire.Frame{Seq: math.MaxUint64, Rows: make([]wire.Row, wire.MaxFrameRows)}
	for i := range f.Rows {
		f.Rows[i] = wire.Row{Offset: -wire.MaxFrameOffset, Quality: point.Good, Value: 1}
		if i%2 == 1 {
			f.Rows[i].Index, f.Rows[i].Offset = wire.MaxFrameIndex, wire.MaxFrameOffset
		}
	}
	data := encode(t, f)
	if len(data) > wire.MaxFrameBytes || len(data) < wire.MaxFrameBytes-10 {
		t.Errorf("the largest frame has %d bytes, the bound is %d", len(data), wire.MaxFrameBytes)
	}
	if err := new(wire.Frame).UnmarshalBinary(data); err != nil {
		t.Error(err)
	}
}

func TestFrameRefusals(t *testing.T) {
	change := func(edit func(*wire.Frame)) wire.Frame {
		f := sampleFrame()
		edit(&f)
		return f
	}
	tests := map[string]struct {
		frame wire.Frame
		want  string
	}{
		"a frame without a place is not sent": {change(func(f *wire.Frame) { f.Seq = 0 }), "sequence is 0"},
		"not a number is no value":            {change(func(f *wire.Frame) { f.Rows[1].Value = math.NaN() }), "row 1: value NaN"},
		"missing is not a quality":            {change(func(f *wire.Frame) { f.Rows[2].Quality = point.Missing }), "row 2: quality 0"},
		"an offset beyond an hour":            {change(func(f *wire.Frame) { f.Rows[0].Offset = wire.MaxFrameOffset + time.Microsecond }), "row 0: offset"},
		"an offset of nanoseconds":            {change(func(f *wire.Frame) { f.Rows[0].Offset = 1 }), "whole microseconds"},
		"a channel no manifest can have":      {change(func(f *wire.Frame) { f.Rows[0].Index = wire.MaxFrameIndex + 1 }), "channel index"},
		"too many rows":                       {change(func(f *wire.Frame) { f.Rows = make([]wire.Row, wire.MaxFrameRows+1) }), "16385 rows"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			data, err := tt.frame.AppendBinary([]byte("kept"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
			if string(data) != "kept" {
				t.Errorf("dst became %q", data)
			}
		})
	}
}

func TestDamagedFrames(t *testing.T) {
	whole := encode(t, sampleFrame())
	set := func(at int, b byte) []byte {
		data := append([]byte(nil), whole...)
		data[at] = b
		return data
	}
	tests := map[string]struct {
		data []byte
		want string
	}{
		"nothing at all":                  {nil, "no bytes"},
		"a version of tomorrow":           {set(0, 2), "version is 2, want 1"},
		"a head that is cut off":          {whole[:30], "30 bytes, want 50"},
		"rows that are cut off":           {whole[:len(whole)-1], "row 4 of 5: cut off"},
		"something behind the rows":       {append(append([]byte(nil), whole...), 0), "1 bytes follow the last row"},
		"more rows than announced":        {set(49, 4), "bytes follow the last row"},
		"a quality that is none":          {set(52, 9), "row 0 of 5: quality 9"},
		"an index below zero":             {set(50, 1), "channel index -1"},
		"a number written longer than it": {append(append(append([]byte(nil), whole[:49]...), 0x85, 0), whole[50:]...), "number of rows is malformed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := new(wire.Frame).UnmarshalBinary(tt.data)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestFrameCodecDoesNotAllocate(t *testing.T) {
	in, buffer := sampleFrame(), make([]byte, 0, 1024)
	out := wire.Frame{Rows: make([]wire.Row, 0, 16)}
	allocs := testing.AllocsPerRun(100, func() {
		data, err := in.AppendBinary(buffer)
		if err == nil {
			err = out.UnmarshalBinary(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations per frame, want 0", allocs)
	}
}

func FuzzFrame(f *testing.F) {
	whole := encode(f, sampleFrame())
	f.Add(whole)
	f.Add(whole[:60])
	f.Add(encode(f, wire.Frame{Seq: 1, T0: time.UnixMicro(0)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		var frame wire.Frame
		if frame.UnmarshalBinary(data) != nil {
			return
		}
		again, err := frame.AppendBinary(nil)
		if err != nil {
			t.Fatalf("a decoded frame cannot be encoded: %v", err)
		}
		if diff := cmp.Diff(data, again); diff != "" {
			t.Fatalf("one frame has two encodings:\n%s", diff)
		}
	})
}

func BenchmarkFrame(b *testing.B) {
	f := wire.Frame{Seq: 1, T0: time.UnixMicro(0)}
	for i := range 100 {
		f.Rows = append(f.Rows, wire.Row{Index: uint32(i), Offset: time.Duration(i) * time.Millisecond, Quality: point.Good, Value: float64(i) * 1.7})
	}
	data := encode(b, f)
	var back wire.Frame
	for b.Loop() {
		data, _ = f.AppendBinary(data[:0])
		if err := back.UnmarshalBinary(data); err != nil {
			b.Fatal(err)
		}
	}
}
