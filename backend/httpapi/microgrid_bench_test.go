package httpapi_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// fleet is many depots of the north, each a tree of a feeder, ten circuits and 200 measured chargers.
type fleet struct {
	*stack
	microgrids []string
	channels   []channelOf
}

type channelOf struct{ site, key int32 }

const (
	fleetSize   = 200
	fleetLeaves = 200
	fleetPeriod = 10 * time.Second
)

func newFleet(t testing.TB, size int) *fleet {
	t.Helper()
	f := &fleet{stack: newStack(t)}
	for i := range size {
		site, err := f.db.CreateSite(t.Context(), f.north.tenant.Key, registry.Site{Name: fmt.Sprintf("Depot %03d", i), TimeZone: "Europe/Berlin"})
		if err != nil {
			t.Fatal(err)
		}
		f.microgrids = append(f.microgrids, f.plant(site))
	}
	return f
}

// plant makes the tree of a site and what its chargers ask for.
func (f *fleet) plant(site registry.Site) (microgrid string) {
	f.t.Helper()
	scope := identity.Scope{Tenant: f.north.tenant.Key, AllSites: true}
	err := f.db.InTenant(f.t.Context(), scope, func(tx *postgres.Tx) error {
		if err := tx.QueryRow(f.t.Context(), "SELECT microgrid_id::text FROM microgrids WHERE site_id = $1", site.Key).Scan(&microgrid); err != nil {
			return err
		}
		for _, sql := range []string{
			`INSERT INTO microgrid_nodes SELECT $1, $2, $3::uuid, md5($3 || 'root')::uuid, NULL, 'root', 'GRID_CONNECTION', NULL, NULL, 'ACTIVE', 0`,
			`INSERT INTO microgrid_nodes SELECT $1, $2, $3::uuid, md5($3 || 'row' || i)::uuid, md5($3 || 'root')::uuid, 'row', 'CIRCUIT', NULL, NULL, 'ACTIVE', i FROM generate_series(0, 9) i`,
			`INSERT INTO assets (tenant_id, site_id, id, key, name, nature, max_active_power_watts)
				SELECT $1, $2, md5($3 || 'asset' || i)::uuid, 'charger' || i, 'Charger', 'EVCS', 22000 FROM generate_series(1, 200) i`,
			`INSERT INTO channels (tenant_id, site_id, id, asset_id, name, unit, kind)
				SELECT $1, $2, md5($3 || 'channel' || i)::uuid, md5($3 || 'asset' || i)::uuid, 'ActivePower', 'W', 'measurement' FROM generate_series(1, 200) i`,
			`INSERT INTO microgrid_nodes SELECT $1, $2, $3::uuid, md5($3 || 'leaf' || i)::uuid, md5($3 || 'row' || i % 10)::uuid, 'leaf', 'CONNECTOR',
				'CONNECTOR', md5($3 || 'asset' || i)::uuid, 'ACTIVE', i FROM generate_series(1, 200) i`,
			`INSERT INTO node_limits SELECT $1, $2, $3::uuid, md5($3 || 'limit')::uuid, md5($3 || 'root')::uuid, 'CONSUMPTION_CAP', 1000000, 'MANUAL', 'ACTIVE', now()`,
			`INSERT INTO node_limits SELECT $1, $2, $3::uuid, md5($3 || 'limit' || i)::uuid, md5($3 || 'row' || i)::uuid, 'CONSUMPTION_CAP', 150000, 'MANUAL', 'ACTIVE', now() FROM generate_series(0, 9) i`,
			`INSERT INTO leaf_requests (tenant_id, site_id, microgrid_id, node_id, requested_watts, weight)
				SELECT $1, $2, $3::uuid, md5($3 || 'leaf' || i)::uuid, 4200 + 90 * i, 1 + i % 3 FROM generate_series(1, 200) i`,
		} {
			if _, err := tx.Exec(f.t.Context(), "WITH p AS (SELECT $1::int, $2::int, $3::text) "+sql, f.north.tenant.Key, site.Key, microgrid); err != nil {
				return fmt.Errorf("%w in %s", err, sql)
			}
		}
		rows, err := tx.Query(f.t.Context(), "SELECT channel_id FROM channels WHERE site_id = $1", site.Key)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			c := channelOf{site: site.Key}
			if err := rows.Scan(&c.key); err != nil {
				return err
			}
			f.channels = append(f.channels, c)
		}
		return rows.Err()
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return microgrid
}

// measureAll stores a value of every charger.
func (f *fleet) measureAll(t testing.TB, round int) {
	t.Helper()
	batch := telemetry.Batch{Tenant: f.north.tenant.Key}
	at := time.Now().UTC()
	for i, c := range f.channels {
		batch.Samples = append(batch.Samples, telemetry.Sample{
			Site: c.site, Channel: c.key, At: at, Value: float64(3000 + (i*37+round*411)%1000), Quality: point.Good, Source: telemetry.FromEdge,
		})
	}
	if _, err := f.db.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}

// rebalanceAll asks for a cycle of each microgrid, eight at once.
func (f *fleet) rebalanceAll(t testing.TB) {
	work := make(chan string)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for id := range work {
				if status, body := f.ask("POST", "/api/microgrid/"+id+"/rebalance", `{"source":"SCHEDULER"}`, f.north.owner); status != http.StatusOK {
					t.Errorf("%d %s", status, body)
				}
			}
		})
	}
	for _, id := range f.microgrids {
		work <- id
	}
	close(work)
	group.Wait()
}

// worked is how long processors have worked so far for this process and for its connections' servers.
// Source: proc(5), /proc/[pid]/stat, fields utime and stime in ticks of 1/100 s.
func (f *fleet) worked(t testing.TB) time.Duration {
	t.Helper()
	pids := []string{"self"}
	scope := identity.Scope{Tenant: f.north.tenant.Key, AllSites: true}
	err := f.db.InTenant(t.Context(), scope, func(tx *postgres.Tx) error {
		rows, err := tx.Query(t.Context(), "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var pid string
			if err := rows.Scan(&pid); err != nil {
				return err
			}
			pids = append(pids, pid)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	ticks := 0
	for _, pid := range pids {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			t.Fatal(err)
		}
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')'):]))
		for _, field := range fields[12:14] {
			n, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			ticks += n
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// Microgrids of 200 chargers each, every 10 s, through the API and PostgreSQL, with new readings before
// each round. "%-of-10s" is the share of the 10 s that a round takes, the readings not counted;
// "core-s/round" the time that processors worked on it, which what else runs on the machine changes less.
func BenchmarkMicrogrid_Rebalance(b *testing.B) {
	for _, size := range []int{5, fleetSize} {
		b.Run(fmt.Sprintf("%dx%d", size, fleetLeaves), func(b *testing.B) {
			f := newFleet(b, size)
			var spent, worked time.Duration
			round := 0
			for b.Loop() {
				b.StopTimer()
				f.measureAll(b, round)
				b.StartTimer()
				start, before := time.Now(), f.worked(b)
				f.rebalanceAll(b)
				spent, worked = spent+time.Since(start), worked+f.worked(b)-before
				round++
			}
			b.ReportMetric(100*spent.Seconds()/float64(round)/fleetPeriod.Seconds(), "%-of-10s")
			b.ReportMetric(worked.Seconds()/float64(round), "core-s/round")
		})
	}
}
