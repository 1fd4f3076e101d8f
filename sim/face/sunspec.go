package face

import (
	"fmt"
	"math"

	"ohmstead/field/modbus"
	"ohmstead/field/sunspec"
	"ohmstead/sim/plant"
)

// sunspecBase is where the identifier of the twins stands. Source: SunSpec Device Information
// Model Specification, "Modbus map": 40000 is the first of the three known places.
const sunspecBase = 40000

// counted is what every energy counter of a twin stood at when the simulation began: real meters
// have a past, and a SunSpec accumulator of 0 means "no value".
const counted = 1_000_000.0 // Wh

// board is the SunSpec registers of one twin, set from values by point name.
type board struct{ image *sunspec.Image }

// nameplate is what the common block says of a device.
type nameplate struct{ maker, product, serial string }

// newBoard is a device with these models behind the common block, which names it.
func newBoard(n nameplate, models ...uint16) (board, error) {
	specs := make([]sunspec.Spec, 0, len(models))
	for _, m := range models {
		specs = append(specs, sunspec.Spec{ID: m})
	}
	return newBoardOf(n, specs...)
}

// newBoardOf is newBoard with models whose groups repeat.
func newBoardOf(n nameplate, specs ...sunspec.Spec) (board, error) {
	catalogue, err := sunspec.Load()
	if err != nil {
		return board{}, err
	}
	image, err := sunspec.NewImage(catalogue, sunspecBase, append([]sunspec.Spec{{ID: 1}}, specs...))
	if err != nil {
		return board{}, err
	}
	common := image.Block(1)
	for point, text := range map[string]string{"Mn": n.maker, "Md": n.product, "Vr": "1.0", "SN": n.serial} {
		if err := common.SetText(point, text); err != nil {
			return board{}, err
		}
	}
	return board{image}, nil
}

// values are a block's numbers by point name, in the points' units and the device's sign.
type values map[string]float64

// scale sets the scale factor sf so that the largest of the points fits int16, beginning at the
// finest exponent: as in real devices, it may change while they run.
func (v values) scale(sf string, finest int, points ...string) {
	largest := 0.0
	for _, p := range points {
		largest = math.Max(largest, math.Abs(v[p]))
	}
	exponent := finest
	for largest*math.Pow10(-exponent) > math.MaxInt16-1 && exponent < 10 {
		exponent++
	}
	v[sf] = float64(exponent)
}

// put sets the block of a model. With blank set, the measured points become "no value".
func (b board) put(model uint16, v values, blank bool, measured ...string) error {
	block := b.image.Block(model)
	if err := block.SetAll(v); err != nil {
		return fmt.Errorf("show SunSpec model %d: %w", model, err)
	}
	if !blank {
		return nil
	}
	for _, point := range measured {
		if err := block.Clear(point); err != nil {
			return fmt.Errorf("blank SunSpec model %d: %w", model, err)
		}
	}
	return nil
}

func (b board) read(r modbus.Request, dst []uint16) error {
	if r.Function != modbus.ReadHoldingRegisters || !b.image.Read(r.Address, dst) {
		return modbus.IllegalDataAddress
	}
	return nil
}

// phases puts a phase value under the three names that follow the stem.
func (v values) phases(stem string, of func(phase int) float64) {
	for i, letter := range [...]string{"A", "B", "C"} {
		v[stem+letter] = of(i)
	}
}

// electrical is current, voltage and apparent power of a flow at a connection's voltage.
type electrical struct {
	plant.Flow
	volts [3]float64
}

func (e electrical) volt(phase int) float64 { return e.volts[phase] }

func (e electrical) ampere(phase int) float64 { return e.PhaseVoltAmperes(phase) / e.volts[phase] }

// between is the voltage between phase and the next one: with phases 120° apart,
// U² = Ua² + Ub² + Ua·Ub.
func (e electrical) between(phase int) float64 {
	a, b := e.volts[phase], e.volts[(phase+1)%3]
	return math.Sqrt(a*a + b*b + a*b)
}

func (e electrical) meanVolt() float64 { return (e.volts[0] + e.volts[1] + e.volts[2]) / 3 }

func (e electrical) sum(of func(phase int) float64) float64 { return of(0) + of(1) + of(2) }

// apparent is the vector sum over the phases, √(P² + Q²).
func (e electrical) apparent() float64 { return math.Hypot(e.Watts(), e.Vars()) }

// powerFactor is |P|/S in percent, as SunSpec counts it; 100 without any flow.
func powerFactor(watts, voltAmperes float64) float64 {
	if voltAmperes == 0 {
		return 100
	}
	return math.Abs(watts) / voltAmperes * 100
}

func wattHours(e plant.Microjoules) float64 { return counted + float64(e)/3600e6 }
