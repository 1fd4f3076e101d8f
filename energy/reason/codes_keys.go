package reason

// Codes of an edge's key that is changed from afar.
const (
	EdgeKeyNotChanged Code = "EDGE_KEY_NOT_CHANGED"
)

func keyCodes() []Entry {
	return []Entry{
		{EdgeKeyNotChanged, Refusal, 409, []string{"detail"}, "the edge has not changed its key and goes on with one that works: {detail}", "das Edge hat seinen Schlüssel nicht gewechselt und verwendet weiter einen, der gilt: {detail}"},
	}
}
