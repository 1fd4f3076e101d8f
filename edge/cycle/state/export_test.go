package state

// In is a machine that stands in a state.
func In(s State) *Machine { return &Machine{at: s, table: Table()} }
