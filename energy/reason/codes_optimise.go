package reason

// Codes of what pays: controllers of the classes OPTIMIZATION and AUX.
const (
	FixedPower    Code = "FIXED_POWER"
	ChargeDelayed Code = "CHARGE_DELAYED"
	ExportStored  Code = "EXPORT_STORED"
	SurplusFed    Code = "SURPLUS_FED"
	LoadShed      Code = "LOAD_SHED"
	ChargerBudget Code = "CHARGER_BUDGET"
	PlanStale     Code = "PLAN_STALE"
	TestCycleDone Code = "TEST_CYCLE_DONE"
)

func optimiseCodes() []Entry {
	return []Entry{
		{FixedPower, Cut, 0, []string{"limit_watts"}, "the power is bounded at {limit_watts} W by a fixed setting", "die Leistung ist durch eine feste Vorgabe bei {limit_watts} W begrenzt"},
		{ChargeDelayed, Cut, 0, []string{"limit_watts"}, "charging is spread over the day: {limit_watts} W are enough now", "die Ladung wird über den Tag verteilt: jetzt genügen {limit_watts} W"},
		{ExportStored, Cut, 0, []string{"least_watts"}, "at least {least_watts} W are stored, because the grid does not take them", "mindestens {least_watts} W werden gespeichert, weil das Netz sie nicht aufnimmt"},
		{SurplusFed, Cut, 0, []string{"least_watts"}, "{least_watts} W of solar power find no place in the battery and are fed in", "{least_watts} W Solarleistung finden in der Batterie keinen Platz und werden eingespeist"},
		{LoadShed, Cut, 0, []string{"limit_watts"}, "the load is shed to keep grid import under {limit_watts} W", "die Last ist abgeworfen, um den Netzbezug unter {limit_watts} W zu halten"},
		{ChargerBudget, Cut, 0, []string{"limit_watts"}, "this charger's share of the common budget is {limit_watts} W", "der Anteil dieser Ladestation am gemeinsamen Budget beträgt {limit_watts} W"},
		{PlanStale, Alarm, 0, []string{"on_stale"}, "the dispatch plan is too old or says nothing about now: {on_stale}", "der Fahrplan ist zu alt oder sagt nichts über jetzt: {on_stale}"},
		{TestCycleDone, Notice, 0, []string{"cycles"}, "{cycles} test cycles are done", "{cycles} Testzyklen sind fertig"},
	}
}
