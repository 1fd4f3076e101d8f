package island

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// sequence carries a site from its grid into an island and back, step by step. Each step has a
// condition to be left by, most a time they may take, and a step to fall back to.
type sequence struct {
	id      string
	ess     control.Member
	loads   []control.Member // the least important first
	roofs   []control.Member
	sensors sensors
	set     settings

	setClosed, setMode, setHertz, setVolts image.Handle

	at      step
	inStep  time.Duration
	held    control.Held // of the step's own condition
	lostFor control.Held
	goneFor control.Held // the island's voltage
	sound   control.Held // the grid within its window
	byOrder bool         // an operator wants the island, the grid is not lost
	back    control.Mode // to go back to
	// returning says that the mode still has to go back.
	returning bool
	waits     time.Duration
	tries     int
	failed    step // that an alarm stands for, starting for none
	resumed   bool // an island of before the restart

	shed      int // how many loads are shed
	shedFor   control.Held
	roomFor   control.Held
	roofShare float64
	hertz     float64 // Hz, ordered of the forming battery
	volts     float64 // V
}

// settings are the numbers of a sequence, voltages as parts of nominal.
type settings struct {
	volts, hertz                       float64
	lossLow, lossHigh                  float64
	lossLowHz, lossHighHz              float64
	detect                             time.Duration
	healthyLow, healthyHigh            float64
	healthyLowHz, healthyHighHz        float64
	gridHold                           time.Duration
	deltaVolts, deltaHz, deltaDegrees  float64
	syncHold                           time.Duration
	overload, sag, socMin, socMax      float64
	shedDelay, restoreDelay, stableFor time.Duration
	retry                              time.Duration
	attempts                           int
	limits                             limits
}

// Sequencing is the controller type ISLAND_SEQUENCING.
func Sequencing() control.Spec {
	return control.Spec{
		Type:     "ISLAND_SEQUENCING",
		Level:    envelope.Grid,
		Impact:   "people who work on a line that they believe dead, and every device of the site: a coupler that closes out of phase breaks machines, a battery that forms a voltage behind a closed coupler feeds the street. The coupler's own synchro-check and the protection stay in force",
		Fallback: "a step that takes too long falls back to a safe one with an alarm: the coupler open, the battery forming or off, loads shed. What is not fresh never lets a step go on. After a restart it takes up what it finds",
		Summary:  "Carries the site through the loss of its grid: open the coupler, form a voltage with the battery (black if need be), bring loads back by priority, watch the grid, synchronise, close, hand over.",
		Formula:  "per step: condition held for its time → next; time-out → fall-back. Synchronising: f → f_grid − Δφ/360°/2 s, U → U_grid; closes while |ΔU|, |Δf|, |Δφ| have kept within their windows for hold_s. Shed the next load while P < −overload · rating, f < f0 − sag or SOC < soc_min; restore while its rating fits",
		Source:   "document 002 §4.2 (islanding); windows by rule: docs/grid-codes.md, synchronising; time-outs are engineering knowledge",
		Raises:   []reason.Code{reason.IslandStep, reason.IslandStepFailed, reason.LoadWasShed, reason.LoadRestored},
		Fields:   sequenceFields(),
		New:      newSequence,
	}
}

func sequenceFields() []control.Field {
	percent := func(name string, standard float64, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Default: standard, Max: 200, Meaning: meaning}
	}
	hertz := func(name string, standard float64, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Hertz, Default: standard, Max: 70, Meaning: meaning}
	}
	span := func(name string, standard time.Duration, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.DurationField, Lasting: standard, Meaning: meaning}
	}
	window := gridcode.Syncs()[0]
	return []control.Field{
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Required: true, Meaning: "the meter on the grid's side of the coupler"},
		{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Sets: []string{point.SetGridMode, point.SetFrequency, point.SetVoltage}, Required: true, Meaning: "the battery that forms the island; it measures the site's side"},
		{Name: "coupler", Kind: control.AssetField, Natures: []point.Nature{point.Switch}, Sets: []string{point.SetClosed}, Required: true, Meaning: "the switch between site and grid; its PhaseAngle is the site's ahead of the grid's"},
		{Name: "sheddable", Kind: control.AssetsField, Natures: []point.Nature{point.Load, point.EVCS}, Moves: true, Meaning: "loads that may be shed, the least important first"},
		{Name: "pv", Kind: control.AssetsField, Natures: []point.Nature{point.PV}, Moves: true, Meaning: "roofs that are curtailed when the island's battery takes no more"},
		{Name: "nominal_volts", Kind: control.NumberField, Unit: point.Volt, Default: 230, Min: 50, Max: 500_000, Meaning: "nominal voltage of a phase to neutral, which the island holds"},
		hertz("nominal_hz", 50, "nominal frequency, which the island holds"),
		{Name: "loss", Kind: control.GroupField, Meaning: "past which the grid counts as lost", Fields: []control.Field{
			percent("voltage_min_percent", 80, "voltage below"), percent("voltage_max_percent", 120, "voltage above"),
			hertz("frequency_min_hz", 47.5, "frequency below"), hertz("frequency_max_hz", 51.5, "frequency above"),
			span("detect", 200*time.Millisecond, "for how long"),
		}},
		{Name: "healthy", Kind: control.GroupField, Meaning: "within which the grid may be gone back to; not wider nor shorter than the window of GRID_PROTECTION on the same meter", Fields: []control.Field{
			percent("voltage_min_percent", 90, "least voltage"), percent("voltage_max_percent", 110, "greatest voltage"),
			hertz("frequency_min_hz", 49.8, "least frequency"), hertz("frequency_max_hz", 50.2, "greatest frequency"),
			span("hold", time.Minute, "for how long"),
		}},
		{Name: "sync", Kind: control.GroupField, Meaning: "within which the two sides are connected", Fields: []control.Field{
			percent("delta_v_percent", window.Volts.Of(100), "difference of voltage, of nominal"),
			hertz("delta_hz", unit.Float(window.Hertz, unit.Hertz), "difference of frequency"),
			{Name: "delta_deg", Kind: control.NumberField, Unit: point.Degree, Default: float64(window.Degrees), Min: 0.1, Max: 30, Meaning: "difference of phase"},
			{Name: "hold_s", Kind: control.NumberField, Unit: point.Second, Default: 1, Max: 60, Meaning: "for how long, in seconds"},
		}},
		{Name: "overload_percent", Kind: control.NumberField, Unit: point.Percent, Default: 95, Min: 10, Max: 150, Meaning: "discharge above which loads are shed, of the battery's rating"},
		{Name: "sag_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 0.8, Min: 0.05, Max: 3, Meaning: "fall of the island's frequency at which loads are shed"},
		percent("soc_min_percent", 10, "state of charge below which loads are shed"),
		percent("soc_max_percent", 95, "state of charge from which roofs are curtailed until nothing is charged"),
		span("shed_delay", 500*time.Millisecond, "between one load that is shed and the next"),
		span("restore_delay", 2*time.Second, "for which there has to be room for a load before it comes back"),
		span("stable_for", 2*time.Second, "for which nothing has to change before the island counts as running"),
		span("open_timeout", 2*time.Second, "the coupler opens"),
		span("form_timeout", 10*time.Second, "the battery builds up its voltage"),
		span("stabilise_timeout", 2*time.Minute, "the load is carried"),
		span("sync_timeout", 2*time.Minute, "the sides come together"),
		span("close_timeout", 2*time.Second, "the coupler closes"),
		span("follow_timeout", 5*time.Second, "the battery follows the grid"),
		span("retry", 5*time.Minute, "until a step that failed is tried again"),
		{Name: "attempts", Kind: control.NumberField, Unit: point.One, Default: 3, Min: 1, Max: 20, Meaning: "how often a voltage is built up before the site stays dark until its grid is back"},
	}
}

func newSequence(p control.Params) (control.Controller, error) {
	s, err := newSensors(p)
	if err != nil {
		return nil, err
	}
	ess := p.Member("ess")
	c := &sequence{
		id: p.ID, ess: ess, loads: p.Members["sheddable"], roofs: p.Members["pv"], sensors: s, set: newSettings(p),
		setClosed: p.Member("coupler").Handle(point.SetClosed), setMode: ess.Handle(point.SetGridMode),
		setHertz: ess.Handle(point.SetFrequency), setVolts: ess.Handle(point.SetVoltage),
		back: control.SelfConsumption, roofShare: 1,
	}
	c.hertz, c.volts = c.set.hertz, c.set.volts
	switch s := &c.set; {
	case s.lossLow >= s.lossHigh:
		return nil, control.Invalid("loss.voltage_max_percent", s.lossHigh*100, "more than voltage_min_percent")
	case s.lossLowHz >= s.lossHighHz:
		return nil, control.Invalid("loss.frequency_max_hz", s.lossHighHz, "more than frequency_min_hz")
	case s.healthyLow < s.lossLow || s.healthyHigh > s.lossHigh || s.healthyLow >= s.healthyHigh:
		return nil, control.Invalid("healthy.voltage_min_percent", s.healthyLow*100, "a window inside that of loss")
	case s.healthyLowHz < s.lossLowHz || s.healthyHighHz > s.lossHighHz || s.healthyLowHz >= s.healthyHighHz:
		return nil, control.Invalid("healthy.frequency_min_hz", s.healthyLowHz, "a window inside that of loss")
	}
	return c, nil
}

// ReturnsWithin implements control.Returning.
func (c *sequence) ReturnsWithin() control.Window {
	s := &c.set
	return control.Window{
		MinVolts: s.healthyLow * s.volts, MaxVolts: s.healthyHigh * s.volts, MinHertz: s.healthyLowHz, MaxHertz: s.healthyHighHz, Hold: s.gridHold,
	}
}

func newSettings(p control.Params) settings {
	n, d := p.Numbers, p.Durations
	return settings{
		volts: n["nominal_volts"], hertz: n["nominal_hz"],
		lossLow: n["loss.voltage_min_percent"] / 100, lossHigh: n["loss.voltage_max_percent"] / 100,
		lossLowHz: n["loss.frequency_min_hz"], lossHighHz: n["loss.frequency_max_hz"], detect: d["loss.detect"],
		healthyLow: n["healthy.voltage_min_percent"] / 100, healthyHigh: n["healthy.voltage_max_percent"] / 100,
		healthyLowHz: n["healthy.frequency_min_hz"], healthyHighHz: n["healthy.frequency_max_hz"], gridHold: d["healthy.hold"],
		deltaVolts: n["sync.delta_v_percent"] / 100, deltaHz: n["sync.delta_hz"], deltaDegrees: n["sync.delta_deg"],
		syncHold: time.Duration(n["sync.hold_s"] * float64(time.Second)),
		overload: n["overload_percent"] / 100, sag: n["sag_hz"], socMin: n["soc_min_percent"], socMax: n["soc_max_percent"],
		shedDelay: d["shed_delay"], restoreDelay: d["restore_delay"], stableFor: d["stable_for"],
		retry: d["retry"], attempts: int(n["attempts"]),
		limits: limits{
			opening: d["open_timeout"], forming: d["form_timeout"], stabilising: d["stabilise_timeout"],
			synchronising: d["sync_timeout"], closing: d["close_timeout"], following: d["follow_timeout"],
		},
	}
}

// Propose looks, moves by one step at most, and orders what the step is for.
func (c *sequence) Propose(in control.Input, out *control.Filing) {
	v := c.look(in)
	c.inStep += in.Since
	c.waits = max(c.waits-in.Since, 0)
	if next, why, ok := c.next(in, v); ok {
		c.enter(next, why, in, out)
	} else if c.overdue() {
		c.fallBack(v, in, out)
	}
	c.act(in, v, out)
}

// The bits of the latch; above them the step that an alarm stands for.
const (
	latchIsland uint64 = 1 << iota
	latchOrdered
	latchFailed = 8
)

// Latches says whether the site is on its way through an island, whether by order, and what failed.
func (c *sequence) Latches() uint64 {
	set := uint64(0)
	if c.at >= opening || c.at == starting && c.resumed {
		set |= latchIsland
	}
	if c.byOrder {
		set |= latchOrdered
	}
	if c.failed != starting {
		set |= 1 << (latchFailed + c.failed)
	}
	return set
}

// Relatch lets the sequence take up an island of before the restart.
func (c *sequence) Relatch(set uint64) {
	c.resumed, c.byOrder = set&latchIsland != 0, set&latchOrdered != 0
	for s := starting + 1; s <= following; s++ {
		if set&(1<<(latchFailed+s)) != 0 {
			c.failed = s
		}
	}
}
