package function

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"ohmstead/field/sunspec"
)

// Name is a grid function as people call it.
type Name string

// The functions.
const (
	VoltVar       Name = "VOLT_VAR"
	VoltWatt      Name = "VOLT_WATT"
	LowVoltTrip   Name = "LOW_VOLTAGE_TRIP"
	HighVoltTrip  Name = "HIGH_VOLTAGE_TRIP"
	LowHertzTrip  Name = "LOW_FREQUENCY_TRIP"
	HighHertzTrip Name = "HIGH_FREQUENCY_TRIP"
	Droop         Name = "FREQUENCY_DROOP"
	WattVar       Name = "WATT_VAR"
)

// Function is one grid function.
type Function struct {
	Name  Name
	Model uint16
	group string // of the stored curves
	count string // the point that counts them
}

// All lists the functions by their models.
func All() []Function {
	return []Function{
		{VoltVar, 705, "Crv", "NCrv"},
		{VoltWatt, 706, "Crv", "NCrv"},
		{LowVoltTrip, 707, "Crv", "NCrvSet"},
		{HighVoltTrip, 708, "Crv", "NCrvSet"},
		{LowHertzTrip, 709, "Crv", "NCrvSet"},
		{HighHertzTrip, 710, "Crv", "NCrvSet"},
		{Droop, 711, "Ctl", "NCtl"},
		{WattVar, 712, "Crv", "NCrv"},
	}
}

// Lookup is the function of a name; false for a name that is none.
func Lookup(n Name) (Function, bool) {
	all := All()
	i := slices.IndexFunc(all, func(f Function) bool { return f.Name == n })
	if i < 0 {
		return Function{}, false
	}
	return all[i], true
}

// Known lists the names of all functions, for people.
func Known() string {
	var names []string
	for _, f := range All() {
		names = append(names, string(f.Name))
	}
	return strings.Join(names, ", ")
}

// Request is the point by which the device is asked to adopt a stored curve.
func (f Function) Request() string { return "Adpt" + f.group + "Req" }

// Result is the point that says how the adoption went.
func (f Function) Result() string { return "Adpt" + f.group + "Rslt" }

// Values of Result. Source: model_705.json, AdptCrvRslt.
const (
	InProgress = 0
	Completed  = 1
	Failed     = 2
)

// Curve is the points of a stored curve, or of a set of parameters, by their paths below it: "ActPt",
// "Pt[2].V", "MustTrip.Pt[1].Tms", "DbOf". What the device does not implement is not there.
type Curve map[string]float64

// Paths lists the paths of the curve's points in the order of the alphabet.
func (c Curve) Paths() []string { return slices.Sorted(maps.Keys(c)) }

// Stored is how many curves the device keeps, the one in force among them.
func (f Function) Stored(p *sunspec.Part) int {
	v, _ := p.Layout.Value(p.Regs, f.count)
	return int(v)
}

// Enabled reports whether the device follows the function now.
func (f Function) Enabled(p *sunspec.Part) bool {
	v, ok := p.Layout.Value(p.Regs, "Ena")
	return ok && v == 1
}

func (f Function) at(i int) string { return fmt.Sprintf("%s[%d].", f.group, i) }

// readOnly is the point of a curve that says whether it can be written; it is no part of the curve.
const readOnly = "ReadOnly"

// Curve is a stored curve: the first is in force.
func (f Function) Curve(p *sunspec.Part, i int) Curve {
	c := Curve{}
	for k := range p.Layout.Fields {
		field := &p.Layout.Fields[k]
		path, ok := strings.CutPrefix(field.Path, f.at(i))
		if !ok || path == readOnly {
			continue
		}
		if v, has := field.Value(p.Regs); has {
			c[path] = v
		}
	}
	return c
}

// Spare is the last stored curve that can be written; false where there is none beside the one in force.
func (f Function) Spare(p *sunspec.Part) (int, bool) {
	for i := f.Stored(p); i > 1; i-- {
		if v, has := p.Layout.Value(p.Regs, f.at(i)+readOnly); has && v == 0 {
			return i, true
		}
	}
	return 0, false
}

// Run is registers that adjoin, from an offset from the block's id register on.
type Run struct {
	Offset int
	Regs   []uint16
}

// Store is what to write so that the curve at place i is what is wanted: the curve in force, with the wanted
// points in their place. It is as few runs as leave out what cannot be written. It is an error where the
// device lacks a point, or cannot hold its value.
func (f Function) Store(p *sunspec.Part, i int, wanted Curve) ([]Run, error) {
	regs := slices.Clone(p.Regs)
	all := f.Curve(p, 1)
	maps.Copy(all, wanted)
	for _, path := range all.Paths() {
		if err := p.Layout.Set(regs, f.at(i)+path, all[path]); err != nil {
			return nil, err
		}
	}
	var runs []Run
	for k := range p.Layout.Fields {
		field := &p.Layout.Fields[k]
		path, ours := strings.CutPrefix(field.Path, f.at(i))
		if _, has := all[path]; !ours || !has || !field.Point.Writable() {
			continue
		}
		part := regs[field.Offset : field.Offset+field.Point.Size]
		if n := len(runs); n > 0 && runs[n-1].Offset+len(runs[n-1].Regs) == field.Offset {
			runs[n-1].Regs = append(runs[n-1].Regs, part...)
			continue
		}
		runs = append(runs, Run{field.Offset, slices.Clone(part)})
	}
	return runs, nil
}

// InForce reports whether the first curve is what is wanted, as far as the device's registers can tell.
func (f Function) InForce(p *sunspec.Part, wanted Curve) bool {
	regs := slices.Clone(p.Regs)
	for path, v := range wanted {
		if p.Layout.Set(regs, f.at(1)+path, v) != nil {
			return false
		}
	}
	return slices.Equal(regs, p.Regs)
}
