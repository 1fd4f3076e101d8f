package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// schema is the version of Report and of its computation: another one is another input, so that a
// change of the rules makes new versions instead of other bytes for old ones. 1 had energies in J.
const schema = 2

// maxGaps bounds the list of gaps.
const maxGaps = 200

// Frame is what a report is about and when, worked out.
type Frame struct {
	Subject  Subject
	Period   Period
	TimeZone string
	FirstDay string // YYYY-MM-DD in TimeZone
	Closed   bool
	Days     []slot.Interval // one, or seven
}

// Span is the whole period.
func (f Frame) Span() slot.Interval {
	return slot.Interval{From: f.Days[0].From, To: f.Days[len(f.Days)-1].To}
}

// Input is everything that a report follows from.
type Input struct {
	Frame
	Sites []Site // by name, then id
}

// Site is what a site of the subject has measured.
type Site struct {
	ID       uuid.UUID
	Name     string
	Channels []Channel // by name
}

// Channel is what one power channel has measured.
type Channel struct {
	Name string // asset and channel
	telemetry.Flow
}

// Hash is the version of the data: equal inputs have equal hashes, and so have their reports.
func (in Input) Hash() [sha256.Size]byte {
	w := digest{sha256.New()}
	w.numbers(schema)
	w.texts(string(in.Subject.Kind), in.Subject.ID.String(), in.Subject.Name, in.Subject.TimeZone, string(in.Period), in.TimeZone, in.FirstDay, fmt.Sprint(in.Closed))
	w.numbers(int64(len(in.Days)), int64(len(in.Sites)))
	for _, d := range in.Days {
		w.numbers(d.From.UnixMicro(), d.To.UnixMicro())
	}
	for _, s := range in.Sites {
		w.texts(s.ID.String(), s.Name)
		w.numbers(int64(len(s.Channels)))
		for _, c := range s.Channels {
			w.texts(c.Name, string(c.Part))
			w.numbers(int64(len(c.Quarters)))
			for _, q := range c.Quarters {
				w.numbers(q.From.UnixMicro(), int64(math.Float64bits(q.Mean)), int64(q.Covered), q.AwayJ, q.TowardsJ) //nolint:gosec // bits, not a number
			}
		}
	}
	return [sha256.Size]byte(w.Sum(nil))
}

// digest hashes texts with their lengths and numbers with a fixed one, so that no two inputs are the
// same bytes.
type digest struct{ hash.Hash }

func (d digest) texts(texts ...string) {
	for _, t := range texts {
		d.numbers(int64(len(t)))
		d.Write([]byte(t))
	}
}

func (d digest) numbers(numbers ...int64) {
	for _, n := range numbers {
		d.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // bits, not a number
	}
}

// Compute makes the report of an input.
func Compute(in Input) Report {
	span := in.Span()
	r := Report{
		Schema: schema, Subject: in.Subject, Period: in.Period, TimeZone: in.TimeZone, FirstDay: in.FirstDay,
		From: span.From, To: span.To, Closed: in.Closed, Parts: []Subspan{}, Sites: []SiteFigures{}, Gaps: []Gap{},
	}
	whole := in.within(span, 1)
	r.Total = whole.figures()
	for i, s := range in.Sites {
		r.Sites = append(r.Sites, SiteFigures{ID: s.ID, Name: s.Name, Measured: len(s.Channels) > 0, Figures: FiguresOf(whole.sites[i], span)})
	}
	for _, part := range in.parts() {
		r.Parts = append(r.Parts, Subspan{From: part.From, To: part.To, Figures: in.within(part, 1).figures()})
	}
	r.Gaps, r.MoreGaps = in.gaps(span)
	return r
}

// parts are the days of a week, or the hours of a day from its start on.
func (in Input) parts() []slot.Interval {
	if in.Period == Week {
		return in.Days
	}
	day := in.Days[0]
	var hours []slot.Interval
	for at := day.From; at.Before(day.To); at = at.Add(time.Hour) {
		hour := slot.Interval{From: at, To: at.Add(time.Hour)}
		if hour.To.After(day.To) {
			hour.To = day.To // where clocks change by half an hour
		}
		hours = append(hours, hour)
	}
	return hours
}

// stretch is a span of the period with what was measured in it.
type stretch struct {
	slot.Interval
	sites []telemetry.Balance
	flows []telemetry.Flow
}

// Balance is what the sites of the input add up to within a span. It knows only what each channel of a
// part covers for at least so long.
func (in Input) Balance(span slot.Interval, least time.Duration) telemetry.Balance {
	return in.within(span, least).balance()
}

func (in Input) within(span slot.Interval, least time.Duration) stretch {
	s := stretch{Interval: span}
	for _, site := range in.Sites {
		flows := make([]telemetry.Flow, len(site.Channels))
		for i, c := range site.Channels {
			flows[i] = telemetry.Flow{Part: c.Part, Quarters: during(c.Quarters, span)}
		}
		s.sites = append(s.sites, telemetry.SureBalance(flows, span, least))
		s.flows = append(s.flows, flows...)
	}
	return s
}

// during are the quarter hours, which are in order, that start within a span.
func during(quarters []telemetry.FlowQuarter, span slot.Interval) []telemetry.FlowQuarter {
	at := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(quarters, t, func(q telemetry.FlowQuarter, t time.Time) int { return q.From.Compare(t) })
		return i
	}
	return quarters[at(span.From):at(span.To)]
}

func (s stretch) figures() Figures { return FiguresOf(s.balance(), s.Interval) }

func (s stretch) balance() telemetry.Balance {
	if len(s.sites) == 1 {
		return s.sites[0]
	}
	return telemetry.Together(s.sites, s.flows)
}

// FiguresOf are the figures of a balance over a span, which is not empty.
func FiguresOf(b telemetry.Balance, span slot.Interval) Figures {
	f := Figures{
		Import: Shown(b.ImportJ), Export: Shown(b.ExportJ), PV: Shown(b.PVJ), Charged: Shown(b.ChargedJ), Discharged: Shown(b.DischargedJ), Load: Shown(b.LoadJ),
		SelfConsumption: basisPoints(b.SelfConsumption()), SelfSufficiency: basisPoints(b.SelfSufficiency()),
		Coverage: int64(b.Covered/time.Millisecond) * 10_000 / int64(span.Length()/time.Millisecond),
	}
	if b.Peak != nil {
		f.Peak = &Peak{Watts: int64(math.Round(b.Peak.Watts)), From: b.Peak.From}
	}
	return f
}

// Shown is an energy in J as one that JSON has in Wh; nil for nil.
func Shown(joules *int64) *unit.ShownEnergy { return (*unit.ShownEnergy)(joules) }

func basisPoints(r *telemetry.Ratio) *int64 {
	if r == nil {
		return nil
	}
	bp := r.BasisPoints()
	return &bp
}

// gaps are the stretches of the span that channels do not cover, by start, site and channel.
func (in Input) gaps(span slot.Interval) (listed []Gap, more int) {
	all := []Gap{}
	for _, s := range in.Sites {
		for _, c := range s.Channels {
			for _, hole := range holes(c.Quarters, span) {
				all = append(all, Gap{Site: s.Name, Channel: c.Name, From: hole.From, To: hole.To})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Gap) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Site, b.Site), cmp.Compare(a.Channel, b.Channel))
	})
	more = max(0, len(all)-maxGaps)
	return all[:len(all)-more], more
}

// holes are the stretches of quarter hours of which less than half is covered.
func holes(quarters []telemetry.FlowQuarter, span slot.Interval) []slot.Interval {
	var found []slot.Interval
	at := span.From
	for _, q := range quarters {
		if 2*q.Covered < slot.QuarterHour {
			continue
		}
		if q.From.After(at) {
			found = append(found, slot.Interval{From: at, To: q.From})
		}
		at = q.From.Add(slot.QuarterHour)
	}
	if at.Before(span.To) {
		found = append(found, slot.Interval{From: at, To: span.To})
	}
	return found
}
