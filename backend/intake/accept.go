package intake

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Place is where readings are stored: a site by its short key, with its channels.
type Place struct {
	Site      int32
	Directory Directory
}

// Rejection is a reading that is not stored, by its place in the batch.
type Rejection struct {
	Index  int
	Reason *reason.Error
}

// Acceptance is what of a batch may be stored. Samples holds at most one value an instant, and one
// to put in its place.
type Acceptance struct {
	Place   Place
	Samples []telemetry.Sample
	Refused []Rejection

	indexes  []int       // of the reading each sample came from
	partners map[int]int // index of the second reading, by place in Samples, of those that came from two
	repeats  int         // readings that say the same as one of Samples
	first    map[instant]int
}

// instant is what at most one value is stored for, and one substitute.
type instant struct {
	channel    int32
	at         int64 // microseconds
	substitute bool
}

func instantOf(s telemetry.Sample) instant {
	return instant{s.Channel, s.At.UnixMicro(), s.Quality == point.Substituted}
}

// Accept checks every reading against the site's channels and the clock. A reading that repeats
// an earlier one of the batch counts as a repeat; one that contradicts it is SAMPLE_CONFLICT.
func Accept(readings []Reading, p Place, now time.Time) Acceptance {
	a := Acceptance{
		Place: p, Samples: make([]telemetry.Sample, 0, len(readings)), indexes: make([]int, 0, len(readings)),
		first: make(map[instant]int, len(readings)),
	}
	var halves halves
	directory := &lastFound{Directory: p.Directory}
	for index, r := range readings {
		if r.Absent {
			continue
		}
		sample, found, refusal := sampleOf(r, directory, now)
		sample.Site = p.Site
		switch {
		case refusal != nil:
			a.refuse(index, refusal)
		case found.alias.pair:
			halves.add(half{sample: sample, index: index, name: r.Channel, towards: found.alias.way == towards}, &a)
		default:
			a.take(sample, index)
		}
	}
	halves.join(&a)
	return a
}

func (a *Acceptance) refuse(index int, why *reason.Error) {
	a.Refused = append(a.Refused, Rejection{index, why})
}

// take keeps a sample, counts it as a repeat, or refuses it.
func (a *Acceptance) take(s telemetry.Sample, index int) {
	at, ok := a.first[instantOf(s)]
	switch {
	case !ok:
		a.first[instantOf(s)] = len(a.Samples)
		a.Samples, a.indexes = append(a.Samples, s), append(a.indexes, index)
	case a.Samples[at].Value == s.Value:
		a.repeats++
	default:
		a.refuse(index, conflict(s))
	}
}

func conflict(s telemetry.Sample) *reason.Error {
	return reason.New(reason.SampleConflict, reason.Params{"timestamp": s.At.Format(time.RFC3339Nano)})
}

func sampleOf(r Reading, d *lastFound, now time.Time) (telemetry.Sample, match, *reason.Error) {
	if r.Refused != nil {
		return telemetry.Sample{}, match{}, r.Refused
	}
	found, refusal := d.find(r)
	if refusal != nil {
		return telemetry.Sample{}, found, refusal
	}
	value, refusal := valueOf(r, found)
	if refusal != nil {
		return telemetry.Sample{}, found, refusal
	}
	sample := telemetry.Sample{Channel: found.channel.Key, At: r.At, Value: value, Quality: r.Quality, Source: telemetry.FromHTTP}
	if sample.Quality == point.Missing {
		sample.Quality = point.Good
	}
	if r.At.IsZero() {
		sample.At, sample.Source = now.UTC().Truncate(time.Microsecond), telemetry.FromReceipt
		if sample.Quality == point.Good {
			sample.Quality = point.Uncertain
		}
	}
	if err := telemetry.Check(sample, now); err != nil && !errors.As(err, &refusal) {
		refusal = reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "reading", "value": r.Value, "want": "a value that can be stored"})
	}
	return sample, found, refusal
}

// valueOf is the reading's value in the channel's unit and in our sign.
func valueOf(r Reading, found match) (float64, *reason.Error) {
	unit := r.Unit
	if unit == "enum" && strings.HasPrefix(found.channel.Unit, "enum:") { // document 001's tables say no more
		unit = point.Unit(found.channel.Unit)
	}
	value, ok := point.Convert(r.Value, unit, point.Unit(found.channel.Unit))
	if !ok {
		return 0, reason.New(reason.UnknownUnit, reason.Params{
			"unit": shorten(string(r.Unit)), "channel": found.channel.Name, "want": unitsFor(point.Unit(found.channel.Unit)),
		})
	}
	if found.alias.way != signed && value < 0 {
		return 0, reason.New(reason.InvalidValue, reason.Params{"field": r.Channel, "value": r.Value, "want": "a magnitude, at least 0"})
	}
	if found.alias.way == towards && value != 0 {
		value = -value
	}
	return value, nil
}

func unitsFor(unit point.Unit) string {
	var names []string
	for _, u := range point.Accepted(unit) {
		names = append(names, string(u))
	}
	return strings.Join(names, ", ")
}

// Answer says what became of a batch: Accepted readings are stored, those stored before included;
// Rejected are all others, by index.
type Answer struct {
	Accepted int
	Rejected []Rejection
}

// Answer is the answer once the samples are written. Conflicts are samples for whose instant
// another value was stored before.
func (a Acceptance) Answer(conflicts []telemetry.Sample) Answer {
	taken := map[instant]bool{}
	for _, c := range conflicts {
		taken[instantOf(c)] = true
	}
	out := Answer{Accepted: a.repeats, Rejected: slices.Clone(a.Refused)}
	for i, s := range a.Samples {
		if taken[instantOf(s)] {
			out.Rejected = append(out.Rejected, Rejection{a.indexes[i], conflict(s)})
		} else {
			out.Accepted++
		}
		if partner, two := a.partners[i]; two && taken[instantOf(s)] {
			out.Rejected = append(out.Rejected, Rejection{partner, conflict(s)})
		} else if two {
			out.Accepted++
		}
	}
	slices.SortFunc(out.Rejected, func(x, y Rejection) int { return x.Index - y.Index })
	return out
}

// liveAge is how old a reading may be to be shown as it comes in.
const liveAge = time.Minute

// Live is what of the samples is shown as it comes in: the recent ones that are stored.
func (a Acceptance) Live(conflicts []telemetry.Sample, now time.Time) []telemetry.LiveReading {
	taken := map[instant]bool{}
	for _, c := range conflicts {
		taken[instantOf(c)] = true
	}
	var out []telemetry.LiveReading
	for _, s := range a.Samples {
		c, known := a.Place.Directory.byKey[s.Channel]
		if !known || taken[instantOf(s)] || now.Sub(s.At) > liveAge {
			continue
		}
		out = append(out, telemetry.LiveReading{
			DeviceID: c.Asset, Channel: c.Name, Value: s.Value, Unit: c.Unit,
			Timestamp: telemetry.LiveTime(s.At), Quality: s.Quality.String(),
		})
	}
	return out
}
