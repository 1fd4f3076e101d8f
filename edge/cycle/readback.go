package cycle

import (
	"math"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Bounds of the read-back check. A device reports what it applies some time after it was told, and
// set-points move every cycle; so a report is wrong only when it lies outside everything that was
// ordered in the last readBackWindow, and it is said only when that has lasted readBackPatience.
const (
	readBackWindow   = 10 // seconds, one bucket each
	readBackPatience = 15 * time.Second
	// readBackShare of the rating is what an answer may differ: the resolution at which inverters
	// take set-points (a percent of the rating where SunSpec model 123 is written), twice.
	readBackShare = 0.02
	// readBackStep of what is no power: half of a whole number, two steps of a current, what a meter
	// of class 1 resolves of voltage and frequency.
	readBackWhole   = 0.5
	readBackAmperes = 0.2
	readBackVolts   = 1.0
	readBackHertz   = 0.02
)

// readBack compares what one set-point channel was ordered with what its device says it applies.
type readBack struct {
	channel   string
	tolerance float64
	low, high [readBackWindow]float64 // of the orders of each second
	second    [readBackWindow]int64   // which second a bucket holds
	wrong     time.Time               // since when the report is wrong; zero while it is right
	raised    bool
}

func newReadBack(a *site.Bound, o device.Outlet) readBack {
	return readBack{channel: a.ID + "." + o.Channel, tolerance: tolerance(a, o)}
}

func tolerance(a *site.Bound, o device.Outlet) float64 {
	switch o.Unit {
	case point.Watt:
		return readBackShare * max(math.Abs(float64(a.Fold.Rating.Min)), math.Abs(float64(a.Fold.Rating.Max)))
	case point.Var:
		return readBackShare * float64(a.MaxApparentPowerVA)
	case point.Ampere:
		return readBackAmperes
	case point.Volt:
		return readBackVolts
	case point.Hertz:
		return readBackHertz
	default:
		return readBackWhole
	}
}

// order remembers what was ordered at now.
func (r *readBack) order(now time.Time, value float64) {
	second := now.Unix()
	i := int(((second % readBackWindow) + readBackWindow) % readBackWindow)
	if r.second[i] != second {
		r.second[i], r.low[i], r.high[i] = second, value, value
		return
	}
	r.low[i], r.high[i] = min(r.low[i], value), max(r.high[i], value)
}

// judge looks at the device's report. It returns the alarm to raise or clear; false for nothing
// new. A report that is not fresh says nothing: the stale alarm has the word then.
func (r *readBack) judge(now time.Time, report point.Reading, set float64) (Event, bool) {
	if !report.Quality.Usable() {
		r.wrong = time.Time{}
		return Event{}, false
	}
	if r.within(now, report.Value) {
		r.wrong = time.Time{}
		return r.say(false, report.Value, set)
	}
	if r.wrong.IsZero() {
		r.wrong = now
	}
	if now.Sub(r.wrong) < readBackPatience {
		return Event{}, false
	}
	return r.say(true, report.Value, set)
}

// within reports whether the value lies inside what was ordered in the window.
func (r *readBack) within(now time.Time, value float64) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for i, second := range r.second {
		if now.Unix()-second < readBackWindow {
			low, high = min(low, r.low[i]), max(high, r.high[i])
		}
	}
	return value >= low-r.tolerance && value <= high+r.tolerance
}

func (r *readBack) say(wrong bool, applied, set float64) (Event, bool) {
	if wrong == r.raised {
		return Event{}, false
	}
	r.raised = wrong
	return Event{
		Code:    reason.ReadBackMismatch,
		Params:  reason.Params{"channel": r.channel, "set": tenth(set), "applied": tenth(applied)},
		Cleared: !wrong,
	}, true
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }
