package reason

// Codes of the arbiter: why a set-point is not what was asked for.
const (
	ApparentPowerLimit Code = "APPARENT_POWER_LIMIT"
	RampLimit          Code = "RAMP_LIMIT"
	SiteRampLimit      Code = "SITE_RAMP_LIMIT"
	OutputFiltered     Code = "OUTPUT_FILTERED"
	WholeWatts         Code = "WHOLE_WATTS"
	ArbitrationStopped Code = "ARBITRATION_STOPPED"
)

func arbitrationCodes() []Entry {
	return []Entry{
		{ApparentPowerLimit, Cut, 0, []string{"limit_va", "active_watts"}, "the apparent power of {limit_va} VA leaves no more beside {active_watts} W", "die Scheinleistung von {limit_va} VA lässt neben {active_watts} W nicht mehr zu"},
		{SiteRampLimit, Cut, 0, []string{"watts_per_second"}, "the grid operator lets the site change by so much a second that the asset's share is {watts_per_second} W", "der Netzbetreiber lässt den Standort sich je Sekunde nur so weit ändern, dass der Anteil der Anlage {watts_per_second} W ist"},
		{RampLimit, Cut, 0, []string{"watts_per_second"}, "the asset changes by at most {watts_per_second} W in a second", "die Anlage ändert sich um höchstens {watts_per_second} W je Sekunde"},
		{OutputFiltered, Cut, 0, nil, "the set-point is on its way: the asset's output is filtered", "der Sollwert ist unterwegs: der Ausgang der Anlage ist gefiltert"},
		{WholeWatts, Cut, 0, nil, "no whole watts of the assets add up to it", "keine ganzen Watt der Anlagen ergeben diese Summe"},
		{ArbitrationStopped, Cut, 0, nil, "the limits of the arbiter were reached: only earlier classes are bound", "die Grenzen der Schlichtung sind erreicht: nur frühere Klassen sind gebunden"},
	}
}
