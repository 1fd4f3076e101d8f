package cycle

// State is the edge's top-level state.
type State string

// States. INIT waits for the devices, RUN controls, SHUTDOWN has ordered every safe state.
const (
	Init     State = "INIT"
	Run      State = "RUN"
	Shutdown State = "SHUTDOWN"
)

// transition is one allowed change of state.
type transition struct {
	from, to State
	when     string
}

// transitions is the whole table; anything else is a bug.
func transitions() []transition {
	return []transition{
		{Init, Run, "every required device answered once or timed out"},
		{Init, Shutdown, "stop"},
		{Run, Shutdown, "stop; safe states ordered"},
	}
}

func allowed(from, to State) bool {
	for _, t := range transitions() {
		if t.from == from && t.to == to {
			return true
		}
	}
	return false
}
