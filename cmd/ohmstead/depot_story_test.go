package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend"
	"ohmstead/edge"
	"ohmstead/energy/topology"
	"ohmstead/internal/stage"
	"ohmstead/sim/charging"
	simdepot "ohmstead/sim/depot"
	"ohmstead/study/depot"
)

// threePlugs is a depot whose fuse bears everything: what is cut is cut from above.
const threePlugs = `
name: three plugs
start: 2026-06-01T06:00:00Z
length: 1h
nodes:
  - {node_id: gc, node_type: GRID_CONNECTION}
  - {node_id: plug-1, parent_node_id: gc, node_type: CONNECTOR}
  - {node_id: plug-2, parent_node_id: gc, node_type: CONNECTOR}
  - {node_id: plug-3, parent_node_id: gc, node_type: CONNECTOR}
node_limits:
  - {node_limit_id: fuse, node_id: gc, constraint_type: CONSUMPTION_CAP, limit_watts: 60000}
chargers:
  - {node_id: plug-1, max_watts: 11040, watchdog: 20s, on_loss_watts: 0}
  - {node_id: plug-2, max_watts: 11040, watchdog: 20s, on_loss_watts: 0}
  - {node_id: plug-3, max_watts: 11040, watchdog: 20s, on_loss_watts: 0}
vehicles:
  - {vehicle_id: car-1, node_id: plug-1, arrives: 0s, departs: 1h, capacity_wh: 60000, soc_percent: 20}
  - {vehicle_id: car-2, node_id: plug-2, arrives: 0s, departs: 1h, capacity_wh: 60000, soc_percent: 20}
  - {vehicle_id: car-3, node_id: plug-3, arrives: 0s, departs: 1h, capacity_wh: 60000, soc_percent: 20}
`

// depotStory is a backend, an edge, and a depot in real time whose chargers the edge controls.
type depotStory struct {
	*story
	yard      *charging.Site
	key       string // of whoever says what chargers ask for
	microgrid string
	root      string
	leaves    [3]string
	limit     string
}

// beginDepot starts everything and draws the depot's microgrid through the API.
func beginDepot(t *testing.T) *depotStory {
	t.Helper()
	dir := dataDir(t)
	file := filepath.Join(dir, "depot.yaml")
	write(t, file, []byte(threePlugs))
	config, err := depot.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	yard, err := charging.Open(charging.Config{Depot: config})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "site.yaml"), []byte(yard.SiteFile()))
	d := &demo{dir: dir}
	if d.owner, err = ensureLogin(loginFile(dir), "http://127.0.0.1:0", demoOwner); err != nil {
		t.Fatal(err)
	}
	served, err := upOptions{http: "127.0.0.1:0"}.backend()
	if err != nil {
		t.Fatal(err)
	}
	served.DataDir = dir
	ctx, cancel := context.WithCancel(context.Background())
	running := &stage.Stack{}
	t.Cleanup(func() {
		cancel()
		if err := running.Stop(); err != nil {
			t.Errorf("stopping said: %v", err)
		}
	})
	where, err := startBackend(ctx, running, served, backend.Options{Log: slog.New(slog.DiscardHandler), Prepare: d.prepare})
	if err != nil {
		t.Fatal(err)
	}
	running.Start("depot", func(ctx context.Context) error {
		_, err := yard.Run(ctx, func(simdepot.Line) error { return nil })
		return err
	})
	controller, err := d.edge(where.LeafURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	controller.Log, controller.Record = slog.New(slog.DiscardHandler), ""
	running.Start("edge", func(ctx context.Context) error { return edge.Run(ctx, controller) })
	s := &depotStory{story: &story{T: t, parts: parts{url: where.URL, owner: d.owner, database: d.database}}, yard: yard}
	s.login()
	s.draw()
	return s
}

// draw makes the tree: a feeder with a cap, and a connector for each plug.
func (s *depotStory) draw() {
	s.Helper()
	var assets struct {
		Items []struct{ ID, Name string }
	}
	s.until("the edge has said which chargers it has", func() bool {
		s.call(http.MethodGet, "/api/sites/"+s.site+"/assets", "", &assets)
		return len(assets.Items) >= 4
	})
	s.call(http.MethodPost, "/api/depot/"+s.site+"/circuits/"+uuid.NewString(), `{"version":0,"name":"Yard","default_capacity_watts":60000,"fail_safe_capacity_watts":10000}`, &struct{}{})
	var tree struct {
		MicrogridID string `json:"microgrid_id"`
		Result      struct {
			Microgrid struct{ Version int64 }
			Nodes     []struct {
				NodeID string `json:"node_id"`
			}
		}
	}
	s.call(http.MethodPost, "/api/depot/"+s.site+"/microgrid/resync", "", &tree)
	s.microgrid, s.root = tree.MicrogridID, tree.Result.Nodes[0].NodeID
	operations := ""
	for i := range s.leaves {
		s.leaves[i] = uuid.NewString()
		for _, a := range assets.Items {
			if a.Name == fmt.Sprintf("plug-%d", i+1) {
				operations += fmt.Sprintf(`,{"op":"add","node":{"node_id":%q,"parent_node_id":%q,"name":%q,"node_type":"CONNECTOR","attached_asset_type":"CONNECTOR","attached_asset_id":%q}}`,
					s.leaves[i], s.root, a.Name, a.ID)
			}
		}
	}
	s.call(http.MethodPost, s.at("/topology"), fmt.Sprintf(`{"version":%d,"operations":[%s]}`, tree.Result.Microgrid.Version, operations[1:]), &struct{}{})
	s.caps(16_000)
	var key struct {
		Text string `json:"text"`
	}
	s.call(http.MethodPost, "/api/keys", fmt.Sprintf(`{"name":"chargers","scopes":["INGEST"],"expires_at":%q}`, time.Now().Add(48*time.Hour).UTC().Format(time.RFC3339)), &key)
	s.key = key.Text
}

func (s *depotStory) at(path string) string { return "/api/microgrid/" + s.microgrid + path }

// caps sets what the feeder may carry.
func (s *depotStory) caps(watts int) {
	s.Helper()
	var made struct {
		Result struct {
			ID string `json:"node_limit_id"`
		}
	}
	id := ""
	if s.limit != "" {
		id = fmt.Sprintf(`,"node_limit_id":%q`, s.limit)
	}
	s.call(http.MethodPost, s.at("/node-limits"), fmt.Sprintf(`{"node_id":%q,"constraint_type":"CONSUMPTION_CAP","limit_watts":%d,"source_type":"MANUAL"%s}`, s.root, watts, id), &made)
	s.limit = made.Result.ID
}

// ask says what the plugs ask for, as the machine that runs them.
func (s *depotStory) ask(watts [3]int) {
	s.Helper()
	requests := ""
	for i, w := range watts {
		requests += fmt.Sprintf(`,{"node_id":%q,"requested_watts":%d,"max_watts":11040}`, s.leaves[i], w)
	}
	token := s.token
	s.token = s.key
	s.call(http.MethodPut, s.at("/requests"), fmt.Sprintf(`{"requests":[%s]}`, requests[1:]), &struct{}{})
	s.token = token
}

func (s *depotStory) rebalance() string {
	s.Helper()
	var cycle struct {
		Result struct {
			ID string `json:"cycle_id"`
		}
	}
	s.call(http.MethodPost, s.at("/rebalance"), `{}`, &cycle)
	return cycle.Result.ID
}

// confirmed waits until every leaf keeps to what a cycle gave it, and answers with that.
func (s *depotStory) confirmed(cycle string) (watts [3]int64) {
	s.Helper()
	s.until("every plug has confirmed", func() (all bool) {
		watts, all = s.execution(cycle)
		return all
	})
	return watts
}

// execution is what a cycle gave every leaf, and whether all keep to it.
func (s *depotStory) execution(cycle string) (watts [3]int64, all bool) {
	s.Helper()
	var e struct {
		Result struct {
			Leaves []struct {
				NodeID    string `json:"node_id"`
				Asked     int64  `json:"asked_watts"`
				Confirmed *int64 `json:"confirmed_watts"`
			}
		}
	}
	s.call(http.MethodGet, s.at("/cycles/"+cycle+"/execution"), "", &e)
	all = len(e.Result.Leaves) == 3
	for _, l := range e.Result.Leaves {
		all = all && l.Confirmed != nil && *l.Confirmed == l.Asked
		for i, id := range s.leaves {
			if id == l.NodeID {
				watts[i] = l.Asked
			}
		}
	}
	return watts, all
}

// draws is what the simulated chargers draw now.
func (s *depotStory) draws() (watts [3]int64, sum int64) {
	s.Helper()
	for i := range watts {
		c, ok := s.yard.Charger(topology.ID(fmt.Sprintf("plug-%d", i+1)))
		if !ok {
			s.Fatalf("no plug %d", i+1)
		}
		watts[i] = int64(c.DrawWatts)
		sum += watts[i]
	}
	return watts, sum
}

// A rebalance through the API reaches the chargers by a real edge and Modbus, what they confirm is shown,
// and between two decisions they never draw more together than the cap; once load balancing is enabled a
// lower cap is kept without anybody asking.
func TestARebalanceReachesTheChargersOfADepot(t *testing.T) {
	s := beginDepot(t)
	s.until("the cars charge as they like", func() bool { _, sum := s.draws(); return sum > 30_000 })
	s.ask([3]int{11_000, 11_000, 11_000})
	first := s.confirmed(s.rebalance())
	s.until("the chargers obey", func() bool { _, sum := s.draws(); return sum <= 16_000 })
	if first != [3]int64{5333, 5333, 5333} {
		t.Errorf("of 16 kW each of three was given %v", first)
	}

	s.ask([3]int{4_200, 11_000, 11_000})
	cycle := s.rebalance()
	passed := int64(0)
	s.until("the others have what the first gave up", func() bool {
		drawn, sum := s.draws()
		passed = max(passed, sum)
		return drawn[0] <= 4_200 && drawn[1] > 5_600 && drawn[2] > 5_600
	})
	if second := s.confirmed(cycle); second != [3]int64{4200, 5900, 5900} || passed > 16_000 {
		t.Errorf("given %v; on the way they drew up to %d W of 16000 W", second, passed)
	}

	s.call(http.MethodPost, s.at("/control-points/"+uuid.NewString()), `{"capability_type":"LOAD_BALANCING","state":"enabled","control_source":"LOCAL","local_config":{"interval_seconds":2}}`, &struct{}{})
	s.caps(13_500)
	kept := s.until("a lower cap is kept without anybody asking", func() bool { _, sum := s.draws(); return sum <= 13_500 })
	t.Logf("a lower cap was kept after %v", kept.Round(100*time.Millisecond))
	var latest struct {
		Result struct {
			Latest struct {
				ID    string `json:"cycle_id"`
				Audit struct{ Source string }
			} `json:"latest_cycle"`
		}
	}
	third := [3]int64{}
	s.until("every plug has confirmed the latest cycle", func() (all bool) { // one that the next has overtaken is never confirmed
		s.call(http.MethodGet, s.at("/status"), "", &latest)
		third, all = s.execution(latest.Result.Latest.ID)
		return all
	})
	if latest.Result.Latest.Audit.Source != "PERIODIC" || third[0]+third[1]+third[2] > 13_500 {
		t.Errorf("a cycle of %s gave %v", latest.Result.Latest.Audit.Source, third)
	}
}
