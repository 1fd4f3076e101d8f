package island

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// frequencyShedding takes loads off while the frequency is low, one after the other.
type frequencyShedding struct {
	id                      string
	loads                   []control.Member // the least important first
	hertz                   image.Handle
	below, above            float64 // Hz
	shedDelay, restoreDelay time.Duration

	shed      int
	low, high control.Held
	lastHertz float64
}

// FrequencyShedding is the controller type UNDER_FREQUENCY_SHEDDING.
func FrequencyShedding() control.Spec {
	return control.Spec{
		Type:     "UNDER_FREQUENCY_SHEDDING",
		Level:    envelope.Grid,
		Impact:   "takes part in saving a grid that is short of power: when it is wrong loads stand still for nothing, or the grid loses a help it counts on",
		Fallback: "without a fresh frequency it sheds nothing more and restores nothing: what is shed stays shed",
		Summary:  "Sheds loads one after the other while the frequency is below below_hz, the least important first, and brings them back one after the other once it is above restore_hz.",
		Formula:  "f < below_hz for shed_delay → the next load ≤ 0 W, and again after each shed_delay; f > restore_hz for restore_delay → the last one is free again, and so on",
		Source:   "stages of under-frequency load shedding as UCTE handbook policy 5 has them: first at 49.0 Hz (engineering knowledge); document 002 §4.2 (load shedding)",
		Raises:   []reason.Code{reason.LoadWasShed, reason.LoadRestored},
		Fields: []control.Field{
			{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.Load, point.EVCS}, Moves: true, Required: true, Meaning: "the loads, the least important first"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter, point.ESS}, Required: true, Meaning: "what measures the frequency"},
			{Name: "below_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 49, Min: 45, Max: 60, Meaning: "frequency below which loads are shed"},
			{Name: "restore_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 49.8, Min: 45, Max: 60, Meaning: "frequency above which they come back"},
			{Name: "shed_delay", Kind: control.DurationField, Lasting: 200 * time.Millisecond, Meaning: "for which it has to be low before the next load is shed"},
			{Name: "restore_delay", Kind: control.DurationField, Lasting: 30 * time.Second, Meaning: "for which it has to be high before the next load comes back"},
		},
		New: newFrequencyShedding,
	}
}

func newFrequencyShedding(p control.Params) (control.Controller, error) {
	hertz, err := p.Member("meter").Channel(point.Frequency)
	if err != nil {
		return nil, err
	}
	c := &frequencyShedding{
		id: p.ID, loads: p.Members["assets"], hertz: hertz,
		below: p.Numbers["below_hz"], above: p.Numbers["restore_hz"],
		shedDelay: p.Duration("shed_delay"), restoreDelay: p.Duration("restore_delay"),
	}
	if c.above <= c.below {
		return nil, control.Invalid("restore_hz", c.above, "more than below_hz")
	}
	return c, nil
}

// Propose keeps what is shed while the frequency is not fresh.
func (c *frequencyShedding) Propose(in control.Input, out *control.Filing) {
	hertz, ok := in.Value(c.hertz)
	if ok {
		c.lastHertz = hertz
	}
	if c.low.Past(ok && hertz < c.below, in.Since, c.shedDelay) && c.shed < len(c.loads) {
		c.low = control.Held{}
		c.tell(reason.LoadWasShed, c.loads[c.shed], out)
		c.shed++
	}
	if c.high.Past(ok && hertz > c.above && c.shed > 0, in.Since, c.restoreDelay) {
		c.high = control.Held{}
		c.shed--
		c.tell(reason.LoadRestored, c.loads[c.shed], out)
	}
	for i := range c.shed {
		out.Bound(c.loads[i].Asset, envelope.AtMost(0), envelope.Cause{Code: reason.FrequencyShed, Numbers: [2]int64{int64(c.lastHertz * 1000)}})
	}
}

func (c *frequencyShedding) tell(code reason.Code, load control.Member, out *control.Filing) {
	out.Tell(control.Notice{Code: code, Asset: load.Asset, Params: reason.Params{"controller": c.id, "asset": load.ID}})
}
