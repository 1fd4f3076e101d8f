package kill_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/edge/uplink/load"
	"ohmstead/wire"
)

var (
	fleetSize     = flag.Int("fleet", 40, "identities of the fleet")
	fleetLeaves   = flag.Int("leaves", 4, "leaf connections they share")
	fleetChannels = flag.Int("channels", 25, "channels of each")
	fleetEvery    = flag.Duration("every", time.Second, "time between two values of a channel")
	fleetFor      = flag.Duration("for", 6*time.Second, "how long they measure")
	fleetKills    = flag.Int("each", 1, "how often each of PostgreSQL, NATS and the backend is killed meanwhile")
)

const fleetTenants = 10

// fleet is a backend under the load of many edges, with a NATS and a PostgreSQL of their own.
type fleet struct {
	*world
	*load.Fleet
	seed   uint64
	shares *shares
}

// TestNothingOfAFleetIsLost is the load that the product is made for, and its death meanwhile:
//
//	go test ./sim/world/kill -run Fleet -fleet 1000 -leaves 20 -channels 100 -for 10m -each 5 -v -timeout 1h
func TestNothingOfAFleetIsLost(t *testing.T) {
	f := newFleet(t)
	killing := f.drawKills()
	began := time.Now()
	f.Begin(began)
	f.shares.begin()
	window := f.live(began, killing)
	f.Stop()
	used, busy := f.shares.end()
	f.Logf("cores: %s; the machine's %s", strings.Join(used, ", "), busy)
	accepted := f.Progress().Accepted
	if !f.within(*patience+10**fleetFor, func() bool { return f.Progress().Stored == accepted }) {
		f.Fatalf("%d samples were accepted, %d were stored meanwhile and %d by now", accepted, window.stored, f.Progress().Stored)
	}
	f.Logf("%d identities over %d leaf connections, %d channels every %v for %v: %.0f samples/s accepted, %.0f/s stored meanwhile; at the end %.1f s behind, at worst %.1f s; all stored %.1f s after the last",
		*fleetSize, *fleetLeaves, *fleetChannels, *fleetEvery, *fleetFor, float64(accepted)/fleetFor.Seconds(), float64(window.stored)/fleetFor.Seconds(),
		f.seconds(accepted-window.stored), f.seconds(window.behind), time.Since(began.Add(*fleetFor)).Seconds())
	f.verify()
}

// seconds is how long so many samples take to be measured.
func (f *fleet) seconds(samples int) float64 {
	return float64(samples) / float64(*fleetSize**fleetChannels) * fleetEvery.Seconds()
}

func newFleet(t *testing.T) *fleet {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	drawn := *seed
	if drawn == 0 {
		drawn = uint64(time.Now().UnixNano())
	}
	t.Logf("go test ./sim/world/kill -run Fleet -fleet %d -leaves %d -channels %d -every %v -for %v -each %d -seed %d -v -timeout 1h",
		*fleetSize, *fleetLeaves, *fleetChannels, *fleetEvery, *fleetFor, *fleetKills, drawn)
	f := &fleet{world: &world{T: t, dir: dataDir(t), rng: rand.New(rand.NewPCG(drawn, 1))}, seed: drawn}
	ports := freePorts(t, 4)
	f.page = "http://" + local(ports[0])
	f.nats = f.program("nats", os.Args[0], "-nats", f.path("theirs"), "-nats-port", strconv.Itoa(ports[2]), "-nats-leaf", strconv.Itoa(ports[3]), "-nats-guests", f.path("guests.json"))
	f.nats.start()
	theirs := bustest.Elsewhere{Port: ports[2], LeafPort: ports[3]}
	f.backend = f.program("backend", binary, "serve", "--data", f.path("backend"), "--http", local(ports[0]), "--nats-url-file", f.write("nats.url", theirs.URL()), "--log", "warn")
	f.backend.start()
	f.until("the backend answers", f.ready)
	config := f.invite(theirs.LeafURL())
	f.revive(f.nats) // which knows its guests now
	f.until("the backend answers", f.ready)
	if f.Fleet, err = load.Open(config); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		f.Close()
	})
	f.until("every identity is registered", func() bool { return f.Progress().Registered == *fleetSize })
	f.shares = newShares(f.world)
	return f
}

// revive kills a program and starts it again.
func (f *fleet) revive(p *program) {
	p.kill()
	p.start()
}

// invite enrols the identities and has the operator of the NATS let them in, many by one connection.
func (f *fleet) invite(leafURL string) load.Config {
	f.Helper()
	edges := f.enrol()
	c := load.Config{Channels: *fleetChannels, Every: *fleetEvery}
	var all []bustest.Guest
	for n := range *fleetLeaves {
		part := edges[n*len(edges) / *fleetLeaves : (n+1)*len(edges) / *fleetLeaves]
		name := fmt.Sprintf("gateway%d", n)
		guest := bustest.Guest{User: name, Password: "secret", Permissions: wire.Permissions{Subscribe: []string{load.Inbox(name) + ".>"}}}
		for _, edge := range part {
			p := edge.Permissions()
			guest.Publish, guest.Subscribe = append(guest.Publish, p.Publish...), append(guest.Subscribe, p.Subscribe...)
		}
		all = append(all, guest)
		at, err := url.Parse(leafURL)
		if err != nil {
			f.Fatal(err)
		}
		at.User = url.UserPassword(guest.User, guest.Password)
		c.Leaves = append(c.Leaves, load.Leaf{URL: at, Identities: part})
	}
	text, err := json.Marshal(all)
	if err != nil {
		f.Fatal(err)
	}
	f.write("guests.json", string(text))
	return c
}

// enrol makes tenants, sites and edges in the backend's database.
func (f *fleet) enrol() []wire.Address {
	f.Helper()
	must := func(err error) {
		f.Helper()
		if err != nil {
			f.Fatal(err)
		}
	}
	config, err := postgres.FromURL("postgres://ohm@/ohm?sslmode=disable&host=" + url.QueryEscape(f.path("backend/postgres/s")))
	must(err)
	db, err := postgres.Open(f.Context(), config)
	must(err)
	defer db.Close()
	var all []wire.Address
	for n := range fleetTenants {
		tenant, err := postgres.CreateTenant(f.Context(), config, fmt.Sprintf("Tenant %d", n))
		must(err)
		for i := n; i < *fleetSize; i += fleetTenants {
			site, err := db.CreateSite(f.Context(), tenant.Key, registry.Site{Name: fmt.Sprintf("Site %d", i), TimeZone: "Europe/Berlin"})
			must(err)
			edge, err := db.CreateEdge(f.Context(), tenant, site, fmt.Sprintf("UFLEET%d", i))
			must(err)
			all = append(all, wire.Address{Tenant: edge.Edge.Tenant.String(), Site: edge.Edge.Site.String(), Edge: edge.Edge.ID.String()})
		}
	}
	return all
}

// death is what is killed when.
type death struct {
	after time.Duration
	what  string
}

// drawKills draws when PostgreSQL, NATS and the backend die, each as often.
func (f *fleet) drawKills() []death {
	var all []death
	for _, what := range []string{"PostgreSQL", "NATS", "the backend"} {
		for range *fleetKills {
			all = append(all, death{f.between(*fleetFor/10, *fleetFor*9/10), what})
		}
	}
	slices.SortFunc(all, func(a, b death) int { return int(a.after - b.after) })
	return all
}

func (f *fleet) between(low, high time.Duration) time.Duration {
	return low + time.Duration(f.rng.Int64N(int64(high-low)))
}

// lived is what was seen while the fleet measured.
type lived struct {
	stored int // at the end
	behind int // at worst
}

// live lasts as long as the fleet measures, kills what is to be killed, and says how it goes.
func (f *fleet) live(began time.Time, killing []death) lived {
	f.Helper()
	var seen lived
	told := began
	most := *fleetFor + *patience // to kill what is just starting
	for now := began; now.Sub(began) < *fleetFor || len(killing) > 0 && now.Sub(began) < most; now = time.Now() {
		for len(killing) > 0 && now.Sub(began) >= killing[0].after && f.kill(killing[0].what) {
			f.Logf("%5.1f s: %s is killed", now.Sub(began).Seconds(), killing[0].what)
			killing = killing[1:]
		}
		f.within(200*time.Millisecond, func() bool { return false })
		f.shares.look()
		p := f.Progress()
		seen.behind = max(seen.behind, p.Accepted-p.Stored)
		if now.Sub(told) >= 10*time.Second {
			told = now
			f.Logf("%5.1f s: %d samples accepted, %.1f s behind", now.Sub(began).Seconds(), p.Accepted, f.seconds(p.Accepted-p.Stored))
		}
	}
	if len(killing) > 0 {
		f.Errorf("%d kills were not done", len(killing))
	}
	seen.stored = f.Progress().Stored
	return seen
}

// kill reports false where there is nothing to kill at the moment.
func (f *fleet) kill(what string) bool {
	switch what {
	case "PostgreSQL":
		return f.killPostmaster()
	case "NATS":
		f.revive(f.nats)
	default:
		f.revive(f.backend)
	}
	return true
}

// verify holds the database against the ledger: of each channel the accepted rows, each with its
// value, and no other. That a row is not there twice follows from the number of rows and the primary
// key of samples.
func (f *fleet) verify() {
	f.Helper()
	var lines []string
	restarts := 0
	for _, e := range f.Ledger() {
		lines = append(lines, fmt.Sprintf("('%s'::uuid, '%s'::uuid, %d, %d, %d, %d)", e.Address.Edge, e.Boot, e.Number, e.First.UnixMicro(), e.Instants, e.Last))
		restarts += e.Restarts
	}
	rows, err := f.ask(f.write("verify.sql", fmt.Sprintf(`SET max_parallel_workers_per_gather = 0;
WITH ledger (edge_id, boot_id, number, first_at, instants, last) AS (VALUES %s),
channel AS (
	SELECT l.number::bigint, l.first_at, l.instants, m.tenant_id, k.channel_id, k.place - 1 AS place
	FROM ledger l JOIN edge_manifests m USING (edge_id) CROSS JOIN unnest(m.channel_keys) WITH ORDINALITY AS k (channel_id, place)
), row AS (
	SELECT s.tenant_id, s.channel_id, s.value, s.quality, (extract(epoch FROM s.ts) * 1000000)::bigint AS at FROM samples s
), seen AS (
	SELECT c.channel_id, c.instants, count(r.at) AS rows, count(*) FILTER (
		WHERE (r.at - c.first_at) %% %[2]d = 0 AND (r.at - c.first_at) / %[2]d BETWEEN 0 AND c.instants - 1 AND r.quality = 1
		AND r.value = (c.number * 7919 + c.place * 104729 + (r.at - c.first_at) / %[2]d * 31) %% 100003) AS right
	FROM channel c LEFT JOIN row r ON r.tenant_id = c.tenant_id AND r.channel_id = c.channel_id GROUP BY c.tenant_id, c.channel_id, c.instants
)
SELECT count(*), count(*) FILTER (WHERE rows = instants AND "right" = instants), coalesce(sum(instants), 0), coalesce(sum(rows), 0), coalesce(sum("right"), 0),
	(SELECT count(*) FROM ledger l JOIN edge_boots b ON b.edge_id = l.edge_id AND b.boot_id = l.boot_id AND b.seq = l.last), (SELECT count(*) FROM samples),
	(SELECT count(*) FROM pg_constraint WHERE conrelid = 'samples'::regclass AND contype = 'p')
FROM seen;`, strings.Join(lines, ",\n"), fleetEvery.Microseconds())))
	if err != nil || len(rows) != 1 || len(rows[0]) != 8 {
		f.Fatalf("the database says %q, %v", rows, err)
	}
	got, accepted := rows[0], f.Progress().Accepted
	f.Logf("%s rows are stored of %s channels, %d samples were accepted; sending began anew %d times", got[6], got[0], accepted, restarts)
	channels := strconv.Itoa(*fleetSize * *fleetChannels)
	want := []string{channels, channels, strconv.Itoa(accepted), strconv.Itoa(accepted), strconv.Itoa(accepted), strconv.Itoa(*fleetSize), strconv.Itoa(accepted), "1"}
	for i, what := range []string{"channels", "channels that hold what was accepted", "rows to be there", "rows there", "rows with the right instant and value", "edges whose cursor is at their end", "rows of anybody", "primary keys of samples"} {
		if got[i] != want[i] {
			f.Errorf("%s: %s, want %s", what, got[i], want[i])
		}
	}
}
