package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"ohmstead/edge"
	"ohmstead/edge/cycle"
	"ohmstead/edge/site"
	"ohmstead/sim/charging"
	simdepot "ohmstead/sim/depot"
	"ohmstead/study/depot"
)

const threeCars = "../../sim/charging/testdata/three_cars.yaml"

func TestARealEdgeKeepsTheFuseOfADepotInRealTime(t *testing.T) {
	config, err := depot.Read(threeCars)
	if err != nil {
		t.Fatal(err)
	}
	config.Step = charging.Step
	config.Stop(25 * time.Second)
	ticks := make(chan time.Time)
	yard, err := charging.Open(charging.Config{Depot: config, Ticks: ticks})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "site.yaml")
	write(t, file, []byte(yard.SiteFile()))
	controlled, err := site.Load(file)
	if err != nil {
		t.Fatalf("the depot's own site file: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan *cycle.Loop, 1), make(chan error, 1)
	go func() {
		ended <- edge.Run(ctx, edge.Config{
			Site: controlled, Dir: filepath.Join(dir, "edge"), Log: slog.New(slog.DiscardHandler), Ready: func(l *cycle.Loop) { ready <- l },
		})
	}()
	go tick(ctx, ticks, ready, func() bool { return inControl(yard, config) })
	summary, err := yard.Run(ctx, func(simdepot.Line) error { return nil })
	stop()
	if ended := <-ended; err != nil || ended != nil {
		t.Fatalf("depot: %v; edge: %v", err, ended)
	}
	fuse := summary.Caps[0]
	if fuse.OverSeconds > 5 || fuse.PeakWatts < 20_000 || fuse.PeakWatts > 26_000 {
		t.Errorf("the fuse of 22 kW carried up to %v, more than it may for %d s", fuse.PeakWatts, fuse.OverSeconds)
	}
	for _, stay := range summary.Stays {
		if stay.DeliveredWh < 15 {
			t.Errorf("%s got %d Wh in 20 s, want its share, about 30", stay.VehicleID, stay.DeliveredWh)
		}
	}
}

// tick moves a depot on by a second at a time once the edge is in control, but never faster than the edge runs its
// cycles: on a machine that is held up both are, and what the edge had the time for can be judged.
func tick(ctx context.Context, ticks chan<- time.Time, ready <-chan *cycle.Loop, controlled func() bool) {
	var loop *cycle.Loop
	select {
	case loop = <-ready:
	case <-ctx.Done():
		return
	}
	for end := time.Now().Add(2 * time.Minute); !controlled() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
	for last := loop.Status().At; ; {
		select {
		case <-time.After(charging.Step):
		case <-ctx.Done():
			return
		}
		now := loop.Status().At
		if !now.After(last) {
			continue
		}
		select {
		case ticks <- now:
			last = now
		case <-ctx.Done():
			return
		}
	}
}

// inControl reports whether somebody has ordered every charger of a depot to give less than it can.
func inControl(yard *charging.Site, c *simdepot.Config) bool {
	for _, one := range c.Chargers {
		if now, _ := yard.Charger(one.NodeID); now.Order == nil || now.Order.Watts >= one.MaxWatts {
			return false
		}
	}
	return true
}

func TestADepotRunsFromTheCommandLine(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := fmt.Sprint(taken.Addr().(*net.TCPAddr).Port)
	small := filepath.Join(t.TempDir(), "small.yaml")
	write(t, small, []byte("start: 2026-06-01T06:00:00Z\nlength: 1h\nnodes:\n  - {node_id: gc, node_type: GRID_CONNECTION}\n"))
	tests := []struct {
		name string
		args string
		exit int
		out  string
		errs string
	}{
		{"as lines", "-c " + small, 0, `"cycles":60`, ""},
		{"in words", "-c " + small + " --output text --until 10m", 0, "10 cycles: APPLIED 10", ""},
		{"in real time", "-c " + small + " --real-time --port 0 --until 2s", 0, `"steps":2`, "gc  GRID_METER  modbus tcp 127.0.0.1:"},
		{"on a port that is taken", "-c " + small + " --real-time --port " + port, 1, "", "in use by another program; choose another first port"},
		{"as a table", "study " + small + " --strategies EDF --output csv", 0, "small,0.0,EDF,", ""},
		{"with an output that is none", "-c " + small + " --output xml", 2, "", "want json or text"},
		{"with a strategy that is none", "study " + small + " --strategies FIFO", 2, "", `names "FIFO"`},
		{"with caps that are none", "study " + small + " --caps -5", 2, "", "want percentages"},
		{"without a file to study", "study", 2, "", "requires at least 1 arg"},
		{"with a file that is not there", "study none.yaml", 2, "", "none.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			exit := run(append([]string{"sim"}, strings.Fields(tt.args)...), &out, &errs)
			if exit != tt.exit || !strings.Contains(out.String(), tt.out) || !strings.Contains(errs.String(), tt.errs) {
				t.Errorf("exit %d, want %d:\n%s\n%s", exit, tt.exit, out.String(), errs.String())
			}
			if tt.name == "as lines" {
				for line := range strings.Lines(out.String()) {
					if !json.Valid([]byte(line)) {
						t.Errorf("no JSON: %s", line)
					}
				}
			}
		})
	}
	if _, err := os.Stat(threeCars); err != nil {
		t.Error(err)
	}
}
