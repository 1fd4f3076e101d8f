package face

import (
	"context"
	"testing"
	"time"

	"ohmstead/field/modbus"
)

// At these addresses lie the controls of model 704, counted by hand: model 1 of 66 registers behind the
// identifier at 40000, then 701 of 153, 702 of 50 and 703 of 17, each with id and length.
const (
	derEna    = 40002 + 68 + 155 + 52 + 19 + 22
	derWSet   = derEna + 2
	derRvrt   = derEna + 4
	derRvrtEn = derEna + 8
	derTms    = derEna + 9
	derRem    = derEna + 11
)

func TestTheDERBatteryFollowsUntilItsTimeIsUp(t *testing.T) {
	world, clock := newWorld(t)
	twin, err := NewBatteryDER(Config{Key: "battery", Listen: "127.0.0.1:0"}, world)
	if err != nil {
		t.Fatal(err)
	}
	start(t, twin.Run)
	client := dial(t, twin.Address(), 10*time.Second)
	write := func(at uint16, regs ...uint16) {
		t.Helper()
		if err := client.Write(context.Background(), modbus.Target{Unit: 1, Function: modbus.WriteRegisters, Address: at}, regs); err != nil {
			t.Fatal(err)
		}
	}
	write(derWSet, 0xFFFF, 0xF63C) // −2500: charge
	write(derRvrt, 0, 1000)        // then inject 1000
	write(derRvrtEn, 1)
	write(derTms, 0, 30)
	write(derEna, 1)
	passes := func(d time.Duration) {
		for range int(d / (100 * time.Millisecond)) {
			clock.turn(100 * time.Millisecond)
			world.Truth()
		}
	}
	passes(20 * time.Second) // longer than the plant's own watchdog of 10 s
	if got := world.Truth().Battery; got.Watts() != 2500 || !got.External {
		t.Errorf("before its time is up the battery takes %v W, external control %v", got.Watts(), got.External)
	}
	left := make([]uint16, 2)
	if err := client.Read(context.Background(), modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters, Address: derRem}, left); err != nil || left[1] != 10 {
		t.Errorf("%v s remain, error %v; want 10", left, err)
	}
	passes(20 * time.Second)
	if got := world.Truth().Battery; got.Watts() != -1000 {
		t.Errorf("after its time the battery takes %v W, want the reversion value -1000", got.Watts())
	}
	write(derEna, 0)
	passes(5 * time.Second)
	if got := world.Truth().Battery; got.Watts() != 0 || got.External {
		t.Errorf("switched off the battery takes %v W, external control %v", got.Watts(), got.External)
	}
}
