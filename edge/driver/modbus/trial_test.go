package modbus_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"ohmstead/edge/driver/modbus"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
)

func TestTry_UndoesWhatItWrote(t *testing.T) {
	lib, r := battery(t)
	a := access(t, r, find(t, lib, "quick-battery"), point.ESS)
	tried, err := modbus.Try(t.Context(), a, modbus.Trial{Channel: point.SetActivePower, Value: -1200, Hold: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if tried.Before.Number != 0 || tried.Applied.Number != -1200 || tried.After.Number != 0 || tried.After.Quality != point.Good {
		t.Errorf("got %+v", tried)
	}
	s := r.settings()
	if len(s) < 2 || s[0].Value != -1200 || s[len(s)-1].Value != 0 {
		t.Errorf("the device took %v", s)
	}
}

func TestTry_UndoesWhatItWroteWhenNobodyWaitsAnyMore(t *testing.T) {
	lib, r := battery(t)
	a := access(t, r, find(t, lib, "quick-battery"), point.ESS)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	r.failing(func(req bus.Request) error {
		if req.Function.Writes() {
			leave()
		}
		return nil
	})
	tried, err := modbus.Try(ctx, a, modbus.Trial{Channel: point.SetActivePower, Value: 900, Hold: time.Hour})
	if !errors.Is(err, context.Canceled) || tried.After.Number != 0 || tried.After.Quality != point.Good {
		t.Errorf("got %+v, %v", tried, err)
	}
	if s := r.settings(); len(s) < 2 || s[0].Value != 900 || s[len(s)-1].Value != 0 {
		t.Errorf("the device took %v", s)
	}
}

func TestTry_RefusesWhatItCannotWrite(t *testing.T) {
	lib, r := battery(t)
	a := access(t, r, find(t, lib, "quick-battery"), point.ESS)
	if _, err := modbus.Try(t.Context(), a, modbus.Trial{Channel: "SetPhases", Value: 1, Hold: time.Second}); !errors.Is(err, reason.New(reason.UnknownChannel, nil)) {
		t.Errorf("got %v, want UNKNOWN_CHANNEL", err)
	}
	names, err := modbus.Writable(t.Context(), a)
	if err != nil || len(names) == 0 || names[0] != point.SetActivePower {
		t.Errorf("can be tried: %v, %v", names, err)
	}
}
