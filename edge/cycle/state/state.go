package state

// State is the edge's top-level state.
type State string

// States.
const (
	Init     State = "INIT"
	Standby  State = "STANDBY"
	Run      State = "RUN"
	Fault    State = "FAULT"
	Shutdown State = "SHUTDOWN"
)

// Meaning is what a state means for the assets.
type Meaning struct {
	State
	// Controls says that controllers decide; otherwise the assets are in their safe states.
	Controls bool
	// Orders says that set-points are ordered at all.
	Orders bool
	// Looks says that controllers of class SAFETY run, to see faults come and go, though nothing
	// they ask for is granted beyond the safe states.
	Looks bool
	// Overrides says that an operator may take an asset by hand.
	Overrides bool
	Words     string
}

// Meanings lists the states in the order an edge goes through them.
func Meanings() []Meaning {
	return []Meaning{
		{State: Init, Overrides: true, Words: "waits until every required device has answered once or timed out; orders nothing"},
		{State: Standby, Orders: true, Looks: true, Overrides: true, Words: "would run but is disabled or about to start; every asset is in its safe state"},
		{State: Run, Controls: true, Orders: true, Looks: true, Overrides: true, Words: "controllers decide"},
		{State: Fault, Orders: true, Looks: true, Words: "a fault is latched until an operator clears it and its cause is gone; every asset is in its safe state; overrides are refused and those that were in force have ended"},
		{State: Shutdown, Orders: true, Words: "stopping; every asset has been ordered to its safe state"},
	}
}

// Of is what a state means; the zero Meaning for one that does not exist.
func Of(s State) Meaning {
	for _, m := range Meanings() {
		if m.State == s {
			return m
		}
	}
	return Meaning{}
}

// Machine goes through the table; New makes one.
type Machine struct {
	at    State
	table []Row `imprint:"-"`
}

// New is a machine in INIT.
func New() *Machine { return &Machine{at: Init, table: Table()} }

// State is where the machine stands.
func (m *Machine) State() State { return m.at }

// Step takes at most one row of the table; false where no guard holds. It allocates nothing.
func (m *Machine) Step(f Facts) (Row, bool) {
	for i := range m.table {
		if r := &m.table[i]; r.From == m.at && r.Guard(f) {
			m.at = r.To
			return *r, true
		}
	}
	return Row{}, false
}
