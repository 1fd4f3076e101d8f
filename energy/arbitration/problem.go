package arbitration

import (
	"math"
	"time"

	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// Problem is what is asked in one cycle.
type Problem struct {
	// Since is the time since the last Solve, for outputs that are ramped or smoothed.
	Since time.Duration
	// Ramp is the most that the active set-points of all assets together may change in a second, 0 for any:
	// each has a share by its rating, beside its own. Like those it gives way to what an asset can do and to
	// SAFETY, and binds everybody else.
	Ramp     unit.Power
	Assets   []Filed        // by Config.Assets
	Clusters []FiledCluster // by Config.Clusters
}

// Filed is what is asked of one asset, and what is known of it.
type Filed struct {
	Requests []envelope.Request
	Reactive []ReactiveRequest
	// Last is the set-point before this one.
	Last unit.Power
	// Measured is what the asset does now, where HasMeasured; a closed loop needs it.
	Measured    unit.Power
	HasMeasured bool
	// SOC is the state of charge, 0 to 1, where HasSOC; without it a battery shares as if it had
	// the mean of the others.
	SOC    float64
	HasSOC bool
}

// charge is the state of charge within 0 and 1; false where it is not known.
func (f *Filed) charge() (float64, bool) {
	return min(max(f.SOC, 0), 1), f.HasSOC && !math.IsNaN(f.SOC)
}

// FiledCluster is what is asked of a cluster's sum.
type FiledCluster struct {
	Requests []envelope.Request
	Reactive []ReactiveRequest
}

// ReactiveRequest is what one controller asks of one asset's reactive power: a band, or a target,
// or both, with the meaning that envelope.Request has for active power.
type ReactiveRequest struct {
	By        string
	Level     envelope.Level
	Band      Band // AnyReactive() where it only has a target
	Target    unit.ReactivePower
	HasTarget bool
	Weight    int
	Cause     envelope.Cause
}

// Band is a closed interval of reactive power; the zero Band is 0 var alone. Positive is absorbed.
type Band struct {
	Min, Max unit.ReactivePower
}

// AnyReactive allows every reactive power.
func AnyReactive() Band { return Band{Min: math.MinInt64 / 2, Max: math.MaxInt64 / 2} }

// BoundReactive is a request that only bounds.
func BoundReactive(by string, level envelope.Level, band Band, cause envelope.Cause) ReactiveRequest {
	return ReactiveRequest{By: by, Level: level, Band: band, Cause: cause}
}

// WantReactive is a request for one reactive power, at weight 1 and without bounds.
func WantReactive(by string, level envelope.Level, target unit.ReactivePower, cause envelope.Cause) ReactiveRequest {
	return ReactiveRequest{By: by, Level: level, Band: AnyReactive(), Target: target, HasTarget: true, Weight: 1, Cause: cause}
}

// Answer is the set-points and who was not granted in full. Its slices are the arbiter's own and
// hold until the next Solve.
type Answer struct {
	Power        []unit.Power         // by Config.Assets
	Reactive     []unit.ReactivePower // by Config.Assets
	Cuts         []Cut
	ReactiveCuts []ReactiveCut
	// Stopped says that the limits were reached or the numbers gave out: for some assets only the
	// earlier classes are bound. The cuts name the requests that were not (ARBITRATION_STOPPED).
	Stopped bool
}

// Cut is a request on active power that was not granted in full.
type Cut struct {
	Of string // the asset or cluster
	envelope.Step
}

// ReactiveCut is a request on reactive power that was not granted in full, in the shape of
// envelope.Step.
type ReactiveCut struct {
	Of           string // the asset or cluster
	By           string
	Level        envelope.Level
	Asked, Given unit.ReactivePower
	Cause        envelope.Cause
	BoundBy      string
}
