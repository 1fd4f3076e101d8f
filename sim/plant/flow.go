package plant

import (
	"math"

	"ohmstead/energy/unit"
)

// Milliwatts is the power the plant computes in: small enough that rounding is invisible, integer
// so that sums are exact. The sign rule is the tree's: positive flows away from the grid.
type Milliwatts int64

func milliwatts(watts float64) Milliwatts { return Milliwatts(math.RoundToEven(watts * 1000)) }

// Watts is the power in W.
func (p Milliwatts) Watts() float64 { return float64(p) / 1000 }

// Flow is active and reactive power on three phases, in mW and mvar. Positive flows away from the
// grid; positive reactive power is absorbed.
type Flow struct {
	Active, Reactive [3]Milliwatts
}

// Power is the sum over the phases in mW.
func (f Flow) Power() Milliwatts { return f.Active[0] + f.Active[1] + f.Active[2] }

// Watts is the active power of all phases in W.
func (f Flow) Watts() float64 { return f.Power().Watts() }

// Vars is the reactive power of all phases in var.
func (f Flow) Vars() float64 { return (f.Reactive[0] + f.Reactive[1] + f.Reactive[2]).Watts() }

// PhaseWatts is the active power of phase 0, 1 or 2 in W.
func (f Flow) PhaseWatts(phase int) float64 { return f.Active[phase].Watts() }

// PhaseVars is the reactive power of phase 0, 1 or 2 in var.
func (f Flow) PhaseVars(phase int) float64 { return f.Reactive[phase].Watts() }

// PhaseVoltAmperes is the apparent power of phase 0, 1 or 2 in VA, never negative.
func (f Flow) PhaseVoltAmperes(phase int) float64 {
	return math.Hypot(f.PhaseWatts(phase), f.PhaseVars(phase))
}

func (f Flow) plus(g Flow) Flow {
	for i := range f.Active {
		f.Active[i] += g.Active[i]
		f.Reactive[i] += g.Reactive[i]
	}
	return f
}

// spread divides active power by the shares; the last phase takes what rounding left, so that the
// phases sum to the whole. Reactive power is active power times tanPhi.
func spread(total Milliwatts, shares [3]float64, tanPhi float64) Flow {
	var f Flow
	f.Active[0] = Milliwatts(math.RoundToEven(float64(total) * shares[0]))
	f.Active[1] = Milliwatts(math.RoundToEven(float64(total) * shares[1]))
	f.Active[2] = total - f.Active[0] - f.Active[1]
	for i, p := range f.Active {
		f.Reactive[i] = Milliwatts(math.RoundToEven(float64(p) * tanPhi))
	}
	return f
}

// balanced is the share of each phase of a three-phase inverter.
func balanced() [3]float64 { return [3]float64{1. / 3, 1. / 3, 1. / 3} }

// Microjoules is energy in 1e-6 J: mW × ms, so that a tick's energy is exact.
type Microjoules int64

// Energy is the energy in whole J, rounded towards zero as a counter shows it.
func (e Microjoules) Energy() unit.Energy { return unit.Energy(e / 1e6) }

// Counters are what a meter has counted, none ever falls. The sums count the net power of all
// phases; the phases count their own.
type Counters struct {
	Import, Export           Microjoules
	PhaseImport, PhaseExport [3]Microjoules
}

func (c *Counters) add(f Flow, ms int64) {
	in, out := counted(f.Power(), ms)
	c.Import += in
	c.Export += out
	for i, p := range f.Active {
		in, out := counted(p, ms)
		c.PhaseImport[i] += in
		c.PhaseExport[i] += out
	}
}

func counted(p Milliwatts, ms int64) (in, out Microjoules) {
	e := Microjoules(int64(p) * ms)
	return max(0, e), max(0, -e)
}
