package yard

import (
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Yard is what is there: read only once a run has begun.
type Yard struct {
	Seed  uint64
	Start time.Time

	Meters       []Meter
	Chargers     []Charger
	Vehicles     []Vehicle
	Fleets       []Fleet
	Loads        []Load
	Degradations []Degradation
}

// Meter is what measures a node, where it is not the usual one. Every node has a meter that is read at
// every step, unless Absent.
type Meter struct {
	NodeID topology.ID
	Absent bool
	// What is outside of these bounds is no power that the node can have: BAD. nil is no bound.
	MinWatts, MaxWatts *unit.Power
	// FrozenAfter is for how long a value may stay the same to the watt until it is taken for frozen:
	// STALE. 0 never takes it for that.
	FrozenAfter time.Duration
}

// Charger is a charging point at a leaf of the tree.
type Charger struct {
	NodeID             topology.ID
	MaxWatts, MinWatts unit.Power
	StepWatts          unit.Power // it gives whole multiples of this
	RampWattsPerSecond unit.Power // 0 is at once
	ReplyAfter         time.Duration
	// Watchdog is how long after the last order a charger that is cut off goes to OnLossWatts; 0 never.
	Watchdog    time.Duration
	OnLossWatts unit.Power
	Faults      []ChargerFault
}

// ChargerFault is a time in which a charger does not do what it is told.
type ChargerFault struct {
	Kind     ChargerFaultKind
	From, To time.Time
}

// ChargerFaultKind is how a charger misbehaves.
type ChargerFaultKind string

// How chargers misbehave: it says no; it says yes and goes on as before; it neither hears nor speaks, and
// its meter is silent too; it does what it is told long after.
const (
	Refuses      ChargerFaultKind = "REFUSES"
	Ignores      ChargerFaultKind = "IGNORES"
	Disconnected ChargerFaultKind = "DISCONNECTED"
	ObeysLate    ChargerFaultKind = "OBEYS_LATE"
)

// lateness is how late ObeysLate is, beside what the charger takes anyway.
const lateness = 90 * time.Second

// Vehicle is one stay of a vehicle at a charger.
type Vehicle struct {
	VehicleID        topology.ID
	NodeID           topology.ID // of the charger
	Arrives, Departs time.Time
	Capacity         unit.Energy
	SOCPercent       int64 // at arrival
	TargetPercent    int64
	MaxWatts         unit.Power
	// From TaperPercent upwards it takes less, down to TaperToWatts when it is full.
	TaperPercent int64
	TaperToWatts unit.Power
	Tier         *int
	Weight       int
}

// Fleet draws one vehicle for each of its chargers.
type Fleet struct {
	FleetID              topology.ID
	Chargers             []topology.ID
	ArriveFrom, ArriveTo time.Duration // since the start
	StayLeast, StayMost  time.Duration
	Capacities           []unit.Energy // one of them
	SOCLeast, SOCMost    int64         // percent
	TargetPercent        int64
	MaxWatts             unit.Power
	TaperPercent         int64
	TaperToWatts         unit.Power
	Tier                 *int
	Weight               int
	AbsentPercent        int64 // of the vehicles do not come
	Rounds               int   // one vehicle after the other at each charger
	PauseBetween         time.Duration
}

// Load is what a node draws beside its children, negative for generation: a course of straight steps,
// with a swing that is drawn anew every ChangeEvery.
type Load struct {
	NodeID      topology.ID
	Points      []Point // ascending; before the first its value holds
	SwingWatts  unit.Power
	ChangeEvery time.Duration
}

// Point is the power from an instant on.
type Point struct {
	At    time.Time
	Watts unit.Power
}

// DegradationKind is how telemetry of a node suffers.
type DegradationKind string

// How telemetry suffers: nothing is known any more; nothing new comes; the same value comes over and over;
// the value is shaken; now and then it is far off; readings come twice; they come late; their times are off.
const (
	Missing    DegradationKind = "MISSING"
	Stale      DegradationKind = "STALE"
	Frozen     DegradationKind = "FROZEN"
	Noise      DegradationKind = "NOISE"
	Spike      DegradationKind = "SPIKE"
	Duplicate  DegradationKind = "DUPLICATE"
	Late       DegradationKind = "LATE"
	ClockSkew  DegradationKind = "CLOCK_SKEW"
	BadQuality DegradationKind = "BAD_QUALITY"
)

// DegradationKinds lists all ways in which telemetry suffers.
func DegradationKinds() []DegradationKind {
	return []DegradationKind{Missing, Stale, Frozen, Noise, Spike, Duplicate, Late, ClockSkew, BadQuality}
}

// Degradation makes the telemetry of a node suffer for a time.
type Degradation struct {
	NodeID   topology.ID
	Kind     DegradationKind
	From, To time.Time
	// Percent is how likely each reading suffers.
	Percent int64
	Watts   unit.Power    // how far noise and spikes reach
	By      time.Duration // how late, or how far the clock is off; negative is behind
}
