package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// evcsCluster keeps chargers within a common budget, at all times and evenly.
type evcsCluster struct {
	chargers []charger
	budget   unit.Power
	meter    image.Handle
	metered  bool       // the budget is that of a feeder with others on it
	fallback unit.Power // while its meter is unknown
	turn     time.Duration
	settle   time.Duration
	slack    unit.Power

	first int           // whose turn it is while there is not enough for all
	since time.Duration // since it has been
	seats []seat        // by charger
	// share and asked are of this cycle, by charger.
	share, asked []unit.Power
}

// seat is what a cluster keeps of one charger.
type seat struct {
	limit unit.Power    // as ordered
	old   unit.Power    // what it may still draw until it has heard of the limit
	aged  time.Duration // since the limit was lowered
	idle  time.Duration // for how long in this turn it could have drawn and has not
	under time.Duration // for how long it has drawn less than it may
}

// A vehicle has so long to take what it is granted before the others get the rest of it, and so long
// to draw anything before they go first.
const (
	patience = 30 * time.Second
	asleep   = 2 * time.Minute
)

// EVCSCluster is the controller type EVCS_CLUSTER.
func EVCSCluster() control.Spec {
	fields := []control.Field{
		chargers("the chargers"),
		watts("budget_watts", 0, "what the chargers may draw together, or with meter what the feeder may"),
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter}, Meaning: "the meter of the feeder they share with others; ActivePower is read. Without it the budget is theirs alone"},
		watts("fallback_watts", 0, "what they may draw together while the meter is not known"),
		leastCurrent(),
		{Name: "turn", Kind: control.DurationField, Lasting: 15 * time.Minute, Meaning: "how long a charger has its turn while there is not enough for all of them"},
		{Name: "settle", Kind: control.DurationField, Lasting: 5 * time.Second, Meaning: "how long a charger may take to obey a lower limit; what is taken away is granted to others only afterwards"},
		watts("slack_watts", 500, "how much more than it draws a charger is granted whose vehicle does not take its share"),
	}
	fields[1].Required = true
	return control.Spec{
		Type:     "EVCS_CLUSTER",
		Level:    envelope.Safety,
		Impact:   "guards the feeder of the chargers: when it is wrong its fuse trips",
		Fallback: "fails closed: without a fresh meter the chargers share fallback_watts; a charger that does not say what it draws counts with what it was granted",
		Summary:  "Keeps the sum of several chargers within a budget at all times, and shares it evenly: what one does not take the others get, and while there is not enough for all they take turns.",
		Formula: "B = budget_watts − (meter.ActivePower − Σ draws); limits L with Σ max(L_i, draw_i, L_i of the last settle) ≤ B: first every L_i is lowered to its share, then those below theirs are raised by what is free. " +
			"Shares by max-min of B over demands; a demand is the nameplate, or draw + slack_watts where a vehicle has drawn less than its limit for 30 s; none gets less than its least current or else nothing",
		Source: "max-min fairness (Bertsekas and Gallager, Data Networks, 2nd edition, 6.5.2); lowering before raising so that no instant exceeds the budget, which OpenEMS's Evcs.Cluster (reference commit 0e4ea888) does not promise",
		Fields: fields,
		New:    newEVCSCluster,
	}
}

func newEVCSCluster(p control.Params) (control.Controller, error) {
	c := &evcsCluster{
		chargers: chargersOf(p), budget: p.Power("budget_watts"), fallback: p.Power("fallback_watts"),
		turn: p.Durations["turn"], settle: p.Durations["settle"], slack: p.Power("slack_watts"),
	}
	if m, ok := p.Optional("meter"); ok {
		c.meter, c.metered = m.Handle(point.ActivePower), true
	}
	n := len(c.chargers)
	c.seats, c.share, c.asked = make([]seat, n), make([]unit.Power, n), make([]unit.Power, n)
	return c, nil
}

// Propose bounds every charger in every cycle.
func (c *evcsCluster) Propose(in control.Input, out *control.Filing) {
	budget := c.within(in)
	c.demand(in)
	c.divide(in, budget)
	c.move(in, budget)
	for i := range c.chargers {
		limit := c.seats[i].limit
		out.Bound(c.chargers[i].asset, envelope.AtMost(limit), envelope.Cause{Code: reason.ChargerBudget, Numbers: [2]int64{int64(limit)}})
	}
}

// within is what the chargers may draw together now.
func (c *evcsCluster) within(in control.Input) unit.Power {
	if !c.metered {
		return c.budget
	}
	feeder, ok := in.Power(c.meter)
	others := feeder
	for i := range c.chargers {
		p, known := in.Power(c.chargers[i].power)
		ok = ok && known
		others -= p
	}
	if !ok {
		return c.fallback
	}
	return max(c.budget-max(others, 0), 0)
}

// demand is what every charger could use: its nameplate while it takes its share, a little more than
// it draws while its vehicle does not, nothing while it has none.
func (c *evcsCluster) demand(in control.Input) {
	for i := range c.chargers {
		one, s := &c.chargers[i], &c.seats[i]
		least, most := one.reach(in)
		draw, known := in.Power(one.power)
		switch {
		case !known || draw > c.slack/2:
			s.idle = 0
		case s.limit > 0:
			s.idle += in.Since
		}
		if s.under += in.Since; !known || draw+c.slack/2 >= s.limit {
			s.under = 0
		}
		switch {
		case one.free(in) && known && draw <= 0:
			c.asked[i] = 0
		case s.under < patience:
			c.asked[i] = most
		default:
			c.asked[i] = min(max(draw+c.slack, least), most)
		}
	}
}

// divide forms the shares: first the least power for as many as there is enough for, beginning with
// whose turn it is and with vehicles that charge, then the rest evenly.
func (c *evcsCluster) divide(in control.Input, budget unit.Power) {
	waiting := false
	for _, charging := range [...]bool{true, false} {
		for k := range c.chargers {
			i := (c.first + k) % len(c.chargers)
			if charging != (c.seats[i].idle < asleep) {
				continue
			}
			least, _ := c.chargers[i].reach(in)
			c.share[i] = 0
			switch {
			case c.asked[i] <= 0:
			case least > budget || least > c.asked[i]:
				waiting, c.asked[i] = true, 0
			default:
				c.share[i] = least
				budget -= least
			}
		}
	}
	fill(budget, c.share, c.asked)
	c.rotate(waiting, in.Since)
}

// rotate gives the turn to the next while somebody waits.
func (c *evcsCluster) rotate(waiting bool, since time.Duration) {
	c.since += since
	if !waiting {
		c.since = 0
	}
	if c.since < c.turn {
		return
	}
	c.first, c.since = (c.first+1)%len(c.chargers), 0
	for i := range c.seats {
		c.seats[i].idle = 0
	}
}

// move lowers every limit to its share at once and raises those below theirs by what is free. What
// a charger still draws, or may draw until it has heard of its limit, is not free.
func (c *evcsCluster) move(in control.Input, budget unit.Power) {
	free := budget
	for i := range c.chargers {
		s := &c.seats[i]
		s.lower(c.share[i], in.Since, c.settle)
		if draw, ok := in.Power(c.chargers[i].power); ok {
			s.old = max(s.old, draw)
		}
		free -= s.old
	}
	for i := range c.chargers {
		s := &c.seats[i]
		least, _ := c.chargers[i].reach(in)
		limit := min(c.share[i], s.old+max(free, 0))
		if limit < least || limit <= s.limit {
			continue // less than its least current is nothing
		}
		free -= max(limit-s.old, 0)
		s.limit, s.old = limit, max(s.old, limit)
	}
}

// lower takes a limit down to a share, and forgets the one before when the charger has heard of it.
func (s *seat) lower(share unit.Power, since, settle time.Duration) {
	s.aged += since
	if s.aged >= settle {
		s.old = s.limit
	}
	if share < s.limit {
		s.limit, s.aged = share, 0
	}
}
