package reason

// Codes of the microgrid as it is kept. MicrogridInvalid is of what is said about a microgrid and breaks a
// rule that is not the tree's own.
const (
	MicrogridInvalid Code = "MICROGRID_INVALID"
	LimitBreached    Code = "LIMIT_BREACHED"
)

func microgridServiceCodes() []Entry {
	return []Entry{
		{MicrogridInvalid, Refusal, 422, []string{"rule", "detail"}, "the rule {rule} is broken: {detail}", "die Regel {rule} ist verletzt: {detail}"},
		{LimitBreached, Alarm, 0, []string{"node", "demand_watts", "limit_watts"}, "{node}: demand of {demand_watts} W passes the limit of {limit_watts} W", "{node}: der Bedarf von {demand_watts} W überschreitet die Grenze von {limit_watts} W"},
	}
}
