package intake

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Directory finds channels by what readings call them: the key of an asset, or of the device an
// asset speaks through.
type Directory struct {
	channels map[string]map[string]registry.Channel // by asset key, by name
	assets   map[string][]string                    // asset keys by key of asset or device
	byKey    map[int32]registry.Channel
}

// NewDirectory is the directory of a site.
func NewDirectory(assets []registry.Asset, channels []registry.Channel) Directory {
	d := Directory{channels: map[string]map[string]registry.Channel{}, assets: map[string][]string{}, byKey: map[int32]registry.Channel{}}
	for _, a := range assets {
		if a.Device != "" && a.Device != a.Key {
			d.assets[a.Device] = append(d.assets[a.Device], a.Key)
		}
	}
	for _, a := range assets {
		d.assets[a.Key] = []string{a.Key} // an asset's own key wins over a device of the same name
		d.channels[a.Key] = map[string]registry.Channel{}
	}
	for _, c := range channels {
		if d.channels[c.Asset] == nil {
			d.channels[c.Asset] = map[string]registry.Channel{}
		}
		d.channels[c.Asset][c.Name] = c
		d.byKey[c.Key] = c
	}
	return d
}

// find is the channel a reading is of: UNKNOWN_DEVICE, UNKNOWN_CHANNEL.
func (d Directory) find(device, channel string) (registry.Channel, *reason.Error) {
	assets, ok := d.assets[device]
	if !ok {
		return registry.Channel{}, reason.New(reason.UnknownDevice, reason.Params{"device": shorten(device)})
	}
	for _, a := range assets {
		if c, ok := d.channels[a][channel]; ok {
			return c, nil
		}
	}
	return registry.Channel{}, reason.New(reason.UnknownChannel, reason.Params{"channel": shorten(device + "." + channel)})
}

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

// Acceptance is what of a batch may be stored. Samples holds at most one value an instant.
type Acceptance struct {
	Place   Place
	Samples []telemetry.Sample
	Refused []Rejection

	indexes []int // of the reading each sample came from
	repeats int   // readings that say the same as one of Samples
}

// instant is what at most one value is stored for.
type instant struct {
	channel int32
	at      int64 // microseconds
}

func instantOf(s telemetry.Sample) instant { return instant{s.Channel, s.At.UnixMicro()} }

// Accept checks every reading against the site's channels and the clock. A reading that repeats
// an earlier one of the batch counts as a repeat; one that contradicts it is SAMPLE_CONFLICT.
func Accept(readings []Reading, p Place, now time.Time) Acceptance {
	a := Acceptance{Place: p, Samples: make([]telemetry.Sample, 0, len(readings)), indexes: make([]int, 0, len(readings))}
	first := make(map[instant]int, len(readings))
	for index, r := range readings {
		sample, refusal := sampleOf(r, p.Directory, now)
		if refusal != nil {
			a.Refused = append(a.Refused, Rejection{index, refusal})
			continue
		}
		sample.Site = p.Site
		if at, ok := first[instantOf(sample)]; !ok {
			first[instantOf(sample)] = len(a.Samples)
			a.Samples, a.indexes = append(a.Samples, sample), append(a.indexes, index)
		} else if a.Samples[at].Value == sample.Value {
			a.repeats++
		} else {
			a.Refused = append(a.Refused, Rejection{index, conflict(sample)})
		}
	}
	return a
}

func conflict(s telemetry.Sample) *reason.Error {
	return reason.New(reason.SampleConflict, reason.Params{"timestamp": s.At.Format(time.RFC3339Nano)})
}

func sampleOf(r Reading, d Directory, now time.Time) (telemetry.Sample, *reason.Error) {
	if r.Refused != nil {
		return telemetry.Sample{}, r.Refused
	}
	channel, refusal := d.find(r.Device, r.Channel)
	if refusal != nil {
		return telemetry.Sample{}, refusal
	}
	value, ok := point.Convert(r.Value, r.Unit, point.Unit(channel.Unit))
	if !ok {
		return telemetry.Sample{}, reason.New(reason.UnknownUnit, reason.Params{
			"unit": shorten(string(r.Unit)), "channel": channel.Name, "want": unitsFor(point.Unit(channel.Unit)),
		})
	}
	sample := telemetry.Sample{Channel: channel.Key, At: r.At, Value: value, Quality: r.Quality, Source: telemetry.FromHTTP}
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
	return sample, refusal
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
