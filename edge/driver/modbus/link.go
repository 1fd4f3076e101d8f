package modbus

import (
	"context"
	"time"

	"ohmstead/edge/driver"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
)

// link is one device behind a client: its plan and what was read. It implements driver.Link and
// driver.Output.
type link struct {
	cfg     Config
	device  site.Device
	profile *profile.Profile
	assets  []site.Bound
	client  *bus.Client
	timeout time.Duration // of one request
	poll    time.Duration

	plan     *regmap.Plan // nil until the device was opened
	filled   [][]int      // the slots of each block
	values   []regmap.Value
	readings *driver.Readings
	reads    []time.Time       // when each block was last asked for
	connects uint64            // connections made when the set-points were last known to stand
	asked    map[int][]float64 // what was last asked for, by group
	watching watching
	// stored is what was last written, by group. It outlives the device's silence: what is stored stays.
	stored map[int][]regmap.Write
	regs   []uint16
	bits   []bool
}

func newLink(cfg Config, dev site.Device, p *profile.Profile, c *bus.Client) *link {
	return &link{
		cfg: cfg, device: dev, profile: p, client: c, assets: cfg.Assets(dev.Key),
		timeout: patience(dev, p), poll: dev.Poll,
		stored: map[int][]regmap.Write{}, asked: map[int][]float64{},
		regs: make([]uint16, bus.MaxReadRegisters), bits: make([]bool, bus.MaxReadBits),
	}
}

// patience bounds one request. On a line shared with others the client itself bounds the waiting for
// the line, and the reply from sending on.
func patience(dev site.Device, p *profile.Profile) time.Duration {
	timeout := max(dev.Timeout, p.Transport.Timeout)
	if dev.Transport != site.TCP {
		return 10 * timeout
	}
	return timeout
}

// Open implements driver.Link: it asks what the device is and makes the plan. A device that was open
// before is first asked for one small thing.
func (l *link) Open(ctx context.Context) (driver.Opened, error) {
	if l.plan != nil {
		if err := l.probe(ctx); err != nil {
			return driver.Opened{}, err
		}
	}
	plan, who, err := connect(ctx, l.client, l.access())
	if err != nil {
		return driver.Opened{}, err
	}
	l.bind(plan)
	return driver.Opened{Vendor: who.Vendor, Model: who.Model, Groups: l.groups(), Watchdog: watchdog(plan), Output: l}, nil
}

func (l *link) access() Access {
	a := Access{Profile: l.profile, Catalogue: l.cfg.Catalogue, Unit: l.device.Unit, Variant: l.device.Variant}
	seen := map[point.Nature]int{}
	for _, x := range l.assets {
		t := regmap.Target{Nature: x.Nature, Instance: seen[x.Nature], Safe: map[string]float64{}}
		for _, o := range x.Outlets {
			if v, ok := x.Safe(o); ok {
				t.Safe[o.Channel] = v
			}
		}
		a.Targets = append(a.Targets, t)
		seen[x.Nature]++
	}
	return a
}

// probe is one cheap read: the smallest block there is.
func (l *link) probe(ctx context.Context) error {
	smallest := -1
	for i, b := range l.plan.Blocks {
		if smallest < 0 || b.Count < l.plan.Blocks[smallest].Count {
			smallest = i
		}
	}
	if smallest < 0 {
		return nil
	}
	err := l.request(ctx, l.plan.Blocks[smallest])
	if refused(err) {
		return nil // it answers
	}
	return err
}

func (l *link) bind(plan *regmap.Plan) {
	n := len(plan.Slots)
	l.plan, l.values = plan, make([]regmap.Value, n)
	l.reads = make([]time.Time, len(plan.Blocks))
	l.connects = l.client.Stats().Connects
	clear(l.asked)
	l.watching = newWatching(plan)
	l.filled = make([][]int, len(plan.Blocks))
	for i := range plan.Blocks {
		l.filled[i] = plan.Filled(i)
	}
	places := make([]image.Handle, n)
	for i, s := range plan.Slots {
		places[i] = image.None
		if s.Channel.Name != "" {
			places[i] = l.cfg.Site.Layout.Lookup(l.assets[s.Target].ID, s.Channel.Name)
		}
	}
	l.readings = driver.NewReadings(l.cfg.Inbox, places)
}

func (l *link) groups() []driver.Group {
	var groups []driver.Group
	for _, g := range l.plan.Groups {
		rule := driver.Group{MinInterval: g.MinInterval, OnChange: g.OnChange, Flash: g.Flash, PerDay: g.PerDay, Holds: g.Holds}
		for _, c := range g.Controls {
			s := l.plan.Controls[c]
			rule.Controls = append(rule.Controls, driver.Control{Asset: l.assets[s.Target].ID, Channel: s.Channel.Name})
		}
		groups = append(groups, rule)
	}
	return groups
}

func watchdog(plan *regmap.Plan) driver.Watchdog {
	f := plan.Watchdog
	w := driver.Watchdog{Period: f.Period, Holds: f.OnLoss.Holds()}
	w.Renews = f.Kind == profile.Rewrite || f.Kind == profile.Duration || f.Kind == profile.DeviceTimer
	w.Pulse = plan.Presence.Period()
	w.Beats = f.Kind == profile.DeviceTimer || f.Kind == profile.Counter || w.Pulse > 0
	return w
}
