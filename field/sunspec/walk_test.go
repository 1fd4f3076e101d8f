package sunspec_test

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"

	"ohmstead/field/modbus"
	"ohmstead/field/sunspec"
)

// over reads from an image and refuses every other address.
func over(im *sunspec.Image) sunspec.Read {
	return func(_ context.Context, address uint16, dst []uint16) error {
		if !im.Read(address, dst) {
			return modbus.IllegalDataAddress
		}
		return nil
	}
}

func TestDiscover_FindsTheModelsWhereverTheyBegin(t *testing.T) {
	for _, base := range []uint16{40000, 50000, 0, 39999, 40001} {
		im := image(t, base, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 103}, sunspec.Spec{ID: 123})
		d, err := sunspec.Discover(context.Background(), over(im))
		if err != nil {
			t.Errorf("at %d: %v", base, err)
			continue
		}
		if d.Base != base || len(d.Entries) != 3 {
			t.Errorf("at %d: found base %d and %v", base, d.Base, d.Entries)
		}
		for i, b := range im.Blocks() {
			if d.Entries[i] != b.Entry {
				t.Errorf("entry %d is %+v, want %+v", i, d.Entries[i], b.Entry)
			}
		}
	}
}

func TestDiscover_ASecondCommonBlockStartsASubDevice(t *testing.T) {
	im := image(t, 40000, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 103}, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 203})
	d, err := sunspec.Discover(context.Background(), over(im))
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := d.Find(1, 201, 203); !ok || e.ID != 203 {
		t.Errorf("the meter is not found as sub-device 1: %v", d.Entries)
	}
	if _, ok := d.Find(0, 203); ok {
		t.Error("the meter is found on the device itself")
	}
}

// memory is a device of loose registers; what is absent is refused.
type memory map[uint16]uint16

func (m memory) read(_ context.Context, address uint16, dst []uint16) error {
	for i := range dst {
		v, ok := m[address+uint16(i)]
		if !ok {
			return modbus.IllegalDataAddress
		}
		dst[i] = v
	}
	return nil
}

func (m memory) put(address uint16, regs ...uint16) {
	for i, v := range regs {
		m[address+uint16(i)] = v
	}
}

func TestDiscover_SkipsUnknownModelsAndForgivesAMissingEnd(t *testing.T) {
	m := memory{}
	m.put(40000, 0x5375, 0x6E53, 1, 65)
	m.put(40069, 64999, 10)
	m.put(40081, 203, 105)
	d, err := sunspec.Discover(context.Background(), m.read)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Entries) != 3 || d.Entries[2].ID != 203 || d.Entries[2].Address != 40081 {
		t.Errorf("found %+v", d.Entries)
	}
}

func TestDiscover_TheWalkIsBounded(t *testing.T) {
	reads := 0
	read := func(_ context.Context, address uint16, dst []uint16) error {
		reads++
		if address == 40000 {
			dst[0], dst[1] = 0x5375, 0x6E53
			return nil
		}
		dst[0], dst[1] = 103, 0
		return nil
	}
	d, err := sunspec.Discover(context.Background(), read)
	if err != nil || len(d.Entries) > 300 || reads > 400 {
		t.Errorf("%d entries after %d reads, error %v", len(d.Entries), reads, err)
	}
	m := memory{}
	m.put(40000, 0x5375, 0x6E53, 103, 60000)
	d, err = sunspec.Discover(context.Background(), m.read)
	if err != nil || len(d.Entries) != 0 {
		t.Errorf("a block that leaves the address space: %v, error %v", d, err)
	}
}

func TestDiscover_SaysThatThereIsNone(t *testing.T) {
	if _, err := sunspec.Discover(context.Background(), memory{}.read); !errors.Is(err, sunspec.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	short := func(context.Context, uint16, []uint16) error { return modbus.ErrBadReply }
	if _, err := sunspec.Discover(context.Background(), short); !errors.Is(err, sunspec.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	calls := 0
	dead := func(context.Context, uint16, []uint16) error { calls++; return modbus.ErrTimeout }
	if _, err := sunspec.Discover(context.Background(), dead); !errors.Is(err, modbus.ErrTimeout) || calls != 1 {
		t.Errorf("a device that does not answer was asked %d times: %v", calls, err)
	}
}

func TestReadBlock_SplitsLongBlocks(t *testing.T) {
	im := image(t, 40000, sunspec.Spec{ID: 1}, sunspec.Spec{ID: 160, Repeat: map[string]int{"module": 14}})
	b, want := block(t, im, 160)
	largest := 0
	read := func(ctx context.Context, address uint16, dst []uint16) error {
		largest = max(largest, len(dst))
		return over(im)(ctx, address, dst)
	}
	got, err := sunspec.ReadBlock(context.Background(), read, b.Entry)
	if err != nil || len(got) != len(want) || largest > 125 {
		t.Fatalf("read %d of %d registers, at most %d at once, error %v", len(got), len(want), largest, err)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("register %d is %x, want %x", i, got[i], want[i])
		}
	}
}

// Whatever a device shows, the walk ends and every block decodes without a panic.
func FuzzWalk(f *testing.F) {
	for _, specs := range [][]sunspec.Spec{
		{{ID: 1}, {ID: 103}}, {{ID: 160, Repeat: map[string]int{"module": 2}}, {ID: 705}}, {{ID: 804}}, nil,
	} {
		im, err := sunspec.NewImage(load(f), 0, specs)
		if err != nil {
			f.Fatal(err)
		}
		regs := make([]uint16, im.Len())
		im.Read(0, regs)
		var seed []byte
		for _, r := range regs {
			seed = binary.BigEndian.AppendUint16(seed, r)
		}
		f.Add(seed)
	}
	c := load(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		m := memory{}
		for i := 0; i+1 < len(data) && i < 4000; i += 2 {
			m[uint16(i/2)] = binary.BigEndian.Uint16(data[i:])
		}
		d, err := sunspec.Discover(context.Background(), m.read)
		if err != nil {
			return
		}
		for _, e := range d.Entries {
			block, err := sunspec.ReadBlock(context.Background(), m.read, e)
			if err != nil {
				continue
			}
			model, ok := c.Model(e.ID)
			if !ok {
				continue
			}
			l := model.Layout(block)
			for i := range l.Fields {
				l.Fields[i].Value(block)
				l.Text(block, l.Fields[i].Path)
			}
		}
	})
}
