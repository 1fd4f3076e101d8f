package network

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the recording
	"encoding/csv"
	"fmt"
	"strconv"
	"time"
)

// Series is a recorded frequency at even steps.
type Series struct {
	Step  time.Duration
	Hertz []float64
}

// at is the frequency at a time since the recording's start: straight between its values, level
// after the last.
func (s Series) at(t time.Duration) float64 {
	i := int(t / s.Step)
	if i >= len(s.Hertz)-1 {
		return s.Hertz[len(s.Hertz)-1]
	}
	part := float64(t-time.Duration(i)*s.Step) / float64(s.Step)
	return s.Hertz[i] + part*(s.Hertz[i+1]-s.Hertz[i])
}

// Length is how long the recording lasts.
func (s Series) Length() time.Duration { return time.Duration(len(s.Hertz)-1) * s.Step }

// Around turns a recording around one nominal frequency into one around another, deviation by
// deviation in Hz.
func (s Series) Around(from, to float64) Series {
	moved := Series{Step: s.Step, Hertz: make([]float64, len(s.Hertz))}
	for i, f := range s.Hertz {
		moved.Hertz[i] = f - from + to
	}
	return moved
}

// A simulated transmission disturbance, 30 Hz for 150 s around 60 Hz. Source: file
// src/data/Grid_Info_data_artificial_inertia.csv of GMLC-1-4-2/battery_interface, MIT licence, in
// data/LICENSE; columns bus1_hz alone.
//
//go:embed data/event_inertia.csv.gz
var event []byte

// Event is a large loss of generation as seen at 60 Hz: down to 59.77 Hz and back within minutes.
func Event() (Series, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(event))
	if err != nil {
		return Series{}, fmt.Errorf("open recording of an event: %w", err)
	}
	rows, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		return Series{}, fmt.Errorf("read recording of an event: %w", err)
	}
	s := Series{Step: time.Second / 30}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		f, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			return Series{}, fmt.Errorf("read line %d of the recording of an event: %w", i+1, err)
		}
		s.Hertz = append(s.Hertz, f)
	}
	return s, nil
}
