package edge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"ohmstead/edge/cycle"
	"ohmstead/edge/desk"
	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/edge/image"
	"ohmstead/edge/journal"
	"ohmstead/edge/outbox"
	"ohmstead/edge/panel"
	"ohmstead/edge/record"
	"ohmstead/edge/report"
	"ohmstead/edge/site"
	"ohmstead/edge/uplink"
	"ohmstead/energy/point"
	"ohmstead/internal/stage"
	"ohmstead/wire"
)

// Config of an edge.
type Config struct {
	Site site.Config
	// SiteFile is where Site came from and may be replaced at the backend's order; "" for a site file that
	// is kept on site.
	SiteFile string
	// Dir is the edge's own data directory: outbox, cursors.
	Dir string
	// Credential says who the edge is; nil runs it without a backend, keeping what it measures.
	Credential *Credential
	// Software is what the edge says it runs.
	Software string
	// FIFO is the real-time priority of the cycle's thread, 1 to 99; 0 asks for none. Where it is not
	// granted the cycle runs without.
	FIFO int
	// Accepted is a file to which every message that the outbox takes is recorded, see Line; "" records
	// nothing.
	Accepted string
	// Record is the folder into which every cycle is recorded, in RecordRoom bytes at most; "" records
	// nothing.
	Record     string
	RecordRoom int64
	Log        *slog.Logger
	// Ready is called when the cycle has begun, and again whenever another configuration was taken over;
	// may be nil.
	Ready func(*cycle.Loop)
	// Panel is the page the edge serves by itself; the zero PanelConfig serves none.
	Panel PanelConfig
}

// Run runs the edge until ctx ends, then orders every safe state, lets the drivers write them,
// brings what waits to the disk and returns. A configuration that the backend sends is taken over in
// the same way: everything ends in its safe state and begins anew. One with which nothing begins is taken
// back.
func Run(ctx context.Context, c Config) error {
	devices, err := loadDevices()
	if err != nil {
		return err
	}
	return c.succession(ctx, devices, Config.begin)
}

// generation runs the edge with one configuration until ctx ends or another was taken; began says whether
// its cycle did, undone why the one before is not run.
type generation func(c Config, ctx context.Context, t *takeover, undone error) (began bool, err error)

// succession runs one configuration after the other.
func (c Config) succession(ctx context.Context, devices devices, run generation) error {
	var former *site.Config
	var undone error
	for {
		t := &takeover{devices: devices, file: c.SiteFile, running: c.Site}
		began, err := run(c, ctx, t, undone)
		next := t.taken()
		switch {
		case err == nil && next != nil && ctx.Err() == nil:
			was := c.Site
			former, undone, c.Site = &was, nil, *next
		case err != nil && !began && former != nil:
			c.Log.Error("the new configuration is taken back", "err", err)
			if back := replaceSite(c.SiteFile, string(former.Text)); back != nil {
				return errors.Join(err, back)
			}
			undone, c.Site, former = err, *former, nil
		default:
			return err
		}
	}
}

// begin is the generation of an edge.
func (c Config) begin(ctx context.Context, t *takeover, undone error) (began bool, err error) {
	ctx, t.leave = context.WithCancel(ctx)
	defer t.leave()
	ready := c.Ready
	c.Ready = func(l *cycle.Loop) {
		began = true
		if ready != nil {
			ready(l)
		}
	}
	config := desk.Configuration{Hash: wire.ConfigurationHash(string(c.Site.Text)), Undone: undone}
	if c.SiteFile != "" {
		config.Take = t.take
	}
	err = c.run(ctx, t.devices, config)
	return began, err
}

func (c Config) run(ctx context.Context, devices devices, configuration desk.Configuration) (err error) {
	if err := devices.check(c.Site); err != nil {
		return err
	}
	offers := devices.known.Offers(c.Site)
	built, err := site.Build(c.Site, offers)
	if err != nil {
		return err
	}
	inbox, orders, board := image.NewInbox(built.Layout), device.NewOrders(built.Layout), device.NewBoard(c.Site.DeviceKeys())
	drivers, err := devices.drive(driver.Config{Site: built, Inbox: inbox, Orders: orders, Board: board, Log: c.Log})
	if err != nil {
		return err
	}
	accepted, err := openRecorder(c.Accepted, c.Log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, accepted.close()) }()
	box, err := openOutbox(ctx, c, accepted)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	if err := box.Begin(ctx, built.Manifest(box.Boot().String(), devices.known.Makers(c.Site))); err != nil {
		return fmt.Errorf("begin outbox: %w", err)
	}

	notes, err := journal.Open(filepath.Join(c.Dir, "journal"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, notes.Close()) }()
	core := cycle.New(built, inbox)
	loop := cycle.NewLoop(core, orders, board, &sink{box: box})
	asking := devices.bench(c.Site)
	taking, err := newDesk(c, core, desk.Config{Site: built, Journal: notes, Answer: answerTo(box), Probe: prober{asking, box.Raise, time.Now}.probe, Configuration: configuration})
	if err != nil {
		return err
	}
	loop.Keep(taking.Keep)
	taking.Attach(loop)
	reporter := report.New(report.Sources{Site: built, Loop: loop, Health: board, Software: c.Software})
	var running stage.Stack
	defer func() { err = errors.Join(err, running.Stop()) }()
	if err := c.record(&running, loop, record.Config{Site: built, Offers: offers, Boot: box.Boot().String()}); err != nil {
		return err
	}
	up, err := c.uplink(box, taking, reporter)
	if err != nil {
		return err
	}
	running.Start("outbox", box.Run)
	running.Start("desk", taking.Run)
	if up != nil {
		running.Start("uplink", up.Run)
	}
	for _, d := range drivers {
		running.Start(d.name, d.run)
	}
	running.Start("notices", notices{board, box.Raise}.run)
	running.Start("cycle", c.cycling(loop))
	if err := c.Panel.serve(&running, c, panel.Services{Reports: reporter, Orders: taking, Bench: asking, Raise: box.Raise}); err != nil {
		return err
	}
	c.announce(loop, built)
	return running.Wait(ctx)
}

// announce says that the edge runs.
func (c Config) announce(loop *cycle.Loop, built *site.Site) {
	c.Log.Info("edge runs", "site", c.Site.Name, "devices", len(c.Site.Devices), "channels", built.Layout.Len())
	c.Ready(loop)
}

// uplink leads to the backend where there is one, nil where there is none.
func (c Config) uplink(box *outbox.Outbox, taking *desk.Desk, reporter *report.Reporter) (*uplink.Uplink, error) {
	if c.Credential == nil {
		return nil, nil //nolint:nilnil // nothing is wrong without a backend
	}
	config, err := uplinkConfig(c)
	if err != nil {
		return nil, err
	}
	config.Orders, config.Control = taking, reporter.Report
	up, err := uplink.New(box, config)
	if err != nil {
		return nil, err
	}
	taking.AttachKeys(up)
	return up, nil
}

// record has the cycle recorded where that is asked for, until after its last.
func (c Config) record(running *stage.Stack, loop *cycle.Loop, config record.Config) error {
	if c.Record == "" {
		return nil
	}
	config.Dir, config.Room, config.Software, config.Log = c.Record, c.RecordRoom, c.Software, c.Log
	r, err := record.New(config)
	if err != nil {
		return err
	}
	loop.Record(r)
	running.Start("recorder", r.Run)
	return nil
}

// cycling runs the loop, with a real-time priority where one is asked for.
func (c Config) cycling(loop *cycle.Loop) func(context.Context) error {
	if c.FIFO == 0 {
		return loop.Run
	}
	return func(ctx context.Context) error {
		return loop.RunFIFO(ctx, c.FIFO, func(err error) {
			c.Log.Info("the cycle runs without a real-time priority", "err", err)
		})
	}
}

// newDesk is the desk that takes the backend's orders, and has given the core back what it must not
// forget; an edge without a credential takes no orders.
func newDesk(c Config, core *cycle.Core, config desk.Config) (*desk.Desk, error) {
	config.Log = c.Log
	if c.Credential != nil {
		key, err := c.Credential.Key()
		if err != nil {
			return nil, err
		}
		config.Key, config.Address = key, c.Credential.Address()
	}
	d, err := desk.New(config)
	if err != nil {
		return nil, err
	}
	return d, d.Restore(core, time.Now())
}

// answerTo keeps answers to commands like samples: on disk until the backend has them.
func answerTo(box *outbox.Outbox) func(context.Context, wire.Ack) error {
	return func(ctx context.Context, a wire.Ack) error {
		_, err := box.AppendAck(ctx, a)
		return err
	}
}

// openOutbox opens the outbox with its way to the hub. An edge without a credential has an id of
// its own that no backend knows.
func openOutbox(ctx context.Context, c Config, accepted *recorder) (*outbox.Outbox, error) {
	config := outbox.Config{Dir: filepath.Join(c.Dir, "outbox"), Edge: uuid.Nil.String(), Log: c.Log}
	if accepted != nil {
		config.Witness = accepted
	}
	if c.Credential != nil {
		to, err := uplinkConfig(c)
		if err != nil {
			return nil, err
		}
		remote, err := uplink.Remote(to)
		if err != nil {
			return nil, err
		}
		config.Edge, config.Remote = c.Credential.Edge, remote
	}
	box, err := outbox.Open(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open outbox: %w", err)
	}
	return box, nil
}

func uplinkConfig(c Config) (uplink.Config, error) {
	encryption, err := c.Credential.encryption()
	return uplink.Config{
		Address: c.Credential.Address(), URL: c.Credential.Hub, SeedFile: c.Credential.SeedFile, TLS: encryption,
		Software: c.Software, Log: c.Log, Configuration: wire.ConfigurationHash(string(c.Site.Text)),
	}, err
}

// sink hands what the cycle emits to the outbox. Its buffer is the loop's alone.
type sink struct {
	box     *outbox.Outbox
	samples []outbox.Sample
}

func (s *sink) Rows(t0 time.Time, rows []wire.Row) {
	s.samples = s.samples[:0]
	for _, r := range rows {
		s.samples = append(s.samples, outbox.Sample{Index: r.Index, Reading: point.Reading{
			Value: r.Value, At: t0.Add(r.Offset), Quality: r.Quality,
		}})
	}
	s.box.Emit(s.samples...)
}

func (s *sink) Event(e wire.Event) { s.box.Raise(e) }
