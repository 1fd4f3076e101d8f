package reason

// Codes of carrying out what a balancing cycle decided: why a leaf does not have what it was given, and what
// binds it at its edge.
const (
	OrderNoReceiver   Code = "ORDER_NO_RECEIVER"
	OrderEdgeSilent   Code = "ORDER_EDGE_SILENT"
	OrderRefused      Code = "ORDER_REFUSED"
	OrderUnconfirmed  Code = "ORDER_UNCONFIRMED"
	OrderContradicted Code = "ORDER_CONTRADICTED"
	RaiseLeftUndone   Code = "RAISE_LEFT_UNDONE"
	RaiseTooSmall     Code = "RAISE_TOO_SMALL"
	OrderNotFollowed  Code = "ORDER_NOT_FOLLOWED"
	OrderBounds       Code = "ORDER_BOUNDS"
)

func applyCodes() []Entry {
	return []Entry{
		{OrderNoReceiver, Cut, 0, nil, "nothing is ordered: what stands at this node is no asset of an edge", "nichts wird angeordnet: an diesem Knoten steht kein Gerät eines Edge"},
		{OrderEdgeSilent, Cut, 0, nil, "nothing can be ordered: the edge of the site does not answer", "nichts kann angeordnet werden: das Edge des Standorts antwortet nicht"},
		{OrderRefused, Cut, 0, []string{"state"}, "the edge answered the order with {state}", "das Edge hat auf die Anordnung mit {state} geantwortet"},
		{OrderUnconfirmed, Cut, 0, []string{"seconds"}, "the decrease was not confirmed within {seconds} s; until it is, the next cycles count what it had", "die Absenkung wurde nicht binnen {seconds} s bestätigt; bis dahin zählen die nächsten Zyklen mit dem bisherigen Wert"},
		{OrderContradicted, Cut, 0, []string{"watts"}, "its meter shows {watts} W, more than was ordered", "sein Zähler zeigt {watts} W, mehr als angeordnet"},
		{RaiseLeftUndone, Cut, 0, []string{"node"}, "not raised, because {node} has not confirmed its decrease", "nicht erhöht, weil {node} seine Absenkung nicht bestätigt hat"},
		{RaiseTooSmall, Cut, 0, []string{"watts"}, "a rise of less than {watts} W is not ordered", "eine Erhöhung um weniger als {watts} W wird nicht angeordnet"},
		{OrderNotFollowed, Refusal, 409, nil, "nothing on site followed the order: it needs EVCS_DISPATCH for a charger, or SCHEDULE_TRACKER and the mode SCHEDULE for a battery", "vor Ort ist nichts der Anordnung gefolgt: eine Ladestation braucht EVCS_DISPATCH, eine Batterie SCHEDULE_TRACKER und den Modus SCHEDULE"},
		{OrderBounds, Cut, 0, []string{"limit_watts"}, "it may draw at most {limit_watts} W by order, or while there is none", "nach Anordnung, oder solange keine gilt, sind höchstens {limit_watts} W erlaubt"},
	}
}
