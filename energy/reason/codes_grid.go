package reason

// Codes of safety, of protection and of what is owed to the grid.
const (
	TemperatureLimit       Code = "TEMPERATURE_LIMIT"
	BatteryTemperatureTrip Code = "BATTERY_TEMPERATURE_TRIP"

	GridProtection     Code = "GRID_PROTECTION"
	GridNotReady       Code = "GRID_NOT_READY"
	GridRamp           Code = "GRID_RAMP"
	GridProtectionTrip Code = "GRID_PROTECTION_TRIP"

	ImportLimit         Code = "IMPORT_LIMIT"
	GridReactiveLimit   Code = "GRID_REACTIVE_LIMIT"
	ExportLimit         Code = "EXPORT_LIMIT"
	FailSafeLimit       Code = "FAIL_SAFE_LIMIT"
	FailSafeLimitHolds  Code = "FAIL_SAFE_LIMIT_HOLDS"
	LimitNotCorrectable Code = "LIMIT_NOT_CORRECTABLE"

	GridOperatorLimit    Code = "GRID_OPERATOR_LIMIT"
	GridOperatorFailSafe Code = "GRID_OPERATOR_FAIL_SAFE"
	GridOperatorOrder    Code = "GRID_OPERATOR_ORDER"
	FeedInOrder          Code = "FEED_IN_ORDER"
	GridOperatorFree     Code = "GRID_OPERATOR_FREE"
	GridOperatorSilent   Code = "GRID_OPERATOR_SILENT"
	FeedInReduced        Code = "FEED_IN_REDUCED"

	FFRActivated     Code = "FFR_ACTIVATED"
	FFRReady         Code = "FFR_READY"
	ReserveKept      Code = "RESERVE_KEPT"
	BackupReserve    Code = "BACKUP_RESERVE"
	MinimumDischarge Code = "MINIMUM_DISCHARGE"
	ActivePowerLimit Code = "ACTIVE_POWER_LIMIT"
	VoltageLimit     Code = "VOLTAGE_LIMIT"
	ReactiveFirst    Code = "REACTIVE_FIRST"

	IslandSequence   Code = "ISLAND_SEQUENCE"
	IslandStep       Code = "ISLAND_STEP"
	IslandStepFailed Code = "ISLAND_STEP_FAILED"
	LoadWasShed      Code = "LOAD_WAS_SHED"
	LoadRestored     Code = "LOAD_RESTORED"
	FrequencyShed    Code = "FREQUENCY_SHED"
)

func gridCodes() []Entry {
	return []Entry{
		{TemperatureLimit, Cut, 0, []string{"temperature_c", "limit_watts"}, "at {temperature_c} °C the battery may do at most {limit_watts} W this way", "bei {temperature_c} °C darf die Batterie in dieser Richtung höchstens {limit_watts} W"},
		{BatteryTemperatureTrip, Alarm, 0, []string{"asset", "temperature_c", "limit_c"}, "{asset} is at {temperature_c} °C, over the limit of {limit_c} °C, and stands still", "{asset} hat {temperature_c} °C, mehr als die Grenze von {limit_c} °C, und steht still"},

		{GridProtection, Cut, 0, []string{"stage"}, "stage {stage} of the grid protection has tripped", "Stufe {stage} des Netzschutzes hat ausgelöst"},
		{GridNotReady, Cut, 0, []string{"seconds"}, "the grid has to keep within its window for {seconds} s more before the plant connects", "das Netz muss noch {seconds} s in seinem Fenster bleiben, bevor die Anlage zuschaltet"},
		{GridRamp, Cut, 0, []string{"limit_watts"}, "after connecting power comes back slowly, now up to {limit_watts} W", "nach dem Zuschalten kommt die Leistung langsam zurück, jetzt bis {limit_watts} W"},
		{GridProtectionTrip, Alarm, 0, []string{"controller", "stage", "measured"}, "{controller}: stage {stage} of the grid protection has tripped at {measured}", "{controller}: Stufe {stage} des Netzschutzes hat bei {measured} ausgelöst"},

		{GridReactiveLimit, Cut, 0, []string{"limit_vars"}, "the connection may take or give at most {limit_vars} var", "der Anschluss darf höchstens {limit_vars} var aufnehmen oder abgeben"},
		{ImportLimit, Cut, 0, []string{"limit_watts"}, "the connection may import at most {limit_watts} W", "der Anschluss darf höchstens {limit_watts} W beziehen"},
		{ExportLimit, Cut, 0, []string{"limit_watts"}, "the connection may export at most {limit_watts} W", "der Anschluss darf höchstens {limit_watts} W einspeisen"},
		{FailSafeLimit, Cut, 0, []string{"limit_watts"}, "no limit is known for now, so the fail-safe of {limit_watts} W holds at the connection", "für jetzt ist keine Grenze bekannt, daher gilt am Anschluss die Rückfallgrenze von {limit_watts} W"},
		{FailSafeLimitHolds, Alarm, 0, []string{"controller"}, "{controller}: the last known limit of the connection has ended and its fail-safe holds", "{controller}: die letzte bekannte Grenze des Anschlusses ist abgelaufen, die Rückfallgrenze gilt"},
		{LimitNotCorrectable, Alarm, 0, []string{"controller", "measured_watts"}, "{controller}: the connection is at {measured_watts} W, past its limit, and nothing that may be moved can correct it", "{controller}: der Anschluss liegt bei {measured_watts} W jenseits seiner Grenze, und nichts Bewegliches kann das beheben"},

		{GridOperatorLimit, Cut, 0, []string{"limit_watts"}, "the grid operator has reduced the device to {limit_watts} W", "der Netzbetreiber hat das Gerät auf {limit_watts} W begrenzt"},
		{GridOperatorFailSafe, Cut, 0, []string{"limit_watts"}, "the grid operator's order is not known, so the fail-safe of {limit_watts} W holds", "die Vorgabe des Netzbetreibers ist nicht bekannt, daher gilt die Rückfallgrenze von {limit_watts} W"},
		{GridOperatorOrder, Notice, 0, []string{"controller", "limit_watts"}, "{controller}: the grid operator has reduced each device to {limit_watts} W", "{controller}: der Netzbetreiber hat jedes Gerät auf {limit_watts} W begrenzt"},
		{FeedInOrder, Notice, 0, []string{"controller", "percent"}, "{controller}: the grid operator has reduced feed-in to {percent} %", "{controller}: der Netzbetreiber hat die Einspeisung auf {percent} % begrenzt"},
		{GridOperatorFree, Notice, 0, []string{"controller"}, "{controller}: the grid operator reduces nothing", "{controller}: der Netzbetreiber begrenzt nichts"},
		{GridOperatorSilent, Alarm, 0, []string{"controller"}, "{controller}: the grid operator's box or contact is not heard and its fail-safe holds", "{controller}: Steuerbox oder Kontakt des Netzbetreibers meldet sich nicht, die Rückfallgrenze gilt"},
		{FeedInReduced, Cut, 0, []string{"percent", "limit_watts"}, "the grid operator has reduced feed-in to {percent} %, {limit_watts} W", "der Netzbetreiber hat die Einspeisung auf {percent} % begrenzt, {limit_watts} W"},

		{FFRActivated, Notice, 0, []string{"controller", "frequency_mhz", "power_watts"}, "{controller}: at {frequency_mhz} mHz the fast reserve of {power_watts} W has been activated", "{controller}: bei {frequency_mhz} mHz wurde die schnelle Reserve von {power_watts} W aktiviert"},
		{FFRReady, Notice, 0, []string{"controller"}, "{controller}: the fast reserve is ready again", "{controller}: die schnelle Reserve ist wieder bereit"},
		{ReserveKept, Cut, 0, []string{"reserve_watts"}, "{reserve_watts} W of discharge are kept for a reserve", "{reserve_watts} W Entladeleistung werden für eine Reserve freigehalten"},
		{BackupReserve, Cut, 0, []string{"soc_percent", "reserve_percent"}, "state of charge is {soc_percent} %: {reserve_percent} % are kept for an outage", "Ladezustand {soc_percent} %: {reserve_percent} % bleiben für einen Ausfall"},
		{MinimumDischarge, Cut, 0, []string{"minimum_watts"}, "discharge goes on with {minimum_watts} W at least", "die Entladung läuft mit mindestens {minimum_watts} W weiter"},
		{ActivePowerLimit, Cut, 0, []string{"limit_watts"}, "the asset is limited to {limit_watts} W", "die Anlage ist auf {limit_watts} W begrenzt"},
		{VoltageLimit, Cut, 0, []string{"voltage_v", "limit_watts"}, "at {voltage_v} V at most {limit_watts} W may be produced", "bei {voltage_v} V dürfen höchstens {limit_watts} W erzeugt werden"},
		{ReactiveFirst, Cut, 0, []string{"limit_watts"}, "reactive power comes first and leaves {limit_watts} W", "die Blindleistung geht vor und lässt {limit_watts} W"},

		{IslandSequence, Cut, 0, []string{"step"}, "island sequencing is at {step}", "die Inselfolge steht bei {step}"},
		{IslandStep, Notice, 0, []string{"controller", "from", "to", "why"}, "{controller} went from {from} to {to}: {why}", "{controller} ging von {from} nach {to}: {why}"},
		{IslandStepFailed, Alarm, 0, []string{"controller", "step"}, "{controller}: the step {step} took too long and was given up", "{controller}: der Schritt {step} dauerte zu lange und wurde aufgegeben"},
		{LoadWasShed, Notice, 0, []string{"controller", "asset"}, "{controller} has shed {asset}", "{controller} hat {asset} abgeworfen"},
		{LoadRestored, Notice, 0, []string{"controller", "asset"}, "{controller} lets {asset} run again", "{controller} lässt {asset} wieder laufen"},
		{FrequencyShed, Cut, 0, []string{"frequency_mhz"}, "at {frequency_mhz} mHz the load is shed", "bei {frequency_mhz} mHz ist die Last abgeworfen"},
	}
}
