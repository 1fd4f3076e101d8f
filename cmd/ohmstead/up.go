package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"ohmstead/backend"
	"ohmstead/backend/postgres"
	"ohmstead/cmd/ohmstead/call"
	"ohmstead/edge"
	"ohmstead/edge/cycle"
	"ohmstead/edge/panel"
	"ohmstead/internal/stage"
	"ohmstead/sim"
)

// upOptions are the flags of `up`.
type upOptions struct {
	dir, http, simFile, level string
	panel                     string
	speed                     float64
	history                   bool
	elsewhere                 theirs
	// clock is that of the simulated site; nil means the wall clock.
	clock func() time.Time
	// watch, where set, is told once everything runs.
	watch func(parts)
}

// parts are what runs, for who watches it from inside.
type parts struct {
	url      string
	owner    login
	database postgres.Config
	devices  *sim.Site
	loop     *cycle.Loop
}

func upCommand() *cobra.Command {
	var o upOptions
	c := &cobra.Command{
		Use:   "up",
		Short: "Run everything on this machine: database, bus, simulated site, edge, backend and pages",
		Long: "Run everything on this machine with nothing configured: a private PostgreSQL, an embedded bus, a\n" +
			"simulated site behind real Modbus TCP, an edge that controls it, the backend and the pages. Prints\n" +
			"the address and the first login. Ctrl-C stops all of it.",
		Example: "  ohmstead up\n  ohmstead up --data ./demo --http 127.0.0.1:9000 --speed 60",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return up(c.Context(), o, console{c.OutOrStdout(), c.ErrOrStderr()})
		},
	}
	c.Flags().StringVar(&o.dir, "data", "", "directory of everything that is kept (default /var/lib/ohmstead as root, else below your home)")
	c.Flags().StringVar(&o.http, "http", backend.Default().Listen, "address of pages and API")
	panelFlag(c, &o.panel)
	c.Flags().StringVar(&o.simFile, "sim", "", "site file of the simulator; without it a house")
	c.Flags().Float64Var(&o.speed, "speed", 1, "world time over wall time of the simulated site")
	c.Flags().BoolVar(&o.history, "history", true, "let the simulated site live through yesterday and today before its first start")
	o.elsewhere.flags(c)
	c.Flags().StringVar(&o.level, "log", "warn", "least severe log line to print: debug, info, warn or error")
	return c
}

// console is where a command prints.
type console struct {
	out, errs io.Writer
}

// up is one straight line: each stage starts once those it needs are ready, and stops before them.
func up(ctx context.Context, o upOptions, to console) (err error) {
	log, err := logger(to.errs, o.level)
	if err != nil {
		return err
	}
	physics, err := o.simulated()
	if err != nil {
		return err
	}
	config, err := o.backend()
	if err != nil {
		return err
	}
	page, shown, err := o.edgePanel()
	if err != nil {
		return err
	}
	if o.dir, err = makeDataDir(o.dir); err != nil {
		return err
	}
	config.DataDir = o.dir
	d := &demo{dir: o.dir}
	if d.owner, err = ensureLogin(loginFile(o.dir), "http://"+o.http, demoOwner); err != nil {
		return err
	}

	var running stage.Stack
	defer func() { err = errors.Join(err, running.Stop()) }()
	where, err := startBackend(ctx, &running, config, backend.Options{Log: log, Prepare: d.prepare})
	if err != nil || where.URL == "" {
		return err
	}
	past, err := o.live(ctx, d, &physics, log)
	if err != nil {
		return err
	}
	devices, err := openSim(physics, o.clock)
	if err != nil {
		return err
	}
	running.Start("simulator", devices.Run)
	controller, err := d.edge(where.LeafURL, devices.Addresses())
	if err != nil {
		return err
	}
	ready := make(chan *cycle.Loop, 1)
	controller.Log, controller.Panel, controller.Ready = log, page, func(l *cycle.Loop) { ready <- l }
	running.Start("edge", func(ctx context.Context) error { return edge.Run(ctx, controller) })
	var loop *cycle.Loop
	select {
	case loop = <-ready:
	case <-running.Failed():
		return running.Wait(ctx)
	case <-ctx.Done():
		return nil
	}
	d.owner.URL = where.URL
	if err := d.owner.save(loginFile(o.dir)); err != nil {
		return err
	}
	greet(to.out, d, devices, shown(ctx))
	if o.watch != nil {
		o.watch(parts{where.URL, d.owner, d.database, devices, loop})
	}
	d.settle(ctx, past, log)
	running.Start("vehicles", func(ctx context.Context) error { return d.drive(ctx, devices.Truth, log) })
	return running.Wait(ctx)
}

// backend is the configuration of the backend that the flags ask for, still without a directory.
func (o upOptions) backend() (backend.Config, error) {
	c := backend.Default()
	c.Listen, c.Bus.Listen, c.DataDir = o.http, "127.0.0.1:0", "."
	o.elsewhere.apply(&c)
	if err := c.Validate(); err != nil {
		return c, call.Wrong(err)
	}
	return c, o.elsewhere.letsEdgesIn(c)
}

// startBackend starts the backend and waits until it answers. The zero Ready says that ctx ended
// first.
func startBackend(ctx context.Context, running *stage.Stack, c backend.Config, o backend.Options) (backend.Ready, error) {
	ready := make(chan backend.Ready, 1)
	o.Ready = func(r backend.Ready) { ready <- r }
	running.Start("backend", func(ctx context.Context) error { return backend.Run(ctx, c, o) })
	select {
	case r := <-ready:
		return r, nil
	case <-running.Failed():
		return backend.Ready{}, running.Wait(ctx)
	case <-ctx.Done():
		return backend.Ready{}, nil
	}
}

// simulated is the simulated site that the flags ask for.
func (o upOptions) simulated() (sim.Config, error) {
	c, err := simConfig(o.simFile)
	if err != nil {
		return c, err
	}
	if o.speed != 1 {
		c.Speed = o.speed
	}
	if err := c.Validate(); err != nil {
		return c, call.Wrong(err)
	}
	return c, nil
}

// openSim opens the simulated devices on their ports, or on free ones where another program has
// one of them: the edge is told where they are.
func openSim(c sim.Config, clock func() time.Time) (*sim.Site, error) {
	if clock == nil {
		clock = time.Now
	}
	site, err := sim.OpenBy(c, clock)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return site, err
	}
	c.Devices = slices.Clone(c.Devices)
	for i := range c.Devices {
		c.Devices[i].Listen = "127.0.0.1:0"
	}
	return sim.OpenBy(c, clock)
}

// makeDataDir makes the data directory. As root it must be traversable: the database runs as
// another account.
func makeDataDir(dir string) (string, error) {
	if dir == "" {
		standard, err := defaultDir()
		if err != nil {
			return "", err
		}
		dir = standard
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the data directory: %w", err)
	}
	mode := os.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := os.MkdirAll(dir, mode); err != nil {
		return "", call.Wrong(fmt.Errorf("make the data directory: %w", err))
	}
	return dir, nil
}

// edgePanel is where the edge's own panel is served, and what waits until it is: for a moment, since
// a panel whose address is taken keeps nobody from anything.
func (o upOptions) edgePanel() (edge.PanelConfig, func(context.Context) panel.Ready, error) {
	page, err := panelConfig(o.panel, io.Discard)
	ready := make(chan panel.Ready, 1)
	page.Ready = func(r panel.Ready) {
		select {
		case ready <- r:
		default:
		}
	}
	return page, func(ctx context.Context) panel.Ready {
		if page.Listen == "" {
			return panel.Ready{}
		}
		select {
		case r := <-ready:
			return r
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
		return panel.Ready{}
	}, err
}

func greet(out io.Writer, d *demo, devices *sim.Site, page panel.Ready) {
	fmt.Fprintf(out, "\nOhmstead runs.\n\n  page      %s\n  e-mail    %s\n  password  %s\n\n", d.owner.URL, d.owner.Email, d.owner.Password)
	if page.URL != "" {
		fmt.Fprintf(out, "The edge's own panel, which needs no backend:\n\n  panel     %s\n  password  %s\n\n", page.URL, page.Password)
	}
	fmt.Fprintf(out, "Simulated devices, data in %s:\n", d.dir)
	_ = devices.Describe(out) // a console that is gone stops nothing
	fmt.Fprintf(out, "\nCtrl-C stops all of it.\n")
}
