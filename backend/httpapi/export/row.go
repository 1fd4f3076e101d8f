package export

import (
	"strconv"
	"time"

	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// row is what a file has a line of: an interval or a stored reading. Its fields are the columns of a
// Parquet file, its record those of comma-separated values, both in one order.
type row interface {
	intervalRow | readingRow
	head() []string
	record() []string
}

// intervalRow is one interval of a channel; without values its numbers are null.
type intervalRow struct {
	Channel string    `parquet:"channel,dict"`
	Unit    string    `parquet:"unit,dict"`
	From    time.Time `parquet:"from,timestamp(microsecond)"`
	Mean    *float64  `parquet:"mean,optional"`
	Min     *float64  `parquet:"min,optional"`
	Max     *float64  `parquet:"max,optional"`
	Last    *float64  `parquet:"last,optional"`
	Quality string    `parquet:"quality,dict"`
	Covered float64   `parquet:"covered_seconds"`
}

func newIntervalRow(c registry.Channel, b telemetry.Bucket) intervalRow {
	return intervalRow{
		Channel: nameOf(c), Unit: c.Unit, From: b.From.UTC(),
		Mean: b.Mean, Min: b.Min, Max: b.Max, Last: b.Last,
		Quality: b.Quality.String(), Covered: b.Covered.Seconds(),
	}
}

func (intervalRow) head() []string {
	return []string{"channel", "unit", "from", "mean", "min", "max", "last", "quality", "covered_seconds"}
}

func (r intervalRow) record() []string {
	return []string{r.Channel, r.Unit, instant(r.From), number(r.Mean), number(r.Min), number(r.Max), number(r.Last), r.Quality, number(&r.Covered)}
}

// readingRow is one stored reading; the mark that values have ceased carries none.
type readingRow struct {
	Channel string    `parquet:"channel,dict"`
	Unit    string    `parquet:"unit,dict"`
	At      time.Time `parquet:"at,timestamp(microsecond)"`
	Value   *float64  `parquet:"value,optional"`
	Quality string    `parquet:"quality,dict"`
}

func newReadingRow(c registry.Channel, r point.Reading) readingRow {
	made := readingRow{Channel: nameOf(c), Unit: c.Unit, At: r.At.UTC(), Quality: r.Quality.String()}
	if r.Quality != point.Stale && r.Quality != point.Missing {
		made.Value = &r.Value
	}
	return made
}

func (readingRow) head() []string {
	return []string{"channel", "unit", "at", "value", "quality"}
}

func (r readingRow) record() []string {
	return []string{r.Channel, r.Unit, instant(r.At), number(r.Value), r.Quality}
}

func nameOf(c registry.Channel) string { return c.Asset + "." + c.Name }

func instant(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}
