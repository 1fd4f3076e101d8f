package control

import (
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/unit"
)

// Asset is an asset's place in the cycle, in configured order. Clusters and separately controlled
// phases follow the assets and take requests in the same way.
type Asset int

// Mode selects which controllers of the GRID and OPTIMIZATION classes are armed; see Spec.Modes.
type Mode string

// Modes. AllArmed is a scenario without a mode: every listed controller is armed.
const (
	SelfConsumption Mode = "SELF_CONSUMPTION"
	PeakShaving     Mode = "PEAK_SHAVING"
	Schedule        Mode = "SCHEDULE"
	Droop           Mode = "DROOP"
	Backup          Mode = "BACKUP"
	Island          Mode = "ISLAND"
	AllArmed        Mode = ""
)

// Modes lists the modes an operator may set.
func Modes() []Mode {
	return []Mode{SelfConsumption, PeakShaving, Schedule, Droop, Backup, Island}
}

// GridConnected lists the modes of a site that feeds from and into the public grid.
func GridConnected() []Mode { return []Mode{SelfConsumption, PeakShaving, Schedule, Droop} }

// Input is what a controller may know: the instant, the time since the last cycle, the mode, what
// was ordered from outside and the frozen image.
type Input struct {
	Now   time.Time
	Since time.Duration
	Mode  Mode
	Image *image.Image
	// Last are the set-points of the last cycle by Asset; before the first, the safe states.
	Last []unit.Power
	// Standing is what operators and the backend have ordered; never nil.
	Standing *Standing
}

// Value is the reading at h in its channel's unit; false where it is missing, stale or bad. The
// image has judged its age by the channel's own max_age, so that a channel that is read seldom
// does not come and go.
func (in Input) Value(h image.Handle) (float64, bool) {
	r := in.Image.At(h)
	return r.Value, r.Quality.Usable()
}

// Power is Value in whole watts.
func (in Input) Power(h image.Handle) (unit.Power, bool) {
	value, ok := in.Value(h)
	if !ok {
		return 0, false
	}
	return unit.FromFloat(value, unit.Watt)
}

// Controller files requests for assets. It reads nothing but its Input and its own state, and
// writes nothing but its Filing.
type Controller interface {
	Propose(in Input, out *Filing)
}

// Window is within which a controller takes the grid for sound, and for how long it has to keep within:
// volts of a phase to neutral, hertz.
type Window struct {
	MinVolts, MaxVolts, MinHertz, MaxHertz float64
	Hold                                   time.Duration
}

// Connecting is a controller that keeps a site off the grid until the grid has kept within its window.
type Connecting interface {
	Controller
	ConnectsWithin() Window
}

// Returning is a controller that takes a site back to a grid that has kept within its window.
type Returning interface {
	Controller
	ReturnsWithin() Window
}

// Latching is a controller with latches that must outlive the process: a trip that waits for the
// grid, a limit that waits for its hysteresis. Latches says which are set, one bit each and 0 for
// none; Relatch is called before the first cycle with what Latches last said. Both allocate
// nothing.
type Latching interface {
	Controller
	Latches() uint64
	Relatch(set uint64)
}
