package plant

import (
	"bytes"
	"compress/gzip"
	_ "embed" // for the recorded series
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

var (
	//go:embed data/house_2024.csv.gz
	houseFile []byte
	//go:embed data/office_8760.csv.gz
	officeFile []byte
	//go:embed data/rooftop_30kw_2019.csv.gz
	rooftopFile []byte
)

// Series is a recorded power in W (a magnitude, never negative) on an even grid of UTC instants
// without gaps. Past its end its whole days start over.
type Series struct {
	// Zone is the IANA name of the civil time of the place it was recorded at.
	Zone string
	// Start is the instant of the first value, Step the distance between two.
	Start time.Time
	Step  time.Duration
	// Values are mean W over [Start+i·Step, Start+(i+1)·Step).
	Values []float64
}

// source is how one embedded column becomes a Series.
type source struct {
	name         string
	file         []byte
	zone         string
	step         time.Duration
	stamp, value string        // columns
	factor       float64       // value × factor is W
	bridge       time.Duration // gaps up to this are bridged by a line
	night        bool          // longer gaps are 0 W (PV), otherwise the neighbouring day
}

// OfficeAnnualWattHours is the yearly energy the office series is scaled to before a site's own
// scale: 60 MWh, a small office building.
const OfficeAnnualWattHours = 60e6

func sources() []source {
	return []source{
		{"house-load", houseFile, "Europe/Paris", 30 * time.Minute, "time_utc", "load_w", 1, 2 * time.Hour, false},
		{"house-pv", houseFile, "Europe/Paris", 30 * time.Minute, "time_utc", "pv_w", 1, time.Hour, true},
		{"office-load", officeFile, "America/Chicago", time.Hour, "hour", "share", OfficeAnnualWattHours, 2 * time.Hour, false},
		{"rooftop-pv", rooftopFile, "America/Los_Angeles", 5 * time.Minute, "time_utc", "ac_kw", 1000, time.Hour, true},
	}
}

// SeriesNames lists the embedded series by the names LoadSeries takes.
func SeriesNames() []string {
	var names []string
	for _, s := range sources() {
		names = append(names, s.name)
	}
	return names
}

// LoadSeries decodes an embedded series and fills its gaps as data/README.md says.
func LoadSeries(name string) (Series, error) {
	for _, s := range sources() {
		if s.name == name {
			return s.load()
		}
	}
	return Series{}, fmt.Errorf("load series %q: no such series; known are %v", name, SeriesNames())
}

// sample is one row of a file: W at an instant, NaN where the file has none.
type sample struct {
	at    time.Time
	watts float64
}

func (s source) load() (Series, error) {
	rows, err := s.rows()
	if err != nil {
		return Series{}, fmt.Errorf("load series %q: %w", s.name, err)
	}
	first, last := rows[0].at, rows[len(rows)-1].at
	values := make([]float64, int(last.Sub(first)/s.step)+1)
	for i := range values {
		values[i] = math.NaN()
	}
	for _, r := range rows {
		values[int(r.at.Sub(first)/s.step)] = r.watts
	}
	s.fill(values)
	return Series{Zone: s.zone, Start: first, Step: s.step, Values: values}, nil
}

func (s source) rows() ([]sample, error) {
	unzip, err := gzip.NewReader(bytes.NewReader(s.file))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	table := csv.NewReader(unzip)
	head, err := table.Read()
	if err != nil {
		return nil, fmt.Errorf("read header: %w", err)
	}
	stamp, value := column(head, s.stamp), column(head, s.value)
	if stamp < 0 || value < 0 {
		return nil, fmt.Errorf("read header: columns %s and %s not both in %v", s.stamp, s.value, head)
	}
	var rows []sample
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read row %d: %w", len(rows)+2, err)
		}
		row, err := s.row(record[stamp], record[value])
		if err != nil {
			return nil, fmt.Errorf("read row %d: %w", len(rows)+2, err)
		}
		rows = append(rows, row)
	}
}

func (s source) row(stamp, value string) (sample, error) {
	at, err := parseStamp(stamp)
	if err != nil {
		return sample{}, err
	}
	if value == "" {
		return sample{at, math.NaN()}, nil
	}
	watts, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return sample{}, err
	}
	return sample{at, math.Max(0, watts*s.factor)}, nil
}

// officeYear is the year the office series is labelled with: its hour 0, in the civil time of
// Chicago without daylight saving.
func officeYear() time.Time { return time.Date(2017, time.January, 1, 6, 0, 0, 0, time.UTC) }

// parseStamp reads a UTC instant with or without its offset, or an hour of the office year.
func parseStamp(text string) (time.Time, error) {
	if hour, err := strconv.Atoi(text); err == nil {
		return officeYear().Add(time.Duration(hour) * time.Hour), nil
	}
	if at, err := time.Parse("2006-01-02 15:04:05Z07:00", text); err == nil {
		return at.UTC(), nil
	}
	return time.Parse("2006-01-02 15:04:05", text)
}

func column(head []string, name string) int {
	for i, h := range head {
		if h == name {
			return i
		}
	}
	return -1
}

// fill replaces every NaN: short gaps by a line, long ones by night or a neighbouring day.
func (s source) fill(values []float64) {
	day := int(24 * time.Hour / s.step)
	for from := 0; from < len(values); from++ {
		if !math.IsNaN(values[from]) {
			continue
		}
		to := from
		for to < len(values) && math.IsNaN(values[to]) {
			to++
		}
		short := time.Duration(to-from)*s.step <= s.bridge
		for i := from; i < to; i++ {
			switch {
			case short && from > 0 && to < len(values):
				part := float64(i-from+1) / float64(to-from+1)
				values[i] = values[from-1] + part*(values[to]-values[from-1])
			case s.night:
				values[i] = 0
			default:
				values[i] = neighbour(values, i, day)
			}
		}
		from = to
	}
}

// neighbour is the value one day before i, or the next known one whole days after, or 0 W where
// the series has none at this time of day.
func neighbour(values []float64, i, day int) float64 {
	if i >= day {
		return values[i-day]
	}
	for j := i + day; j < len(values); j += day {
		if !math.IsNaN(values[j]) {
			return values[j]
		}
	}
	return 0
}

// At is the smooth power in W at an instant: a straight line between the middles of the recorded
// intervals. Instants outside the series are moved into it by whole days.
func (s Series) At(at time.Time) float64 {
	i, part := s.position(at)
	return s.Values[i] + part*(s.Values[(i+1)%len(s.Values)]-s.Values[i])
}

// position is the index of the interval whose middle lies before at, and how far at is towards
// the next middle (0…1).
func (s Series) position(at time.Time) (int, float64) {
	steps := float64(s.wrap(at.Sub(s.Start)-s.Step/2)) / float64(s.Step)
	i := int(steps)
	return i, steps - float64(i)
}

// wrap moves an offset from Start into the whole days that the series has.
func (s Series) wrap(offset time.Duration) time.Duration {
	whole := s.Step * time.Duration(len(s.Values))
	if days := whole - whole%(24*time.Hour); days > 0 {
		whole = days
	}
	if offset %= whole; offset < 0 {
		offset += whole
	}
	return offset
}

// Max is the largest value in W.
func (s Series) Max() float64 {
	largest := 0.0
	for _, v := range s.Values {
		largest = math.Max(largest, v)
	}
	return largest
}

// envelope is, for every value, the largest at the same time of day within ten days around it:
// what this plant gives under a clear sky.
func (s Series) envelope() []float64 {
	const around = 10
	day := int(24 * time.Hour / s.Step)
	bright := make([]float64, len(s.Values))
	for i := range bright {
		for d := -around; d <= around; d++ {
			if j := i + d*day; j >= 0 && j < len(s.Values) {
				bright[i] = math.Max(bright[i], s.Values[j])
			}
		}
	}
	return bright
}
