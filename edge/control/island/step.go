package island

import "time"

// step is where the sequence stands.
type step int

// Steps, in the order of a loss and a return.
const (
	starting      step = iota // nothing is known yet
	onGrid                    // the coupler is closed, the grid holds the voltage
	opening                   // the coupler is ordered to open
	refusing                  // it does not open, so nothing is formed
	forming                   // the battery builds up a voltage of its own
	stabilising               // loads come back one by one
	islanded                  // the island runs
	dark                      // no voltage can be held: everything is off
	synchronising             // the island is steered to the grid's voltage, frequency and phase
	closing                   // the coupler is ordered to close
	following                 // the battery is handed over to the grid's voltage
)

var stepNames = [...]string{
	"STARTING", "ON_GRID", "OPENING", "REFUSING", "FORMING", "STABILISING", "ISLANDED", "DARK", "SYNCHRONISING", "CLOSING", "FOLLOWING",
}

// String is the step's name in events and pages.
func (s step) String() string { return stepNames[s] }

// Why a step was left, as events say it: names, which need no language.
const (
	gridLost      = "GRID_LOST"
	ordered       = "ORDERED" // by an operator
	couplerOpen   = "COUPLER_OPEN"
	couplerClosed = "COUPLER_CLOSED"
	voltageHolds  = "VOLTAGE_HOLDS"
	loadHolds     = "LOAD_HOLDS"
	gridHolds     = "GRID_HOLDS" // it has kept within its window
	inPhase       = "IN_PHASE"
	outOfPhase    = "OUT_OF_PHASE"
	handedOver    = "HANDED_OVER"
	timedOut      = "TIMED_OUT"
	voltageGone   = "VOLTAGE_GONE"
	again         = "TRIED_AGAIN"
	foundSo       = "FOUND_SO" // after a start
	gridBack      = "GRID_BACK"
)

// limits are how long each step may take, by step; 0 for as long as it takes.
type limits [following + 1]time.Duration
