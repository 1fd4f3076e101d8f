package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// outage reports whether the site lives from its battery. Loads are asked for nothing then, which is
// not the same as not being asked: a load of which nobody wants anything takes what it likes.
func outage(m control.Mode) bool { return m == control.Backup || m == control.Island }

// loads is the field of the loads that are moved, the most important first.
func loads(meaning string) control.Field {
	return control.Field{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.Load}, Moves: true, Required: true, Meaning: meaning}
}

// contact is the field of a switch that is closed and opened.
func contact(name, meaning string) control.Field {
	return control.Field{
		Name: name, Kind: control.AssetField, Natures: []point.Nature{point.Switch}, Sets: []string{point.SetClosed},
		Required: true, Meaning: meaning,
	}
}

// surplusFields are the parameters of a surplus.
func surplusFields() []control.Field {
	return []control.Field{
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
		{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Meaning: "the battery of the site: what it gives is no surplus, what it takes is one by battery. None where the site has none"},
		{Name: "battery", Kind: control.ChoiceField, Standard: batteryLast, Choices: []string{batteryLast, batteryFirst}, Meaning: "LAST: charging of the battery counts as surplus, so the loads come first; FIRST: only what the battery leaves does"},
	}
}

func watts(name string, standard float64, meaning string) control.Field {
	return control.Field{Name: name, Kind: control.NumberField, Unit: point.Watt, Default: standard, Max: control.MostWatts, Meaning: meaning}
}

func percent(name string, standard float64, meaning string) control.Field {
	return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Default: standard, Max: 100, Meaning: meaning}
}

// span is the field of a time span that may be none.
func span(name string, standard time.Duration, meaning string) control.Field {
	return control.Field{Name: name, Kind: control.DurationField, Off: true, Lasting: standard, Meaning: meaning}
}

// paceFields are the parameters of a pace.
func paceFields(on, off, run, pause time.Duration) []control.Field {
	return []control.Field{
		span("on_delay", on, "how long there has to be enough before it is switched on"),
		span("off_delay", off, "how long there has to be too little before it is switched off"),
		span("min_run", run, "how long it stays on at least"),
		span("min_pause", pause, "how long it stays off at least, also after a start of the edge"),
	}
}

func paceOf(p control.Params) pace {
	return pace{p.Durations["on_delay"], p.Durations["off_delay"], p.Durations["min_run"], p.Durations["min_pause"]}
}

const movesComfort = "moves money and comfort, not safety: when it is wrong a load runs from the grid or waits too long"

func missing(field string) error {
	return reason.New(reason.MissingField, reason.Params{"field": field})
}

// channelOf resolves the channel that a text field names, of the asset that another names.
func channelOf(p control.Params, asset, channel string) (image.Handle, error) {
	m := p.Member(asset)
	h := m.Handle(p.Texts[channel])
	if h == image.None {
		return h, reason.New(reason.UnknownChannel, reason.Params{"channel": m.ID + "." + p.Texts[channel]})
	}
	return h, nil
}
