package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/gridcode"
	"ohmstead/energy/unit"
)

// gridCodesPage is the rules of grid connection as a page for people, each number with its source.
func gridCodesPage() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Grid codes\n\n<!-- %s -->\n\n", marker)
	b.WriteString("What the edge knows of rules for connecting to a grid. The data is `energy/gridcode`; [GRID_PROTECTION](controllers.md#grid_protection), " +
		"[Q_OF_U](controllers.md#q_of_u), [P_OF_U](controllers.md#p_of_u), [FREQUENCY_DROOP](controllers.md#frequency_droop), [FCR](controllers.md#fcr), " +
		"[FAST_FREQUENCY_RESERVE](controllers.md#fast_frequency_reserve) and [ISLAND_SEQUENCING](controllers.md#island_sequencing) take it by name, and a site file may replace every number.\n\n" +
		"**What this is not.** The protection of an edge acts in cycles of a controller and over a field bus. It adds to the certified protection of the inverters and of the interface relay, and stands in for neither. " +
		"The numbers are what makers and tools publish as their settings of a rule, or the law's own text; before they are relied on they are compared with the connection's contract.\n\n")
	citations(&b)
	for _, c := range gridcode.Codes() {
		codePart(&b, c)
	}
	reservePart(&b)
	syncPart(&b)
	return b.Bytes()
}

func citations(b *bytes.Buffer) {
	b.WriteString("## Sources\n\nL is the law's own text, S the published setting of a maker or a tool, K engineering knowledge with nobody to cite.\n\n| source | mark | what | where |\n|---|---|---|---|\n")
	for _, c := range gridcode.Citations() {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", c.Source, c.Mark, c.Title, c.Where)
	}
}

func codePart(b *bytes.Buffer, c gridcode.Code) {
	fmt.Fprintf(b, "\n## %s\n\n%s. %s\n\n", c.Name, c.Title, c.Notes)
	if len(c.Stages) > 0 {
		b.WriteString("| stage | trips when | for | source |\n|---|---|---|---|\n")
		for _, s := range c.Stages {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", s.Name, threshold(s), s.Delay, s.Source)
		}
		b.WriteString("\n")
	}
	b.WriteString("| rule | value | source |\n|---|---|---|\n")
	fmt.Fprintf(b, "| connects within | %s | %s |\n", window(c.Connect), c.Connect.Source)
	fmt.Fprintf(b, "| after a trip within | %s | %s |\n", window(c.Reconnect), c.Reconnect.Source)
	fmt.Fprintf(b, "| comes back by | %s of rated power a minute | %s |\n", share(c.Ramp.PerMinute), c.Ramp.Source)
	f := c.FrequencyWatt
	fmt.Fprintf(b, "| power by frequency | below %s and above %s, %s of rated power per Hz | %s |\n", hertz(f.Lower), hertz(f.Upper), share(f.PerHertz), f.Source)
	if v := c.VoltVar; len(v.Points) > 0 {
		fmt.Fprintf(b, "| reactive power by voltage | %s; %s within %s | %s |\n", varPoints(v.Points), share(v.Response.Reaches), v.Response.Time, v.Source)
	}
	if v := c.VoltWatt; len(v.Points) > 0 {
		fmt.Fprintf(b, "| active power by voltage | %s; %s within %s | %s |\n", wattPoints(v.Points), share(v.Response.Reaches), v.Response.Time, v.Source)
	}
}

func threshold(s gridcode.Stage) string {
	side := "below"
	if s.Above {
		side = "above"
	}
	switch s.Quantity {
	case gridcode.Frequency:
		return "f " + side + " " + hertz(s.Hertz)
	case gridcode.MeanVoltage:
		return fmt.Sprintf("mean of U over %v %s %s", gridcode.MeanSpan, side, share(s.Volts))
	default:
		return "U " + side + " " + share(s.Volts)
	}
}

func window(w gridcode.Window) string {
	return fmt.Sprintf("%s to %s of nominal voltage, %s to %s, held for %s", share(w.VoltsMin), share(w.VoltsMax), hertz(w.HertzMin), hertz(w.HertzMax), w.Hold)
}

func varPoints(points []gridcode.VarPoint) string {
	texts := make([]string, 0, len(points))
	for _, p := range points {
		texts = append(texts, share(p.Volts)+" "+reactive(p.Reactive))
	}
	return strings.Join(texts, ", ")
}

func reactive(s gridcode.Share) string {
	switch {
	case s < 0:
		return "supply " + share(-s)
	case s > 0:
		return "absorb " + share(s)
	default:
		return "nothing"
	}
}

func wattPoints(points []gridcode.WattPoint) string {
	texts := make([]string, 0, len(points))
	for _, p := range points {
		texts = append(texts, share(p.Volts)+" at most "+share(p.Active))
	}
	return strings.Join(texts, ", ")
}

func share(s gridcode.Share) string { return thousandths(int64(s)*100) + " %" }

func hertz(f unit.Frequency) string { return thousandths(int64(f)) + " Hz" }

// thousandths writes n/1000 without zeros at its end.
func thousandths(n int64) string {
	text := strconv.FormatInt(n/1000, 10)
	if rest := n % 1000; rest != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%03d", rest), "0")
	}
	return text
}

func reservePart(b *bytes.Buffer) {
	b.WriteString("\n## Reserves\n\nFrequency containment reserve:\n\n| profile | where | all of it at | within | insensitivity and deadband | frequency measured to | source |\n|---|---|---|---|---|---|---|\n")
	for _, f := range gridcode.FCRs() {
		fmt.Fprintf(b, "| %s | %s | ±%d mHz | %s | %d mHz | %d mHz | %s |\n", f.Name, f.Title, f.Full, f.Within, f.Insensitivity, f.Accuracy, f.Source)
	}
	b.WriteString("\nFast frequency reserve, Nordic; one trigger and one kind of support:\n\n| trigger | all of it within | source |\n|---|---|---|\n")
	for _, f := range gridcode.FFRs() {
		fmt.Fprintf(b, "| %s | %s | %s |\n", hertz(f.Trigger), f.Within, f.Source)
	}
	b.WriteString("\n| support | holds | goes back by | source |\n|---|---|---|---|\n")
	for _, s := range gridcode.Supports() {
		back := "any rate"
		if s.ReleasePerSecond > 0 {
			back = "at most " + share(s.ReleasePerSecond) + " of it a second"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", s.Name, s.Hold, back, s.Source)
	}
	fmt.Fprintf(b, "\nIt is ready again %s after an activation (%s).\n", spokenMinutes(gridcode.FFRReadyAgain), gridcode.Fingrid)
	b.WriteString("\nHow the edge keeps them is measured in [frequency-response.md](frequency-response.md).\n")
	d := gridcode.Section14a()
	fmt.Fprintf(b, "\n## Dimming (§ 14a EnWG)\n\n| rule | value | source |\n|---|---|---|\n| at least per device | %d W | %s |\n| heartbeat is lost after | %s | %s |\n| fail-safe limit holds at least | %s | %s |\n| after the heartbeat is back a limit comes within | %s | %s |\n",
		d.LeastPerDevice, d.Power, d.BeatEvery, d.Silence, d.FailSafeFor, d.Silence, d.LimitWithin, d.Silence)
}

func spokenMinutes(d time.Duration) string { return fmt.Sprintf("%d min", int(d.Minutes())) }

func syncPart(b *bytes.Buffer) {
	b.WriteString("\n## Synchronising\n\nTwo live sides are connected only while all three differences keep within:\n\n| window | ΔU | Δf | Δφ | source |\n|---|---|---|---|---|\n")
	for _, s := range gridcode.Syncs() {
		fmt.Fprintf(b, "| %s | %s | %d mHz | %d° | %s |\n", s.Name, share(s.Volts), s.Hertz, s.Degrees, s.Source)
	}
}
