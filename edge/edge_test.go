package edge_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"ohmstead/edge"
	"ohmstead/edge/cycle"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/sim/face"
)

// socket is a simulated socket behind HTTP.
func socket(t *testing.T) *face.Web {
	t.Helper()
	lib, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, _ := lib.Profile("shelly-gen2-switch")
	twin, err := p.Twin(document.Options{Targets: []point.Nature{point.Load}})
	if err != nil {
		t.Fatal(err)
	}
	w, err := face.NewWeb(face.Config{Key: "socket", Listen: "127.0.0.1:0"}, twin, nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- w.Run(t.Context()) }()
	t.Cleanup(func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return w
}

func TestAnEdgeRunsWithAnyDevicesOrNone(t *testing.T) {
	tests := map[string]string{
		"without devices": "assets: []\n",
		"with a socket behind HTTP": fmt.Sprintf(`
devices: [{key: socket, profile: shelly-gen2-switch, address: "http://%s"}]
assets: [{id: boiler0, nature: LOAD, device: socket, max_active_power_watts: 2000}]
`, socket(t).Address()),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := site.Parse("site.yaml", []byte("site: {name: test}\n"+text))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			ready := make(chan struct{})
			ended := make(chan error, 1)
			go func() {
				ended <- edge.Run(ctx, edge.Config{
					Site: c, Dir: t.TempDir(), Software: "test", Log: slog.New(slog.DiscardHandler),
					Ready: func(*cycle.Loop) { close(ready) },
				})
			}()
			select {
			case <-ready:
			case err := <-ended:
				t.Fatalf("the edge did not begin: %v", err)
			}
			select {
			case err := <-ended:
				t.Fatalf("the edge ended by itself: %v", err)
			case <-time.After(300 * time.Millisecond):
			}
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}
