package drivertest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

// Stand is a driver over a site with what it works on.
type Stand struct {
	Site   *site.Site
	Orders *device.Orders
	Board  *device.Board
	inbox  *image.Inbox
	image  *image.Image
	stop   func()
}

// Runner is a driver that can be run.
type Runner interface {
	Run(ctx context.Context) error
}

// Build puts a driver together.
type Build func(driver.Config) (Runner, error)

// Start builds the site of a text, which is the devices and assets of a site file, and runs a driver
// on it with short pauses until the test ends.
func Start(t testing.TB, lib driver.Library, text string, build Build) *Stand {
	t.Helper()
	c, err := site.Parse("site.yaml", []byte("site: {name: test}\nmax_age: 500ms\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	if err := lib.Check(c); err != nil {
		t.Fatal(err)
	}
	built, err := site.Build(c, lib.Offers(c))
	if err != nil {
		t.Fatal(err)
	}
	s := &Stand{
		Site: built, inbox: image.NewInbox(built.Layout), image: image.New(built.Layout),
		Orders: device.NewOrders(built.Layout), Board: device.NewBoard(c.DeviceKeys()),
	}
	d, err := build(driver.Config{
		Site: built, Inbox: s.inbox, Orders: s.Orders, Board: s.Board, Log: slog.New(slog.DiscardHandler),
		BackoffMin: 20 * time.Millisecond, BackoffMax: 100 * time.Millisecond, LowEvery: 100 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	stop := Go(t, d.Run)
	s.stop = func() { once.Do(stop) }
	t.Cleanup(s.stop)
	return s
}

// Go runs a runner and returns how to stop it and wait for its end.
func Go(t testing.TB, run func(context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	return func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Run returned %v", err)
			}
		case <-time.After(2 * time.Minute):
			t.Error("Run did not return")
		}
	}
}

// Stop ends the driver and waits until nothing of it is left running.
func (s *Stand) Stop() { s.stop() }

// At is the reading of an asset's channel as a cycle would see it now.
func (s *Stand) At(asset, channel string) point.Reading {
	s.inbox.Freeze(time.Now(), s.image)
	return s.image.At(s.Site.Layout.Lookup(asset, channel))
}

// Order leaves an order that holds for this long.
func (s *Stand) Order(asset, channel string, v float64, holds time.Duration) {
	now := time.Now()
	s.Orders.Put(s.Site.Layout.Lookup(asset, channel), device.Order{Value: v, Issued: now, Expires: now.Add(holds)})
}

// usual is how long something may take: long, for the machine may be busy.
const usual = 2 * time.Minute

// Eventually waits until something holds, for at most two minutes.
func Eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	holds(t, usual, what, func() (bool, any) { return ok(), nil })
}

// holds waits until something holds and says what was there instead.
func holds(t testing.TB, patience time.Duration, what string, ok func() (bool, any)) {
	t.Helper()
	var last any
	pause := max(2*time.Millisecond, patience/60_000)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(pause) {
		var good bool
		if good, last = ok(); good {
			return
		}
	}
	if last == nil {
		t.Fatalf("it did not happen in time: %s", what)
	}
	t.Fatalf("it did not happen in time: %s; last seen %s", what, fmt.Sprintf("%+v", last))
}
