package reason

// Codes of places and what stands there.
const (
	PlaceInCircle Code = "PLACE_IN_CIRCLE"
	PlaceNotEmpty Code = "PLACE_NOT_EMPTY"
)

func placesCodes() []Entry {
	return []Entry{
		{PlaceInCircle, Refusal, 409, []string{"name"}, "{name} cannot lie below itself", "{name} kann nicht unter sich selbst liegen"},
		{PlaceNotEmpty, Refusal, 409, []string{"name", "count"}, "below {name} there are still {count} places in use; move or archive them first", "unter {name} sind noch {count} Orte in Gebrauch; zuerst verschieben oder archivieren"},
	}
}
