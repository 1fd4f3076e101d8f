package optimise

import (
	"ohmstead/edge/control"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// economic lists the modes in which what pays is armed: those in which nothing more urgent, an
// outage or the grid's frequency, has the battery.
func economic() []control.Mode {
	return []control.Mode{control.SelfConsumption, control.PeakShaving, control.Schedule}
}

// unplanned are the economic modes but SCHEDULE, in which a plan has taken the place of timetables.
func unplanned() []control.Mode {
	return []control.Mode{control.SelfConsumption, control.PeakShaving}
}

// battery is the field of the battery that is moved, with what has to be fresh of it.
func battery(reads ...string) control.Field {
	return control.Field{
		Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: reads,
		Required: true, Meaning: "the battery that is moved",
	}
}

// connection is the field of the meter at the grid connection.
func connection() control.Field {
	return control.Field{
		Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower},
		Required: true, Meaning: "the meter at the grid connection",
	}
}

// watts is a field of a power that may have either sign.
func watts(name string, standard float64, meaning string) control.Field {
	return control.Field{
		Name: name, Kind: control.NumberField, Unit: point.Watt, Default: standard,
		Min: -control.MostWatts, Max: control.MostWatts, Meaning: meaning,
	}
}

// magnitude is a field of a power without sign.
func magnitude(name string, standard float64, meaning string) control.Field {
	f := watts(name, standard, meaning)
	f.Min = 0
	return f
}

// percent is a field of a state of charge.
func percent(name string, standard float64, meaning string) control.Field {
	return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Default: standard, Max: 100, Meaning: meaning}
}

// required is the field without a default.
func required(f control.Field) control.Field {
	f.Required = true
	return f
}

// windows is the field of a weekly timetable.
func windows(name, meaning string) control.Field {
	return control.Field{Name: name, Kind: control.WindowsField, Meaning: meaning}
}

// Sentences that several records share.
const (
	movesMoney = "moves money, not safety: when it is wrong the battery charges or discharges at the wrong time, inside all limits"
	asksNone   = "without a fresh value it asks nothing; the stale data guard takes the battery to its safe state"
)

func missing(field string) error {
	return reason.New(reason.MissingField, reason.Params{"field": field})
}
