package kill_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// What the story's battery is told to charge with, and what its connection is bound to: by a limit, by a
// block of an envelope, and by the feeder's fail-safe, all of them caps of consumption in W.
const (
	charging    = 4000.0
	limitWatts  = 3200
	blockWatts  = 2400
	safeWatts   = 1600
	beginsAfter = 20 * time.Second
	knownFor    = 31 * time.Hour // no window is known longer
)

// guard is an operator who bounds the connection of the demo's house.
type guard struct {
	*operator
	grid, node string
}

// A limit that is set by the API reaches the edge and bounds the connection. Then the backend is killed:
// a block of an envelope that begins meanwhile begins by the edge's own clock, and behind the last instant
// that is known the fail-safe holds. A backend that is back takes over again.
func TestLimitsHoldByTheEdgesOwnClockWithoutABackend(t *testing.T) {
	o := &operator{world: newWorld(t, setup{seed: 1, inside: true, settable: true, capped: true}), standing: charging}
	o.login()
	o.until("it runs", func() bool { return o.state(time.Time{}) == "RUN" })
	o.order("OVERRIDE", "battery0", power(charging), 6*24*time.Hour)
	g := &guard{operator: o}
	o.until("the battery charges as it is told", func() bool { return g.charges(math.MaxInt32) })
	g.draw()
	g.ask(http.MethodPost, "/api/microgrid/"+g.grid+"/node-limits", fmt.Appendf(nil,
		`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","limit_watts":%d,"source_type":"MANUAL","status":"ACTIVE"}`, g.node, limitWatts), new(any))
	o.until("the limit is kept", func() bool { return g.charges(limitWatts) })
	begins := time.Now().Add(beginsAfter)
	g.submit(begins)
	o.until("the edge has the envelope", func() bool { return g.journal(fmt.Sprintf(`"max_watts":%d`, blockWatts)) })
	o.backend.kill()
	for time.Until(begins) > time.Second {
		if early := g.charges(blockWatts); early && time.Until(begins) > 0 { // a look may take long
			t.Fatalf("%v before the block begins its limit holds", time.Until(begins))
		}
		time.Sleep(200 * time.Millisecond)
	}
	if !o.within(time.Until(begins)+*patience, func() bool { return g.charges(blockWatts) }) {
		t.Fatalf("the block has begun and %s", g)
	}
	o.clock.Set(knownFor)
	if !o.within(*patience, func() bool { return g.charges(safeWatts) }) {
		t.Fatalf("behind what is known %s", g)
	}
	o.clock.Set(0)
	if !o.within(*patience, func() bool { return g.charges(blockWatts) }) {
		t.Fatalf("with the clock set right %s", g)
	}
	o.backend.start()
	o.until("the backend answers again", o.ready)
	o.login()
	versions, err := o.psql("SELECT count(*) FROM edge_limits WHERE set_by IS NOT NULL")
	if err != nil || versions[0][0] != "0" {
		t.Errorf("%v versions have somebody who set them, %v", versions, err)
	}
}

// String is what the house does now.
func (g *guard) String() string {
	truth := g.devices.Truth()
	return fmt.Sprintf("the battery charges with %.0f W beside a load of %.0f W", truth.Battery.Watts(), truth.Load.Watts())
}

// charges reports whether the battery takes what a cap of consumption leaves it beside the load.
func (g *guard) charges(most float64) bool {
	const near = 120
	truth := g.devices.Truth()
	left := min(max(most-truth.Load.Watts(), 0), charging)
	return math.Abs(truth.Battery.Watts()-left) < near
}

// draw makes a feeder with the fail-safe and its node, where the demo has none, and gives it the fail-safe
// where it has.
func (g *guard) draw() {
	g.Helper()
	type view struct {
		Result struct {
			Microgrid struct {
				ID string `json:"microgrid_id"`
			}
			Nodes []struct {
				ID   string `json:"node_id"`
				Type string `json:"node_type"`
			}
		}
	}
	const circuit = "0198c0de-0000-7000-8000-000000000037"
	var have view
	g.ask(http.MethodPost, "/api/depot/"+g.site+"/circuits/"+circuit, fmt.Appendf(nil,
		`{"version":0,"name":"house","default_capacity_watts":20000,"fail_safe_capacity_watts":%d}`, safeWatts), new(any))
	g.ask(http.MethodPost, "/api/depot/"+g.site+"/microgrid/resync", nil, new(any))
	g.ask(http.MethodGet, "/api/depot/"+g.site+"/microgrid", nil, &have)
	g.grid = have.Result.Microgrid.ID
	for _, n := range have.Result.Nodes {
		if n.Type == "GRID_CONNECTION" {
			g.node = n.ID
		}
	}
}

// submit hands an envelope over as an adapter does, with a block from an instant on.
func (g *guard) submit(from time.Time) {
	g.Helper()
	var key struct{ Text string }
	body, err := json.Marshal(map[string]any{"name": "provider", "scopes": []string{"INGEST"}, "expires_at": time.Now().Add(time.Hour)})
	if err != nil {
		g.Fatal(err)
	}
	var made map[string]any
	g.ask(http.MethodPost, "/api/keys", body, &made)
	key.Text, _ = made["text"].(string)
	if key.Text == "" {
		g.Fatalf("no key in %v", made)
	}
	at := func(d time.Duration) string { return from.Add(d).UTC().Format(time.RFC3339Nano) }
	file := g.write("envelope.yaml", fmt.Sprintf(`microgrid_id: %s
operating_envelopes:
  - {envelope_id: story, node_id: %s, envelope_type: OVERRIDE, constraint_type: CONSUMPTION_CAP, effective_from: %s, effective_to: %s,
     blocks: [{block_from: %s, block_to: %s, max_limit_watts: %d}]}
`, g.grid, g.node, at(0), at(12*time.Hour), at(0), at(12*time.Hour), blockWatts))
	binary, err := build()
	if err != nil {
		g.Fatal(err)
	}
	out, err := exec.Command(binary, "envelope", "submit", file, "--key-file", g.write("provider.key", key.Text), "--data", g.path("backend")).CombinedOutput()
	if err != nil {
		g.Fatalf("submit an envelope: %v: %s", err, out)
	}
}

// journal reports whether the edge has this text in what it must not forget.
func (g *guard) journal(text string) bool {
	files, err := filepath.Glob(g.path("edge/*"))
	if err != nil {
		g.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err == nil && bytes.Contains(data, []byte(text)) {
			return true
		}
	}
	return false
}
