package arbitration

import (
	"math"
	"time"

	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// wanted is what the last, strictly convex step pulls an asset towards, and how firmly.
type wanted struct {
	rating  envelope.Envelope
	power   unit.Power // its target or its rest, inside the rating
	decided bool       // it has a target of its own
	weight  float64    // how readily it gives way; the readiest has 1
	demand  int        // of a cluster it shares in: −1 for less power, 1 for more, 0 for none
	held    unit.Power // where a filtered output has come to
	shares  bool       // takes part in a cluster's target
	spared  bool       // better left at rest
}

// Bounds on the weights, so that no asset is so stiff that the numbers suffer; and how little of a
// battery's room counts.
const (
	leastWeight = 1e-3
	leastRoom   = 0.05
)

// prefer says what each asset of the knot wants and how readily it gives way to the others, and
// how many watts count as 1.
func (t *tie) prefer(s side) {
	most := unit.Power(1)
	for k, m := range t.members {
		w := &t.wants[k]
		*w = wanted{rating: t.rating(s, m), held: w.held}
		w.power = w.rating.Clamp(t.a.assets[m].fold.Rest)
		if s == reactive {
			w.power = w.rating.Clamp(0)
		}
		if d, ok := envelope.Deciding(t.a.filed[s][m]); ok {
			w.power, w.decided = w.rating.Clamp(d.Target), true
		}
		most = max(most, w.span())
	}
	_, exponent := math.Frexp(float64(most))
	t.scale = math.Ldexp(1, exponent)
	t.demand(s)
	t.weigh(s)
}

// rating is what an asset can do on one side, kept to what numbers can hold.
func (t *tie) rating(s side, asset int) envelope.Envelope {
	it := &t.a.assets[asset]
	rating := it.fold.Rating
	if s == reactive {
		most := min(leg(it.apparent, it.doing(t.a.given[active][asset], &t.since.Assets[asset])), it.reactive.Rating.Max)
		rating = envelope.Between(-most, most)
	}
	return envelope.Between(max(rating.Min, -mostPower), min(rating.Max, mostPower))
}

// span is the larger magnitude of the rating.
func (w *wanted) span() unit.Power { return max(w.rating.Min.Abs(), w.rating.Max.Abs(), 1) }

// demand finds for each asset which way the first cluster that needs it moved pulls it: clusters
// with targets in order of class, then those whose bounds the assets would miss.
func (t *tie) demand(s side) {
	for level := envelope.ManualOverride; level <= envelope.Aux; level++ {
		for _, c := range t.clusters {
			if d, ok := envelope.Deciding(t.a.filed[s][len(t.a.assets)+c]); ok && d.Level == level {
				t.pull(c, envelope.Exactly(d.Target))
			}
		}
	}
	for _, c := range t.clusters {
		requests := t.a.filed[s][len(t.a.assets)+c]
		for i := range requests {
			t.pull(c, requests[i].Binding())
		}
	}
}

// pull notes which way a cluster has to move to come within bounds.
func (t *tie) pull(c int, bounds envelope.Envelope) {
	it, total := &t.a.clusters[c], int64(0)
	for k, i := range it.Assets {
		total += it.parts[k] * int64(t.wants[t.place[i]].power)
	}
	way := 0
	switch off := missed(total, bounds); {
	case off > 0:
		way = -1
	case off < 0:
		way = 1
	}
	for k, i := range it.Assets {
		if w := &t.wants[t.place[i]]; w.demand == 0 && it.parts[k] > 0 {
			w.demand = way
		}
	}
}

// weigh gives each asset a weight in proportion to what it can do. Batteries with a known state of
// charge share what they can do together by their room: capacity times the square of what is left
// to charge or discharge, so that the fuller one discharges more and all near one state of charge
// the faster the further they are apart. Losses grow with the square of the power, so weights are
// inverse to the share that is lost: that makes the sum of losses least.
func (t *tie) weigh(s side) {
	for k := range t.members {
		t.wants[k].weight = float64(t.wants[k].span())
	}
	if s == active {
		t.weighStorage()
		t.weighLosses()
	}
	most := 0.0
	for k := range t.members {
		most = max(most, t.wants[k].weight)
	}
	for k := range t.members {
		w := &t.wants[k]
		w.weight = max(w.weight/most, leastWeight)
	}
}

func (t *tie) weighStorage() {
	span, room, charge, known := 0.0, 0.0, 0.0, 0.0
	for k, m := range t.members {
		if soc, ok := t.since.Assets[m].charge(); ok && t.wants[k].demand != 0 {
			charge, known = charge+soc, known+1
		}
	}
	if known == 0 {
		return
	}
	for k, m := range t.members {
		if r := t.room(k, m, charge/known); r > 0 {
			span, room = span+t.wants[k].weight, room+r
		}
	}
	for k, m := range t.members {
		if r := t.room(k, m, charge/known); r > 0 {
			t.wants[k].weight = span * (r / room)
		}
	}
}

// room is the part of a battery's capacity, in J, that is left in the way it is moved, once more
// times its share of the capacity; 0 for what is no battery. mean stands for a state of charge that
// is not known.
func (t *tie) room(place, asset int, mean float64) float64 {
	it, demand := &t.a.assets[asset], t.wants[place].demand
	if it.Storage.Capacity == 0 || demand == 0 {
		return 0
	}
	left, ok := t.since.Assets[asset].charge()
	if !ok {
		left = mean
	}
	if demand > 0 {
		left = 1 - left
	}
	left = min(max(left, leastRoom), 1)
	return float64(it.Storage.Capacity) * float64(left*left)
}

func (t *tie) weighLosses() {
	sum, known := 0.0, 0.0
	for _, m := range t.members {
		if e := t.a.assets[m].Storage.Efficiency; e > 0 {
			sum, known = sum+(1-e), known+1
		}
	}
	for k, m := range t.members {
		if e := t.a.assets[m].Storage.Efficiency; e > 0 {
			t.wants[k].weight *= min(max(sum/known/(1-e), 0.2), 5)
		}
	}
}

// Shares of Storage.Least: a battery that runs stops below the first, one that rests starts above
// the second. One that has started or stopped stays so for a while, so that nothing flaps where the
// power asked for swings around 0 and the fullest one would give and the emptiest one take it.
const (
	stopsBelow  = 0.8
	startsAbove = 1.2
	stays       = 5 * time.Minute
	hesitates   = 4 // times as much for one that has just stopped
)

// turn is whether a battery takes part in what is shared, and since when.
type turn struct {
	known bool // from an earlier cycle
	runs  bool
	since time.Duration
}

// spare marks batteries that are better left at rest than run with next to nothing: as long as the
// others can take over, the one whose share is the least part of its threshold.
func (t *tie) spare() {
	for k := range t.members {
		t.wants[k].spared, t.wants[k].shares = false, false
	}
	for level := envelope.ManualOverride; level <= envelope.Aux; level++ {
		for _, c := range t.clusters {
			if d, ok := envelope.Deciding(t.a.filed[active][len(t.a.assets)+c]); ok && d.Level == level {
				for t.spareOne(c) {
					continue
				}
			}
		}
	}
}

// takeTurns notes which batteries have taken part.
func (t *tie) takeTurns() {
	for k, m := range t.members {
		if w := &t.wants[k]; w.shares {
			t.a.assets[m].turn.pass(!w.spared, t.since.Since)
		}
	}
}

// pass notes what a battery does in a cycle.
func (u *turn) pass(runs bool, took time.Duration) {
	if u.since += took; u.runs != runs || !u.known {
		*u = turn{known: true, runs: runs}
	}
}

// spareOne marks the least of a cluster's batteries, if it is worth it.
func (t *tie) spareOne(c int) bool {
	power, weights, reach, running := 0.0, 0.0, 0.0, 0
	for _, i := range t.a.clusters[c].Assets {
		w := &t.wants[t.place[i]]
		if w.decided {
			continue
		}
		w.shares = true
		power += float64(t.solver.Value(t.place[i])*t.scale) - float64(w.power)
		if !w.spared {
			weights, reach, running = weights+w.weight, reach+t.reach(i), running+1
		}
	}
	if running < 2 || power == 0 {
		return false
	}
	worst, at := 1.0, -1
	for _, i := range t.a.clusters[c].Assets {
		w, threshold := &t.wants[t.place[i]], t.threshold(i)
		if w.decided || w.spared || threshold == 0 {
			continue
		}
		share := min(math.Abs(power)*w.weight/weights, t.reach(i)) / threshold
		if share < worst && reach-t.reach(i) >= math.Abs(power) {
			worst, at = share, i
		}
	}
	if at < 0 {
		return false
	}
	t.wants[t.place[at]].spared = true
	return true
}

// reach is how far an asset may move from its rest in the way that is asked of it.
func (t *tie) reach(asset int) float64 {
	k := t.place[asset]
	w := &t.wants[k]
	lo, hi := t.solver.Bounds(k)
	if w.demand < 0 {
		return max(float64(w.power)-float64(lo*t.scale), 0)
	}
	return max(float64(hi*t.scale)-float64(w.power), 0)
}

// threshold is the power below which a battery is better left at rest; 0 for none.
func (t *tie) threshold(asset int) float64 {
	it := &t.a.assets[asset]
	least, u := float64(it.Storage.Least), it.turn
	if moved := (t.since.Assets[asset].Last - t.wants[t.place[asset]].power).Abs(); !u.known {
		u = turn{runs: 2*moved >= it.Storage.Least, since: stays}
	}
	switch {
	case !u.runs && u.since < stays:
		return startsAbove * least * hesitates
	case !u.runs:
		return startsAbove * least
	case u.since < stays:
		return 0
	}
	return stopsBelow * least
}
