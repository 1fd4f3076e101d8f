package device

import (
	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// Wiring is what stands between a charger's power and its current: power = volts · wires · current.
type Wiring struct {
	volts [3]image.Handle // phase to neutral
	wires image.Handle    // how many phases carry its current
	// Nominal is how many do where nothing is read of it.
	Nominal int
}

// WiringOf resolves the channels of a charger with so many phases by its nameplate.
func WiringOf(nominal int, lookup func(channel string) image.Handle) Wiring {
	return Wiring{
		volts: [3]image.Handle{lookup("Voltage_L1"), lookup("Voltage_L2"), lookup("Voltage_L3")},
		wires: lookup(point.Phases), Nominal: max(nominal, 1),
	}
}

// At is the mean voltage of the phases that are read, and how many carry current now; nominal where
// nothing usable is read.
func (w Wiring) At(im *image.Image) (volts float64, wires int) {
	volts, wires = NominalVolts, w.Nominal
	if r := im.At(w.wires); r.Quality.Usable() && (r.Value == 1 || r.Value == 2 || r.Value == 3) {
		wires = int(r.Value)
	}
	sum, n := 0.0, 0.0
	for _, h := range w.volts {
		if r := im.At(h); r.Quality.Usable() && plausible(r.Value) {
			sum, n = sum+r.Value, n+1
		}
	}
	if n > 0 {
		volts = sum / n
	}
	return volts, wires
}

// plausible reports whether a voltage may stand between a power and a current: within 20 % of the
// nominal, twice what EN 50160:2010, 4.2.2 allows. What lies outside is no voltage to divide by.
func plausible(volts float64) bool {
	return volts >= 0.8*NominalVolts && volts <= 1.2*NominalVolts
}
