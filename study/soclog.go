package study

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// Columns of a battery log under our names. A log that calls one otherwise says so in its form.
const (
	columnTime      = "t_s"
	columnClock     = "time"
	columnAmps      = "current_a"
	columnVolts     = "voltage_v"
	columnCelsius   = "temperature_c"
	columnReference = "soc_percent"
)

func logColumns() []string {
	return []string{columnTime, columnClock, columnAmps, columnVolts, columnCelsius, columnReference}
}

// LogForm says how a log of a battery is written, where that is not our way: seconds in t_s (or
// RFC 3339 in time), current_a positive when charging, voltage_v, temperature_c, soc_percent.
type LogForm struct {
	// Names are the log's own names of our columns.
	Names map[string]string
	// DischargePositive turns the current, once, here.
	DischargePositive bool
	// ReferenceShare is a reference from 0 to 1 and not in percent.
	ReferenceShare bool
	// Where keeps the rows whose column has this text.
	Where map[string]string
	// From and To keep the rows in [From, To) of the log's seconds; To 0 is the end.
	From, To float64
	// LeadsOhm is the resistance of leads between the cell and where its voltage was measured; what it
	// drops is taken off.
	LeadsOhm float64
	// Celsius stands for a temperature the log has not; NaN for none.
	Celsius float64
	// Ah makes the reference from a tester's ampere hour counter.
	Ah AhReference
}

// AhReference is a tester's counter of ampere hours, positive when charging, which may begin at 0
// again with each of the tester's steps. The reference is the state of charge at the log's first
// row plus what was counted since, by the capacity.
type AhReference struct {
	Column       string
	CapacityAh   float64
	StartPercent float64
}

// LogRow is one row of a log, in our signs and units. A reference is a share from 0 to 1; what the
// log does not know is NaN.
type LogRow struct {
	Seconds   float64
	Amps      float64
	Volts     float64
	Celsius   float64
	Reference float64
}

// ReadLog reads a CSV file with a header, plain or gzipped. Every complaint names file, line, column
// and what would be right.
func ReadLog(file string, form LogForm) ([]LogRow, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	if strings.HasSuffix(file, ".gz") {
		if data, err = unpack(data); err != nil {
			return nil, fmt.Errorf("%s: %w", file, reason.New(reason.SyntaxError, reason.Params{"detail": err.Error()}))
		}
	}
	return ParseLog(file, data, form)
}

// mostLog is the size an unpacked log may have.
const mostLog = 1 << 30

func unpack(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(z, mostLog+1))
	if err == nil && len(plain) > mostLog {
		err = fmt.Errorf("more than %d bytes unpacked", mostLog)
	}
	return plain, err
}

// ParseLog is ReadLog for bytes; file is the name used in complaints.
func ParseLog(file string, data []byte, form LogForm) ([]LogRow, error) {
	p := &logParser{file: file, form: form, csv: csv.NewReader(bytes.NewReader(data))}
	p.csv.ReuseRecord = true
	if err := p.header(); err != nil {
		return nil, err
	}
	var rows []LogRow
	for {
		record, err := p.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, p.syntax(err)
		}
		row, kept, err := p.row(record)
		if err != nil {
			return nil, err
		}
		if kept {
			rows = append(rows, row)
		}
	}
	if len(rows) < 2 {
		return nil, fmt.Errorf("%s: %w", file, reason.New(reason.InvalidValue, reason.Params{"field": "the log", "value": fmt.Sprintf("%d rows long", len(rows)), "want": "at least two rows that where, from_s and to_s keep"}))
	}
	return rows, nil
}

type logParser struct {
	file    string
	form    LogForm
	csv     *csv.Reader
	names   []string
	columns map[string]int // ours → index; absent ones are not in it
	where   map[int]string
	line    int
	last    float64 // seconds of the row before
	any     bool
	counted float64 // Ah since the first row
	counter float64
}

func (p *logParser) complain(code reason.Code, params reason.Params) error {
	return fmt.Errorf("%s: %w", strict.Place{File: p.file, Line: max(p.line, 1)}, reason.New(code, params))
}

func (p *logParser) syntax(err error) error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		p.line = parse.Line
		err = parse.Err
	}
	return p.complain(reason.SyntaxError, reason.Params{"detail": err.Error()})
}

// header finds the columns.
func (p *logParser) header() error {
	record, err := p.csv.Read()
	if err != nil {
		return p.syntax(err)
	}
	p.line = 1
	p.names = slices.Clone(record)
	p.columns, p.where = map[string]int{}, map[int]string{}
	for _, ours := range logColumns() {
		name, named := p.form.Names[ours]
		if !named {
			name = ours
		}
		if i := slices.Index(p.names, name); i >= 0 {
			p.columns[ours] = i
		} else if named {
			return p.missing(name)
		}
	}
	if _, ok := p.columns[columnTime]; !ok {
		if _, ok := p.columns[columnClock]; !ok {
			return p.missing(columnTime)
		}
	}
	for _, ours := range []string{columnAmps, columnVolts} {
		if _, ok := p.columns[ours]; !ok {
			return p.missing(ours)
		}
	}
	for name, text := range p.form.Where {
		i := slices.Index(p.names, name)
		if i < 0 {
			return p.missing(name)
		}
		p.where[i] = text
	}
	if name := p.form.Ah.Column; name != "" && slices.Index(p.names, name) < 0 {
		return p.missing(name)
	}
	return nil
}

func (p *logParser) missing(name string) error {
	return p.complain(reason.UnknownName, reason.Params{"field": "the log", "name": "column " + name, "known": strings.Join(p.names, ", ")})
}

// row reads a record; false for one that the form leaves out.
func (p *logParser) row(record []string) (LogRow, bool, error) {
	p.line, _ = p.csv.FieldPos(0)
	for i, text := range p.where {
		if record[i] != text {
			return LogRow{}, false, nil
		}
	}
	seconds, err := p.seconds(record)
	if err != nil || seconds < p.form.From || p.form.To > 0 && seconds >= p.form.To {
		return LogRow{}, false, err
	}
	if p.any && seconds < p.last {
		return LogRow{}, false, p.complain(reason.InvalidValue, reason.Params{
			"field": columnTime, "value": strconv.FormatFloat(seconds, 'f', -1, 64),
			"want": fmt.Sprintf("at least that of the row before, %v; a log of several tests needs a form with where", p.last),
		})
	}
	row := LogRow{Seconds: seconds}
	for _, c := range []struct {
		ours string
		into *float64
	}{{columnAmps, &row.Amps}, {columnVolts, &row.Volts}, {columnCelsius, &row.Celsius}, {columnReference, &row.Reference}} {
		if *c.into, err = p.number(record, c.ours); err != nil {
			return LogRow{}, false, err
		}
	}
	if err := p.turn(&row, record); err != nil {
		return LogRow{}, false, err
	}
	p.last, p.any = seconds, true
	return row, true, nil
}

// turn brings a row into our signs and units.
func (p *logParser) turn(row *LogRow, record []string) error {
	if p.form.DischargePositive {
		row.Amps = -row.Amps
	}
	if p.form.LeadsOhm != 0 {
		row.Volts -= p.form.LeadsOhm * row.Amps
	}
	if !p.form.ReferenceShare {
		row.Reference /= 100
	}
	if math.IsNaN(row.Celsius) {
		row.Celsius = p.form.Celsius
	}
	if p.form.Ah.Column == "" {
		return nil
	}
	counter, err := p.parse(record, slices.Index(p.names, p.form.Ah.Column), p.form.Ah.Column)
	if err != nil {
		return err
	}
	switch {
	case !p.any:
	case math.Abs(counter) < math.Abs(p.counter) || counter*p.counter < 0:
		p.counted += counter // it has begun at 0 again
	default:
		p.counted += counter - p.counter
	}
	p.counter = counter
	row.Reference = p.form.Ah.StartPercent/100 + p.counted/p.form.Ah.CapacityAh
	return nil
}

func (p *logParser) seconds(record []string) (float64, error) {
	if i, ok := p.columns[columnTime]; ok {
		v, err := p.parse(record, i, p.names[i])
		if err == nil && math.IsNaN(v) {
			err = p.complain(reason.MissingField, reason.Params{"field": p.names[i]})
		}
		return v, err
	}
	text := record[p.columns[columnClock]]
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, p.complain(reason.InvalidValue, reason.Params{"field": columnClock, "value": strconv.Quote(text), "want": "an instant such as 2026-01-31T12:00:00Z"})
	}
	return float64(at.UnixMicro()) / 1e6, nil
}

// number is a column's value, NaN where the log has no such column or the field is empty.
func (p *logParser) number(record []string, ours string) (float64, error) {
	i, ok := p.columns[ours]
	if !ok {
		return math.NaN(), nil
	}
	return p.parse(record, i, p.names[i])
}

func (p *logParser) parse(record []string, i int, name string) (float64, error) {
	text := strings.TrimSpace(record[i])
	if text == "" {
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, p.complain(reason.InvalidValue, reason.Params{"field": name, "value": strconv.Quote(text), "want": "a number"})
	}
	return v, nil
}
