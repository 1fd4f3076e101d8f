package arbitration

import (
	"math"

	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// leaveReactive narrows the reactive power to what the apparent power leaves beside an active
// power: |Q| ≤ √(S² − P²), in whole var.
func (a *asset) leaveReactive(q *envelope.Folding, active unit.Power) {
	most := leg(a.apparent, active)
	q.Narrow(envelope.Between(-most, most), a.crowded(active))
}

// doing is the active power beside which reactive power has to fit: what was given, or where that is the
// most the asset may do, what it is measured to do under it. The room follows the sun from cycle to
// cycle; inside one the inverter's own limit of its current holds.
func (a *asset) doing(given unit.Power, in *Filed) unit.Power {
	if !a.Bounded || !in.HasMeasured {
		return given
	}
	return envelope.Between(min(given, 0), max(given, 0)).Clamp(in.Measured)
}

// crowded says that the apparent power leaves no more beside an active power.
func (a *asset) crowded(active unit.Power) envelope.Holder {
	return envelope.Holder{By: own, Cause: envelope.Cause{
		Code: reason.ApparentPowerLimit, Numbers: [2]int64{int64(a.apparent), int64(active)},
	}}
}

// leaveActive narrows the active power to what the reactive power that earlier classes hold leaves
// of the apparent power. Who holds it is who stands in the way.
func (a *asset) leaveActive(p, q *envelope.Folding) {
	held := nearest(q.Left())
	if held == 0 {
		return
	}
	by, high := q.Holders()
	if held < 0 {
		by = high
	}
	most := leg(a.apparent, held)
	p.Narrow(envelope.Between(-most, most), by)
}

// rated says that the asset can do no more.
func (a *asset) rated() envelope.Holder {
	return envelope.Holder{By: own, Cause: envelope.Cause{
		Code: reason.AssetLimit, Numbers: [2]int64{int64(a.fold.Rating.Min), int64(a.fold.Rating.Max)},
	}}
}

// nearest is the power in e that is nearest to 0.
func nearest(e envelope.Envelope) unit.Power { return e.Clamp(0) }

// leg is the largest whole number whose square, with that of the other leg, is no more than that
// of the hypotenuse; 0 where the other leg is as long already. Exact up to mostPower.
func leg(hypotenuse unit.ApparentPower, other unit.Power) unit.Power {
	square := int64(hypotenuse)*int64(hypotenuse) - int64(other)*int64(other)
	if square <= 0 {
		return 0
	}
	root := int64(math.Sqrt(float64(square)))
	for root*root > square {
		root--
	}
	for (root+1)*(root+1) <= square {
		root++
	}
	return unit.Power(root)
}
