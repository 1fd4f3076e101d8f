package depot

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/microgrid"
	"ohmstead/field/strict"
	"ohmstead/sim/depot/yard"
)

func folderOf(file string) string { return filepath.Dir(file) }

func (r *reader) load(m *strict.Map) yard.Load {
	microgrid.Require(m, "node_id")
	l := yard.Load{NodeID: microgrid.ID(m, "node_id"), SwingWatts: microgrid.Watts(m, "swing_watts"), ChangeEvery: m.Duration("change_every", time.Minute)}
	if l.SwingWatts < 0 || l.SwingWatts > topology.MaxWatts {
		m.Invalid("swing_watts", "from 0 W to 1 TW")
	}
	if l.ChangeEvery < time.Second {
		m.Invalid("change_every", "1s or more")
	}
	given := 0
	for _, way := range []string{"watts", "points", "csv"} {
		if m.Has(way) {
			given++
		}
	}
	if given != 1 {
		m.Complain("node_id", reason.MissingField, reason.Params{"field": m.Path() + ": one of watts, points, csv"})
		return l
	}
	l.Points = []yard.Point{{At: r.c.Start, Watts: inRange(m, "watts", microgrid.Watts(m, "watts"))}}
	if m.Has("points") {
		l.Points = r.points(m)
	}
	if file := m.Text("csv"); file != "" {
		l.Points = r.series(m, file)
	}
	return l
}

func inRange(m *strict.Map, name string, w unit.Power) unit.Power {
	if w.Abs() > topology.MaxWatts {
		m.Invalid(name, "no more than 1 TW")
	}
	return w
}

func (r *reader) points(m *strict.Map) []yard.Point {
	var out []yard.Point
	for _, p := range m.Maps("points") {
		microgrid.Require(p, "at", "watts")
		point := yard.Point{At: r.Instant(p, "at"), Watts: inRange(p, "watts", microgrid.Watts(p, "watts"))}
		if len(out) > 0 && !out[len(out)-1].At.Before(point.At) {
			p.Invalid("at", "later than the point before")
		}
		out = append(out, point)
		p.Done()
	}
	if len(out) == 0 {
		m.Invalid("points", "at least one point")
	}
	return out
}

// maxRows bounds a series; a year of minutes fits.
const maxRows = 600_000

// series reads a CSV file with the columns at and watts beside the depot's file.
func (r *reader) series(m *strict.Map, file string) []yard.Point {
	if r.open == nil || filepath.IsAbs(file) || !filepath.IsLocal(file) {
		m.Invalid("csv", "a file in the folder of the depot's")
		return nil
	}
	data, err := r.open(filepath.Join(r.folder, file))
	if err != nil {
		m.Invalid("csv", "a file that can be read: "+err.Error())
		return nil
	}
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(rows) < 2 || len(rows) > maxRows || fmt.Sprint(rows[0]) != "[at watts]" {
		m.Invalid("csv", "a CSV file with the header at,watts and at least one row")
		return nil
	}
	out := make([]yard.Point, 0, len(rows)-1)
	for i, row := range rows[1:] {
		at, known := r.when(row[0])
		watts, err := strconv.ParseInt(row[1], 10, 64)
		ascending := len(out) == 0 || out[len(out)-1].At.Before(at)
		if err != nil || !known || !ascending || unit.Power(watts).Abs() > topology.MaxWatts || watts == -1<<63 {
			m.Invalid("csv", fmt.Sprintf("row %d as an ascending instant or time span, and whole watts", i+2))
			return nil
		}
		out = append(out, yard.Point{At: at, Watts: unit.Power(watts)})
	}
	return out
}

func (r *reader) when(text string) (time.Time, bool) {
	if span, err := time.ParseDuration(text); err == nil {
		return r.c.Start.Add(span), true
	}
	t, err := time.Parse(time.RFC3339, text)
	return t.UTC(), err == nil
}
