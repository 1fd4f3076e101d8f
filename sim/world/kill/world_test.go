package kill_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"ohmstead/backend/bus/bustest"
	"ohmstead/edge"
	"ohmstead/internal/fault"
	"ohmstead/sim"
)

var patience = flag.Duration("patience", 3*time.Minute, "how long a test waits for what must come")

// world is a demo site and its backend, in processes.
type world struct {
	*testing.T
	dir       string
	rng       *rand.Rand
	link      *link
	page      string
	port      int // where NATS accepts clients, if it is a program of its own
	backend   *program
	edge      *program
	simulator *program     // nil where the simulator is inside this process
	devices   *sim.Site    // nil where it is a process
	nats      *program     // nil where the bus is the backend's own
	clock     *fault.Clock // of the edge; nil where it is the machine's
	tempered  bool
	capped    bool
	// late is how long this process itself was held up at worst: the machine's share in any delay.
	late atomic.Int64
}

// setup is what differs between worlds.
type setup struct {
	seed     uint64
	external bool // the bus is the NATS of somebody else
	inside   bool // the simulator is inside this process
	settable bool // the edge's clock can be set
	tempered bool // the battery says how warm it is, and is protected
	capped   bool // the connection is held within what bounds it from above
}

// newWorld starts everything and returns once the first data is stored.
func newWorld(t *testing.T, with setup) *world {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, dir: dataDir(t), rng: rand.New(rand.NewPCG(with.seed, 0))}
	w.measureLateness()
	w.tempered, w.capped = with.tempered, with.capped
	ports := freePorts(t, 4+len(devices))
	w.page = "http://" + local(ports[0])
	serve := []string{binary, "serve", "--demo", "--data", w.path("backend"), "--http", local(ports[0]), "--hub", local(ports[1]), "--log", "warn"}
	w.port = ports[2]
	if with.external {
		w.nats = w.program("nats", os.Args[0], "-nats", w.path("theirs"), "-nats-port", strconv.Itoa(ports[2]), "-nats-leaf", strconv.Itoa(ports[3]))
		w.nats.start()
		theirs := bustest.Elsewhere{Port: ports[2], LeafPort: ports[3]}
		serve = append(serve, "--nats-url-file", w.write("nats.url", theirs.URL()), "--nats-leaf-url-file", w.write("leaf.url", theirs.LeafURL()))
	}
	w.backend = w.program("backend", serve...)
	w.backend.start()
	w.link = newLink(t, local(ports[1]))
	w.until("the backend answers", w.ready)
	w.until("the edge's credential is handed out", func() bool {
		_, err := os.Stat(w.path("backend/edge/credential.json"))
		return err == nil
	})
	if with.inside {
		w.simulate(w.simulated(ports[4:]))
	} else {
		w.simulator = w.program("simulator", binary, "sim", "-c", w.simulated(ports[4:]))
		w.simulator.start()
	}
	w.edge = w.program("edge", binary, "edge", "-c", w.site(ports[4:]), "--credential", w.credential(), "--data", w.path("edge"),
		"--record-accepted", w.pipe("accepted"), "--log", "warn")
	if with.settable {
		w.setClocks()
	}
	w.edge.start()
	w.until("data is stored", func() bool { return len(w.cursors()) > 0 })
	return w
}

// setClocks gives the edge a clock that can be set.
func (w *world) setClocks() {
	w.Helper()
	binary, err := buildSettable()
	if err != nil {
		w.Fatal(err)
	}
	w.clock = fault.NewClock(w.T)
	w.edge.args[0], w.edge.env = binary, []string{w.clock.Variable()}
}

func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

func (w *world) write(name, text string) string {
	w.Helper()
	if err := os.WriteFile(w.path(name), []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
	return w.path(name)
}

func (w *world) program(name string, args ...string) *program {
	p := &program{t: w.T, name: name, args: args, log: w.path(name + ".log")}
	w.Cleanup(func() {
		p.stop()
		if w.Failed() {
			w.Logf("the %s said at last:\n%s", name, p.tail())
		}
	})
	return p
}

// pipe is a file that programs write to, and what they write comes to the file of that name whatever
// becomes of their own disk.
func (w *world) pipe(name string) string {
	w.Helper()
	path := w.path(name + ".pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		w.Fatal(err)
	}
	from, err := os.OpenFile(path, os.O_RDWR, 0) // open for writing too, it never ends with a writer
	if err != nil {
		w.Fatal(err)
	}
	to, err := os.Create(w.path(name))
	if err != nil {
		w.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(to, from) // ends when the pipe is closed
	}()
	w.Cleanup(func() { _, _ = from.Close(), to.Close(); <-done })
	return path
}

// devices are the demo's, in the order of their standard ports.
var devices = []struct{ key, role, standard string }{
	{"grid-meter", "GRID_METER", "127.0.0.1:15020"},
	{"pv-inverter", "PV_INVERTER", "127.0.0.1:15021"},
	{"battery", "BATTERY_INVERTER", "127.0.0.1:15022"},
	{"load-meter", "LOAD_METER", "127.0.0.1:15023"},
	{"wallbox-left", "CHARGER", "127.0.0.1:15024"},
	{"wallbox-right", "CHARGER", "127.0.0.1:15025"},
}

func (w *world) simulated(ports []int) string {
	w.Helper()
	text := "devices:\n"
	if w.capped { // a load that leaves room under every cap
		text = "load: {scale: 0.1}\n" + text
	}
	for i, d := range devices {
		role := d.role
		if w.tempered && role == "BATTERY_INVERTER" {
			role = "BATTERY_DER"
		}
		text += fmt.Sprintf("  - {key: %s, role: %s, listen: %q}\n", d.key, role, local(ports[i]))
	}
	return w.write("sim.yaml", text)
}

// simulate runs the simulator inside this process.
func (w *world) simulate(file string) {
	w.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		w.Fatal(err)
	}
	config, err := sim.Load(file, data)
	if err != nil {
		w.Fatal(err)
	}
	if w.devices, err = sim.Open(config); err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.devices.Run(ctx) }()
	w.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			w.Error(err)
		}
	})
}

// site is the demo's site file with the devices' addresses.
func (w *world) site(ports []int) string {
	w.Helper()
	text, err := os.ReadFile(w.path("backend/site.yaml"))
	if err != nil {
		w.Fatal(err)
	}
	site := string(text)
	for i, d := range devices {
		site = strings.ReplaceAll(site, d.standard, local(ports[i]))
	}
	if w.tempered {
		site = strings.ReplaceAll(site, "kostal-plenticore", "sunspec-der")
		site += "  - {id: heat, type: TEMPERATURE_DERATING, ess: battery0, derate_c: 40, max_c: 55, trip_c: 60}\n"
	}
	if w.capped {
		site += "  - {id: cap, type: CONNECTION_CAP, meter: grid0, assets: [battery0, pv0]}\n"
	}
	return w.write("site.yaml", site)
}

// credential is the one that the backend has handed out, but leads over the link.
func (w *world) credential() string {
	w.Helper()
	c, err := edge.LoadCredential(w.path("backend/edge/credential.json"))
	if err != nil {
		w.Fatal(err)
	}
	c.Hub = "nats-leaf://" + w.link.listener.Addr().String()
	if err := c.Save(w.path("credential.json")); err != nil {
		w.Fatal(err)
	}
	return w.path("credential.json")
}

// ready reports whether the backend, its database and its bus answer.
func (w *world) ready() bool {
	client := http.Client{Timeout: 2 * time.Second}
	answer, err := client.Get(w.page + "/readyz")
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// until waits for a condition, and meanwhile starts again what ended by itself.
func (w *world) until(what string, met func() bool) {
	w.Helper()
	if !w.within(*patience, met) {
		w.Fatalf("within %v not: %s\nthe database does:\n%s\nthe backend said at last:\n%s\nand does:\n%s", *patience, what, w.activity(), w.backend.tail(), w.backend.stacks())
	}
}

// activity is what the connections to the database are doing.
func (w *world) activity() string {
	rows, err := w.psql(`SELECT pid, usename, state, coalesce(wait_event_type || ' ' || wait_event, 'runs'), pg_blocking_pids(pid), now() - xact_start, left(query, 200)
		FROM pg_stat_activity WHERE datname = 'ohm' AND pid <> pg_backend_pid() ORDER BY xact_start`)
	if err != nil {
		return err.Error()
	}
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = strings.Join(r, " | ")
	}
	return strings.Join(lines, "\n")
}

func (w *world) within(limit time.Duration, met func() bool) bool {
	for began := time.Now(); time.Since(began) < limit; time.Sleep(50 * time.Millisecond) {
		if met() {
			return true
		}
		w.tend()
	}
	return false
}

func (w *world) tend() {
	for _, p := range []*program{w.nats, w.backend, w.simulator, w.edge} {
		if p != nil {
			p.tend()
		}
	}
}

// killPostmaster kills PostgreSQL itself, which the backend starts again.
func (w *world) killPostmaster() bool {
	w.Helper()
	text, err := os.ReadFile(w.path("backend/postgres/data/postmaster.pid"))
	if err != nil {
		return false // it is just being started
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil || pid <= 1 {
		return false
	}
	at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil || at != w.path("backend/postgres/data") {
		return false
	}
	return syscall.Kill(pid, syscall.SIGKILL) == nil
}

// measureLateness notes until the end of the test how long this process was held up: by others who want the processor,
// or by the disk.
func (w *world) measureLateness() {
	w.Helper()
	file, err := os.Create(w.path("late"))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = file.Close() })
	w.noteLateness(50*time.Millisecond, func() {})
	w.noteLateness(time.Second, func() {
		if _, err := file.WriteAt([]byte("late"), 0); err == nil {
			_ = file.Sync()
		}
	})
}

// noteLateness does something again and again, and notes how much longer than its period that takes.
func (w *world) noteLateness(period time.Duration, do func()) {
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for last := time.Now(); ; {
			select {
			case <-stop:
				return
			case <-time.After(period):
			}
			do()
			now := time.Now()
			late := int64(now.Sub(last) - period)
			for known := w.late.Load(); late > known && !w.late.CompareAndSwap(known, late); {
				known = w.late.Load()
			}
			last = now
		}
	}()
	w.Cleanup(func() { close(stop); <-done })
}
