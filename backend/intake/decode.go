package intake

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// MaxReadings is how many readings one body may hold, gaps of columns included.
const MaxReadings = 100_000

// Reading is one decoded reading. Refused says why it cannot be read; then nothing else counts.
type Reading struct {
	Device    string // key of a device or an asset, or id of an asset
	Component string // what document 001's universal format says the asset is; "" in other shapes
	Channel   string // name of a channel, or an alias
	Value     float64
	Unit      point.Unit    // of Value
	At        time.Time     // zero without a timestamp
	Quality   point.Quality // Missing without one
	Absent    bool          // a gap in a column: nothing to store, nothing to refuse
	Refused   *reason.Error
}

// Decode reads the body of an ingest: {"schema":1,"readings":[…]}, one bare reading, or a columnar
// batch. A reading has one of three shapes, told apart by its members: that of document 001,
// section 8, its universal format, or document 000's TelemetryPoint. It refuses the whole body only
// where it is no JSON or has another shape (SYNTAX_ERROR, UNKNOWN_FIELD, MISSING_FIELD,
// INVALID_VALUE); a reading that is wrong is refused on its own.
func Decode(body []byte) ([]Reading, error) {
	d := &batchDecoder{scanner: scanner{data: string(body)}}
	err := d.body()
	if err == nil {
		err = d.end()
	}
	if syntax, ok := errors.AsType[*scanError](err); ok {
		line := 1 + bytes.Count(body[:min(syntax.offset, len(body))], []byte("\n"))
		return nil, reason.New(reason.SyntaxError, reason.Params{"detail": fmt.Sprintf("line %d, %v", line, syntax)})
	}
	if err != nil {
		return nil, err
	}
	return d.finish()
}

// batchDecoder reads every shape in one pass: which one it is shows in its members' names.
type batchDecoder struct {
	scanner
	schema, t0 *scalar
	list       bool // has readings
	readings   []Reading
	columnar   bool // has columns
	columns    []column
	bare       itemDecoder
	unknown    string // first name no shape has

	item itemDecoder // of the list, one after the other
}

func (d *batchDecoder) body() error {
	if d.peek() != '{' {
		return d.unexpected("an object")
	}
	return d.object(func(name string) error {
		switch name {
		case "schema":
			return d.once(name, &d.schema)
		case "t0":
			return d.once(name, &d.t0)
		case "readings":
			return d.items()
		case "columns":
			return d.columnList()
		default:
			v, err := d.value(0)
			if err == nil && !d.bare.member(name, v) && d.unknown == "" {
				d.unknown = name
			}
			return err
		}
	})
}

func duplicate(name string) *reason.Error {
	return reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": name})
}

// once reads a value that may stand once.
func (d *batchDecoder) once(name string, to **scalar) error {
	if *to != nil {
		return duplicate(name)
	}
	v, err := d.value(0)
	*to = &v
	return err
}

func tooMany(field string) *reason.Error {
	return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": "longer", "want": fmt.Sprintf("at most %d readings", MaxReadings)})
}

func (d *batchDecoder) items() error {
	if d.peek() != '[' {
		return reason.New(reason.InvalidValue, reason.Params{"field": "readings", "value": "no array", "want": "an array of readings"})
	}
	if d.list {
		return duplicate("readings")
	}
	d.list = true
	// A reading is an object, and few hold others.
	d.readings = slices.Grow(d.readings, min(MaxReadings, strings.Count(d.data[d.at:], "{")))
	member := func(name string) error {
		v, err := d.value(0)
		if err == nil && !d.item.member(name, v) && d.item.unknown == "" {
			d.item.unknown = name
		}
		return err
	}
	return d.array(func(index int) error {
		if index >= MaxReadings {
			return tooMany("readings")
		}
		if d.peek() != '{' {
			_, err := d.value(0)
			d.readings = append(d.readings, Reading{Refused: reason.New(reason.InvalidValue,
				reason.Params{"field": "reading", "value": "no object", "want": "an object with deviceId, channel, value, unit, timestamp"})})
			return err
		}
		d.item = itemDecoder{}
		err := d.object(member)
		d.readings = append(d.readings, d.item.finish())
		return err
	})
}

func (d *batchDecoder) finish() ([]Reading, error) {
	switch {
	case d.list && d.columnar:
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "body", "value": "readings beside columns", "want": "one of them"})
	case d.columnar:
		if err := d.envelope("columns, schema, t0"); err != nil {
			return nil, err
		}
		return d.unfold()
	case !d.list && d.bare.seen != 0:
		return []Reading{d.finishBare()}, nil
	case d.t0 != nil && !d.list:
		return nil, reason.New(reason.MissingField, reason.Params{"field": "columns"})
	case d.t0 != nil:
		return nil, unknownField("t0", "readings, schema")
	}
	if err := d.envelope("readings, schema"); err != nil {
		return nil, err
	}
	if !d.list {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "readings"})
	}
	return d.readings, nil
}

// finishBare is the one reading that the body is.
func (d *batchDecoder) finishBare() Reading {
	switch {
	case d.unknown != "":
		d.bare.unknown = d.unknown
	case d.schema != nil:
		d.bare.unknown = "schema"
	case d.t0 != nil:
		d.bare.unknown = "t0"
	}
	return d.bare.finish()
}

// envelope checks what stands around readings or columns.
func (d *batchDecoder) envelope(known string) error {
	switch {
	case d.unknown != "":
		return unknownField(d.unknown, known)
	case d.bare.seen != 0:
		return unknownField(d.bare.first, known)
	case d.schema == nil:
		return reason.New(reason.MissingField, reason.Params{"field": "schema"})
	case d.schema.kind != isNumber || d.schema.text != "1":
		return reason.New(reason.InvalidValue, reason.Params{"field": "schema", "value": d.schema.shown(), "want": "1"})
	}
	return nil
}

func unknownField(name, known string) *reason.Error {
	return reason.New(reason.UnknownField, reason.Params{"field": shorten(name), "known": known})
}

func (v scalar) shown() string {
	switch v.kind {
	case isNull:
		return "null"
	case isBool:
		return strconv.FormatBool(v.bool)
	case isNested:
		return "an object or array"
	default:
		return shorten(v.text)
	}
}

// shorten makes a text from outside fit for an answer.
func shorten(text string) string {
	const longest = 100
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
