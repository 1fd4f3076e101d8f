package intake

import (
	"math"
	"strconv"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// shape is one of the forms a reading comes in, as a bit.
type shape uint8

const (
	plain     shape = 1 << iota // document 001, section 8
	universal                   // document 001, "universal format"
	telepoint                   // document 000, TelemetryPoint
	anyShape  = plain | universal | telepoint
)

// fields lists the members of the shape that is meant: the first that is still possible.
func (s shape) fields() string {
	switch {
	case s&plain != 0:
		return "channel, deviceId, quality, timestamp, unit, value"
	case s&universal != 0:
		return "component, deviceId, parameter, quality, timestamp, unit, value"
	default:
		return "assetId, metric, qualityFlag, source, ts, value"
	}
}

// Members of a reading, whatever a shape calls them, as bits of itemDecoder.seen.
const (
	hasDevice = 1 << iota
	hasComponent
	hasChannel
	hasValue
	hasUnit
	hasTimestamp
	hasQuality
	hasSource
)

// itemDecoder takes a reading's members as they come. The first fault decides its refusal.
type itemDecoder struct {
	out     Reading
	seen    uint8
	others  shape  // shapes that some member ruled out
	telling string // member that ruled out the last of them
	first   string // member that came first
	unknown string // first name no shape has
}

func (i *itemDecoder) refuse(err *reason.Error) {
	if i.out.Refused == nil {
		i.out.Refused = err
	}
}

func (i *itemDecoder) invalid(field string, v scalar, want string) {
	i.refuse(reason.New(reason.InvalidValue, reason.Params{"field": field, "value": v.shown(), "want": want}))
}

// member takes one member; false for a name no shape has.
func (i *itemDecoder) member(name string, v scalar) bool {
	var bit uint8
	of := plain | universal
	switch name {
	case "deviceId":
		bit = hasDevice
	case "assetId":
		bit, of = hasDevice, telepoint
	case "component":
		bit, of = hasComponent, universal
	case "channel":
		bit, of = hasChannel, plain
	case "parameter":
		bit, of = hasChannel, universal
	case "metric":
		bit, of = hasChannel, telepoint
	case "value":
		bit, of = hasValue, anyShape
	case "unit":
		bit = hasUnit
	case "timestamp":
		bit = hasTimestamp
	case "ts":
		bit, of = hasTimestamp, telepoint
	case "quality":
		bit = hasQuality
	case "qualityFlag":
		bit, of = hasQuality, telepoint
	case "source":
		bit, of = hasSource, telepoint
	default:
		return false
	}
	if i.belongs(name, of) && i.seen&bit != 0 {
		i.refuse(duplicate(name))
	}
	if i.seen == 0 {
		i.first = name
	}
	i.seen |= bit
	i.read(bit, name, v)
	return true
}

// belongs narrows the reading to the shapes that have this member; false where none is left.
func (i *itemDecoder) belongs(name string, of shape) bool {
	left := anyShape &^ i.others
	if left&of == 0 {
		i.refuse(reason.New(reason.InvalidValue, reason.Params{
			"field": "reading", "value": i.telling + " beside " + name, "want": "the members of one shape: " + left.fields(),
		}))
		return false
	}
	if left&^of != 0 {
		i.others, i.telling = i.others|^of&anyShape, name
	}
	return true
}

func (i *itemDecoder) read(bit uint8, name string, v scalar) {
	switch bit {
	case hasDevice:
		i.out.Device = i.text(name, v)
	case hasComponent:
		i.out.Component = i.text(name, v)
	case hasChannel:
		i.out.Channel = i.text(name, v)
	case hasValue:
		i.out.Value = i.number(v)
	case hasUnit:
		i.out.Unit = point.Unit(i.text(name, v))
	case hasTimestamp:
		i.out.At = i.instant(name, v)
	case hasQuality:
		i.out.Quality = i.quality(name, v)
	case hasSource:
		i.text(name, v) // the credential says who sends; what the body says is only checked
	}
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
func (i *itemDecoder) instant(field string, v scalar) time.Time {
	const want = "Unix seconds or an RFC 3339 string"
	switch v.kind {
	case isNumber:
		seconds, err := strconv.ParseInt(v.text, 10, 64)
		if err != nil || seconds < 0 || seconds > 1<<40 {
			i.invalid(field, v, want)
			return time.Time{}
		}
		return time.Unix(seconds, 0).UTC()
	case isText:
		at, err := time.Parse(time.RFC3339Nano, v.text)
		if err != nil || at.IsZero() {
			i.invalid(field, v, want)
			return time.Time{}
		}
		return at.UTC().Truncate(time.Microsecond)
	default:
		i.invalid(field, v, want)
		return time.Time{}
	}
}

// quality reads the name of a quality that a reading from outside may have: STALE is an edge's mark.
func (i *itemDecoder) quality(field string, v scalar) point.Quality {
	q, ok := point.ParseQuality(v.text)
	if v.kind != isText || !ok || q == point.Stale {
		i.invalid(field, v, "one of GOOD, UNCERTAIN, BAD, SUBSTITUTED")
	}
	return q
}

// finish decides the shape and refuses what it lacks.
func (i *itemDecoder) finish() Reading {
	of := anyShape &^ i.others
	if i.unknown != "" {
		i.refuse(unknownField(i.unknown, of.fields()))
	}
	if a, named := aliases[i.out.Channel]; named || of == telepoint {
		i.unitOf(a, of)
	}
	if needed := of.needed(); i.seen&needed != needed {
		for _, f := range required(of) {
			if i.seen&f.bit == 0 {
				i.refuse(reason.New(reason.MissingField, reason.Params{"field": f.name}))
			}
		}
	}
	return i.out
}

// needed are the members that required lists.
func (s shape) needed() uint8 {
	switch {
	case s&plain != 0:
		return hasDevice | hasChannel | hasValue | hasUnit
	case s&universal != 0:
		return hasDevice | hasComponent | hasChannel | hasValue | hasUnit
	default:
		return hasDevice | hasChannel | hasValue | hasTimestamp
	}
}

// unitOf takes the unit from the alias where that states it, and refuses another one beside it.
func (i *itemDecoder) unitOf(a alias, of shape) {
	switch {
	case a.unit == "" && of == telepoint:
		if i.seen&hasChannel != 0 && i.out.Channel != "" {
			i.refuse(reason.New(reason.InvalidValue, reason.Params{"field": "metric", "value": shorten(i.out.Channel), "want": "a metric whose unit is known: " + metrics()}))
		}
	case a.unit == "":
	case i.seen&hasUnit == 0:
		i.out.Unit = a.unit
		i.seen |= hasUnit
	case i.out.Unit != a.unit:
		i.refuse(reason.New(reason.UnknownUnit, reason.Params{"unit": shorten(string(i.out.Unit)), "channel": i.out.Channel, "want": string(a.unit)}))
	}
}

type requirement struct {
	bit  uint8
	name string
}

func required(of shape) []requirement {
	switch {
	case of&plain != 0:
		return []requirement{{hasDevice, "deviceId"}, {hasChannel, "channel"}, {hasValue, "value"}, {hasUnit, "unit"}}
	case of&universal != 0:
		return []requirement{{hasDevice, "deviceId"}, {hasComponent, "component"}, {hasChannel, "parameter"}, {hasValue, "value"}, {hasUnit, "unit"}}
	default:
		return []requirement{{hasDevice, "assetId"}, {hasChannel, "metric"}, {hasValue, "value"}, {hasTimestamp, "ts"}}
	}
}
