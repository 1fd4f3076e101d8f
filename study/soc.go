package study

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"ohmstead/energy/storage"
	"ohmstead/field/cell"
)

// SOCRun is a log to estimate over and how.
type SOCRun struct {
	// Start is the belief to begin with; where Sigma is 0 the log's first voltage gives it.
	Start storage.Belief
	// Settle is after how many seconds of the log errors count.
	Settle float64
	// Every is the least distance in seconds between two lines; 0 for a line each row, negative for
	// none but the last.
	Every float64
}

// Errors sums up how far an estimate was from a reference, over the rows after Settle that have one.
// Shares are from 0 to 1.
type Errors struct {
	Rows       int     // of the log
	Compared   int     // rows with a reference, after settling
	RMSE       float64 // root mean square
	MAE        float64 // mean magnitude
	Max        float64
	WithinTwo  float64        // share of the rows whose error is at most two of the published sigmas
	Convergent float64        // seconds after which the error stays within 2 %, NaN if it never does
	Events     storage.Events // all that happened
}

// EstimateLog runs the estimator over a log and calls see for each row.
func EstimateLog(pack storage.Pack, rows []LogRow, run SOCRun, see func(LogRow, storage.Estimate) error) (Errors, error) {
	start := run.Start
	if start.Sigma <= 0 {
		start = pack.FromVoltage(sampleOf(rows[0], 0))
	}
	estimator := storage.NewSOCEstimator(pack, start)
	errors := Errors{Rows: len(rows), Convergent: math.NaN()}
	for i, row := range rows {
		seconds := 0.0
		if i > 0 {
			seconds = row.Seconds - rows[i-1].Seconds
		}
		estimate := estimator.Step(sampleOf(row, seconds))
		errors.add(row, estimate, row.Seconds-rows[0].Seconds, run.Settle)
		if err := see(row, estimate); err != nil {
			return errors, err
		}
	}
	if errors.Compared > 0 {
		n := float64(errors.Compared)
		errors.RMSE, errors.MAE, errors.WithinTwo = math.Sqrt(errors.RMSE/n), errors.MAE/n, errors.WithinTwo/n
	}
	return errors, nil
}

// converged is the error a settled estimate stays within.
const converged = 0.02

func (e *Errors) add(row LogRow, estimate storage.Estimate, since, settle float64) {
	e.Events |= estimate.Events
	if math.IsNaN(row.Reference) {
		return
	}
	d := math.Abs(estimate.SOC - row.Reference)
	if d > converged {
		e.Convergent = math.NaN()
	} else if math.IsNaN(e.Convergent) {
		e.Convergent = since
	}
	if since < settle {
		return
	}
	e.Compared++
	e.RMSE += d * d
	e.MAE += d
	e.Max = math.Max(e.Max, d)
	if d <= 2*estimate.Sigma {
		e.WithinTwo++
	}
}

func sampleOf(row LogRow, seconds float64) storage.Sample {
	return storage.Sample{
		Seconds: seconds, Amps: row.Amps, Volts: row.Volts, Celsius: row.Celsius,
		HasAmps: !math.IsNaN(row.Amps), HasVolts: !math.IsNaN(row.Volts), HasCelsius: !math.IsNaN(row.Celsius),
	}
}

// SOCFiles estimates the state of charge over a log: one JSON line per row, as often as Every says and
// wherever something happened, and one with the errors at the end where the log has a reference. The
// cell is a file or the name of one that is built in; form may be empty. It returns the exit status.
func SOCFiles(w, errw io.Writer, files SOCFileNames, run SOCRun) int {
	pack, rows, err := files.read()
	if err != nil {
		complain(errw, err)
		return Unusable
	}
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	last := math.Inf(-1)
	errors, err := EstimateLog(pack, rows, run, func(row LogRow, e storage.Estimate) error {
		if run.Every < 0 || row.Seconds-last < run.Every && e.Events == 0 {
			return nil
		}
		last = row.Seconds
		return lines.Encode(newSOCLine(row, e))
	})
	if err == nil {
		err = lines.Encode(newSOCErrors(errors))
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		complain(errw, fmt.Errorf("write lines: %w", err))
		return Unmet
	}
	return Met
}

// SOCFileNames are the files of an estimate; Form may be empty.
type SOCFileNames struct{ Cell, Log, Form string }

func (f SOCFileNames) read() (storage.Pack, []LogRow, error) {
	model, err := cell.Load(f.Cell)
	if err != nil {
		return storage.Pack{}, nil, err
	}
	pack, err := model.Pack()
	if err != nil {
		return pack, nil, err
	}
	form := LogForm{Celsius: math.NaN()}
	if f.Form != "" {
		if form, err = ReadLogForm(f.Form); err != nil {
			return pack, nil, err
		}
	}
	rows, err := ReadLog(f.Log, form)
	return pack, rows, err
}

// FitCellFile writes the cell that a recipe gives and returns the exit status.
func FitCellFile(w, errw io.Writer, file string) int {
	model, err := FitCell(file)
	if err != nil {
		complain(errw, err)
		return Unusable
	}
	if _, err := w.Write(cell.Write(model)); err != nil {
		complain(errw, fmt.Errorf("write cell: %w", err))
		return Unmet
	}
	return Met
}

// socLine is a row of the answer; numbers have fixed decimals.
type socLine struct {
	At       json.Number `json:"t_s"`
	SOC      json.Number `json:"soc_percent"`
	Sigma    json.Number `json:"sigma_percent"`
	Source   string      `json:"source"`
	NIS      json.Number `json:"nis"`
	BiasAmps json.Number `json:"bias_amps"`
	Error    json.Number `json:"error_percent,omitempty"`
	Events   []string    `json:"events,omitempty"`
}

func newSOCLine(row LogRow, e storage.Estimate) socLine {
	l := socLine{
		At: decimals(row.Seconds, 1), SOC: decimals(100*e.SOC, 2), Sigma: decimals(100*e.Sigma, 2), Source: e.Source.String(),
		NIS: decimals(e.NIS, 2), BiasAmps: decimals(e.BiasAmps, 3), Events: e.Events.Names(),
	}
	if !math.IsNaN(row.Reference) {
		l.Error = decimals(100*(e.SOC-row.Reference), 2)
	}
	return l
}

type socErrors struct {
	Rows       int         `json:"rows"`
	Compared   int         `json:"compared"`
	RMSE       json.Number `json:"rmse_percent,omitempty"`
	MAE        json.Number `json:"mae_percent,omitempty"`
	Max        json.Number `json:"max_percent,omitempty"`
	WithinTwo  json.Number `json:"within_two_sigma_percent,omitempty"`
	Convergent json.Number `json:"within_2_percent_after_s,omitempty"`
	Events     []string    `json:"events,omitempty"`
}

func newSOCErrors(e Errors) socErrors {
	l := socErrors{Rows: e.Rows, Compared: e.Compared, Events: e.Events.Names()}
	if e.Compared > 0 {
		l.RMSE, l.MAE, l.Max = decimals(100*e.RMSE, 2), decimals(100*e.MAE, 2), decimals(100*e.Max, 2)
		l.WithinTwo = decimals(100*e.WithinTwo, 1)
		if !math.IsNaN(e.Convergent) {
			l.Convergent = decimals(e.Convergent, 0)
		}
	}
	return l
}

// decimals writes a number with so many decimals, the same on every run; never "-0".
func decimals(v float64, n int) json.Number {
	text := strconv.FormatFloat(v, 'f', n, 64)
	if zero := strconv.FormatFloat(0, 'f', n, 64); text == "-"+zero {
		text = zero
	}
	return json.Number(text)
}
