package reason

// Codes of what drivers see of a device while they control it.
const (
	WriteBudgetSpent Code = "WRITE_BUDGET_SPENT"
	LeaseNotHeld     Code = "LEASE_NOT_HELD"
	HeartbeatStill   Code = "HEARTBEAT_STILL"
	LocalControl     Code = "LOCAL_CONTROL"
	FunctionMissing  Code = "FUNCTION_MISSING"
	NoSpareCurve     Code = "NO_SPARE_CURVE"
	CurveRefused     Code = "CURVE_REFUSED"
	CurveNotFollowed Code = "CURVE_NOT_FOLLOWED"
)

func driverCodes() []Entry {
	return []Entry{
		{WriteBudgetSpent, Alarm, 0, []string{"device", "channel", "per_day"}, "{device} stores {channel} in memory that wears out and has taken its {per_day} writes of the day: the next order waits", "{device} speichert {channel} in Speicher, der sich abnutzt, und hat seine {per_day} Schreibvorgänge des Tages hinter sich: der nächste Befehl wartet"},
		{LeaseNotHeld, Alarm, 0, []string{"device", "channel", "remaining_seconds", "expected_seconds"}, "{device} would follow {channel} for {remaining_seconds} s more, it was told {expected_seconds} s: do not rely on its falling back by itself", "{device} würde {channel} noch {remaining_seconds} s lang folgen, aufgetragen waren {expected_seconds} s: auf sein selbsttätiges Zurückfallen ist kein Verlass"},
		{HeartbeatStill, Alarm, 0, []string{"device"}, "the heartbeat of {device} stands still: what it answers is not taken for fresh", "der Lebenszähler von {device} steht still: was es antwortet, gilt nicht als aktuell"},
		{FunctionMissing, Refusal, 409, []string{"function", "model"}, "the device does not have {function}: it lacks SunSpec model {model}", "das Gerät hat {function} nicht: ihm fehlt das SunSpec-Modell {model}"},
		{NoSpareCurve, Refusal, 409, []string{"function"}, "the device keeps no curve of {function} that can be written beside the one in force", "das Gerät hat für {function} neben der wirksamen keine Kennlinie, die sich beschreiben lässt"},
		{CurveRefused, Refusal, 409, []string{"function"}, "the device refuses the curve of {function}", "das Gerät lehnt die Kennlinie für {function} ab"},
		{CurveNotFollowed, Refusal, 409, []string{"function"}, "the device says that it has adopted the curve of {function}, and follows another", "das Gerät meldet, die Kennlinie für {function} übernommen zu haben, und folgt einer anderen"},
		{LocalControl, Alarm, 0, []string{"device"}, "somebody on site has taken {device} over: it takes no orders", "jemand vor Ort hat {device} übernommen: es nimmt keine Befehle an"},
	}
}
