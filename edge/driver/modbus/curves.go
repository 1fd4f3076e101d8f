package modbus

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/sunspec"
	"ohmstead/field/sunspec/function"
)

// Curves is one grid function of a device.
type Curves struct {
	Function function.Function
	Enabled  bool
	Stored   int // curves that the device keeps, the one in force among them
	InForce  function.Curve
}

// ReadCurves reads the grid functions that a SunSpec device has.
func ReadCurves(ctx context.Context, a Access) ([]Curves, error) {
	var all []Curves
	err := session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		survey, err := functions(ctx, c, a)
		if err != nil {
			return err
		}
		for _, f := range function.All() {
			if p := survey.Find(0, f.Model); p != nil {
				all = append(all, Curves{f, f.Enabled(p), f.Stored(p), f.Curve(p, 1)})
			}
		}
		return nil
	})
	return all, err
}

func functions(ctx context.Context, c *bus.Client, a Access) (*sunspec.Survey, error) {
	return sunspec.Take(ctx, a.Catalogue, reader(c, unitOf(a)), func(id uint16) bool {
		return slices.ContainsFunc(function.All(), func(f function.Function) bool { return f.Model == id })
	})
}

// Adoption is a curve that a device is to follow.
type Adoption struct {
	Function function.Name
	Curve    function.Curve
	Enable   bool // switch the function on once the curve is in force
}

const (
	// adoptEvery and adoptMax are how often and for how long the device is asked whether it has adopted a
	// curve. The models name no time; devices take seconds.
	adoptEvery = 250 * time.Millisecond
	adoptMax   = 30 * time.Second
)

// Adopt stores a curve in a place of the device that is not in force, asks the device to adopt it, and
// reads back that it has. Refused with FUNCTION_MISSING or NO_SPARE_CURVE where the device lacks what it
// takes, with CURVE_REFUSED where it does not want the curve, and with CURVE_NOT_FOLLOWED where it follows
// another one afterwards.
func Adopt(ctx context.Context, a Access, want Adoption) error {
	f, ok := function.Lookup(want.Function)
	if !ok {
		return reason.New(reason.UnknownName, reason.Params{"field": "function", "name": string(want.Function), "known": function.Known()})
	}
	return session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		survey, err := functions(ctx, c, a)
		if err != nil {
			return err
		}
		p := survey.Find(0, f.Model)
		if p == nil {
			return reason.New(reason.FunctionMissing, reason.Params{"function": string(f.Name), "model": f.Model})
		}
		return adopter{c, a, f, p}.adopt(ctx, want)
	})
}

// adopter is one adoption under way.
type adopter struct {
	client   *bus.Client
	access   Access
	function function.Function
	part     *sunspec.Part
}

func (x adopter) adopt(ctx context.Context, want Adoption) error {
	spare, ok := x.function.Spare(x.part)
	if !ok {
		return x.refused(reason.NoSpareCurve)
	}
	runs, err := x.function.Store(x.part, spare, want.Curve)
	if err != nil {
		return fmt.Errorf("put the curve into the device's registers: %w", err)
	}
	for _, r := range runs {
		if err := x.store(ctx, r); err != nil {
			return fmt.Errorf("store the curve: %w", err)
		}
	}
	if err := x.set(ctx, x.function.Request(), float64(spare)); err != nil {
		return fmt.Errorf("ask for the curve to be adopted: %w", err)
	}
	if err := x.await(ctx); err != nil {
		return err
	}
	if !x.function.InForce(x.part, want.Curve) {
		return x.refused(reason.CurveNotFollowed)
	}
	if !want.Enable {
		return nil
	}
	return x.set(ctx, "Ena", 1)
}

// store writes adjoining registers in as few requests as they take.
func (x adopter) store(ctx context.Context, r function.Run) error {
	for at := 0; at < len(r.Regs); at += bus.MaxWriteRegisters {
		if err := x.write(ctx, r.Offset+at, r.Regs[at:min(at+bus.MaxWriteRegisters, len(r.Regs))]); err != nil {
			return err
		}
	}
	return nil
}

func (x adopter) refused(code reason.Code) error {
	return reason.New(code, reason.Params{"function": string(x.function.Name)})
}

// await asks until the device has decided, and leaves what it then shows in the part.
func (x adopter) await(ctx context.Context) error {
	for until := time.Now().Add(adoptMax); ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(adoptEvery):
		}
		regs, err := sunspec.ReadBlock(ctx, reader(x.client, unitOf(x.access)), x.part.Entry)
		if err != nil {
			return err
		}
		x.part.Regs = regs
		v, _ := x.part.Layout.Value(regs, x.function.Result())
		switch {
		case v == function.Completed:
			return nil
		case v == function.Failed:
			return x.refused(reason.CurveRefused)
		case time.Now().After(until):
			return fmt.Errorf("the device has not said in %v whether it adopts the curve", adoptMax)
		}
	}
}

// set writes one point of the block.
func (x adopter) set(ctx context.Context, path string, v float64) error {
	regs := slices.Clone(x.part.Regs)
	if err := x.part.Layout.Set(regs, path, v); err != nil {
		return err
	}
	f, _ := x.part.Layout.Field(path)
	return x.write(ctx, f.Offset, regs[f.Offset:f.Offset+f.Point.Size])
}

func (x adopter) write(ctx context.Context, offset int, regs []uint16) error {
	return x.client.Write(ctx, bus.Target{
		Unit: unitOf(x.access), Function: bus.WriteRegisters, Address: x.part.Entry.Address + uint16(offset), //nolint:gosec // inside the block
	}, regs)
}
