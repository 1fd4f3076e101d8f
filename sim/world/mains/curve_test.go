package mains_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/gridcode"
	"ohmstead/sim/plant/network"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The curves and figures of the pages on frequency and islands are measured on the plant. All of it is whole
// numbers: pixels, milliseconds, watts rounded to ten.
func TestThePagesShowWhatIsMeasured(t *testing.T) {
	event, err := network.Event()
	if err != nil {
		t.Fatal(err)
	}
	for path, got := range map[string][]byte{
		"docs/img/fcr-step.svg":      stepCurves(t),
		"docs/img/fcr-event.svg":     eventCurves(t, event),
		"docs/frequency-response.md": page(t),
		"docs/islanding.md":          islandPage(t),
	} {
		file := filepath.Join("..", "..", "..", filepath.FromSlash(path))
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v; run make golden", err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
			t.Errorf("%s is not what is measured (-page +now); run make golden if that is meant:\n%s", path, diff)
		}
	}
}

// line is one curve: its values at even times, and how it is drawn.
type line struct {
	name, stroke string
	dashed       bool
	values       []float64
}

// panel is a drawing of curves over time.
type panel struct {
	title, unit string
	seconds     int // shown
	low, high   float64
	rules       []float64 // horizontal lines with a number
	lines       []line
}

// svg draws the panel. Every coordinate is a whole pixel.
func (p panel) svg() []byte {
	const width, height, left, top, right, bottom = 760, 380, 70, 40, 20, 50
	x := func(share float64) int { return left + int(math.Round(share*(width-left-right))) }
	y := func(v float64) int {
		return top + int(math.Round((p.high-v)/(p.high-p.low)*(height-top-bottom)))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n", width, height)
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>\n", width, height, left, p.title)
	for _, v := range p.rules {
		fmt.Fprintf(&b, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#d0d0d0\"/>\n", left, width-right, y(v), y(v))
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d %s</text>\n", left-6, y(v)+4, int(v), p.unit)
	}
	for s := 0; s <= p.seconds; s += p.seconds / 5 {
		at := x(float64(s) / float64(p.seconds))
		fmt.Fprintf(&b, "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#e6e6e6\"/>\n", at, at, top, height-bottom)
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d s</text>\n", at, height-bottom+18, s)
	}
	for i, l := range p.lines {
		dash := ""
		if l.dashed {
			dash = " stroke-dasharray=\"6 5\""
		}
		fmt.Fprintf(&b, "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s points=\"", l.stroke, dash)
		for k, v := range l.values {
			fmt.Fprintf(&b, "%d,%d ", x(float64(k)/float64(len(l.values)-1)), y(v))
		}
		fmt.Fprintf(&b, "\"/>\n<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n", left+8+i*230, height-12, l.stroke, l.name)
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// stepCurves are steps of all and of half of the deviation of Continental Europe, and the slowest
// answer that the profile allows.
func stepCurves(t *testing.T) []byte {
	t.Helper()
	f, _ := gridcode.LookupFCR("CE")
	measured := func(share float64) []float64 {
		w := provider(t, "CE")
		values := make([]float64, 0, 200)
		for k := range 41 {
			if k == 5 {
				w.Plant.Grid.Set(50-share*0.2, 230)
			}
			values = append(values, -w.Plant.See().Power/1000)
			w.Step()
		}
		return values
	}
	slowest := make([]float64, 41)
	for k := range slowest {
		slowest[k] = math.Max(0, math.Min(float64(k-5)/f.Within.Seconds(), 1)) * sold / 1000
	}
	return panel{
		title: "FCR, Continental Europe: 800 kW, the frequency steps at 5 s", unit: "kW", seconds: 40, low: -50, high: 850,
		rules: []float64{0, 200, 400, 600, 800},
		lines: []line{
			{"49.8 Hz, measured", "#1565c0", false, measured(1)},
			{"49.9 Hz, measured", "#2e7d32", false, measured(0.5)},
			{"slowest allowed at 49.8 Hz", "#c62828", true, slowest},
		},
	}.svg()
}

// eventCurves are what a recorded event asks for and what is given.
func eventCurves(t *testing.T, event network.Series) []byte {
	t.Helper()
	w := provider(t, "CE")
	w.Plant.Grid.Play(event.Around(60, 50))
	var asked, given []float64
	for range 150 {
		asked = append(asked, -max(min((w.Plant.See().GridHertz-50)/0.2, 1), -1)*sold/1000)
		given = append(given, -w.Plant.See().Power/1000)
		w.Step()
	}
	return panel{
		title: "FCR, Continental Europe: 800 kW through a recorded loss of generation", unit: "kW", seconds: 150, low: -200, high: 850,
		rules: []float64{-200, 0, 200, 400, 600, 800},
		lines: []line{{"asked by the frequency", "#c62828", true, asked}, {"given, measured", "#1565c0", false, given}},
	}.svg()
}

func page(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`# Response to the frequency

<!-- Written by the tests of sim/world/mains; run make golden. -->

How a battery of 1 MW under the edge answers the grid's frequency, measured on the simulated network: the edge's real cycle, a meter that shows the truth once a cycle, an inverter with a time constant of 100 ms. What a real meter and inverter add in delay comes on top; a commissioning test shows it.

## Containment reserve

800 kW sold, cycle 1 s. A step of the frequency to the profile's deviation; "asked" is what the profile wants by then at least. Profiles: [grid codes](grid-codes.md).

| profile | nine tenths after | at half of the time | asked | at the profile's time | asked | at rest |
|---|---|---|---|---|---|---|
`)
	for _, f := range gridcode.FCRs() {
		r := respond(provider(t, f.Name), f, 1)
		fmt.Fprintf(&b, "| %s, %s | %d ms | %d W | 400000 W | %d W | 800000 W | %d W |\n",
			f.Name, f.Within, r.ninety.Milliseconds(), tens(-r.half), tens(-r.full), tens(-r.settled))
	}
	b.WriteString(`
![A step of the frequency: the measured power is there within two seconds, the profile allows thirty](img/fcr-step.svg)

A recorded loss of generation (60 Hz, turned to 50 Hz by its deviation): the power follows the frequency by one cycle.

![A recorded event: what is given follows what is asked by a second](img/fcr-event.svg)

## Fast reserve

600 kW sold, cycle 100 ms, the frequency falls 10 mHz below the trigger.

| trigger | allowed | there (99 %) after |
|---|---|---|
`)
	for _, f := range gridcode.FFRs() {
		fmt.Fprintf(&b, "| %s Hz | %d ms | %d ms |\n", f.Name, f.Within.Milliseconds(), fastAfter(t, f).Milliseconds())
	}
	return b.Bytes()
}

func tens(watts float64) int64 { return int64(math.Round(watts/10)) * 10 }

// fastAfter is when 99 % of fast reserve are there.
func fastAfter(t *testing.T, f gridcode.FFR) time.Duration {
	t.Helper()
	w := fastProvider(t, f)
	began := w.Since()
	w.Run(10*time.Second, func() bool { return w.Plant.See().Power <= -0.99*600_000 })
	return w.Since() - began
}
