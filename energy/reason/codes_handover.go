package reason

// Codes of limits that are handed to an edge.
const (
	ConsumptionLimit Code = "CONSUMPTION_LIMIT"
	GenerationLimit  Code = "GENERATION_LIMIT"
)

func handoverCodes() []Entry {
	return []Entry{
		{ConsumptionLimit, Cut, 0, []string{"limit_watts"}, "what consumes behind the connection may take at most {limit_watts} W together", "die Verbraucher hinter dem Anschluss dürfen zusammen höchstens {limit_watts} W aufnehmen"},
		{GenerationLimit, Cut, 0, []string{"limit_watts"}, "what generates behind the connection may give at most {limit_watts} W together", "die Erzeuger hinter dem Anschluss dürfen zusammen höchstens {limit_watts} W abgeben"},
	}
}
