package imprint_test

import (
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/edge/imprint"
)

type inner struct {
	x     float64
	since time.Duration
	names []string
}

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s *square) area() float64 { return s.side * s.side }

// thing has a field of every kind there is.
type thing struct {
	on      bool
	n       int64
	small   int8
	u       uint16
	f       float64
	text    string
	at      time.Time
	three   [3]inner
	list    []inner
	pointer *inner
	params  map[string]any
	held    any
	form    shape
	fn      func() int
	zone    *time.Location
	fixed   *inner `imprint:"-"`
}

func draw(t *rapid.T) *thing {
	in := func(name string) inner {
		return inner{
			math.Float64frombits(rapid.Uint64().Draw(t, name)), time.Duration(rapid.Int64().Draw(t, name)),
			rapid.SliceOfN(rapid.String(), 0, 3).Draw(t, name),
		}
	}
	x := &thing{
		on: rapid.Bool().Draw(t, "on"), n: rapid.Int64().Draw(t, "n"), small: rapid.Int8().Draw(t, "small"), u: rapid.Uint16().Draw(t, "u"),
		f: math.Float64frombits(rapid.Uint64().Draw(t, "f")), text: rapid.String().Draw(t, "text"),
		at:    time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "at"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns")).UTC(),
		three: [3]inner{in("a"), in("b"), in("c")}, form: &square{rapid.Float64().Draw(t, "side")},
	}
	for range rapid.IntRange(0, 4).Draw(t, "many") {
		x.list = append(x.list, in("list"))
	}
	if rapid.Bool().Draw(t, "points") {
		i := in("pointer")
		x.pointer = &i
	}
	if rapid.Bool().Draw(t, "has params") {
		x.params = map[string]any{"a": int64(5), "b": "text", "c": 1.5, "d": true, "e": x.at, "f": nil, "": uint64(7)}
	}
	x.held = rapid.SampledFrom([]any{nil, "word", int64(-3), 2.5, false, 7, x.at}).Draw(t, "held")
	return x
}

// What is given back is what was taken, by every bit, and a second imprint is the first.
func TestAnImprintComesBackExactly(t *testing.T) {
	codec := imprint.New()
	rapid.Check(t, func(t *rapid.T) {
		from, into := draw(t), draw(t)
		fixed, called := &inner{x: 1}, 0
		into.fixed, into.fn, into.zone = fixed, func() int { called++; return called }, time.UTC
		data := codec.Append(nil, from)
		rest, err := imprint.New().Restore(append(data, 7, 7), into)
		if err != nil || len(rest) != 2 {
			t.Fatal(err, rest)
		}
		if again := codec.Append(nil, into); !reflect.DeepEqual(data, again) {
			t.Fatalf("%x\n%x", data, again)
		}
		if into.fixed != fixed || into.fn() != 1 || into.zone != time.UTC || into.at != from.at || into.form.area() != from.form.area() {
			t.Fatalf("%+v\n%+v", into, from)
		}
		if math.Float64bits(into.f) != math.Float64bits(from.f) || !reflect.DeepEqual(into.params, from.params) || !reflect.DeepEqual(into.held, from.held) {
			t.Fatalf("%+v\n%+v", into, from)
		}
	})
}

// Slices that share their room still do afterwards.
func TestSlicesKeepTheirRoom(t *testing.T) {
	type ring struct{ all, part []int }
	from := ring{all: []int{1, 2, 3, 4}}
	from.part = from.all[:2]
	into := ring{all: make([]int, 4)}
	into.part = into.all[:0]
	if _, err := imprint.New().Restore(imprint.New().Append(nil, &from), &into); err != nil {
		t.Fatal(err)
	}
	into.part[0] = 9
	if into.all[0] != 9 || len(into.part) != 2 {
		t.Errorf("%v", into)
	}
}

func TestAnImprintThatIsCutOrForeignIsRefused(t *testing.T) {
	codec := imprint.New()
	data := codec.Append(nil, &thing{text: "some text", list: make([]inner, 3), params: map[string]any{"a": 1.5}, form: &square{}})
	for cut := range data {
		if _, err := codec.Restore(data[:cut], &thing{form: &square{}}); err == nil {
			t.Errorf("cut to %d of %d bytes it was taken", cut, len(data))
		}
	}
	if codec.Shape(&thing{}) == codec.Shape(&inner{}) || codec.Shape(&thing{}) != imprint.New().Shape(&thing{}) {
		t.Error("shapes do not tell makes apart")
	}
}

func TestWhatContainsItselfIsFound(t *testing.T) {
	type loop struct{ next *loop }
	x := &loop{}
	x.next = x
	defer func() {
		if recover() == nil {
			t.Error("it was taken")
		}
	}()
	imprint.New().Append(nil, x)
}

func FuzzRestore(f *testing.F) {
	codec := imprint.New()
	f.Add(codec.Append(nil, &thing{text: "some text", list: make([]inner, 3), params: map[string]any{"a": 1.5}, pointer: &inner{}, form: &square{}}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		into := &thing{form: &square{}}
		if _, err := codec.Restore(data, into); err == nil {
			codec.Append(nil, into)
		}
	})
}
