package kill_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"ohmstead/internal/fault"
)

// An edge with real devices and a clock that is set is killed again and again. What it recorded replays
// to the answers it gave, as its own checksums say, until shortly before each kill.
func TestTheRecordOfAKilledEdgeReplays(t *testing.T) {
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	settable, err := buildSettable()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, dir: dataDir(t), rng: rand.New(rand.NewPCG(1, 2)), clock: fault.NewClock(t)}
	ports := freePorts(t, len(devices))
	text, err := os.ReadFile("../../../cmd/ohmstead/demo/site.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := string(text)
	for i, d := range devices {
		file = strings.ReplaceAll(file, d.standard, local(ports[i]))
	}
	w.simulator = w.program("simulator", binary, "sim", "-c", w.simulated(ports))
	w.simulator.start()
	w.edge = w.program("edge", settable, "edge", "-c", w.write("site.yaml", file), "--data", w.path("edge"), "--log", "warn")
	w.edge.env = []string{w.clock.Variable()}
	const lives, least, rest = 4, 12, 1500 * time.Millisecond
	for life := range lives {
		w.edge.start()
		time.Sleep(3 * rest)
		if !w.within(*patience, func() bool { return ran(binary, w.path("edge/record")) >= (life+1)*least }) {
			t.Fatalf("by its life %d the edge has not recorded %d cycles in RUN for each:\n%s", life, least, w.edge.tail())
		}
		w.clock.Set([]time.Duration{time.Hour, -time.Hour, 30 * time.Second, 0}[life])
		time.Sleep(rest)
		if life == lives-1 {
			w.edge.stop()
		} else {
			w.edge.kill()
		}
	}
	lines, complaints := replayOf(t, binary, w.path("edge/record"))
	again, _ := replayOf(t, binary, w.path("edge/record"))
	if !bytes.Equal(lines, again) || complaints != "" {
		t.Errorf("a second replay differs: %v; it said %q", !bytes.Equal(lines, again), complaints)
	}
	starts, running, steps := 0, 0, 0
	var before time.Time
	for line := range bytes.Lines(lines) {
		var l struct {
			At    time.Time
			State string
			Done  []string
		}
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.Join(l.Done, " "), "READY") {
			starts++
		}
		if l.State == "RUN" {
			running++
		}
		if apart := l.At.Sub(before); !before.IsZero() && apart.Abs() > 20*time.Second {
			steps++
		}
		before = l.At
	}
	if starts != lives || running < lives*least || steps < 2 {
		t.Errorf("%d starts, %d cycles in RUN, %d steps of the clock in %d lives", starts, running, steps, lives)
	}
	t.Logf("%d bytes of lines, %d cycles in RUN", len(lines), running)
}

// ran is how many cycles in RUN a record holds by now, by the product's own replay.
func ran(binary, dir string) (n int) {
	lines, _ := exec.Command(binary, "replay", dir).Output() // of what is being written the end is not whole
	for line := range bytes.Lines(lines) {
		var l struct{ State string }
		if json.Unmarshal(line, &l) == nil && l.State == "RUN" {
			n++
		}
	}
	return n
}

// replayOf runs the product's own replay and returns what it wrote and what it had to say.
func replayOf(t *testing.T, binary, dir string) (lines []byte, complaints string) {
	t.Helper()
	var said strings.Builder
	cmd := exec.Command(binary, "replay", dir)
	cmd.Stderr = &said
	lines, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if err != nil {
		t.Errorf("replay: %v: %s", err, said.String())
	}
	return lines, said.String()
}
