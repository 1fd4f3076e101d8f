package charging

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"syscall"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"ohmstead/energy/balance"
	"ohmstead/energy/point"
	"ohmstead/energy/topology"
	"ohmstead/field/modbus"
	"ohmstead/sim/depot"
)

// Config is a depot in real time.
type Config struct {
	Depot *depot.Config
	// Port is the first of the ports on 127.0.0.1 that the devices take, one after the other; 0 takes free
	// ones.
	Port int
	// Ticks, where set, moves the depot on by a step each after its first, in place of the seconds of the
	// clock: for somebody who is to be in control before anything happens, and to keep up. Until the first tick
	// the depot stands still with its devices answering.
	Ticks <-chan time.Time
}

// Step is how finely a depot in real time is computed.
const Step = time.Second

// Site is a depot whose devices are bound to their ports. Make it with Open, then Run it.
type Site struct {
	config  *depot.Config
	ticks   <-chan time.Time
	devices []*device
	lines   func(depot.Line) error

	mu    sync.Mutex // over the depot and all registers
	depot *depot.Depot
}

// Open binds a port for each connection, circuit with a meter, and charger, so that one in use is refused
// before anything runs.
func Open(c Config) (*Site, error) {
	config := *c.Depot
	config.Forget()
	config.External, config.Step = true, Step
	s := &Site{config: &config, ticks: c.Ticks, lines: func(depot.Line) error { return nil }}
	var err error
	if s.depot, err = depot.New(&config, func(l depot.Line) error { return s.lines(l) }); err != nil {
		return nil, err
	}
	for _, n := range config.Nodes {
		d, err := s.device(n)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		if d == nil {
			continue
		}
		d.mu, d.depot = &s.mu, s.depot
		if err := d.listen(c.Port, len(s.devices)); err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.devices = append(s.devices, d)
	}
	return s, nil
}

// device is what stands at a node; nil for nothing that answers.
func (s *Site) device(n topology.Node) (*device, error) {
	if _, ok := s.depot.Charger(n.NodeID); ok {
		d, err := newDevice(n.NodeID, point.EVCS, chargerProfile)
		if d != nil {
			d.phases = s.phases(n.NodeID)
		}
		return d, err
	}
	for _, m := range s.config.Meters {
		if m.NodeID == n.NodeID && m.Absent {
			return nil, nil
		}
	}
	switch n.NodeType {
	case topology.GridConnection:
		return newDevice(n.NodeID, point.GridMeter, meterProfile)
	case topology.CircuitNode, topology.PowerSource:
		return newDevice(n.NodeID, point.Meter, meterProfile)
	case topology.ChargePoint, topology.Connector, topology.Virtual:
	}
	return nil, nil
}

// phases is how many phases a charger has.
func (s *Site) phases(id topology.ID) int {
	for _, e := range s.config.Equipment {
		if e.NodeID != id {
			continue
		}
		n := 0
		for _, phase := range [...]balance.Phases{balance.L1, balance.L2, balance.L3} {
			if e.Phases&phase != 0 {
				n++
			}
		}
		return max(n, 1)
	}
	return 3
}

func (d *device) listen(first, i int) error {
	port := 0
	if first > 0 {
		port = first + i
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	server, err := modbus.Listen(modbus.ServerConfig{Address: address}, d)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("open %s: %s is in use by another program; choose another first port: %w", d.node, address, syscall.EADDRINUSE)
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", d.node, err)
	}
	d.server = server
	return nil
}

// Close gives up the ports of a site that was never run.
func (s *Site) Close() error {
	var faults []error
	for _, d := range s.devices {
		faults = append(faults, d.server.Close())
	}
	return errors.Join(faults...)
}

// Describe prints where the devices listen, one line each.
func (s *Site) Describe(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, d := range s.devices {
		fmt.Fprintf(table, "%s\t%s\tmodbus tcp %s\tunit %d\n", d.node, d.role, d.server.Addr(), d.unit)
	}
	return table.Flush()
}

// Run lets the depot go with the clock until its length is over or ctx ends; what happens goes to the
// sink, the summary last.
func (s *Site) Run(ctx context.Context, sink func(depot.Line) error) (*depot.Summary, error) {
	s.lines = sink
	serving, stop := context.WithCancel(ctx)
	defer stop()
	group, serving := errgroup.WithContext(serving)
	for _, d := range s.devices {
		group.Go(func() error { return d.server.Run(serving) })
	}
	group.Go(func() error {
		defer stop()
		s.move(serving)
		return nil
	})
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("run depot: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.depot.Finish()
}

// move computes a step with each tick.
func (s *Site) move(ctx context.Context) {
	ticks := s.ticks
	if ticks == nil {
		ticker := time.NewTicker(Step)
		defer ticker.Stop()
		ticks = ticker.C
	}
	for going := s.step(); going; going = s.step() {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
	}
}

func (s *Site) step() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.depot.Step()
}

// Charger is a charger as it stands now.
func (s *Site) Charger(id topology.ID) (depot.Charger, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.depot.Charger(id)
}
