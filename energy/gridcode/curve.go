package gridcode

import (
	"math"
	"time"
)

// Response is how fast an output follows a characteristic: within Time it has come Reaches of the
// way, as a first-order lag.
type Response struct {
	Time    time.Duration
	Reaches Share
}

// TimeConstant is the lag's: Time / −ln(1 − Reaches).
func (r Response) TimeConstant() time.Duration {
	if r.Time <= 0 {
		return 0
	}
	return time.Duration(float64(r.Time) / -math.Log(1-r.Reaches.Of(1)))
}

// VarPoint is one corner of a volt-var characteristic. Reactive is a share of rated apparent power,
// positive absorbed as everywhere.
type VarPoint struct {
	Volts    Share
	Reactive Share
}

// Supplied and Absorbed write a share of reactive power by its direction, so that no sign is
// written in data.
func Supplied(s Share) Share { return -s }

// Absorbed is see Supplied.
func Absorbed(s Share) Share { return s }

// VoltVar is reactive power by voltage: straight between its points, level outside.
type VoltVar struct {
	Points   []VarPoint
	Response Response
	Source   Source
}

// WattPoint is one corner of a volt-watt characteristic: the share of rated power that may be
// produced at a voltage.
type WattPoint struct {
	Volts  Share
	Active Share
}

// VoltWatt is the most active power that may be produced by voltage.
type VoltWatt struct {
	Points   []WattPoint
	Response Response
	Source   Source
}

// Corner is one point of a Line.
type Corner struct{ X, Y float64 }

// Line is a characteristic that is straight between its corners and level before the first and
// after the last. Corners stand in rising order of X.
type Line []Corner

// At is the characteristic's value; 0 without corners. O(corners).
func (l Line) At(x float64) float64 {
	if len(l) == 0 {
		return 0
	}
	if x <= l[0].X {
		return l[0].Y
	}
	for i := 1; i < len(l); i++ {
		if x <= l[i].X {
			before, after := l[i-1], l[i]
			return before.Y + (after.Y-before.Y)*(x-before.X)/(after.X-before.X)
		}
	}
	return l[len(l)-1].Y
}

// Rising reports whether every corner lies to the right of the one before it.
func (l Line) Rising() bool {
	for i := 1; i < len(l); i++ {
		if !(l[i].X > l[i-1].X) {
			return false
		}
	}
	return true
}

// Line is the characteristic with voltages as parts of nominal and reactive power as a part of
// rated apparent power.
func (v VoltVar) Line() Line {
	line := make(Line, 0, len(v.Points))
	for _, p := range v.Points {
		line = append(line, Corner{p.Volts.Of(1), p.Reactive.Of(1)})
	}
	return line
}

// Line is the characteristic with voltages as parts of nominal and active power as a part of rated.
func (v VoltWatt) Line() Line {
	line := make(Line, 0, len(v.Points))
	for _, p := range v.Points {
		line = append(line, Corner{p.Volts.Of(1), p.Active.Of(1)})
	}
	return line
}
