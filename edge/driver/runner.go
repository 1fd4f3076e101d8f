package driver

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
)

// tripAfter is how many failures in a row open a device's breaker.
const tripAfter = 3

// safeEvery is how often a safety write passes an open breaker.
const safeEvery = time.Second

// Spec is one device for a runner.
type Spec struct {
	Device site.Device
	Vendor string // as the profile says, until the device itself does
	Link   Link
	// PollMax is how long a device may go without a request because any one feeds its watchdog; 0
	// for devices that do not care.
	PollMax time.Duration
}

// Runner keeps one device: its breaker, its health, what was written. Only Run's goroutine uses it.
type Runner struct {
	cfg     Config
	device  site.Device
	link    Link
	safe    map[image.Handle]float64 // the safe state of each controllable asset, by set-point
	log     *slog.Logger
	breaker *gobreaker.CircuitBreaker[struct{}]
	backoff *backoff.ExponentialBackOff
	health  device.Health
	poll    time.Duration

	open     bool // the device was opened once
	output   Output
	watchdog Watchdog
	groups   []group
	beatAt   time.Time
	beats    uint16
	safeAt   time.Time // when a safety write was last considered
	// wear is when each group was stored in the last 24 hours. It outlives the device's silence.
	wear map[int][]time.Time
	// shown is what the device showed of itself at the last poll.
	shown []device.Condition
}

// NewRunner makes the runner of one device. Cfg must have its defaults.
func NewRunner(cfg Config, s Spec) *Runner {
	r := &Runner{
		cfg: cfg, device: s.Device, link: s.Link,
		log:    cfg.Log.With("device", s.Device.Key),
		safe:   map[image.Handle]float64{},
		health: device.Health{Device: s.Device.Key, Status: device.Connecting, Vendor: s.Vendor},
		poll:   s.Device.Poll,
		wear:   map[int][]time.Time{},
	}
	if s.PollMax > 0 {
		r.poll = min(r.poll, s.PollMax)
	}
	for _, a := range cfg.Assets(s.Device.Key) {
		for _, o := range a.Outlets {
			if value, ok := a.Safe(o); ok {
				r.safe[o.Handle] = value
			}
		}
	}
	r.breaker = gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name: s.Device.Key, MaxRequests: 1, Timeout: cfg.BackoffMin / 4,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= tripAfter },
		IsExcluded:  func(err error) bool { return errors.Is(err, context.Canceled) },
	})
	r.backoff = backoff.NewExponentialBackOff()
	r.backoff.InitialInterval, r.backoff.MaxInterval = cfg.BackoffMin, cfg.BackoffMax
	return r
}

// Run opens the device, serves it until it falls silent, pauses, and so on until ctx ends; then it
// says farewell.
func (r *Runner) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if r.guarded(ctx, r.begin) == nil {
			r.backoff.Reset()
			r.serve(ctx)
		}
		r.pause(ctx, r.backoff.NextBackOff())
	}
	r.farewell(ctx)
}

// guarded does what the breaker lets through and reports the device's health after it.
func (r *Runner) guarded(ctx context.Context, do func(context.Context) error) error {
	_, err := r.breaker.Execute(func() (struct{}, error) { return struct{}{}, do(ctx) })
	if ctx.Err() == nil {
		r.report(err)
	}
	return err
}

// report tells the board, and the log when something changed.
func (r *Runner) report(err error) {
	h := &r.health
	before := h.Status
	h.Breaker = r.breaker.State().String()
	r.judge()
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

// begin opens the device and reads everything once.
func (r *Runner) begin(ctx context.Context) error {
	opened, err := r.link.Open(ctx)
	if err != nil {
		return fmt.Errorf("open device %s: %w", r.device.Key, err)
	}
	if opened.Vendor != "" || opened.Model != "" {
		r.health.Vendor, r.health.Model = opened.Vendor, opened.Model
	}
	r.bind(opened)
	return r.pass(ctx)
}

// bind takes what the device turned out to be; nothing counts as written to it yet.
func (r *Runner) bind(o Opened) {
	r.open, r.output, r.watchdog = true, o.Output, o.Watchdog
	before := r.groups
	r.groups = nil
	for i, rule := range o.Groups {
		g := group{index: i, rule: rule, begun: i < len(before) && before[i].begun}
		for _, c := range rule.Controls {
			g.places = append(g.places, r.cfg.Site.Layout.Lookup(c.Asset, c.Channel))
		}
		r.groups = append(r.groups, g)
	}
	r.beatAt = time.Time{}
}

// pass polls the device once.
func (r *Runner) pass(ctx context.Context) error {
	r.health.Detail = ""
	answer, err := r.link.Poll(ctx)
	if answer.Latency > 0 {
		r.health.Latency = answer.Latency
	}
	if answer.Refusal != nil {
		r.health.Detail = answer.Refusal.Error()
	}
	if err != nil {
		return fmt.Errorf("poll device %s: %w", r.device.Key, err)
	}
	r.shown = answer.Conditions
	for _, g := range answer.Lost {
		r.lost(g, time.Now())
	}
	return nil
}

// serve polls on absolute deadlines and writes when orders change, until the breaker opens or ctx
// ends. A pass that takes longer than the poll interval skips deadlines, it never bunches them up.
func (r *Runner) serve(ctx context.Context) {
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

func (r *Runner) broken(ctx context.Context) bool {
	return ctx.Err() != nil || r.breaker.State() != gobreaker.StateClosed
}

// pause waits before the next attempt. Safety writes go out meanwhile, once a second; one that
// succeeds ends the pause, for the device answers again.
func (r *Runner) pause(ctx context.Context, d time.Duration) {
	over := time.Now().Add(d)
	for ctx.Err() == nil && time.Now().Before(over) {
		next := over
		if r.open {
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
