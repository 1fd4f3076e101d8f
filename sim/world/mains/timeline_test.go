package mains_test

import (
	"bytes"
	"fmt"
	"math"
	"testing"
	"time"

	"ohmstead/energy/reason"
)

// islandPage is the page on islands: what is wired, what happens when, and how it went on the plant.
func islandPage(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`# A site on its own

<!-- Written by the tests of sim/world/mains; run make golden. -->

[ISLAND_SEQUENCING](controllers.md#island_sequencing) carries a site through the loss of its grid and back. It needs:

- a **coupler** (SWITCH) between grid and site that says where it stands (` + "`Closed`" + `) and obeys ` + "`SetClosed`" + `; its ` + "`PhaseAngle`" + ` is the site's ahead of the grid's. Its own synchro-check stays in force.
- a **battery** (ESS) that forms a voltage: it obeys ` + "`SetGridMode`" + ` (1 follows, 2 forms, 0 off), ` + "`SetFrequency`" + ` and ` + "`SetVoltage`" + `, says its ` + "`GridMode`" + `, and measures ` + "`Voltage_L1`" + ` and ` + "`Frequency`" + ` on the site's side.
- a **meter** (GRID_METER) on the grid's side of the coupler. When it dies with its grid the battery is the witness.
- loads that may be shed, the least important first, and roofs that may be curtailed.

` + "```mermaid" + `
stateDiagram-v2
    [*] --> ON_GRID: coupler closed
    [*] --> FORMING: coupler open
    ON_GRID --> OPENING: grid lost, or mode ISLAND
    OPENING --> FORMING: coupler open
    OPENING --> REFUSING: time-out
    REFUSING --> FORMING: coupler open
    REFUSING --> ON_GRID: grid back
    FORMING --> STABILISING: voltage holds
    FORMING --> DARK: time-out
    STABILISING --> ISLANDED: load holds
    STABILISING --> FORMING: voltage gone
    ISLANDED --> SYNCHRONISING: grid within its window for its time
    ISLANDED --> FORMING: voltage gone
    SYNCHRONISING --> CLOSING: together for hold_s
    SYNCHRONISING --> ISLANDED: time-out, or grid lost
    CLOSING --> FOLLOWING: coupler closed
    CLOSING --> SYNCHRONISING: apart again
    CLOSING --> ISLANDED: time-out
    FOLLOWING --> ON_GRID: battery follows
    FOLLOWING --> OPENING: time-out
    DARK --> FORMING: tried again
    DARK --> FOLLOWING: closed onto the dead site
` + "```" + `

Every change is an event ISLAND_STEP with its reason; a step that takes too long raises [ISLAND_STEP_FAILED](runbooks/ISLAND_STEP_FAILED.md). No voltage is ever formed before the coupler is known to be open. What is not fresh never lets a step go on. With [GRID_PROTECTION](controllers.md#grid_protection) on the same coupler, ` + "`healthy`" + ` is as strict as its window, or the coupler is ordered to close in vain.

## How it went

Measured on the simulated network: a battery of 10 kW with a droop of 2 %, loads of 3, 2 and 6 kW of which the last is the least important, a cycle of 50 ms. The grid is lost at 0 and comes back after five minutes, 130° away and 30 mHz off.

| after | step | why |
|---|---|---|
`)
	w := world(t)
	lost := w.Since()
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Run(5*time.Minute, nil)
	w.Plant.Grid.Return(50.03, 130)
	at(t, w, "ON_GRID", 3*time.Minute)
	w.Run(time.Minute, nil)
	for _, e := range w.Events {
		after := (e.At - lost).Milliseconds()
		switch e.Code {
		case reason.IslandStep:
			if after >= 0 {
				fmt.Fprintf(&b, "| %d ms | %s → %s | %s |\n", after, e.Params["from"], e.Params["to"], e.Params["why"])
			}
		case reason.LoadWasShed:
			fmt.Fprintf(&b, "| %d ms | %s is shed | |\n", after, e.Asset)
		case reason.LoadRestored:
			fmt.Fprintf(&b, "| %d ms | %s runs again | |\n", after, e.Asset)
		}
	}
	closing := w.Plant.Coupler.Closings()[0]
	fmt.Fprintf(&b, "\nThe coupler closed with %d mV, %d mHz and %d hundredths of a degree between the two sides; allowed are 23,000 mV, 500 mHz and 1,000.\n",
		thousandths(closing.Volts), thousandths(closing.Hertz), int(math.Round(closing.Degrees*100)))
	return b.Bytes()
}

func thousandths(v float64) int { return int(math.Round(v * 1000)) }
