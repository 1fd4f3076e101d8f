package edge

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/device"
	"ohmstead/wire"
)

func TestADeviceThatComesAndGoesIsToldOnceEach(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := device.NewBoard([]string{"meter"})
		var told []string
		n := notices{board, func(e wire.Event) { told = append(told, e.Code+" "+e.Device) }}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.run(ctx) }()
		for _, s := range []device.Status{device.Connecting, device.Answering, device.Answering, device.Silent, device.Silent, device.Answering} {
			board.Report(device.Health{Device: "meter", Status: s, Detail: "connection refused"})
			time.Sleep(time.Second)
		}
		cancel()
		<-done
		want := []string{"DEVICE_CONNECTED meter", "DEVICE_LOST meter", "DEVICE_CONNECTED meter"}
		if !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
	})
}
