package modbus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/sony/gobreaker/v2"

	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// tripAfter is how many failed passes in a row open a device's breaker.
const tripAfter = 3

// runner keeps one device: its plan, its breaker, what was written. Only run's goroutine uses it.
type runner struct {
	cfg     Config
	device  site.Device
	profile *profile.Profile
	assets  []site.Asset
	safe    map[image.Handle]float64 // the safe state of each controllable asset, by set-point
	client  *bus.Client
	log     *slog.Logger
	breaker *gobreaker.CircuitBreaker[struct{}]
	backoff *backoff.ExponentialBackOff
	timeout time.Duration // of one request
	health  device.Health

	plan   *profile.Plan // nil until the device was opened
	poll   time.Duration
	filled [][]int // the slots of each block
	values []profile.Value
	last   []float64   // the last good number of each slot
	known  []bool      // whether there ever was one
	reads  []time.Time // when each block was last asked for
	places []image.Handle
	regs   []uint16
	bits   []bool
	puts   []image.Update
	groups []group
	beatAt time.Time
	beats  uint16
	safeAt time.Time // when a safety write was last considered
}

func newRunner(cfg Config, dev site.Device, p *profile.Profile, c *bus.Client) *runner {
	r := &runner{
		cfg: cfg, device: dev, profile: p, client: c,
		log:    cfg.Log.With("device", dev.Key),
		safe:   map[image.Handle]float64{},
		health: device.Health{Device: dev.Key, Status: device.Connecting, Vendor: p.Vendor},
		poll:   dev.Poll, timeout: max(dev.Timeout, p.Transport.Timeout),
	}
	if w := p.Watchdog; w.Kind == profile.AnyRequest {
		r.poll = min(r.poll, w.Period)
	}
	for _, a := range cfg.Site.Assets {
		if a.Device != dev.Key {
			continue
		}
		r.assets = append(r.assets, a.Asset)
		if a.Controllable() {
			r.safe[a.Setpoint] = device.ChannelValue(a.Nature, a.SafeState)
		}
	}
	r.breaker = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name: dev.Key, MaxRequests: 1, Timeout: cfg.BackoffMin / 4,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= tripAfter },
		IsExcluded:  func(err error) bool { return errors.Is(err, context.Canceled) },
	})
	r.backoff = backoff.NewExponentialBackOff()
	r.backoff.InitialInterval, r.backoff.MaxInterval = cfg.BackoffMin, cfg.BackoffMax
	return r
}

// run opens the device, serves it until it falls silent, pauses, and so on until ctx ends; then it
// says farewell.
func (r *runner) run(ctx context.Context) {
	for ctx.Err() == nil {
		if r.guarded(ctx, r.open) == nil {
			r.backoff.Reset()
			r.serve(ctx)
		}
		r.pause(ctx, r.backoff.NextBackOff())
	}
	r.farewell(ctx)
}

// guarded does what the breaker lets through and reports the device's health after it.
func (r *runner) guarded(ctx context.Context, do func(context.Context) error) error {
	_, err := r.breaker.Execute(func() (struct{}, error) { return struct{}{}, do(ctx) })
	if ctx.Err() == nil {
		r.report(err)
	}
	return err
}

// report tells the board, and the log when something changed.
func (r *runner) report(err error) {
	h := &r.health
	before := h.Status
	h.Breaker = r.breaker.State().String()
	switch {
	case err == nil:
		h.Status, h.Failures, h.LastAnswer = device.Answering, 0, time.Now()
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		h.Status = device.Silent
	default:
		h.Status, h.Detail = device.Silent, err.Error()
		h.Failures++
	}
	r.cfg.Board.Report(*h)
	if h.Status == before {
		return
	}
	if h.Status == device.Answering {
		r.log.Info("device answers")
		return
	}
	r.log.Warn("device does not answer", "err", h.Detail)
}

// open learns what the device is and reads everything once. A device that was open before is first
// asked for one small thing.
func (r *runner) open(ctx context.Context) error {
	if r.plan != nil {
		if err := r.probe(ctx); err != nil {
			return err
		}
	}
	plan, who, err := connect(ctx, r.client, r.access())
	if err != nil {
		return fmt.Errorf("open device %s: %w", r.device.Key, err)
	}
	r.health.Vendor, r.health.Model = who.Vendor, who.Model
	r.bind(plan)
	return r.pass(ctx)
}

func (r *runner) access() Access {
	a := Access{Profile: r.profile, Catalogue: r.cfg.Catalogue, Unit: r.device.Unit}
	seen := map[point.Nature]int{}
	for _, x := range r.assets {
		a.Targets = append(a.Targets, profile.Target{Nature: x.Nature, Instance: seen[x.Nature]})
		seen[x.Nature]++
	}
	return a
}

// probe is one cheap read: the smallest block there is.
func (r *runner) probe(ctx context.Context) error {
	smallest := -1
	for i, b := range r.plan.Blocks {
		if smallest < 0 || b.Count < r.plan.Blocks[smallest].Count {
			smallest = i
		}
	}
	if smallest < 0 {
		return nil
	}
	err := r.request(ctx, r.plan.Blocks[smallest])
	if refused(err) {
		return nil // it answers
	}
	return err
}

// bind takes a fresh plan; nothing counts as written to the device yet.
func (r *runner) bind(plan *profile.Plan) {
	n := len(plan.Slots)
	r.plan = plan
	r.values, r.last, r.known = make([]profile.Value, n), make([]float64, n), make([]bool, n)
	r.reads = make([]time.Time, len(plan.Blocks))
	r.places = make([]image.Handle, n)
	r.filled = make([][]int, len(plan.Blocks))
	for i := range plan.Blocks {
		r.filled[i] = plan.Filled(i)
	}
	r.puts = make([]image.Update, 0, n)
	r.regs, r.bits = make([]uint16, bus.MaxReadRegisters), make([]bool, bus.MaxReadBits)
	layout := r.cfg.Site.Layout
	for i, s := range plan.Slots {
		r.places[i] = image.None
		if s.Channel.Name != "" {
			r.places[i] = layout.Lookup(r.assets[s.Target].ID, s.Channel.Name)
		}
	}
	r.groups = r.groups[:0]
	for i, g := range plan.Groups {
		b := group{index: i, rule: g}
		for _, c := range g.Controls {
			s := plan.Controls[c]
			b.places = append(b.places, layout.Lookup(r.assets[s.Target].ID, s.Channel.Name))
		}
		r.groups = append(r.groups, b)
	}
	r.beatAt = time.Time{}
}

// serve polls on absolute deadlines and writes when orders change, until the breaker opens or ctx
// ends. A pass that takes longer than the poll interval skips deadlines, it never bunches them up.
func (r *runner) serve(ctx context.Context) {
	deadline := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		changed := r.cfg.Orders.Changed()
		if r.due(time.Now()) {
			_ = r.guarded(ctx, r.write) // reported; an order that could not be written stays due
		}
		if r.broken(ctx) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-timer.C:
			_ = r.guarded(ctx, r.pass) // reported; what was not read ages in the image
			if r.broken(ctx) {
				return
			}
			for now := time.Now(); !deadline.After(now); {
				deadline = deadline.Add(r.poll)
			}
			timer.Reset(time.Until(deadline))
		}
	}
}

func (r *runner) broken(ctx context.Context) bool {
	return ctx.Err() != nil || r.breaker.State() != gobreaker.StateClosed
}

// pause waits before the next attempt. Safety writes go out meanwhile, once a second; one that
// succeeds ends the pause, for the device answers again.
func (r *runner) pause(ctx context.Context, d time.Duration) {
	over := time.Now().Add(d)
	for ctx.Err() == nil && time.Now().Before(over) {
		next := over
		if r.plan != nil {
			if at := r.safeAt.Add(safeEvery); !time.Now().Before(at) {
				r.safeAt = time.Now()
				if r.urgent(r.safeAt) && r.write(ctx) == nil {
					return
				}
				continue
			} else if at.Before(next) {
				next = at
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Until(next)):
		}
	}
}
