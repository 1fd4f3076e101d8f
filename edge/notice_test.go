package edge

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/device"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// watch runs the notices over healths that follow each other, and returns what was told.
func watch(t *testing.T, healths ...device.Health) []string {
	t.Helper()
	var told []string
	synctest.Test(t, func(t *testing.T) {
		board := device.NewBoard([]string{"meter"})
		n := notices{board, func(e wire.Event) {
			line := e.Code + " " + e.Device
			if e.Cleared {
				line += " is over"
			}
			told = append(told, line)
		}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.run(ctx) }()
		for _, h := range healths {
			h.Device = "meter"
			board.Report(h)
			time.Sleep(time.Second)
		}
		cancel()
		<-done
	})
	return told
}

func TestADeviceThatComesAndGoesIsToldOnceEach(t *testing.T) {
	var healths []device.Health
	for _, s := range []device.Status{device.Connecting, device.Answering, device.Answering, device.Silent, device.Silent, device.Answering} {
		healths = append(healths, device.Health{Status: s, Detail: "connection refused"})
	}
	want := []string{"DEVICE_CONNECTED meter", "DEVICE_LOST meter", "DEVICE_CONNECTED meter"}
	if got := watch(t, healths...); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

func TestAnAlarmOfADeviceBeginsAndEndsOnce(t *testing.T) {
	spent := func(s device.Status, stands bool) device.Health {
		return device.Health{Status: s, Conditions: []device.Condition{{Code: reason.WriteBudgetSpent, Stands: stands}}}
	}
	got := watch(t, spent(device.Connecting, true), spent(device.Answering, true), spent(device.Answering, true),
		spent(device.Silent, false), spent(device.Answering, false), spent(device.Answering, false))
	want := []string{
		"DEVICE_CONNECTED meter", "WRITE_BUDGET_SPENT meter", "DEVICE_LOST meter", "DEVICE_CONNECTED meter", "WRITE_BUDGET_SPENT meter is over",
	}
	if !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

// An edge that was killed while an alarm stood cannot end it; its successor does.
func TestWhatIsFineAtTheFirstLookIsToldToBeOver(t *testing.T) {
	h := device.Health{Status: device.Answering, Conditions: []device.Condition{{Code: reason.LeaseNotHeld}}}
	want := []string{"DEVICE_CONNECTED meter", "LEASE_NOT_HELD meter is over"}
	if got := watch(t, h, h); !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}
