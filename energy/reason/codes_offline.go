package reason

// Codes of readings that people bring of meters nobody reads electronically.
const (
	AmbiguousTime   Code = "AMBIGUOUS_TIME"
	NoSuchTime      Code = "NO_SUCH_TIME"
	CounterWentBack Code = "COUNTER_WENT_BACK"
	ReadingConflict Code = "READING_CONFLICT"
	MeterOutOfUse   Code = "METER_OUT_OF_USE"
)

func offlineCodes() []Entry {
	return []Entry{
		{AmbiguousTime, Refusal, 422, []string{"field", "value", "first", "second"}, "{field} {value} exists twice, as clocks were set back: want {first} or {second}", "{field} {value} gibt es zweimal, weil die Uhren zurückgestellt wurden: richtig wäre {first} oder {second}"},
		{NoSuchTime, Refusal, 422, []string{"field", "value", "time_zone"}, "{field} {value} does not exist in {time_zone}, as clocks were put forward", "{field} {value} gibt es in {time_zone} nicht, weil die Uhren vorgestellt wurden"},
		{CounterWentBack, Refusal, 422, []string{"value", "other", "at"}, "the counter stands at {value} here and at {other} on {at}: a counter does not go back; a meter that was exchanged is another meter", "der Zähler steht hier auf {value} und auf {other} am {at}: ein Zähler läuft nicht rückwärts; ein getauschter Zähler ist ein anderer"},
		{ReadingConflict, Refusal, 409, []string{"at", "value", "stored"}, "{value} at {at}, but {stored} is known: with the quality SUBSTITUTED it takes its place", "{value} am {at}, bekannt ist aber {stored}: mit der Qualität SUBSTITUTED tritt der Wert an seine Stelle"},
		{MeterOutOfUse, Refusal, 409, []string{"name"}, "{name} is out of use: bring it back before readings are stored", "{name} ist außer Betrieb: nehmen Sie ihn wieder in Betrieb, bevor Ablesungen gespeichert werden"},
	}
}
