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

// why a step was left, as events say it.
const (
	gridLost      = "the grid is lost"
	ordered       = "an operator wants an island"
	couplerOpen   = "the coupler is open"
	couplerClosed = "the coupler is closed"
	voltageHolds  = "the battery holds a voltage"
	loadHolds     = "the load is carried"
	gridHolds     = "the grid has kept within its window"
	inPhase       = "voltage, frequency and phase have kept together"
	outOfPhase    = "voltage, frequency or phase have come apart"
	handedOver    = "the battery follows the grid"
	timedOut      = "it took too long"
	voltageGone   = "the island has lost its voltage"
	again         = "it is tried again"
	foundSo       = "found so after a start"
	gridBack      = "the grid is back before the coupler opened"
)

// limits are how long each step may take, by step; 0 for as long as it takes.
type limits [following + 1]time.Duration
