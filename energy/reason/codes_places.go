package reason

// Codes of places and what stands there.
const (
	PlaceInCircle Code = "PLACE_IN_CIRCLE"
	PlaceNotEmpty Code = "PLACE_NOT_EMPTY"

	PeriodsOverlap     Code = "PERIODS_OVERLAP"
	AllocationTooLarge Code = "ALLOCATION_TOO_LARGE"
)

func placesCodes() []Entry {
	return []Entry{
		{PlaceInCircle, Refusal, 409, []string{"name"}, "{name} cannot lie below itself", "{name} kann nicht unter sich selbst liegen"},
		{PlaceNotEmpty, Refusal, 409, []string{"name", "count"}, "below {name} there are still {count} places in use; move or archive them first", "unter {name} sind noch {count} Orte in Gebrauch; zuerst verschieben oder archivieren"},
		{PeriodsOverlap, Refusal, 409, []string{"type"}, "another {type} holds for a part of that time; end it first", "ein anderes {type} gilt für einen Teil dieser Zeit; zuerst dieses beenden"},
		{AllocationTooLarge, Refusal, 409, []string{"promised_watts", "capacity_watts"}, "together {promised_watts} W of the asset would be promised at one instant, and it can do {capacity_watts} W", "zusammen wären {promised_watts} W der Anlage zum selben Zeitpunkt zugesagt, und sie kann {capacity_watts} W"},
	}
}
