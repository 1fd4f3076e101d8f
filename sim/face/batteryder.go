package face

import (
	"math"
	"sync"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
	"ohmstead/sim/plant"
)

// batteryDER is the battery's inverter with the SunSpec models of IEEE 1547-2018: its set-points revert by
// themselves, it keeps curves and adopts them, and its heartbeat counts. It does not act by its curves, and
// it offers no reactive power.
type batteryDER struct {
	board
	limits traits

	mu     sync.Mutex
	device *twin.Device
	at     time.Time // of what the registers show
	led    bool      // the plant follows a set-point of the registers
}

// derProfile is the profile that it speaks.
const derProfile = "sunspec-der"

// Models behind the common block.
const (
	derMeasurement = 701
	derCapacity    = 702
	derEnter       = 703
	derControls    = 704
	derVoltVar     = 705
	derVoltWatt    = 706
	derDroop       = 711
	derStorage     = 713
	derControl     = 715
)

// NewBatteryDER binds the twin of the battery's inverter that speaks the models of IEEE 1547-2018.
func NewBatteryDER(c Config, w *Live) (*Twin, error) {
	b, err := newBatteryDER(c.Key, w.Truth())
	if err != nil {
		return nil, err
	}
	w.follow(b.move)
	return open(c, w, b)
}

func newBatteryDER(key string, now plant.Truth) (*batteryDER, error) {
	p, err := profileOf(derProfile)
	if err != nil {
		return nil, err
	}
	curves := func(model uint16, points int) sunspec.Spec {
		return sunspec.Spec{ID: model, Repeat: map[string]int{"Crv": 3, "Pt": points}}
	}
	b, err := newBoardOf(nameplate{"Ohmstead", "DER battery", "SIM-" + key},
		sunspec.Spec{ID: derMeasurement}, sunspec.Spec{ID: derCapacity}, sunspec.Spec{ID: derEnter}, sunspec.Spec{ID: derControls},
		curves(derVoltVar, 4), curves(derVoltWatt, 2), sunspec.Spec{ID: derDroop, Repeat: map[string]int{"Ctl": 2}},
		sunspec.Spec{ID: derStorage}, sunspec.Spec{ID: derControl})
	if err != nil {
		return nil, err
	}
	for model, v := range derValues(now.Battery) {
		if err := b.put(model, v, false); err != nil {
			return nil, err
		}
	}
	registers, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}}, b.image)
	if err != nil {
		return nil, err
	}
	limits := traitsOf(p)
	limits.writeOne, limits.writeMany = true, true
	d := &batteryDER{board: b, limits: limits, device: twin.NewDevice(registers), at: now.At}
	return d, d.show(now, false)
}

// derValues is what the models say before anybody writes: ratings, the window of IEEE 1547 for entering
// service, no control in force, and curves that do nothing.
func derValues(b plant.BatteryTruth) map[uint16]values {
	watts := math.Max(b.Limits.ChargeWatts, b.Limits.DischargeWatts)
	capacity := values{
		"WMaxRtg": watts, "WMax": watts, "VAMaxRtg": watts, "VAMax": watts, "VNomRtg": plant.NominalVolts, "VNom": plant.NominalVolts,
		"WChaRteMaxRtg": b.Limits.ChargeWatts, "WChaRteMax": b.Limits.ChargeWatts,
		"WDisChaRteMaxRtg": b.Limits.DischargeWatts, "WDisChaRteMax": b.Limits.DischargeWatts, "V_SF": -1,
	}
	capacity.scale("W_SF", 0, "WMax", "WChaRteMax", "WDisChaRteMax")
	capacity.scale("VA_SF", 0, "VAMax")
	return map[uint16]values{
		derCapacity: capacity,
		derEnter:    {"ES": 1, "ESVHi": 105, "ESVLo": 91.7, "ESHzHi": 50.1, "ESHzLo": 49.5, "ESDlyTms": 300, "ESRmpTms": 300, "V_SF": -1, "Hz_SF": -2},
		derControls: {
			"WSet_SF": 0, "WSetPct_SF": -1, "WSetEna": 0, "WSetMod": 1, "WSet": 0, "WSetRvrt": 0, "WSetPct": 0, "WSetPctRvrt": 0,
			"WSetEnaRvrt": 0, "WSetRvrtTms": 0, "WSetRvrtRem": 0, "AntiIslEna": 1,
		},
		derVoltVar:  derCurves(values{"DeptRef": 3, "Pri": 0, "RspTms": 5, "Pt[1].V": 92, "Pt[1].Var": 0, "Pt[2].V": 108, "Pt[2].Var": 0}),
		derVoltWatt: derCurves(values{"DeptRef": 0, "RspTms": 10, "Pt[1].V": 106, "Pt[1].W": 100, "Pt[2].V": 110, "Pt[2].W": 100}),
		derDroop: {
			"Db_SF": -3, "K_SF": -3, "RspTms_SF": 0, "Ena": 0, "AdptCtlReq": 0, "AdptCtlRslt": 1,
			"Ctl[1].ReadOnly": 1, "Ctl[1].DbOf": 0.036, "Ctl[1].DbUf": 0.036, "Ctl[1].KOf": 0.05, "Ctl[1].KUf": 0.05, "Ctl[1].RspTms": 5,
			"Ctl[2].ReadOnly": 0,
		},
		derControl: {"LocRemCtl": 0, "DERHb": 0, "ControllerHb": 0},
	}
}

// derCurves is a model of curves: this one in force, and two places to write.
func derCurves(first values) values {
	v := values{
		"V_SF": -1, "DeptRef_SF": -1, "RspTms_SF": -1, "Ena": 0, "AdptCrvReq": 0, "AdptCrvRslt": 1, "RvrtTms": 0, "RvrtRem": 0, "RvrtCrv": 0,
		"Crv[1].ReadOnly": 1, "Crv[2].ReadOnly": 0, "Crv[3].ReadOnly": 0, "Crv[1].ActPt": 2,
	}
	for path, n := range first {
		v["Crv[1]."+path] = n
	}
	return v
}

func (d *batteryDER) traits() traits { return d.limits }

func (d *batteryDER) show(now plant.Truth, blank bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = now.At
	measured := []string{"W", "VA", "Var", "A", "AL1", "AL2", "AL3", "VL1", "VL2", "VL3", "Hz", "PF", "TmpCab"}
	if err := d.put(derMeasurement, derMeasured(now), blank, measured...); err != nil {
		return err
	}
	b := now.Battery
	storage := values{"SoC": b.SOCPercent, "SoH": stateOfHealth, "Pct_SF": -2, "Sta": 0, "WHRtg": float64(b.Capacity) / 3600e6, "WHAvail": float64(b.Stored) / 3600e6}
	storage.scale("WH_SF", 0, "WHRtg")
	return d.put(derStorage, storage, blank, "SoC", "SoH")
}

// derMeasured are the points of model 701: what is injected is positive.
func derMeasured(now plant.Truth) values {
	b := now.Battery
	e := electrical{b.Flow, now.Grid.Volts}
	v := values{
		"ACType": 2, "St": 1, "InvSt": 3, "ConnSt": 1, "Alrm": 0,
		"W": -b.Watts(), "VA": e.apparent(), "Var": -b.Vars(), "Var_SF": 0, "PF": 1, "PF_SF": -2,
		"A": e.sum(e.ampere), "Hz": now.Grid.Hertz, "Hz_SF": -3, "V_SF": -1, "TmpCab": 30, "Tmp_SF": -1,
		"TotWhInj": wattHours(b.Discharged), "TotWhAbs": wattHours(b.Charged), "TotWh_SF": 0,
	}
	for i, name := range [...]string{"L1", "L2", "L3"} {
		v["A"+name], v["V"+name] = e.ampere(i), e.volt(i)
	}
	v.scale("W_SF", 0, "W")
	v.scale("VA_SF", 0, "VA")
	v.scale("A_SF", -2, "A", "AL1", "AL2", "AL3")
	return v
}

func (d *batteryDER) read(r modbus.Request, dst []uint16) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.device.ReadAt(d.at, r, dst)
}

func (d *batteryDER) take(w *Live, r modbus.Request, regs []uint16) error {
	now := w.Truth().At
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.device.WriteAt(now, r, regs)
	return err
}

// move has the plant follow what stands in the controls, as time passes: until the set-point reverts, and
// then what it reverts to.
func (d *batteryDER) move(p *plant.Plant, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.device.Pass(now)
	controls := d.image.Block(derControls)
	enabled, _ := controls.Value("WSetEna")
	watts, ok := controls.Value("WSet")
	switch {
	case enabled == 1 && ok:
		p.SetBattery(now, -watts)
		d.led = true
	case d.led:
		p.LeaveBattery(now)
		d.led = false
	}
}
