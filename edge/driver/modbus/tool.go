package modbus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec"
)

// Access is a device as the command line reaches it.
type Access struct {
	Address   string // host:port, or a serial port
	Transport site.Transport
	Serial    site.Serial
	Unit      *uint8 // nil: the profile's
	Profile   *profile.Profile
	Catalogue *sunspec.Catalogue
	Targets   []regmap.Target
	Timeout   time.Duration // of each request; 0: the client's default
	Variant   string        // of the profile; "": the one the device is found to be
	// Dial opens the connection; nil: the network or the serial port.
	Dial func(ctx context.Context, address string) (io.ReadWriteCloser, error)

	partial  bool // assets that the device lacks are left out
	settings bool // the profile's settings are wanted too
}

// Identity is what a device says of itself, "" where it says nothing.
type Identity struct {
	Vendor, Model, Version, Serial string
	Variant                        string // of the profile
	Models                         []uint16
}

// connect surveys the device where its profile wants it and compiles the plan.
func connect(ctx context.Context, c *bus.Client, a Access) (*regmap.Plan, Identity, error) {
	o := regmap.Options{Targets: a.Targets, Unit: a.Unit, Partial: a.partial, Settings: a.settings}
	who := Identity{Vendor: a.Profile.Vendor}
	if a.Profile.UsesSunSpec() {
		survey, err := sunspec.Take(ctx, a.Catalogue, reader(c, unitOf(a)), a.Profile.WantsModel)
		if err != nil {
			return nil, who, err
		}
		o.Survey = survey
		who = identity(survey)
		if o.Others, err = others(ctx, c, a); err != nil {
			return nil, who, err
		}
	}
	o.Variant = a.Variant
	if o.Variant == "" {
		variant, err := regmap.FindVariant(ctx, c, a.Profile, o)
		if err != nil {
			return nil, who, fmt.Errorf("find variant: %w", err)
		}
		o.Variant = variant
	}
	who.Variant = o.Variant
	plan, err := regmap.Compile(a.Profile, o)
	return plan, who, err
}

// others surveys the other units that the profile names. One that is not there has nothing.
func others(ctx context.Context, c *bus.Client, a Access) (map[uint8]*sunspec.Survey, error) {
	found := map[uint8]*sunspec.Survey{}
	for _, unit := range a.Profile.OtherUnits() {
		survey, err := sunspec.Take(ctx, a.Catalogue, reader(c, unit), a.Profile.WantsModel)
		switch {
		case err == nil:
			found[unit] = survey
		case errors.Is(err, sunspec.ErrNotFound), errors.Is(err, bus.GatewayTargetSilent), errors.Is(err, bus.GatewayPathUnavailable), errors.Is(err, bus.ErrTimeout):
		default:
			return nil, fmt.Errorf("survey unit %d: %w", unit, err)
		}
	}
	return found, nil
}

func unitOf(a Access) uint8 {
	if a.Unit != nil {
		return *a.Unit
	}
	return a.Profile.Transport.Unit
}

// reader reads a unit's holding registers.
func reader(c *bus.Client, unit uint8) sunspec.Read {
	return func(ctx context.Context, address uint16, dst []uint16) error {
		return c.Read(ctx, bus.Target{Unit: unit, Function: bus.ReadHoldingRegisters, Address: address}, dst)
	}
}

func identity(s *sunspec.Survey) Identity {
	var who Identity
	for _, e := range s.Directory.Entries {
		who.Models = append(who.Models, e.ID)
	}
	if p := s.Find(0, 1); p != nil {
		text := func(path string) string { return p.Layout.Text(p.Regs, path) }
		who.Vendor, who.Model, who.Version, who.Serial = text("Mn"), text("Md"), text("Vr"), text("SN")
	}
	return who
}

// put sends one write. Where bits of the registers are to stay, it reads them first.
func put(ctx context.Context, c *bus.Client, w regmap.Write) error {
	if w.Bits != nil {
		return c.WriteBits(ctx, w.Target, w.Bits)
	}
	regs := w.Registers
	if w.Keep != nil {
		now := make([]uint16, len(regs))
		from := w.Target
		from.Function = bus.ReadHoldingRegisters
		if err := c.Read(ctx, from, now); err != nil {
			return err
		}
		regs = w.Merged(now)
	}
	return c.Write(ctx, w.Target, regs)
}

// session runs a client for as long as do takes.
func session(ctx context.Context, a Access, do func(context.Context, *bus.Client) error) error {
	cfg := bus.ClientConfig{Address: a.Address, Timeout: a.Timeout}
	t := profile.Transport{}
	if a.Profile != nil {
		t = a.Profile.Transport
		cfg.Depth, cfg.ConnectDelay, cfg.MinGap = t.Depth, t.ConnectDelay, t.MinGap
		cfg.Timeout = max(cfg.Timeout, t.Timeout)
	}
	reach(&cfg, site.Device{Transport: a.Transport, Serial: a.Serial}, t)
	if a.Dial != nil {
		cfg.Dial = a.Dial
	}
	c := bus.NewClient(cfg)
	line, hangUp := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- c.Run(line) }()
	err := do(ctx, c)
	hangUp()
	return errors.Join(err, <-ended)
}

// Value is one channel as it was read once.
type Value struct {
	Nature  point.Nature
	Channel point.Channel
	Number  float64
	Quality point.Quality // GOOD, BAD, or MISSING where nothing can be said
}

// ReadAll connects, reads every channel of the profile once and returns them in the plan's order.
// Of several targets those that the device lacks are left out, and what they share is told once.
func ReadAll(ctx context.Context, a Access) (Identity, []Value, error) {
	a.partial = true
	var who Identity
	var values []Value
	err := session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		plan, w, err := connect(ctx, c, a)
		who = w
		if err != nil {
			return err
		}
		decoded, err := readPlan(ctx, c, plan)
		if err != nil {
			return err
		}
		for i, s := range plan.Slots {
			if s.Channel.Name == "" {
				continue
			}
			values = append(values, Value{a.Targets[s.Target].Nature, s.Channel, decoded[i].Number, quality(decoded[i].State)})
		}
		return nil
	})
	return who, values, err
}

func quality(s regmap.State) point.Quality {
	switch s {
	case regmap.Good:
		return point.Good
	case regmap.Bad:
		return point.Bad
	default:
		return point.Missing
	}
}

// readPlan reads every block, ratings before what is a share of them.
func readPlan(ctx context.Context, c *bus.Client, plan *regmap.Plan) ([]regmap.Value, error) {
	values := make([]regmap.Value, len(plan.Slots))
	read := make([][]uint16, len(plan.Blocks))
	for i, b := range plan.Blocks {
		if b.Function.ReadsBits() {
			bits := make([]bool, b.Count)
			if err := c.ReadBits(ctx, b.Target(), bits); err != nil {
				return nil, err
			}
			plan.DecodeBits(i, bits, values)
			continue
		}
		read[i] = make([]uint16, b.Count)
		if err := c.Read(ctx, b.Target(), read[i]); err != nil {
			return nil, err
		}
	}
	for range 2 {
		for i, regs := range read {
			plan.Decode(i, regs, values)
		}
	}
	return values, nil
}

// Written is a set-point as it was sent and as the device reports it.
type Written struct {
	Asked   float64
	Applied Value // MISSING where the device reports nothing
}

// WriteOne writes one set-point of the first target that has it, in the channel's canonical unit
// and sign, and reads it back. A channel that the profile cannot write is refused with
// UNKNOWN_CHANNEL. The device's watchdog is not fed afterwards.
func WriteOne(ctx context.Context, a Access, channel string, value float64) (Written, error) {
	w := Written{Asked: value}
	a.partial = true
	err := session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		plan, _, err := connect(ctx, c, a)
		if err != nil {
			return err
		}
		values, err := readPlan(ctx, c, plan)
		if err != nil {
			return err
		}
		g, control, ok := lone(plan, channel)
		if !ok {
			return reason.New(reason.UnknownChannel, reason.Params{"channel": a.Profile.ID + "." + channel})
		}
		writes, err := plan.Encode(g, []float64{value}, values)
		if err != nil {
			return err
		}
		for _, one := range writes {
			if err := put(ctx, c, one); err != nil {
				return err
			}
		}
		s := plan.Controls[control]
		if s.Applied < 0 {
			return nil
		}
		if values, err = readPlan(ctx, c, plan); err != nil {
			return err
		}
		v := values[s.Applied]
		w.Applied = Value{a.Targets[s.Target].Nature, plan.Slots[s.Applied].Channel, v.Number, quality(v.State)}
		return nil
	})
	return w, err
}

// lone is the group of a channel that is written by itself.
func lone(plan *regmap.Plan, channel string) (group, control int, ok bool) {
	for i, g := range plan.Groups {
		if len(g.Controls) == 1 && plan.Controls[g.Controls[0]].Channel.Name == channel {
			return i, g.Controls[0], true
		}
	}
	return 0, 0, false
}

// Finding is a device that a scan met.
type Finding struct {
	Unit     uint8
	Identity Identity
	Profiles []string // that recognise it, the most particular first
}

// ScanUnits are the unit ids where devices are found most often.
func ScanUnits() []uint8 { return []uint8{1, 2, 3, 71, 126, 200, 247} }

// Scan asks each unit behind an address for SunSpec and for what the profiles know it by. An
// address that does not answer at all is an error; a unit that does not answer is left out.
func Scan(ctx context.Context, a Access, units []uint8, lib *profile.Library) ([]Finding, error) {
	var found []Finding
	err := session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		for _, unit := range units {
			f, ok, err := scanUnit(ctx, c, Access{Catalogue: a.Catalogue, Unit: &unit}, lib)
			if err != nil {
				return err
			}
			if ok {
				found = append(found, f)
			}
		}
		return nil
	})
	return found, err
}

func scanUnit(ctx context.Context, c *bus.Client, a Access, lib *profile.Library) (Finding, bool, error) {
	f := Finding{Unit: *a.Unit}
	survey, err := sunspec.Take(ctx, a.Catalogue, reader(c, *a.Unit), nil)
	switch {
	case err == nil:
		f.Identity = identity(survey)
	case errors.Is(err, sunspec.ErrNotFound) || refused(err):
	case c.Stats().Replies > 0 || errors.Is(err, bus.ErrTimeout) && c.Stats().Connected:
		return f, false, ctx.Err() // another unit may answer
	default:
		return f, false, err
	}
	for _, id := range lib.IDs() {
		p, _ := lib.Profile(id)
		ok, err := regmap.Matches(ctx, c, p, regmap.Options{Unit: a.Unit, Survey: survey})
		if err != nil {
			continue // silence on one question is no fault of the scan
		}
		if ok {
			f.Profiles = append(f.Profiles, id)
		}
	}
	return f, err == nil || len(f.Profiles) > 0, ctx.Err()
}

// Report is what Test found.
type Report struct {
	Identity Identity
	Matches  bool // whether the profile recognises the device
	Channels int  // read and GOOD
	Bad      []string
	Latency  time.Duration // of one whole read
}

// Test connects, asks the profile's questions and reads everything once.
func Test(ctx context.Context, a Access) (Report, error) {
	var rep Report
	err := session(ctx, a, func(ctx context.Context, c *bus.Client) error {
		o := regmap.Options{Unit: a.Unit}
		if a.Profile.UsesSunSpec() {
			survey, err := sunspec.Take(ctx, a.Catalogue, reader(c, unitOf(a)), nil)
			if err != nil {
				return err
			}
			o.Survey = survey
		}
		var err error
		rep.Matches, err = regmap.Matches(ctx, c, a.Profile, o)
		return err
	})
	if err != nil {
		return rep, err
	}
	began := time.Now()
	who, values, err := ReadAll(ctx, a)
	rep.Identity, rep.Latency = who, time.Since(began)
	for _, v := range values {
		if v.Quality == point.Good {
			rep.Channels++
		} else {
			rep.Bad = append(rep.Bad, v.Channel.Name)
		}
	}
	return rep, err
}
