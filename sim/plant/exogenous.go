package plant

import (
	"math"
	"time"
)

// Streams of the seeded noise; a number is never used for two things.
const (
	streamLoadFast uint64 = iota + 1
	streamLoadMiddle
	streamLoadSlow
	streamLoadFlicker
	streamCloudFast
	streamCloudMiddle
	streamCloudSlow
	streamSunFlicker
	streamVoltage
	streamPhaseOne
	streamPhaseTwo
	streamPowerFactor
	streamVehicles
)

// load is what the site consumes: a recorded series times a seeded factor that steps like
// appliances do. The factor is exp(Σ aᵢ·zᵢ − ½·Σ aᵢ²) with zᵢ normal variables that hold for 15 s,
// 90 s and 7 min: its mean is 1, so the series' energy is kept in expectation. A flicker of 0.5 %
// changes every second.
type load struct {
	series Series
	from   time.Time // the series' instant at world time zero
	scale  float64
	noise  noise
}

// Amplitudes of the load's factor, chosen so that a house's power changes by some percent within
// seconds and by half within minutes.
const (
	loadFast    = 0.04
	loadMiddle  = 0.12
	loadSlow    = 0.25
	loadFlicker = 0.005
)

// watts is the load at world time t after the start.
func (l load) watts(t time.Duration) float64 {
	s := t.Seconds()
	swing := loadFast*l.noise.step(streamLoadFast, s, 15) +
		loadMiddle*l.noise.step(streamLoadMiddle, s, 90) +
		loadSlow*l.noise.step(streamLoadSlow, s, 420)
	const bias = (loadFast*loadFast + loadMiddle*loadMiddle + loadSlow*loadSlow) / 2
	flicker := 1 + loadFlicker*l.noise.smooth(streamLoadFlicker, s, 1)
	return math.Max(0, l.series.At(l.from.Add(t))*l.scale*math.Exp(swing-bias)*flicker)
}

// shares is how the load is spread over the phases: each share wanders around a third within
// minutes, and they sum to 1.
func (l load) shares(t time.Duration) [3]float64 {
	s := t.Seconds()
	one := math.Exp(0.35 * l.noise.smooth(streamPhaseOne, s, 300))
	two := math.Exp(0.35 * l.noise.smooth(streamPhaseTwo, s, 360))
	sum := one + two + 1
	return [3]float64{one / sum, two / sum, 1 / sum}
}

// tanPhi is reactive over active power of the load, around 0.25 (power factor 0.97, inductive).
func (l load) tanPhi(t time.Duration) float64 {
	return 0.25 + 0.04*l.noise.smooth(streamPowerFactor, t.Seconds(), 120)
}

// sun is the power a PV plant could give: the recorded mean, broken up by passing clouds. The sky
// has two states, clear (the envelope of the neighbouring days) and clouded (a quarter of it). The
// share of clear sky is chosen so that the mean stays the recorded one; which state holds is a
// wandering variable (10 s, 45 s, 4 min) against that share, with edges of some seconds. Clear and
// overcast half hours therefore stay calm and half-clouded ones jump.
type sun struct {
	series Series
	bright []float64
	from   time.Time
	scale  float64
	noise  noise
}

// What passes a cloud, and how soft its edge is as a share of the probability scale.
const (
	cloudPasses = 0.25
	cloudEdge   = 0.08
	sunFlicker  = 0.003
)

// watts is the available AC power at world time t after the start, never negative.
func (n sun) watts(t time.Duration) float64 {
	at := n.from.Add(t)
	i, part := n.series.position(at)
	bright := n.bright[i] + part*(n.bright[(i+1)%len(n.bright)]-n.bright[i])
	mean := n.series.At(at)
	if bright <= 0 || mean <= 0 {
		return 0
	}
	passes := mean / bright
	if passes > cloudPasses {
		passes = cloudPasses + (1-cloudPasses)*n.clearness(t, (passes-cloudPasses)/(1-cloudPasses))
	}
	return bright * passes * n.scale * (1 + sunFlicker*n.noise.smooth(streamSunFlicker, t.Seconds(), 1))
}

// clearness is 1 under clear sky and 0 under a cloud; its mean over time is share.
func (n sun) clearness(t time.Duration, share float64) float64 {
	s := t.Seconds()
	z := 0.3*n.noise.smooth(streamCloudFast, s, 10) +
		0.5*n.noise.smooth(streamCloudMiddle, s, 45) +
		math.Sqrt(1-0.09-0.25)*n.noise.smooth(streamCloudSlow, s, 240)
	edge := math.Min(cloudEdge, 2*math.Min(share, 1-share))
	if edge <= 0 {
		return share
	}
	return math.Min(1, math.Max(0, (share-normalCDF(z))/edge+0.5))
}
