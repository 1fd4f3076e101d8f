package reason

// Codes of the edge's states: faults, modes and what operators do.
const (
	FaultLasts       Code = "FAULT_LASTS"
	FaultCleared     Code = "FAULT_CLEARED"
	ModeChanged      Code = "MODE_CHANGED"
	ControlEnabled   Code = "CONTROL_ENABLED"
	ControlDisabled  Code = "CONTROL_DISABLED"
	OverrideSet      Code = "OVERRIDE_SET"
	OverrideExpired  Code = "OVERRIDE_EXPIRED"
	OverrideReleased Code = "OVERRIDE_RELEASED"
	OverrideDropped  Code = "OVERRIDE_DROPPED"
	GuardLost        Code = "GUARD_LOST"
	NotControllable  Code = "NOT_CONTROLLABLE"
	TooMany          Code = "TOO_MANY"
)

func stateCodes() []Entry {
	return []Entry{
		{FaultLasts, Refusal, 409, []string{"fault", "by"}, "{by} still reports {fault}: remove its cause first", "{by} meldet weiterhin {fault}: zuerst die Ursache beseitigen"},
		{NotControllable, Refusal, 409, []string{"asset"}, "{asset} takes no power set-point", "{asset} nimmt keinen Leistungssollwert an"},
		{TooMany, Refusal, 409, []string{"field", "most"}, "there are {most} of {field} already, which is all there is room for", "es gibt bereits {most} von {field}, mehr ist nicht vorgesehen"},
		{GuardLost, Cut, 0, []string{"controller"}, "{controller} guards the asset and is disabled: only the safe state is allowed", "{controller} schützt die Anlage und ist abgeschaltet: nur der sichere Zustand ist erlaubt"},
		{FaultCleared, Notice, 0, []string{"by", "reason"}, "{by} cleared the faults: {reason}", "{by} hat die Störungen quittiert: {reason}"},
		{ModeChanged, Notice, 0, []string{"from", "to", "by"}, "{by} changed the mode from {from} to {to}", "{by} wechselte die Betriebsart von {from} nach {to}"},
		{ControlEnabled, Notice, 0, []string{"by"}, "{by} enabled control", "{by} hat die Regelung eingeschaltet"},
		{ControlDisabled, Notice, 0, []string{"by"}, "{by} disabled control", "{by} hat die Regelung ausgeschaltet"},
		{OverrideSet, Notice, 0, []string{"by", "power_watts", "until", "reason"}, "{by} set {power_watts} W by hand until {until}: {reason}", "{by} hat bis {until} von Hand {power_watts} W vorgegeben: {reason}"},
		{OverrideExpired, Notice, 0, []string{"by"}, "the set-point by hand of {by} has ended by itself", "die Handvorgabe von {by} ist abgelaufen"},
		{OverrideReleased, Notice, 0, []string{"by"}, "{by} released the set-point by hand", "{by} hat die Handvorgabe aufgehoben"},
		{OverrideDropped, Notice, 0, []string{"by", "fault"}, "the set-point by hand of {by} has ended because of {fault}", "die Handvorgabe von {by} endete wegen {fault}"},
	}
}
