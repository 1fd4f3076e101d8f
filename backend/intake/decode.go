package intake

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Reading is one decoded reading. Refused says why it cannot be read; then nothing else counts.
type Reading struct {
	Device  string // key of a device or an asset
	Channel string
	Value   float64 // in Unit
	Unit    point.Unit
	At      time.Time     // zero without a timestamp
	Quality point.Quality // Missing without one
	Refused *reason.Error
}

// Decode reads the body of an ingest: {"schema":1,"readings":[…]} or one bare reading. It
// refuses the whole body only where it is no JSON or has another shape (SYNTAX_ERROR,
// UNKNOWN_FIELD, MISSING_FIELD, INVALID_VALUE); a reading that is wrong is refused on its own.
func Decode(body []byte) ([]Reading, error) {
	d := &batchDecoder{scanner: scanner{data: body}}
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

// batchDecoder reads either shape in one pass: which one it is shows in its members' names.
type batchDecoder struct {
	scanner
	schema   *scalar
	list     bool
	readings []Reading
	bare     itemDecoder
	unknown  string // first name neither shape has
}

func (d *batchDecoder) body() error {
	if d.peek() != '{' {
		return d.unexpected("an object")
	}
	return d.object(func(name string) error {
		switch name {
		case "schema":
			if d.schema != nil {
				return reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": name})
			}
			v, err := d.value(0)
			d.schema = &v
			return err
		case "readings":
			return d.items()
		default:
			v, err := d.value(0)
			if err == nil && !d.bare.member(name, v) && d.unknown == "" {
				d.unknown = name
			}
			return err
		}
	})
}

func (d *batchDecoder) items() error {
	if d.peek() != '[' {
		return reason.New(reason.InvalidValue, reason.Params{"field": "readings", "value": "no array", "want": "an array of readings"})
	}
	if d.list {
		return reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": "readings"})
	}
	d.list = true
	return d.array(func(int) error {
		if d.peek() != '{' {
			_, err := d.value(0)
			d.readings = append(d.readings, Reading{Refused: reason.New(reason.InvalidValue,
				reason.Params{"field": "reading", "value": "no object", "want": "an object with deviceId, channel, value, unit, timestamp"})})
			return err
		}
		var item itemDecoder
		err := d.object(func(name string) error {
			v, err := d.value(0)
			if err == nil && !item.member(name, v) {
				item.refuse(unknownField(name, itemFields))
			}
			return err
		})
		d.readings = append(d.readings, item.finish())
		return err
	})
}

func (d *batchDecoder) finish() ([]Reading, error) {
	if !d.list && d.bare.seen != 0 {
		if d.unknown != "" {
			d.bare.refuse(unknownField(d.unknown, itemFields))
		}
		if d.schema != nil {
			d.bare.refuse(unknownField("schema", itemFields))
		}
		return []Reading{d.bare.finish()}, nil
	}
	switch {
	case d.unknown != "":
		return nil, unknownField(d.unknown, "readings, schema")
	case d.bare.seen != 0:
		return nil, unknownField(d.bare.first, "readings, schema")
	case d.schema == nil:
		return nil, reason.New(reason.MissingField, reason.Params{"field": "schema"})
	case d.schema.kind != isNumber || d.schema.text != "1":
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "schema", "value": d.schema.shown(), "want": "1"})
	case !d.list:
		return nil, reason.New(reason.MissingField, reason.Params{"field": "readings"})
	}
	return d.readings, nil
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

const itemFields = "channel, deviceId, quality, timestamp, unit, value"

// Members of a reading, as bits of itemDecoder.seen.
const (
	hasDevice = 1 << iota
	hasChannel
	hasValue
	hasUnit
	hasTimestamp
	hasQuality
)

// itemDecoder takes a reading's members as they come. The first fault decides its refusal.
type itemDecoder struct {
	out   Reading
	seen  uint8
	first string
}

func (i *itemDecoder) refuse(err *reason.Error) {
	if i.out.Refused == nil {
		i.out.Refused = err
	}
}

func (i *itemDecoder) invalid(field string, v scalar, want string) {
	i.refuse(reason.New(reason.InvalidValue, reason.Params{"field": field, "value": v.shown(), "want": want}))
}

// member takes one member; false for a name a reading does not have.
func (i *itemDecoder) member(name string, v scalar) bool {
	var bit uint8
	switch name {
	case "deviceId":
		bit, i.out.Device = hasDevice, i.text(name, v)
	case "channel":
		bit, i.out.Channel = hasChannel, i.text(name, v)
	case "value":
		bit, i.out.Value = hasValue, i.number(v)
	case "unit":
		bit, i.out.Unit = hasUnit, point.Unit(i.text(name, v))
	case "timestamp":
		bit, i.out.At = hasTimestamp, i.instant(v)
	case "quality":
		bit, i.out.Quality = hasQuality, i.quality(v)
	default:
		return false
	}
	if i.seen&bit != 0 {
		i.refuse(reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": name}))
	}
	if i.seen == 0 {
		i.first = name
	}
	i.seen |= bit
	return true
}

func (i *itemDecoder) text(field string, v scalar) string {
	if v.kind != isText || v.text == "" {
		i.invalid(field, v, "a name")
	}
	return v.text
}

// number reads a finite number, or a truth value as 1 and 0.
func (i *itemDecoder) number(v scalar) float64 {
	if v.kind == isBool {
		if v.bool {
			return 1
		}
		return 0
	}
	f, ok := v.number()
	if !ok || math.IsInf(f, 0) || math.IsNaN(f) {
		i.refuse(reason.New(reason.NotANumber, reason.Params{"field": "value"}))
		return 0
	}
	return f
}

// instant reads Unix seconds or an RFC 3339 string, to the microsecond.
func (i *itemDecoder) instant(v scalar) time.Time {
	const want = "Unix seconds or an RFC 3339 string"
	switch v.kind {
	case isNumber:
		seconds, err := strconv.ParseInt(v.text, 10, 64)
		if err != nil || seconds < 0 || seconds > 1<<40 {
			i.invalid("timestamp", v, want)
			return time.Time{}
		}
		return time.Unix(seconds, 0).UTC()
	case isText:
		at, err := time.Parse(time.RFC3339Nano, v.text)
		if err != nil || at.IsZero() {
			i.invalid("timestamp", v, want)
			return time.Time{}
		}
		return at.UTC().Truncate(time.Microsecond)
	default:
		i.invalid("timestamp", v, want)
		return time.Time{}
	}
}

func (i *itemDecoder) quality(v scalar) point.Quality {
	q, ok := point.ParseQuality(v.text)
	if v.kind != isText || !ok || q == point.Stale || q == point.Substituted {
		i.invalid("quality", v, "one of "+strings.Join([]string{point.Good.String(), point.Uncertain.String(), point.Bad.String()}, ", "))
	}
	return q
}

func (i *itemDecoder) finish() Reading {
	for _, f := range []struct {
		bit  uint8
		name string
	}{{hasDevice, "deviceId"}, {hasChannel, "channel"}, {hasValue, "value"}, {hasUnit, "unit"}} {
		if i.seen&f.bit == 0 {
			i.refuse(reason.New(reason.MissingField, reason.Params{"field": f.name}))
		}
	}
	return i.out
}

// shorten makes a text from outside fit for an answer.
func shorten(text string) string {
	const longest = 100
	if runes := []rune(text); len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return text
}
