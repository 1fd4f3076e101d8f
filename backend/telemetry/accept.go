package telemetry

import (
	"math"
	"strconv"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// MaxMagnitude is the largest value that is believed. It is beyond all the world's power stations in
// W, and small enough that the energy of a quarter hour in J fits an int64 (1e15 × 900 < 2⁶³).
const MaxMagnitude = 1e15

// Check refuses a sample that must not be stored at now: FUTURE_TIMESTAMP, TOO_OLD, NOT_A_NUMBER,
// or INVALID_VALUE for a quality or magnitude nothing measured has.
func Check(s Sample, now time.Time) error {
	switch {
	case s.At.Sub(now) > MaxFuture:
		return reason.New(reason.FutureTimestamp, reason.Params{"timestamp": stamp(s.At)})
	case now.Sub(s.At) > MaxAge:
		return reason.New(reason.TooOld, reason.Params{"timestamp": stamp(s.At)})
	case math.IsNaN(s.Value) || math.IsInf(s.Value, 0):
		return reason.New(reason.NotANumber, reason.Params{"field": "value"})
	case math.Abs(s.Value) > MaxMagnitude:
		return reason.New(reason.InvalidValue, reason.Params{"field": "value", "value": strconv.FormatFloat(s.Value, 'g', -1, 64), "want": "at most 1e15 of the channel's unit"})
	case s.Quality == point.Missing || s.Quality > point.Substituted:
		return reason.New(reason.InvalidValue, reason.Params{"field": "quality", "value": s.Quality.String(), "want": "GOOD, UNCERTAIN, BAD, STALE or SUBSTITUTED"})
	}
	return nil
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

// Refused is a sample that Check refused, by its place among those given.
type Refused struct {
	Index int
	Err   error
}

// Split checks every sample and keeps those that may be stored, in their order.
func Split(samples []Sample, now time.Time) (accepted []Sample, refused []Refused) {
	accepted = make([]Sample, 0, len(samples))
	for i, s := range samples {
		if err := Check(s, now); err != nil {
			refused = append(refused, Refused{Index: i, Err: err})
			continue
		}
		accepted = append(accepted, s)
	}
	return accepted, refused
}
