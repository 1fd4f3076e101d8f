package reason

// Codes of what drivers see of a device while they control it.
const (
	WriteBudgetSpent Code = "WRITE_BUDGET_SPENT"
	LeaseNotHeld     Code = "LEASE_NOT_HELD"
	HeartbeatStill   Code = "HEARTBEAT_STILL"
	LocalControl     Code = "LOCAL_CONTROL"
)

func driverCodes() []Entry {
	return []Entry{
		{WriteBudgetSpent, Alarm, 0, []string{"device", "channel", "per_day"}, "{device} stores {channel} in memory that wears out and has taken its {per_day} writes of the day: the next order waits", "{device} speichert {channel} in Speicher, der sich abnutzt, und hat seine {per_day} Schreibvorgänge des Tages hinter sich: der nächste Befehl wartet"},
		{LeaseNotHeld, Alarm, 0, []string{"device", "channel", "remaining_seconds", "expected_seconds"}, "{device} would follow {channel} for {remaining_seconds} s more, it was told {expected_seconds} s: do not rely on its falling back by itself", "{device} würde {channel} noch {remaining_seconds} s lang folgen, aufgetragen waren {expected_seconds} s: auf sein selbsttätiges Zurückfallen ist kein Verlass"},
		{HeartbeatStill, Alarm, 0, []string{"device"}, "the heartbeat of {device} stands still: what it answers is not taken for fresh", "der Lebenszähler von {device} steht still: was es antwortet, gilt nicht als aktuell"},
		{LocalControl, Alarm, 0, []string{"device"}, "somebody on site has taken {device} over: it takes no orders", "jemand vor Ort hat {device} übernommen: es nimmt keine Befehle an"},
	}
}
