package network

import "time"

// Tick is the step of the electricity.
const Tick = 10 * time.Millisecond

// Load is something that draws power while there is voltage.
type Load struct {
	Watts float64 // of 0 or more
	// On is whether it may run.
	On bool
}

// Config is a site on a grid.
type Config struct {
	Grid     GridConfig
	Inverter InverterConfig
	Loads    []Load
	// CouplerDelay is from an order to its effect.
	CouplerDelay time.Duration
}

// Site is a grid, a coupler, and behind it a battery inverter, loads and a roof. It is not safe for
// concurrent use.
type Site struct {
	Grid     Grid
	Coupler  Coupler
	Inverter Inverter
	Loads    []Load
	// Extra is load that nobody measures and nobody can shed, in W.
	Extra float64
	// Sun is what the roof could give and Roof what it is bound to, both magnitudes in W.
	Sun, Roof float64

	// Backfed counts the ticks in which the inverter formed a voltage on the dead grid.
	Backfed int

	rest  time.Duration
	extra float64 // that flows
	see   See
}

// See is what meters show. Volts are phase to neutral, Degrees the site's phase ahead of the grid's.
type See struct {
	GridHertz, GridVolts, GridPower float64
	SiteHertz, SiteVolts, Degrees   float64
	Power, SOC                      float64 // of the battery
	RoofPower                       float64 // not positive
	Loads                           []float64
	Mode                            Mode
	Closed                          bool
	// Together says that both sides have a voltage, so that Degrees means something.
	Together bool
}

// New is a site on its grid with everything at rest.
func New(c Config) *Site {
	s := &Site{
		Grid: newGrid(c.Grid), Inverter: newInverter(c.Inverter, c.Grid),
		Coupler: Coupler{Delay: c.CouplerDelay, closed: true, ordered: true},
		Loads:   append([]Load(nil), c.Loads...),
	}
	s.see.Loads = make([]float64, len(s.Loads))
	s.tick(0)
	return s
}

// Step moves on by dt, in whole ticks; what is left is kept.
func (s *Site) Step(dt time.Duration) {
	for s.rest += dt; s.rest >= Tick; s.rest -= Tick {
		s.tick(Tick)
	}
}

// See is what meters show after the last tick.
func (s *Site) See() See { return s.see }

func (s *Site) tick(dt time.Duration) {
	closing := s.Coupler.turn(dt)
	if closing {
		s.Coupler.note(s.see)
	}
	s.Inverter.turn(dt)
	if s.Coupler.closed {
		s.onGrid(dt)
	} else {
		s.apart(dt)
	}
	s.Inverter.bear(dt)
	s.Inverter.charge(dt)
	s.Grid.step(dt, s.see.GridPower)
	s.show()
}

// onGrid is the site behind a closed coupler: the grid holds the voltage, if there is one.
func (s *Site) onGrid(dt time.Duration) {
	v, g := &s.Inverter, &s.Grid
	live := g.alive
	switch {
	case !live && v.mode == Forming && v.rise > 0:
		s.Backfed++
		v.trip()
	case !live, v.mode == Off:
		v.power = 0
	case v.mode == Forming:
		v.power = v.against(g.hertz, g.config.NominalHertz)
		v.rise = 1
	default:
		v.follow(dt)
	}
	s.supply(live)
	v.degrees = g.degrees
	s.see.GridPower = s.sum()
	s.see.SiteVolts = g.terminal(s.see.GridPower, 0)
	s.see.SiteHertz = 0
	if live {
		s.see.SiteHertz = g.hertz
	}
}

// apart is the site behind an open coupler: it has the voltage that its inverter forms.
func (s *Site) apart(dt time.Duration) {
	v := &s.Inverter
	s.see.GridPower = 0
	if v.mode != Forming {
		v.power, v.rise = 0, 0
		s.supply(false)
		s.see.SiteVolts, s.see.SiteHertz = 0, 0
		return
	}
	v.rise = min(v.rise+share(dt, v.config.FormTime), 1)
	s.supply(v.rise >= 0.8)
	v.power = 0
	v.power = -s.sum()
	hertz := v.hertz(s.Grid.config.NominalHertz)
	v.degrees = wrap(v.degrees + 360*(hertz-s.Grid.config.NominalHertz)*dt.Seconds())
	s.see.SiteVolts, s.see.SiteHertz = v.setVolts*v.rise, hertz
}

func share(dt, of time.Duration) float64 {
	if of <= 0 {
		return 1
	}
	return dt.Seconds() / of.Seconds()
}

// supply gives loads and roof their power while there is voltage.
func (s *Site) supply(live bool) {
	s.extra = 0
	if live {
		s.extra = s.Extra
	}
	for i, l := range s.Loads {
		s.see.Loads[i] = 0
		if live && l.On {
			s.see.Loads[i] = l.Watts
		}
	}
	s.see.RoofPower = 0
	if live {
		s.see.RoofPower = -min(s.Sun, s.Roof)
	}
}

// sum is what the site takes: the parent is the sum of its children.
func (s *Site) sum() float64 {
	sum := s.Inverter.power + s.see.RoofPower + s.extra
	for _, p := range s.see.Loads {
		sum += p
	}
	return sum
}

// show keeps what meters see.
func (s *Site) show() {
	g, v := &s.Grid, &s.Inverter
	s.see.GridHertz, s.see.GridVolts = 0, 0
	if g.alive {
		s.see.GridHertz, s.see.GridVolts = g.hertz, g.terminal(s.see.GridPower, 0)
	}
	if v.tripped {
		s.see.SiteVolts, s.see.SiteHertz = min(s.see.SiteVolts, s.see.GridVolts), s.see.GridHertz
		if !s.Coupler.closed {
			s.see.SiteVolts, s.see.SiteHertz = 0, 0
		}
	}
	s.see.Power, s.see.SOC = v.power, v.SOC()
	s.see.Mode, s.see.Closed = v.mode, s.Coupler.closed
	s.see.Together = s.see.GridVolts > 1 && s.see.SiteVolts > 1
	s.see.Degrees = wrap(v.degrees - g.degrees)
}
