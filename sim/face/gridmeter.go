package face

import (
	"ohmstead/field/modbus"
	"ohmstead/sim/plant"
)

// gridMeter is a SunSpec meter at the connection, models 1 and 203. Import is positive.
type gridMeter struct{ board }

const meterModel = 203

// NewGridMeter binds the twin of the connection's meter.
func NewGridMeter(c Config, w *Live) (*Twin, error) {
	b, err := newBoard(nameplate{"Ohmstead", "Grid meter", "SIM-" + c.Key}, meterModel)
	if err != nil {
		return nil, err
	}
	return open(c, w, gridMeter{b})
}

func (gridMeter) traits() traits {
	return traits{unit: 1, registersMax: modbus.MaxReadRegisters, clientsMax: 8}
}

func (gridMeter) take(*Live, modbus.Request, []uint16) error { return modbus.IllegalDataAddress }

func (m gridMeter) show(now plant.Truth, blank bool) error {
	v := meterValues(now.Grid)
	measured := []string{
		"W", "WphA", "WphB", "WphC", "VAR", "VA", "A", "AphA", "AphB", "AphC",
		"PhV", "PhVphA", "PhVphB", "PhVphC", "Hz", "PF", "TotWhImp", "TotWhExp",
	}
	return m.put(meterModel, v, blank, measured...)
}

// meterValues are the points of model 203. The sums count the net power of all phases.
func meterValues(g plant.GridTruth) values {
	e := electrical{g.Flow, g.Volts}
	v := values{
		"W": g.Watts(), "VAR": g.Vars(), "VA": e.apparent(), "A": e.sum(e.ampere),
		"PhV": e.meanVolt(), "PPV": e.sum(e.between) / 3, "V_SF": -1,
		"Hz": g.Hertz, "Hz_SF": -2,
		"PF": powerFactor(g.Watts(), e.apparent()), "PF_SF": -2,
		"TotWhImp": wattHours(g.Counters.Import), "TotWhExp": wattHours(g.Counters.Export), "TotWh_SF": 0,
		"PhVphAB": e.between(0), "PhVphBC": e.between(1), "PhVphCA": e.between(2),
		"Evt": 0,
	}
	v.phases("Wph", g.PhaseWatts)
	v.phases("VARph", g.PhaseVars)
	v.phases("VAph", g.PhaseVoltAmperes)
	v.phases("Aph", e.ampere)
	v.phases("PhVph", e.volt)
	v.phases("PFph", func(i int) float64 { return powerFactor(g.PhaseWatts(i), g.PhaseVoltAmperes(i)) })
	v.phases("TotWhImpPh", func(i int) float64 { return wattHours(g.Counters.PhaseImport[i]) })
	v.phases("TotWhExpPh", func(i int) float64 { return wattHours(g.Counters.PhaseExport[i]) })
	v.scale("W_SF", 0, "W", "WphA", "WphB", "WphC")
	v.scale("VAR_SF", 0, "VAR", "VARphA", "VARphB", "VARphC")
	v.scale("VA_SF", 0, "VA", "VAphA", "VAphB", "VAphC")
	v.scale("A_SF", -2, "A", "AphA", "AphB", "AphC")
	return v
}
