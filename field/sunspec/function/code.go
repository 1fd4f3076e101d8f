package function

import (
	"fmt"

	"ohmstead/energy/gridcode"
	"ohmstead/energy/unit"
)

// What the shares of a curve are of. Source: model_705.json and model_706.json, DeptRef.
const (
	ofMaxApparent = 3
	ofMaxActive   = 0
)

// Of is what a grid code asks of the function; false where it says nothing of it.
func (f Function) Of(c gridcode.Code) (Curve, bool) {
	switch f.Name {
	case VoltVar:
		// The code counts what is absorbed, the model what is injected.
		curve := line(c.VoltVar.Line(), "V", "Var", -1)
		curve["DeptRef"] = ofMaxApparent
		curve["RspTms"] = settling(c.VoltVar.Response)
		return curve, len(c.VoltVar.Points) > 0
	case VoltWatt:
		curve := line(c.VoltWatt.Line(), "V", "W", 1)
		curve["DeptRef"] = ofMaxActive
		curve["RspTms"] = settling(c.VoltWatt.Response)
		return curve, len(c.VoltWatt.Points) > 0
	case Droop:
		d := c.FrequencyWatt
		k := d.Droop(c.Nominal)
		return Curve{
			"DbOf": unit.Float(d.Upper-c.Nominal, unit.Hertz), "DbUf": unit.Float(c.Nominal-d.Lower, unit.Hertz), "KOf": k, "KUf": k,
		}, d.PerHertz > 0
	}
	return nil, false
}

// percent turns parts of a whole into what the models count in.
const percent = 100

// line is the corners of a characteristic as points of a curve.
func line(l gridcode.Line, x, y string, sign float64) Curve {
	c := Curve{"ActPt": float64(len(l))}
	for i, corner := range l {
		at := fmt.Sprintf("Pt[%d].", i+1)
		c[at+x], c[at+y] = corner.X*percent, float64(sign*corner.Y*percent)+0 // a turned zero would be printed as -0
	}
	return c
}

// settling is the time in which an open loop has come nine tenths of the way, in seconds. Source: IEEE
// 1547-2018 §3.1, open-loop response time.
func settling(r gridcode.Response) float64 {
	const timeConstants = 2.302585092994046 // −ln(1 − 0.9)
	return r.TimeConstant().Seconds() * timeConstants
}
