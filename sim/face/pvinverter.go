package face

import (
	"math"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/sim/plant"
)

// pvInverter is a SunSpec three-phase inverter: models 1, 103 (measurement), 120 and 121 (ratings)
// and 123 (curtailment). Production is positive, as the model has it.
type pvInverter struct{ board }

// Models behind the common block.
const (
	inverterModel  = 103
	nameplateModel = 120
	settingsModel  = 121
	controlsModel  = 123
)

// NewPVInverter binds the twin of the PV plant's inverter.
func NewPVInverter(c Config, w *Live) (*Twin, error) {
	b, err := newBoard(nameplate{"Ohmstead", "PV inverter", "SIM-" + c.Key},
		inverterModel, nameplateModel, settingsModel, controlsModel)
	if err != nil {
		return nil, err
	}
	p := pvInverter{b}
	if err := p.rate(w.Truth().PV.RatingWatts); err != nil {
		return nil, err
	}
	return open(c, w, p)
}

func (pvInverter) traits() traits {
	return traits{unit: 1, registersMax: modbus.MaxReadRegisters, clientsMax: 8, writeOne: true, writeMany: true}
}

// rate sets what never changes: the nameplate and the settings.
func (p pvInverter) rate(watts float64) error {
	const photovoltaic = 4 // DERTyp of model 120
	amperes := watts / 3 / plant.NominalVolts
	plate := values{
		"DERTyp": photovoltaic, "WRtg": watts, "VARtg": watts, "ARtg": amperes,
		"VArRtgQ1": 0, "VArRtgQ2": 0, "VArRtgQ3": 0, "VArRtgQ4": 0, "VArRtg_SF": 0,
		"PFRtgQ1": 1, "PFRtgQ2": 1, "PFRtgQ3": 1, "PFRtgQ4": 1, "PFRtg_SF": -2,
	}
	plate.scale("WRtg_SF", 0, "WRtg")
	plate.scale("VARtg_SF", 0, "VARtg")
	plate.scale("ARtg_SF", -1, "ARtg")
	if err := p.put(nameplateModel, plate, false); err != nil {
		return err
	}
	settings := values{
		"WMax": watts, "VRef": math.Sqrt(3) * plant.NominalVolts, "VRef_SF": -1, "VRefOfs": 0, "VRefOfs_SF": 0,
		"VAMax": watts,
	}
	settings.scale("WMax_SF", 0, "WMax")
	settings.scale("VAMax_SF", 0, "VAMax")
	return p.put(settingsModel, settings, false)
}

func (p pvInverter) show(now plant.Truth, blank bool) error {
	measured := []string{
		"W", "VA", "VAr", "A", "AphA", "AphB", "AphC", "PhVphA", "PhVphB", "PhVphC",
		"Hz", "PF", "WH", "DCA", "DCV", "DCW", "TmpCab",
	}
	if err := p.put(inverterModel, inverterValues(now), blank, measured...); err != nil {
		return err
	}
	return p.put(controlsModel, controlValues(now.PV.Limit), false)
}

// The DC side of the twin: 97 % efficiency, 560 V to 640 V with the power, and a cabinet that warms
// by 25 K at full power. Plain figures of a string inverter; nothing is decided by them.
const inverterEfficiency = 0.97

// inverterValues are the points of model 103.
func inverterValues(now plant.Truth) values {
	e := electrical{now.PV.Flow, now.Grid.Volts}
	produced := -now.PV.Watts()
	share := produced / now.PV.RatingWatts
	dc := produced / inverterEfficiency
	v := values{
		"A": e.sum(e.ampere), "V_SF": -1,
		"PPVphAB": e.between(0), "PPVphBC": e.between(1), "PPVphCA": e.between(2),
		"W": produced, "VA": e.apparent(), "VAr": -now.PV.Vars(), "VAr_SF": 0,
		"Hz": now.Grid.Hertz, "Hz_SF": -3,
		"PF": powerFactor(produced, e.apparent()), "PF_SF": -2,
		"WH": wattHours(now.PV.Generated), "WH_SF": 0,
		"DCW": dc, "DCV": 0, "DCA": 0, "DCV_SF": -1,
		"TmpCab": 30 + 25*share, "Tmp_SF": -1,
		"St": operatingState(now.PV), "Evt1": 0, "Evt2": 0,
	}
	if produced > 0 {
		v["DCV"] = 560 + 80*share
		v["DCA"] = dc / v["DCV"]
	}
	v.phases("Aph", e.ampere)
	v.phases("PhVph", e.volt)
	v.scale("W_SF", 0, "W")
	v.scale("VA_SF", 0, "VA")
	v.scale("DCW_SF", 0, "DCW")
	v.scale("A_SF", -2, "A", "AphA", "AphB", "AphC")
	v.scale("DCA_SF", -2, "DCA")
	return v
}

// operatingState is St of model 103: SLEEPING, MPPT or THROTTLED.
func operatingState(p plant.PVTruth) float64 {
	const sleeping, tracking, throttled = 2, 4, 5
	switch {
	case p.AvailableWatts == 0:
		return sleeping
	case p.BoundWatts < p.AvailableWatts:
		return throttled
	}
	return tracking
}

// controlValues are the points of model 123 as they rule now: after its reversion time a limit
// reads as disabled.
func controlValues(l plant.PVLimit) values {
	return values{
		"Conn": 1, "Conn_WinTms": 0, "Conn_RvrtTms": 0,
		"WMaxLimPct": l.Fraction * 100, "WMaxLimPct_SF": -2, "WMaxLim_Ena": flag(l.Enabled),
		"WMaxLimPct_WinTms": 0, "WMaxLimPct_RvrtTms": l.Revert.Seconds(), "WMaxLimPct_RmpTms": l.Ramp.Seconds(),
		"OutPFSet": 1, "OutPFSet_SF": -2, "OutPFSet_Ena": 0, "VArPct_Ena": 0,
	}
}

func flag(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

// take lets a client write the curtailment. Other writable points of model 123 are taken only with
// the value they have: this inverter neither disconnects nor shifts phase.
func (p pvInverter) take(w *Live, r modbus.Request, regs []uint16) error {
	if err := p.put(controlsModel, controlValues(w.Truth().PV.Limit), false); err != nil {
		return err
	}
	before := make([]uint16, len(regs))
	if !p.image.Read(r.Address, before) || !p.image.Write(r.Address, regs) {
		return modbus.IllegalDataAddress
	}
	limit, ok := p.asked()
	if !ok {
		p.image.Write(r.Address, before)
		return modbus.IllegalDataValue
	}
	w.write(func(plant *plant.Plant, now time.Time) { plant.LimitPV(now, limit) })
	return nil
}

// asked is the curtailment that stands in model 123; false where a value is impossible or asks for
// what the inverter does not do.
func (p pvInverter) asked() (plant.PVLimit, bool) {
	block := p.image.Block(controlsModel)
	get := func(point string) float64 {
		v, ok := block.Value(point)
		if !ok {
			return math.NaN()
		}
		return v
	}
	percent, enabled := get("WMaxLimPct"), get("WMaxLim_Ena")
	revert, ramp := get("WMaxLimPct_RvrtTms"), get("WMaxLimPct_RmpTms")
	possible := percent >= 0 && percent <= 100 && (enabled == 0 || enabled == 1) && revert >= 0 && ramp >= 0
	others := get("Conn") == 1 && get("OutPFSet_Ena") == 0 && get("VArPct_Ena") == 0
	return plant.PVLimit{
		Fraction: percent / 100, Enabled: enabled == 1,
		Revert: time.Duration(revert) * time.Second, Ramp: time.Duration(ramp) * time.Second,
	}, possible && others
}
