package reason

// Codes of the control cycle.
const (
	AssetLimit           Code = "ASSET_LIMIT"
	AllowedPowerLimit    Code = "ALLOWED_POWER_LIMIT"
	SOCTooLow            Code = "SOC_TOO_LOW"
	SOCTooHigh           Code = "SOC_TOO_HIGH"
	ForceCharge          Code = "FORCE_CHARGE"
	StaleInput           Code = "STALE_INPUT"
	PeakLimit            Code = "PEAK_LIMIT"
	HigherTarget         Code = "HIGHER_TARGET"
	Infeasible           Code = "INFEASIBLE"
	ManualOverride       Code = "MANUAL_OVERRIDE"
	SafeState            Code = "SAFE_STATE"
	ControllerFailed     Code = "CONTROLLER_FAILED"
	ControllerOverBudget Code = "CONTROLLER_OVER_BUDGET"
	StateChanged         Code = "STATE_CHANGED"
	CycleLate            Code = "CYCLE_LATE"
)

func controlCodes() []Entry {
	return []Entry{
		{AssetLimit, Cut, 0, []string{"min_watts", "max_watts"}, "the asset itself can do between {min_watts} W and {max_watts} W", "die Anlage selbst kann zwischen {min_watts} W und {max_watts} W"},
		{AllowedPowerLimit, Cut, 0, []string{"limit_watts"}, "the device allows at most {limit_watts} W now", "das Gerät erlaubt jetzt höchstens {limit_watts} W"},
		{SOCTooLow, Cut, 0, []string{"soc_percent", "release_percent"}, "state of charge is {soc_percent} %: no discharge until it reaches {release_percent} %", "Ladezustand {soc_percent} %: keine Entladung, bis er {release_percent} % erreicht"},
		{SOCTooHigh, Cut, 0, []string{"soc_percent", "release_percent"}, "state of charge is {soc_percent} %: no charge until it falls to {release_percent} %", "Ladezustand {soc_percent} %: keine Ladung, bis er auf {release_percent} % fällt"},
		{ForceCharge, Cut, 0, []string{"soc_percent", "release_percent"}, "state of charge is critical at {soc_percent} %: charging is forced until it reaches {release_percent} %", "Ladezustand kritisch bei {soc_percent} %: Ladung erzwungen, bis er {release_percent} % erreicht"},
		{StaleInput, Cut, 0, []string{"channel"}, "{channel} is not fresh: only the ramp to the safe state is allowed", "{channel} ist nicht aktuell: nur die Rampe zum sicheren Zustand ist erlaubt"},
		{PeakLimit, Cut, 0, []string{"limit_watts"}, "grid import is held under {limit_watts} W", "der Netzbezug wird unter {limit_watts} W gehalten"},
		{HigherTarget, Cut, 0, []string{"by"}, "{by} has set the target already", "{by} hat den Sollwert bereits gesetzt"},
		{Infeasible, Cut, 0, []string{"by"}, "contradicts what {by} requires", "widerspricht dem, was {by} verlangt"},
		{ManualOverride, Cut, 0, []string{"by"}, "{by} holds the asset by hand", "{by} hält die Anlage von Hand"},
		{SafeState, Cut, 0, nil, "the asset is driven to its safe state", "die Anlage wird in ihren sicheren Zustand gefahren"},
		{ControllerFailed, Alarm, 0, []string{"controller", "detail"}, "controller {controller} failed and is disabled: {detail}", "Regler {controller} ist ausgefallen und abgeschaltet: {detail}"},
		{ControllerOverBudget, Alarm, 0, []string{"controller", "budget"}, "controller {controller} needed more than {budget} and is disabled", "Regler {controller} brauchte mehr als {budget} und ist abgeschaltet"},
		{StateChanged, Notice, 0, []string{"from", "to"}, "the edge went from {from} to {to}", "der Edge wechselte von {from} nach {to}"},
		{CycleLate, Alarm, 0, []string{"share"}, "{share} % of the cycles were late", "{share} % der Zyklen waren verspätet"},
	}
}
