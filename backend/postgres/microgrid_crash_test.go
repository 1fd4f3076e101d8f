package postgres_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/energy/topology"
)

// cuttable is the wire between a process and its database. It can be cut at any of the messages that the process sends:
// before the database has it, or once the database has answered and before the process knows. For the
// database this is what the end of the process looks like; what the test goes on with is a new one.
type cuttable struct {
	dir, socket string
	listener    net.Listener
	group       sync.WaitGroup
	answered    bool         // cut after the answer instead of before the message
	at          int64        // the message to cut at; 0 for none
	sent        atomic.Int64 // messages
	dead        atomic.Bool

	mu    sync.Mutex
	conns []net.Conn
}

// process is a backend of its own behind a wire that is cut at a message.
func (g grid) process(at int64, answered bool) (*postgres.DB, *cuttable) {
	g.t.Helper()
	socket, rest, ok := strings.Cut(strings.TrimPrefix(g.cfg.App, "host='"), "'")
	if !ok {
		g.t.Fatalf("no socket in %q", g.cfg.App)
	}
	dir, err := os.MkdirTemp("/tmp", "ohm-cut-") //nolint:usetesting // a socket's path must be short
	if err != nil {
		g.t.Fatal(err)
	}
	c := &cuttable{dir: dir, socket: filepath.Join(socket, ".s.PGSQL.5432"), answered: answered}
	var listen net.ListenConfig
	if c.listener, err = listen.Listen(g.t.Context(), "unix", filepath.Join(dir, ".s.PGSQL.5432")); err != nil {
		g.t.Fatal(err)
	}
	c.group.Go(c.accept)
	cfg := g.cfg
	cfg.App = "host='" + dir + "'" + rest
	cfg.Auth = strings.Replace(g.cfg.Auth, socket, dir, 1)
	db, err := postgres.Open(g.t.Context(), cfg)
	if err != nil {
		g.t.Fatal(err)
	}
	c.sent.Store(0)
	c.at = at
	return db, c
}

func (c *cuttable) accept() {
	for {
		client, err := c.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", c.socket) //nolint:noctx // it ends with the listener
		if err != nil || c.dead.Load() {
			_ = client.Close()
			continue
		}
		c.mu.Lock()
		c.conns = append(c.conns, client, server)
		c.mu.Unlock()
		last := &atomic.Bool{} // the answer that comes next is not passed on
		c.group.Go(func() { c.pump(server, client, func() bool { return c.message(last) }) })
		c.group.Go(func() { c.pump(client, server, func() bool { return !last.Load() }) })
	}
}

// message counts one of the process, and reports whether it may still be passed on.
func (c *cuttable) message(last *atomic.Bool) bool {
	n := c.sent.Add(1)
	if c.at == 0 || n != c.at {
		return !c.dead.Load() && !last.Load()
	}
	last.Store(c.answered)
	return c.answered
}

func (c *cuttable) pump(to io.Writer, from io.Reader, pass func() bool) {
	buffer := make([]byte, 1<<20)
	for {
		n, err := from.Read(buffer)
		if err != nil || !pass() {
			break
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			break
		}
	}
	c.cut()
}

// cut ends the process as the database sees it.
func (c *cuttable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead.Store(true)
	for _, conn := range c.conns {
		_ = conn.Close()
	}
}

func (c *cuttable) end(db *postgres.DB) {
	db.Close()
	_ = c.listener.Close()
	c.cut()
	c.group.Wait()
	_ = os.RemoveAll(c.dir)
}

// envelopeStory is an envelope's life from its submission to its end, and the cycles that come of it, at a site of
// its own.
type envelopeStory struct {
	row
	envelope topology.OperatingEnvelope
}

// steps are what happens, each done again by the next process where one ends in it.
func (s envelopeStory) steps() []func(ctx context.Context, db *postgres.DB) error {
	round := func(at int) func(context.Context, *postgres.DB) error {
		return func(ctx context.Context, db *postgres.DB) error { return scheduler(db).Round(ctx, minute(at)) }
	}
	return []func(context.Context, *postgres.DB) error{
		func(ctx context.Context, db *postgres.DB) error {
			_, err := microgrid.NewService(db).SubmitEnvelope(ctx, s.scope, s.envelope, minute(0))
			return err
		},
		round(10), round(20),
	}
}

// elsewhere is a microgrid at another site of the tenant, with a load that an envelope of 30 kW is
// breached by.
func (g grid) elsewhere() envelopeStory {
	g.t.Helper()
	site, err := g.CreateSite(g.t.Context(), g.tenant.Key, registry.Site{Name: "Depot", TimeZone: "Europe/Berlin"})
	if err != nil {
		g.t.Fatal(err)
	}
	m, err := g.MicrogridOfDepot(g.t.Context(), g.scope, topology.ID(site.ID.String()))
	if err != nil {
		g.t.Fatal(err)
	}
	g.id, g.depot = m.MicrogridID, m.DepotID
	r, load := g.row(2), anID()
	g.edit(add(topology.CircuitNode, load, r.root))
	g.point(load, `{"fallback_demand_watts":40000}`)
	return envelopeStory{r, g.bound(topology.Override, r.root, 30_000, span{10, 20})}
}

// kept is all that is kept of a story but for ids: what was told, what became of the envelope, what the
// feeder was shown, who got how much, and what was breached and alarmed.
func (s envelopeStory) kept() []string {
	s.t.Helper()
	var out []string
	for _, sql := range []string{
		"SELECT name || ' ' || at || ' ' || coalesce(payload->>'status', payload->>'outcome', payload->>'effective_capacity_watts', '') FROM microgrid_events WHERE microgrid_id = $1 ORDER BY event_id",
		"SELECT kind || ' ' || (data->>'at') FROM outbox WHERE kind LIKE 'microgrid.%' AND data->>'microgrid_id' = $1::text OR kind LIKE 'compatibility.%' AND data->>'microgrid_id' = $1::text ORDER BY kind, (data->>'event_id')::bigint",
		"SELECT status || ' ' || cause || ' ' || evaluated_at FROM envelope_lifecycle_events WHERE microgrid_id = $1 ORDER BY event_id",
		"SELECT status || ' ' || relevant FROM envelope_states WHERE microgrid_id = $1",
		"SELECT evaluated_until || ' ' || coalesce(due_at::text, '-') || ' ' || revision || ' owed ' || coalesce(cycle_owed::text, '-') FROM envelope_schedules WHERE microgrid_id = $1",
		"SELECT effective_capacity_watts || ' ' || projection_trigger || ' ' || at FROM circuit_capacities WHERE microgrid_id = $1 ORDER BY capacity_id",
		"SELECT c.started_at || ' ' || outcome || ' ' || (s.cycle_id = c.cycle_id) || ' ' || (allocation_summary->>'allocated_watts') FROM balancing_cycles c JOIN microgrid_standings s USING (microgrid_id) WHERE c.microgrid_id = $1 ORDER BY started_at, 1",
		"SELECT constraint_type || ' ' || detected_at || ' ' || coalesce(cleared_at::text, 'lasts') FROM breaches WHERE microgrid_id = $1 ORDER BY detected_at, 1",
		"SELECT e.code || ' ' || e.raised_at || ' ' || coalesce(e.cleared_at::text, 'lasts') FROM events e JOIN microgrids m USING (tenant_id, site_id) WHERE m.microgrid_id = $1 ORDER BY e.raised_at, 1",
		"SELECT count(*)::text || ' keys' FROM microgrid_keys WHERE microgrid_id = $1",
	} {
		rows, err := s.super.Query(s.t.Context(), sql, string(s.id))
		if err != nil {
			s.t.Fatalf("%s: %v", sql, err)
		}
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				s.t.Fatalf("%s: %v", sql, err)
			}
			out = append(out, line)
		}
		if err := rows.Err(); err != nil {
			s.t.Fatalf("%s: %v", sql, err)
		}
	}
	return out
}

// play does the steps with a process that ends at a message, and with another from there on. It reports
// whether the first ended before it was through.
func (s envelopeStory) play(at int64, answered bool) (ended bool) {
	s.t.Helper()
	db, wire := s.process(at, answered)
	defer func() { wire.end(db) }()
	steps := s.steps()
	for i := 0; i < len(steps); {
		ctx, cancel := context.WithTimeout(s.t.Context(), 2*time.Minute)
		err := steps[i](ctx, db)
		cancel()
		switch {
		case wire.dead.Load() && !ended: // the step is done again, whatever became of it
			ended = true
			wire.end(db)
			db, wire = s.process(0, false)
			s.settled()
		case err != nil:
			s.t.Fatalf("step %d after the end of a process: %v", i, err)
		default:
			i++
		}
	}
	return ended
}

// settled waits until the database has seen that a process is gone, and let its locks go.
func (s envelopeStory) settled() {
	s.t.Helper()
	s.until("the lock of a process that ended is let go", "SELECT EXISTS (SELECT FROM microgrids WHERE microgrid_id = $1 FOR UPDATE SKIP LOCKED)", string(s.id))
}

// Whenever a worker ends in the life of an envelope or in a cycle, at each of the messages it sends to its
// database, before that has it and when it is done and the worker does not know: what is kept in the end is
// what is kept without that. No cycle is half applied, no transition missed or doubled.
func TestScheduler_AWorkerMayEndAtAnyPoint(t *testing.T) {
	const most = 400
	g := newWorld(t).grid()
	reference := g.elsewhere()
	if reference.play(0, false) {
		t.Fatal("the reference ended")
	}
	want := reference.kept()
	if len(want) < 30 || !strings.Contains(strings.Join(want, "\n"), "CURTAILED") || !strings.Contains(strings.Join(want, "\n"), "LIMIT_BREACHED") {
		t.Fatalf("the story tells little: %q", want)
	}
	for _, answered := range []bool{false, true} {
		points := 0
		for at := int64(1); at <= most; at++ {
			s := g.elsewhere()
			if !s.play(at, answered) {
				break // it was through before so many messages: that were all points
			}
			points++
			if diff := cmp.Diff(want, s.kept()); diff != "" {
				t.Fatalf("ended at message %d, answered %t (-want +got):\n%s", at, answered, diff)
			}
		}
		if points < 30 || points == most {
			t.Errorf("answered %t: %d points were tried, want all of a story that has more than 30", answered, points)
		}
		t.Log(fmt.Sprintf("answered %t:", answered), points, "points")
	}
}
