package state

import "ohmstead/energy/reason"

// Facts are all that the guards look at.
type Facts struct {
	Ready    bool // every required device has answered once, or the wait for it is over
	Disabled bool // an operator has switched control off
	Latched  bool // a fault is latched
	Stopping bool // the edge is asked to stop
}

// Row is one change of state that may happen. No other may.
type Row struct {
	// Name tells the story of the row; it is also the name of the row's test.
	Name     string
	From, To State
	Guard    func(Facts) bool
	When     string // the guard in words
	Event    reason.Code
}

// Table is every change of state there is. Of the rows that leave one state the first whose guard
// holds is taken: stopping comes before faults, and faults before everything else. A measurement
// that is not fresh is in no guard: it is an alarm that clears itself, never a fault.
func Table() []Row {
	stopping := func(f Facts) bool { return f.Stopping }
	latched := func(f Facts) bool { return f.Latched }
	ready := func(f Facts) bool { return f.Ready }
	disabled := func(f Facts) bool { return f.Disabled }
	free := func(f Facts) bool { return f.Ready && !f.Disabled && !f.Latched }
	cleared := func(f Facts) bool { return !f.Latched }
	changed := reason.StateChanged
	return []Row{
		{"stopped before the devices answered", Init, Shutdown, stopping, "stop", changed},
		{"a latched fault outlives the restart", Init, Fault, latched, "a fault is latched from before the restart", changed},
		{"the devices have answered", Init, Standby, ready, "every required device answered once or timed out", changed},

		{"stopped while waiting", Standby, Shutdown, stopping, "stop", changed},
		{"a fault while waiting", Standby, Fault, latched, "a fault is raised", changed},
		{"nothing stands in the way", Standby, Run, free, "enabled, no latched fault, every required device answered once or timed out", changed},

		{"stopped while running", Run, Shutdown, stopping, "stop", changed},
		{"a fault while running", Run, Fault, latched, "a fault is raised", changed},
		{"switched off", Run, Standby, disabled, "an operator disables control", changed},

		{"stopped in fault", Fault, Shutdown, stopping, "stop", changed},
		{"cleared by an operator", Fault, Standby, cleared, "the cause is gone and an operator has cleared it", changed},
	}
}
