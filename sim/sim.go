package sim

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"syscall"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"ohmstead/sim/face"
	"ohmstead/sim/plant"
)

// Site is a simulated site whose devices are bound to their addresses. Make it with Open, then Run
// it.
type Site struct {
	config Config
	live   *face.Live
	twins  []*face.Twin
}

// Listening is where a device of the site is reached.
type Listening struct {
	Key     string
	Role    Role
	Address string
	Unit    uint8
}

// Run opens the site, says on out where its devices listen, and runs it until ctx ends.
func Run(ctx context.Context, c Config, out io.Writer) error {
	site, err := Open(c)
	if err != nil {
		return err
	}
	if err := site.Describe(out); err != nil {
		return errors.Join(fmt.Errorf("say where the devices listen: %w", err), site.Close())
	}
	return site.Run(ctx)
}

// Open builds the plant and binds every device's address, so that Addresses is known and a port in
// use is refused before anything runs. The world's time begins now.
func Open(c Config) (*Site, error) { return OpenBy(c, time.Now) }

// OpenBy is Open with the world's time going by a clock. Only the script of faults goes by the wall clock all
// the same.
func OpenBy(c Config, clock func() time.Time) (*Site, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	physics, err := c.Plant(clock())
	if err != nil {
		return nil, err
	}
	s := &Site{config: c, live: face.NewLive(physics, clock)}
	chargers := 0
	for i, d := range c.Devices {
		twin, err := d.open(s.live, c.Seed+uint64(i), chargers)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		if d.Role == Charger {
			chargers++
		}
		s.twins = append(s.twins, twin)
	}
	return s, nil
}

// Plant is the site's physics from now on, with the recorded day laid on the site's own.
func (c Config) Plant(now time.Time) (*plant.Plant, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("load zone %s: %w", c.Zone, err)
	}
	local := now.In(zone)
	if c.Start != "" {
		if local, err = time.Parse(clockLayout, c.Start); err != nil {
			return nil, fmt.Errorf("read start: %w", err)
		}
	}
	physics, err := c.physics()
	if err != nil {
		return nil, err
	}
	if physics.Load, physics.LoadFrom, err = laid(c.Load.Series, c.Load.Day, local); err != nil {
		return nil, err
	}
	if physics.PV, physics.PVFrom, err = laid(c.PV.Series, c.PV.Day, local); err != nil {
		return nil, err
	}
	return plant.New(physics, now)
}

// laid is a series and its instant that falls on the site's start.
func laid(name, day string, site time.Time) (plant.Series, time.Time, error) {
	s, err := plant.LoadSeries(name)
	if err != nil {
		return s, time.Time{}, err
	}
	from, err := seriesStart(s, day, site)
	if err != nil {
		return s, time.Time{}, fmt.Errorf("place series %s: %w", name, err)
	}
	return s, from, nil
}

// open binds a device, before which so many chargers stand in the configuration.
func (d Device) open(w *face.Live, seed uint64, chargers int) (*face.Twin, error) {
	build := map[Role]func(face.Config, *face.Live) (*face.Twin, error){
		GridMeter:       face.NewGridMeter,
		PVInverter:      face.NewPVInverter,
		BatteryInverter: face.NewBatteryInverter,
		LoadMeter:       face.NewLoadMeter,
		Charger:         face.NewCharger(chargers),
		BatteryDER:      face.NewBatteryDER,
	}[d.Role]
	twin, err := build(face.Config{Key: d.Key, Listen: d.Listen, Seed: seed}, w)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("open device %s: %s is in use by another program; choose another port or 0 for a free one: %w", d.Key, d.Listen, syscall.EADDRINUSE)
	}
	if err != nil {
		return nil, fmt.Errorf("open device %s: %w", d.Key, err)
	}
	return twin, nil
}

// Close gives up the addresses of a site that was never run.
func (s *Site) Close() error {
	var faults []error
	for _, t := range s.twins {
		faults = append(faults, t.Close())
	}
	return errors.Join(faults...)
}

// Addresses lists the devices in the configuration's order with the ports that were chosen.
func (s *Site) Addresses() []Listening {
	var all []Listening
	for i, t := range s.twins {
		all = append(all, Listening{Key: t.Key(), Role: s.config.Devices[i].Role, Address: t.Address(), Unit: t.Unit()})
	}
	return all
}

// Describe prints where the devices listen, one line each.
func (s *Site) Describe(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range s.Addresses() {
		fmt.Fprintf(table, "%s\t%s\tmodbus tcp %s\tunit %d\n", l.Key, l.Role, l.Address, l.Unit)
	}
	return table.Flush()
}

// Truth is the true state of the site now, as no meter sees it.
func (s *Site) Truth() plant.Truth { return s.live.Truth() }

// Fail makes a device fail this way until it is told otherwise; face.None heals it. Delay is how
// late a SLOW device answers; 0 leaves it as it is.
func (s *Site) Fail(key string, kind face.Fault, delay time.Duration) error {
	for _, t := range s.twins {
		if t.Key() == key {
			t.Fail(kind, delay)
			return nil
		}
	}
	return fmt.Errorf("fail device %q: the site has no such device", key)
}

// Run runs the devices, the plant and the script of faults until ctx ends.
func (s *Site) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, t := range s.twins {
		group.Go(func() error { return t.Run(ctx) })
	}
	group.Go(func() error { return s.play(ctx, time.Now()) })
	group.Go(func() error { return s.move(ctx) })
	return group.Wait()
}

// move keeps the plant up with the clock when nobody asks, so that no later request has much to
// catch up with.
func (s *Site) move(ctx context.Context) error {
	ticker := time.NewTicker(plant.Tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			s.live.Truth()
		}
	}
}

// cue is one entry of the script: a device starts or stops failing.
type cue struct {
	at    time.Duration
	fault Fault
	heal  bool
}

func (c Config) script() []cue {
	var cues []cue
	for _, f := range c.Faults {
		cues = append(cues, cue{at: f.At, fault: f})
		if f.For > 0 {
			cues = append(cues, cue{at: f.At + f.For, fault: f, heal: true})
		}
	}
	slices.SortStableFunc(cues, func(a, b cue) int { return cmp.Compare(a.at, b.at) })
	return cues
}

// play carries out the script. A fault's end heals the device only if it still fails that way.
func (s *Site) play(ctx context.Context, start time.Time) error {
	for _, q := range s.config.script() {
		wait := time.NewTimer(time.Until(start.Add(q.at)))
		select {
		case <-ctx.Done():
			wait.Stop()
			return nil
		case <-wait.C:
		}
		kind := q.fault.Kind
		if q.heal {
			if s.failing(q.fault.Device) != kind {
				continue
			}
			kind = face.None
		}
		if err := s.Fail(q.fault.Device, kind, q.fault.Delay); err != nil {
			return err
		}
	}
	return nil
}

func (s *Site) failing(key string) face.Fault {
	for _, t := range s.twins {
		if t.Key() == key {
			return t.Fault()
		}
	}
	return face.None
}
