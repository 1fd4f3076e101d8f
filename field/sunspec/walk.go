package sunspec

import (
	"context"
	"errors"
	"fmt"

	"ohmstead/field/modbus"
)

// Read fills dst with the holding registers that begin at address.
type Read func(ctx context.Context, address uint16, dst []uint16) error

// Entry is one model found on a device.
type Entry struct {
	ID      uint16
	Address uint16 // of the id register
	Length  int    // registers behind id and length, as the device says
	// Device counts the common blocks (model 1): 0 for the device itself, 1 for its first
	// sub-device, and so on.
	Device int
}

// Registers is the size of the whole block with id and length.
func (e Entry) Registers() int { return headWords + e.Length }

// Directory is what a walk found.
type Directory struct {
	Base    uint16 // of the identifier "SunS"
	Entries []Entry
}

// Find is the first entry of device with one of the ids, in the order of the ids.
func (d *Directory) Find(device int, ids ...uint16) (Entry, bool) {
	for _, id := range ids {
		for _, e := range d.Entries {
			if e.ID == id && e.Device == device {
				return e, true
			}
		}
	}
	return Entry{}, false
}

// ErrNotFound means that no identifier stands at any known place: the device speaks no SunSpec, or
// has it switched off.
var ErrNotFound = errors.New("no SunSpec identifier found")

const (
	headWords  = 2
	identifier = 0x5375_6E53 // "SunS"
	endID      = 0xFFFF
	// entriesMax bounds the walk; real devices have fewer than 40 models.
	entriesMax = 256
)

// bases are the places of the identifier: the three of the specification, and two by which
// firmware misses the first. Source: SunSpec Device Information Model Specification, "Modbus map".
func bases() []uint16 { return []uint16{40000, 50000, 0, 39999, 40001} }

// Discover looks for the identifier and walks the models behind it. An exception or a short reply
// of the device means "not here"; any other error ends the walk.
func Discover(ctx context.Context, read Read) (*Directory, error) {
	var head [headWords]uint16
	for _, base := range bases() {
		ok, err := try(ctx, read, base, head[:])
		if err != nil {
			return nil, fmt.Errorf("look for SunSpec at %d: %w", base, err)
		}
		if ok && uint32(head[0])<<16|uint32(head[1]) == identifier {
			return walk(ctx, read, base)
		}
	}
	return nil, fmt.Errorf("%w at %v", ErrNotFound, bases())
}

// try reads and tells an answer from a refusal and from a fault.
func try(ctx context.Context, read Read, address uint16, dst []uint16) (bool, error) {
	err := read(ctx, address, dst)
	var refusal modbus.Exception
	if errors.As(err, &refusal) || errors.Is(err, modbus.ErrBadReply) {
		return false, nil
	}
	return err == nil, err
}

// walk follows id and length from block to block. A device that lacks the end mark ends where it
// refuses to answer.
func walk(ctx context.Context, read Read, base uint16) (*Directory, error) {
	d := &Directory{Base: base}
	device := -1
	at := int(base) + headWords
	for len(d.Entries) < entriesMax && at+headWords <= 1<<16 {
		var head [headWords]uint16
		ok, err := try(ctx, read, uint16(at), head[:]) //nolint:gosec // bounded by the loop
		if err != nil {
			return nil, fmt.Errorf("walk SunSpec models at %d: %w", at, err)
		}
		length := int(head[1])
		if !ok || head[0] == endID || at+headWords+length > 1<<16 {
			break
		}
		if head[0] == 1 {
			device++
		}
		d.Entries = append(d.Entries, Entry{
			ID: head[0], Address: uint16(at), Length: length, Device: max(device, 0), //nolint:gosec // bounded by the loop
		})
		at += headWords + length
	}
	return d, nil
}

// readMost is the most registers one Modbus request may carry.
const readMost = modbus.MaxReadRegisters

// ReadBlock reads the whole block of an entry, in as few requests as its size allows.
func ReadBlock(ctx context.Context, read Read, e Entry) ([]uint16, error) {
	block := make([]uint16, e.Registers())
	for at := 0; at < len(block); at += readMost {
		part := block[at:min(at+readMost, len(block))]
		if err := read(ctx, e.Address+uint16(at), part); err != nil { //nolint:gosec // inside the address space
			return nil, fmt.Errorf("read SunSpec model %d: %w", e.ID, err)
		}
	}
	return block, nil
}

// Part is one known model of a device as it was read once: where it lies and how it is laid out.
type Part struct {
	Entry  Entry
	Layout *Layout
	Regs   []uint16
}

// Survey is what is known of a device after its models were walked and read.
type Survey struct {
	Directory *Directory
	Parts     []Part
}

// Find is the first part of device with one of the ids, in the order of the ids; nil if there is
// none.
func (s *Survey) Find(device int, ids ...uint16) *Part {
	for _, id := range ids {
		for i := range s.Parts {
			if p := &s.Parts[i]; p.Entry.ID == id && p.Entry.Device == device {
				return p
			}
		}
	}
	return nil
}

// Take discovers a device and reads every block whose model is in the catalogue and wanted; nil
// wants all. Blocks of unknown models are skipped.
func Take(ctx context.Context, c *Catalogue, read Read, wanted func(id uint16) bool) (*Survey, error) {
	d, err := Discover(ctx, read)
	if err != nil {
		return nil, err
	}
	s := &Survey{Directory: d}
	for _, e := range d.Entries {
		m, known := c.Model(e.ID)
		if !known || wanted != nil && !wanted(e.ID) {
			continue
		}
		regs, err := ReadBlock(ctx, read, e)
		if err != nil {
			return nil, err
		}
		s.Parts = append(s.Parts, Part{Entry: e, Layout: m.Layout(regs), Regs: regs})
	}
	return s, nil
}
