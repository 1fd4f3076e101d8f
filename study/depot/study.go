package depot

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot"
	"ohmstead/study"
)

// Strategy is a way to divide a connection that a study compares.
type Strategy string

// Strategies: those of the balancing policy, max-min with rotation, and none at all.
const (
	Uncontrolled Strategy = "UNCONTROLLED"
	MaxMin       Strategy = "MAX_MIN"
	Rotation     Strategy = "ROTATION"
	EDF          Strategy = "EDF"
	LeastLaxity  Strategy = "LEAST_LAXITY"
)

// Strategies lists all strategies, in the order of a table.
func Strategies() []Strategy {
	return []Strategy{Uncontrolled, MaxMin, Rotation, EDF, LeastLaxity}
}

// Format is how a table is written.
type Format string

// Formats of a table. Text is for people.
const (
	Text Format = "text"
	CSV  Format = "csv"
	JSON Format = "json"
)

// Table says what a study compares.
type Table struct {
	Strategies []Strategy // all where there is none
	Caps       []int64    // percent of the file's caps on its grid connections; 100 where there is none
	Format     Format
	// Progress, if there is one, is told before each run how many of how many are done.
	Progress func(done, of int)
}

// Row is one run of a study.
type Row struct {
	Depot            string                `json:"depot"`
	CapPercent       int64                 `json:"cap_percent"`
	CapWatts         unit.Power            `json:"cap_watts"` // of all grid connections together
	Strategy         Strategy              `json:"strategy"`
	RequestedWh      int64                 `json:"requested_wh"`
	DeliveredWh      int64                 `json:"delivered_wh"`
	DeliveredPermill int64                 `json:"delivered_permille"`
	Vehicles         int                   `json:"vehicles"`
	VehiclesMet      int                   `json:"vehicles_met"`
	PeakWatts        unit.Power            `json:"peak_watts"`
	OverSeconds      int64                 `json:"over_cap_seconds"`
	LongestOff       int64                 `json:"longest_off_seconds"`
	UnservedWh       map[reason.Code]int64 `json:"unserved_wh"`
	Violations       int                   `json:"violations"`
}

// Study runs every depot of the files and folders with each strategy under each cap and writes one table.
// It returns study.Unmet where a promise was broken, study.Unusable where a file cannot be used, of which
// nothing is run.
func Study(w, errw io.Writer, t Table, paths ...string) int {
	depots, err := all(paths)
	if err != nil {
		complain(errw, err)
		return study.Unusable
	}
	rows, err := t.rows(depots, errw)
	if err == nil {
		err = t.write(w, rows)
	}
	switch {
	case err != nil:
		complain(errw, fmt.Errorf("study depots: %w", err))
		return study.Unmet
	case slices.ContainsFunc(rows, func(r Row) bool { return r.Violations > 0 }):
		return study.Unmet
	}
	return study.Met
}

// named is a depot and the name of its file.
type named struct {
	name string
	*depot.Config
}

func all(paths []string) ([]named, error) {
	var out []named
	for _, path := range paths {
		files := []string{path}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			files, err = filepath.Glob(filepath.Join(path, "*.yaml"))
			if err != nil || len(files) == 0 {
				return nil, fmt.Errorf("%s: no depot (*.yaml) in this folder", path)
			}
		}
		for _, file := range files {
			c, err := Read(file)
			if err != nil {
				return nil, err
			}
			out = append(out, named{strings.TrimSuffix(filepath.Base(file), ".yaml"), c})
		}
	}
	return out, nil
}

func (t Table) rows(depots []named, errw io.Writer) ([]Row, error) {
	strategies, caps := t.Strategies, t.Caps
	if len(strategies) == 0 {
		strategies = Strategies()
	}
	if len(caps) == 0 {
		caps = []int64{100}
	}
	var out []Row
	for _, d := range depots {
		for _, percent := range caps {
			for _, s := range strategies {
				if t.Progress != nil {
					t.Progress(len(out), len(depots)*len(caps)*len(strategies))
				}
				row, err := one(d, percent, s, errw)
				if err != nil {
					return nil, err
				}
				out = append(out, row)
			}
		}
	}
	return out, nil
}

// one runs a depot with a strategy under a part of its caps.
func one(d named, percent int64, s Strategy, errw io.Writer) (Row, error) {
	c := *d.Config
	c.Forget()
	c.Uncontrolled = s == Uncontrolled
	c.Policy.Strategy, c.Policy.Rotation = balance.MaxMin, s == Rotation
	if s == EDF || s == LeastLaxity {
		c.Policy.Strategy = balance.Strategy(s)
	}
	whole := narrow(&c, percent)
	sum, err := run(&c, watched(&c, func(depot.Line) error { return nil }, errw), nil)
	if err != nil {
		return Row{}, err
	}
	r := Row{
		Depot: d.name, CapPercent: percent, CapWatts: whole, Strategy: s, RequestedWh: sum.RequestedWh, DeliveredWh: sum.DeliveredWh, Vehicles: sum.Vehicles,
		VehiclesMet: sum.VehiclesMet, PeakWatts: sum.PeakWatts, LongestOff: sum.LongestOffSeconds, UnservedWh: sum.UnservedWh, Violations: sum.Violations,
	}
	if r.RequestedWh > 0 {
		r.DeliveredPermill = 1000 * r.DeliveredWh / r.RequestedWh
	}
	for _, over := range sum.Caps {
		r.OverSeconds = max(r.OverSeconds, over.OverSeconds)
	}
	return r, nil
}

// narrow takes a part of the caps of a depot's grid connections, and returns what they allow together.
func narrow(c *depot.Config, percent int64) unit.Power {
	first := map[topology.ID]bool{}
	for _, n := range c.Nodes {
		first[n.NodeID] = n.NodeType == topology.GridConnection
	}
	whole := unit.Power(0)
	c.Limits = slices.Clone(c.Limits)
	for i := range c.Limits {
		if l := &c.Limits[i]; first[l.NodeID] && l.ConstraintType != topology.GenerationCap {
			l.LimitWatts = part(l.LimitWatts, percent)
			whole += l.LimitWatts
		}
	}
	return whole
}

// part is a percentage of a power, rounded down, for powers up to the largest there are.
func part(p unit.Power, percent int64) unit.Power {
	return p/100*unit.Power(percent) + p%100*unit.Power(percent)/100
}

func (t Table) write(w io.Writer, rows []Row) error {
	switch t.Format {
	case JSON:
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(rows)
	case CSV:
		out := csv.NewWriter(w)
		if err := out.WriteAll(append([][]string{columns()}, cells(rows)...)); err != nil {
			return err
		}
		return out.Error()
	case Text:
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range append([][]string{columns()}, cells(rows)...) {
		if _, err := fmt.Fprintln(out, strings.TrimRight(strings.Join(line, "\t"), "\t ")); err != nil {
			return err
		}
	}
	return out.Flush()
}

func columns() []string {
	return []string{"depot", "cap_kw", "strategy", "requested_kwh", "delivered_kwh", "delivered_percent", "met", "vehicles", "peak_kw", "over_cap_min", "longest_off_min", "unserved_kwh"}
}

func cells(rows []Row) [][]string {
	var out [][]string
	for _, r := range rows {
		out = append(out, []string{
			r.Depot, tenths(int64(r.CapWatts)), string(r.Strategy), tenths(r.RequestedWh), tenths(r.DeliveredWh), tenths(100 * r.DeliveredPermill),
			strconv.Itoa(r.VehiclesMet), strconv.Itoa(r.Vehicles), tenths(int64(r.PeakWatts)), strconv.FormatInt(r.OverSeconds/60, 10),
			strconv.FormatInt(r.LongestOff/60, 10), energies(r.UnservedWh),
		})
	}
	return out
}
