package battery

import (
	"math"
	"time"

	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/storage"
)

// Constants of the stage.
const (
	// patience is after how long a current that has not come anew is asked for its quality.
	patience = time.Second
	// deviceSigma is how well a device's own state of charge is taken to be known where it begins an
	// estimate: battery management systems promise 3 % to 5 %.
	deviceSigma = 0.05
	// mostSigma is the standard deviation up to which an estimate may stand for the device's own. A
	// wider one is as good as unknown, and unknown is what controllers then see.
	mostSigma = 0.10
	// unknown is the standard deviation of what nothing is known of.
	unknown = math.MaxFloat64
	// apart and apartSigmas are how far device and estimate may differ: by the larger of both.
	apart       = 0.05
	apartSigmas = 3.0
	// apartFor is how long they must before it is said.
	apartFor = time.Minute
)

// Event is something an operator should know of a battery's state of charge.
type Event struct {
	Asset   string
	Code    reason.Code
	Params  reason.Params
	Cleared bool
}

// Stage estimates all batteries of a site. Not safe for concurrent use.
type Stage struct {
	batteries []battery
	news      bool
	updates   []image.Update `imprint:"-"`
	events    []Event        `imprint:"-"`
}

// Inbox is where estimates go; *image.Inbox satisfies it.
type Inbox interface {
	Put(updates []image.Update)
}

// battery is one asset with its estimator, which is nil until something is known to begin with.
type battery struct {
	asset                           string
	pack                            storage.Pack `imprint:"-"`
	estimator                       *storage.SOCEstimator
	current, voltage, temperature   image.Handle
	soc, estimated, sigma           image.Handle
	elapsed                         time.Duration // since the last sample
	seen                            time.Time     // of the last current
	differ                          time.Duration // for how long device and estimate have differed
	mismatch, untrusted, substitute bool
	// before is what an earlier process knew, kept what this one last said is worth keeping.
	before, kept Charge
}

// New is a stage for the batteries of a site that name their cells.
func New(s *site.Site) *Stage {
	stage := &Stage{}
	for _, a := range s.Assets {
		if a.Battery == nil {
			continue
		}
		at := func(channel string) image.Handle { return s.Layout.Lookup(a.ID, channel) }
		stage.batteries = append(stage.batteries, battery{
			asset: a.ID, pack: *a.Battery,
			current: at(point.Current), voltage: at(point.Voltage), temperature: at(point.Temperature),
			soc: at(point.SOC), estimated: at(point.SOCEstimated), sigma: at(point.SOCSigma),
		})
	}
	stage.updates = make([]image.Update, 0, 3*len(stage.batteries))
	return stage
}

// Blank has every battery hold an estimator, of a belief that means nothing: room for what Imprint of
// another stage says of it.
func (s *Stage) Blank() {
	for i := range s.batteries {
		b := &s.batteries[i]
		b.estimator = storage.NewSOCEstimator(b.pack, storage.Belief{SOC: 0.5, Sigma: deviceSigma})
	}
}

// Step takes in a frozen image, since after the one before, and puts estimates into the inbox, for
// the next freeze. The events hold until the next Step. It allocates nothing unless something
// happens.
func (s *Stage) Step(now time.Time, since time.Duration, im *image.Image, inbox Inbox) []Event {
	s.updates, s.events = s.updates[:0], s.events[:0]
	for i := range s.batteries {
		b := &s.batteries[i]
		b.elapsed += since
		current := im.At(b.current)
		if current.At.Equal(b.seen) && b.elapsed < patience {
			continue
		}
		sample := b.sample(im)
		if b.estimator == nil {
			if !b.begin(now, im, sample) {
				continue
			}
			sample.Seconds, b.elapsed = 0, 0
		}
		estimate := b.estimator.Step(sample)
		s.publish(b, now, im, estimate)
		s.judge(b, im, estimate)
		s.note(b, now, estimate)
		b.seen, b.elapsed = current.At, 0
	}
	if len(s.updates) > 0 {
		inbox.Put(s.updates)
	}
	return s.events
}

// sample is what the image says of the battery now.
func (b *battery) sample(im *image.Image) storage.Sample {
	current, voltage, temperature := im.At(b.current), im.At(b.voltage), im.At(b.temperature)
	return storage.Sample{
		Seconds: b.elapsed.Seconds(), Amps: current.Value, Volts: voltage.Value, Celsius: temperature.Value,
		HasAmps: current.Quality.Usable(), HasVolts: voltage.Quality.Usable(), HasCelsius: temperature.Quality.Usable(),
	}
}

// begin starts the estimator with what the device says of the state of charge, or else with the voltage,
// unless an earlier process knew it better than that; false where nothing is known.
func (b *battery) begin(now time.Time, im *image.Image, sample storage.Sample) bool {
	start := storage.Belief{Sigma: unknown}
	switch own := im.At(b.soc); {
	case own.Quality.Usable():
		start = storage.Belief{SOC: own.Value / 100, Sigma: deviceSigma}
	case sample.HasAmps && sample.HasVolts:
		start = b.pack.FromVoltage(sample)
	}
	if before, ok := b.before.at(now); ok && before.Sigma < start.Sigma {
		start = before
	}
	if start.Sigma == unknown {
		return false
	}
	b.estimator = storage.NewSOCEstimator(b.pack, start)
	return true
}

// publish shows the estimate, and lets it stand for the device's own state of charge while that is not
// usable and the estimate is good enough.
func (s *Stage) publish(b *battery, now time.Time, im *image.Image, e storage.Estimate) {
	s.put(b.estimated, 100*e.SOC, now, point.Good)
	s.put(b.sigma, 100*e.Sigma, now, point.Good)
	own := im.At(b.soc)
	b.substitute = !own.Quality.Usable() || b.substitute && own.Quality == point.Substituted
	if b.substitute && e.Sigma <= mostSigma {
		s.put(b.soc, 100*e.SOC, now, point.Substituted)
	}
}

func (s *Stage) put(h image.Handle, value float64, now time.Time, q point.Quality) {
	s.updates = append(s.updates, image.Update{Handle: h, Reading: point.Reading{Value: value, At: now, Quality: q}})
}

// judge raises and clears what is wrong: with the estimate itself, and between it and the device.
func (s *Stage) judge(b *battery, im *image.Image, e storage.Estimate) {
	if untrusted := e.Source == storage.FromCounter; untrusted != b.untrusted {
		b.untrusted = untrusted
		s.tell(b, reason.SOCUntrusted, reason.Params{"soc_percent": tenth(100 * e.SOC), "sigma_percent": tenth(100 * e.Sigma)}, !untrusted)
	}
	own := im.At(b.soc)
	if b.substitute || !own.Quality.Usable() {
		return // a device that says nothing contradicts nothing: the alarm stands as it was
	}
	if math.Abs(own.Value/100-e.SOC) <= math.Max(apart, apartSigmas*e.Sigma) {
		b.differ = 0
	} else {
		b.differ += b.elapsed
	}
	if mismatch := b.differ >= apartFor; mismatch != b.mismatch && (mismatch || b.differ == 0) {
		b.mismatch = mismatch
		s.tell(b, reason.SOCMismatch, reason.Params{
			"device_percent": tenth(own.Value), "estimate_percent": tenth(100 * e.SOC), "sigma_percent": tenth(100 * e.Sigma),
		}, !mismatch)
	}
}

func (s *Stage) tell(b *battery, code reason.Code, params reason.Params, cleared bool) {
	s.events = append(s.events, Event{Asset: b.asset, Code: code, Params: params, Cleared: cleared})
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }
