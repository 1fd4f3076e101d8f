package outlook

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Series is what is forecast: a channel of an asset, or of a site as a whole, whose ActivePower is what its
// connection takes.
type Series struct {
	Site   registry.Site
	Asset  uuid.UUID // uuid.Nil for the site as a whole
	Metric string
}

// Issue is what a model says at once of a series.
type Issue struct {
	Series
	Unit  point.Unit
	Model string // with its version
	At    time.Time
	Hash  string // of what the model was given; empty where it does not say
	By    string
}

// Expected is what is forecast of an instant, in the unit of its issue. Nil is what the model does not say.
type Expected struct {
	Value         float64
	P10, P50, P90 *float64
	Confidence    *float64
}

// ForecastPoint is what is believed of an instant since it was issued.
type ForecastPoint struct {
	Expected
	TS     time.Time
	Unit   point.Unit
	Model  string
	Issued time.Time
	Hash   string
}

// IssueBook is an issue as it comes in: the asset by its key, empty for the site as a whole, values in a unit
// of its own.
type IssueBook struct {
	Site   registry.Site
	Asset  string
	Metric string
	Unit   string
	Model  string
	Issued time.Time
	Hash   string
	Points []IssuePoint
	By     string
	Now    time.Time
}

// IssuePoint is one point of it.
type IssuePoint struct {
	TS time.Time
	Expected
}

// PublishForecast keeps an issue; every point is answered by its index. MISSING_FIELD, INVALID_VALUE,
// FUTURE_TIMESTAMP, UNKNOWN_DEVICE, UNKNOWN_CHANNEL and UNKNOWN_UNIT of what is said of all of them.
func (s *Service) PublishForecast(ctx context.Context, scope identity.Scope, book IssueBook) (Outcome, error) {
	issue, err := s.issueOf(ctx, scope, book)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Published: issue.At}
	said := book.read(issue, &out)
	if len(said.all) == 0 {
		out.Stored = true
		return out, nil
	}
	at := func(ts int64) slot.Interval {
		return slot.Interval{From: time.UnixMicro(ts).UTC(), To: time.UnixMicro(ts).UTC()}
	}
	err = s.store.TakeForecast(ctx, scope, issue, ask(said.all, issue.At, at), func(held []ForecastPoint) []ForecastPoint {
		known := make(map[int64]belief[Expected], len(held))
		for _, h := range held {
			known[h.TS.UnixMicro()] = belief[Expected]{h.Expected, h.Issued}
		}
		fresh, same, refused := said.sift(known)
		if !(Publication{}).close(&out, len(fresh), same, refused) {
			return nil
		}
		points := make([]ForecastPoint, len(fresh))
		for i, f := range fresh {
			points[i] = ForecastPoint{Expected: f.value, TS: time.UnixMicro(f.key).UTC(), Unit: issue.Unit, Model: issue.Model, Issued: issue.At, Hash: issue.Hash}
		}
		return points
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("keep a forecast of the site %s: %w", book.Site.ID, err)
	}
	return out, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{8,128}$`)

// issueOf is what is said of all points.
func (s *Service) issueOf(ctx context.Context, scope identity.Scope, b IssueBook) (Issue, error) {
	issue := Issue{Model: b.Model, Hash: b.Hash, By: b.By}
	if err := named("model_version", b.Model, 100); err != nil {
		return issue, err
	}
	if b.Hash != "" && !hashForm.MatchString(b.Hash) {
		return issue, reason.Invalid("feature_hash", b.Hash, "8 to 128 hexadecimal digits in lower case")
	}
	var err error
	if issue.At, err = since(b.Issued, "issued_at", b.Now); err != nil {
		return issue, err
	}
	series, channel, err := s.seriesOf(ctx, scope, Subject{b.Site, b.Asset, b.Metric})
	if err != nil {
		return issue, err
	}
	if _, ok := point.Convert(0, point.Unit(b.Unit), channel.Unit); !ok {
		var accepted []string
		for _, u := range point.Accepted(channel.Unit) {
			accepted = append(accepted, string(u))
		}
		return issue, reason.New(reason.UnknownUnit, reason.Params{"unit": b.Unit, "channel": b.Metric, "want": strings.Join(accepted, ", ")})
	}
	issue.Series, issue.Unit = series, channel.Unit
	return issue, nil
}

// Subject names what is forecast: the asset by its key, empty for the site as a whole.
type Subject struct {
	Site   registry.Site
	Asset  string
	Metric string
}

// seriesOf finds what is named. UNKNOWN_DEVICE, UNKNOWN_CHANNEL.
func (s *Service) seriesOf(ctx context.Context, scope identity.Scope, of Subject) (Series, point.Channel, error) {
	series := Series{Site: of.Site, Metric: of.Metric}
	if of.Asset == "" {
		for _, nature := range []point.Nature{point.GridMeter, point.Meter} { // what is measured of a site as a whole
			if channel, known := point.Lookup(nature, of.Metric); known {
				return series, channel, nil
			}
		}
		return series, point.Channel{}, reason.New(reason.UnknownChannel, reason.Params{"channel": of.Metric})
	}
	assets, err := s.assets.Assets(ctx, scope, of.Site)
	if err != nil {
		return series, point.Channel{}, fmt.Errorf("list the assets of the site %s: %w", of.Site.ID, err)
	}
	for _, a := range assets {
		if a.Key != of.Asset {
			continue
		}
		series.Asset = a.ID
		if channel, known := point.Lookup(point.Nature(a.Nature), of.Metric); known {
			return series, channel, nil
		}
		return series, point.Channel{}, reason.New(reason.UnknownChannel, reason.Params{"channel": of.Asset + "." + of.Metric})
	}
	return series, point.Channel{}, reason.New(reason.UnknownDevice, reason.Params{"device": of.Asset})
}

// read is what the points say in the unit of the issue, and what stands against them by themselves.
func (b IssueBook) read(issue Issue, out *Outcome) sayings[int64, Expected] {
	said := sayings[int64, Expected]{
		since: issue.At, equal: Expected.equal,
		refuse: func(one saying[int64, Expected], held Expected) *reason.Error {
			return conflict(time.UnixMicro(one.key), issue.At, one.value, held)
		},
	}
	for i, p := range b.Points {
		in := p.in(func(v float64) float64 {
			v, _ = point.Convert(v, point.Unit(b.Unit), issue.Unit)
			return v
		})
		if field, why := in.check(p.TS, issue.At); why != nil {
			out.Refused = append(out.Refused, Refused{i, field, why})
			continue
		}
		said.all = append(said.all, saying[int64, Expected]{i, p.TS.UnixMicro(), in})
	}
	return said
}

// in is what is expected in another unit.
func (e Expected) in(convert func(float64) float64) Expected {
	each := func(v *float64) *float64 {
		if v == nil {
			return nil
		}
		converted := convert(*v)
		return &converted
	}
	return Expected{convert(e.Value), each(e.P10), each(e.P50), each(e.P90), e.Confidence}
}

// check refuses what cannot be: numbers that are none, quantiles that cross, a confidence beyond 1, and what
// was over for a day when it was forecast.
func (e Expected) check(ts, issued time.Time) (field string, why *reason.Error) {
	if why := inTime("ts", ts); why != nil {
		return "ts", why
	}
	if !ts.After(issued.Add(-24 * time.Hour)) {
		return "ts", reason.Invalid("ts", ts.UTC().Format(time.RFC3339), "a time that was not over for a day when it was issued")
	}
	fields := []string{"predicted_value", "p10", "p50", "p90"}
	for i, v := range []*float64{&e.Value, e.P10, e.P50, e.P90} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			return fields[i], reason.New(reason.NotANumber, reason.Params{"field": fields[i]})
		}
	}
	below := math.Inf(-1)
	for i, v := range []*float64{e.P10, e.P50, e.P90} {
		if v == nil {
			continue
		}
		if *v < below {
			return fields[i+1], reason.Invalid(fields[i+1], *v, "not less than the quantile below it")
		}
		below = *v
	}
	if e.Confidence != nil && (math.IsNaN(*e.Confidence) || *e.Confidence < 0 || *e.Confidence > 1) {
		return "confidence", reason.Invalid("confidence", *e.Confidence, "0 to 1")
	}
	return "", nil
}

func (e Expected) equal(o Expected) bool {
	same := func(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }
	return e.Value == o.Value && same(e.P10, o.P10) && same(e.P50, o.P50) && same(e.P90, o.P90) && same(e.Confidence, o.Confidence)
}

// String is the value with its quantiles.
func (e Expected) String() string {
	words := []string{strconv.FormatFloat(e.Value, 'g', -1, 64)}
	for _, q := range []struct {
		name  string
		value *float64
	}{{"P10", e.P10}, {"P50", e.P50}, {"P90", e.P90}, {"confidence", e.Confidence}} {
		if q.value != nil {
			words = append(words, q.name, strconv.FormatFloat(*q.value, 'g', -1, 64))
		}
	}
	return strings.Join(words, " ")
}
