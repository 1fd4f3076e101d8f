package peer_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/internal/peer"
	"ohmstead/wire"
)

const (
	ingestRounds  = 5
	ingestSpell   = 3 * time.Second
	ingestClients = 16
	ingestMeters  = 100
)

// ingestServer is a program that takes readings over HTTP and stores them.
type ingestServer struct {
	address string
	process *os.Process
}

// BenchmarkIngest sends the same requests of 100 readings to `ohmstead serve` and to FastAPI with
// pydantic and asyncpg, in turns, each with one processor for itself and the same database: how many
// readings each has stored for a second of its own processor time, and of wall time.
func BenchmarkIngest(b *testing.B) {
	python := peer.FastAPI().Command(b)[0]
	cfg := pgtest.Config(b)
	place := newPlace(b, cfg)
	servers := map[string]ingestServer{"ours": place.ours(b), "fastapi": place.fastAPI(b, python)}
	for b.Loop() {
		perCore, perSecond := map[string][]float64{}, map[string][]float64{}
		for round := range ingestRounds + 1 {
			for _, name := range []string{"ours", "fastapi"} {
				before, began := processorTime(b, servers[name].process), time.Now()
				stored := place.send(b, servers[name].address)
				spent, wall := processorTime(b, servers[name].process)-before, time.Since(began)
				if round > 0 { // the first warms up connections and plans
					perCore[name] = append(perCore[name], float64(stored)/spent.Seconds())
					perSecond[name] = append(perSecond[name], float64(stored)/wall.Seconds())
				}
			}
		}
		var ratios, wall []float64
		for i := range perCore["ours"] {
			ratios = append(ratios, perCore["ours"][i]/perCore["fastapi"][i])
			wall = append(wall, perSecond["ours"][i]/perSecond["fastapi"][i])
		}
		for _, values := range [][]float64{perCore["ours"], perCore["fastapi"], ratios, wall} {
			slices.Sort(values)
		}
		b.ReportMetric(perCore["ours"][ingestRounds/2], "per-core-samples/s")
		b.ReportMetric(perCore["fastapi"][ingestRounds/2], "fastapi-samples/s")
		b.ReportMetric(ratios[ingestRounds/2], "ratio")
		b.ReportMetric(ratios[0], "ratio-low")
		b.ReportMetric(ratios[ingestRounds-1], "ratio-high")
		b.Logf("by the clock, PostgreSQL included and %d clients: %.1f times as many (%.1f to %.1f)", ingestClients, wall[ingestRounds/2], wall[0], wall[ingestRounds-1])
	}
}

// place is where the readings go.
type place struct {
	tenant   identity.Tenant
	site     registry.Site
	meters   []string // key of the asset and of its channel
	key      string
	requests atomic.Int64
	database pgtest.Place
}

func newPlace(b *testing.B, cfg postgres.Config) *place {
	b.Helper()
	ctx := b.Context()
	check := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	db, err := postgres.Open(ctx, cfg)
	check(err)
	b.Cleanup(db.Close)
	p := &place{database: pgtest.Where(b, cfg)}
	p.tenant, err = postgres.CreateTenant(ctx, cfg, "Bench")
	check(err)
	p.site, err = db.CreateSite(ctx, p.tenant.Key, registry.Site{Name: "Hof", TimeZone: "Europe/Berlin"})
	check(err)
	edge, err := db.CreateEdge(ctx, p.tenant, p.site, "UBENCH")
	check(err)
	var assets []wire.ManifestAsset
	var channels []wire.ManifestChannel
	for i := range ingestMeters {
		assets = append(assets, wire.ManifestAsset{Key: fmt.Sprintf("meter%d", i), Nature: "LOAD"})
		channels = append(channels, wire.ManifestChannel{Asset: assets[i].Key, Name: "ActivePower", Unit: "W", Kind: "measurement"})
	}
	keys, err := db.ApplyManifest(ctx, edge, wire.Manifest{
		Version: wire.Version, BootID: uuid.NewString(), Site: wire.ManifestSite{Name: "Hof", TimeZone: "Europe/Berlin"},
		Assets: assets, Channels: channels,
	})
	check(err)
	for i, key := range keys {
		p.meters = append(p.meters, fmt.Sprintf("%s:%d", assets[i].Key, key))
	}
	user, err := db.CreateUser(ctx, p.tenant.Key, postgres.NewUser{User: identity.User{Email: "owner@bench.example", DisplayName: "Owner"}, PasswordHash: "x", Role: identity.Owner})
	check(err)
	text, hint, hash, err := identity.NewKey()
	check(err)
	now := time.Now().UTC()
	_, err = db.AddKey(ctx, identity.Scope{Tenant: p.tenant.Key, AllSites: true}, people.StoredKey{
		NewKey: people.NewKey{Name: "bench", Scopes: []identity.Permission{identity.Ingest}, Expires: now.Add(time.Hour)},
		Hint:   hint, Hash: hash, By: user.ID, Created: now,
	})
	check(err)
	p.key = text
	return p
}

// ours is `ohmstead serve` on the same database.
func (p *place) ours(b *testing.B) ingestServer {
	b.Helper()
	program := filepath.Join(b.TempDir(), "ohmstead")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", program, "../../cmd/ohmstead")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build ohmstead: %v\n%s", err, out)
	}
	url := fmt.Sprintf("postgres://%s@/%s?host=%s&sslmode=disable", p.database.Owner, p.database.Database, p.database.Folder)
	address := freeAddress(b)
	config := filepath.Join(b.TempDir(), "backend.yaml")
	if err := os.WriteFile(config, []byte("bus:\n  listen: 127.0.0.1:0\nrate_limits:\n  credential: {per_second: 0, burst: 0}\n  tenant: {per_second: 0, burst: 0}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	return serving(b, address, exec.CommandContext(b.Context(), program, "serve", "-c", config, "--data", b.TempDir(), "--http", address, "--database-url", url))
}

func (p *place) fastAPI(b *testing.B, python string) ingestServer {
	b.Helper()
	address := freeAddress(b)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		b.Fatal(err)
	}
	return serving(b, address, exec.CommandContext(b.Context(), python, "python/ingest.py", p.database.Folder, p.database.Database,
		strconv.Itoa(int(p.tenant.Key)), strconv.Itoa(int(p.site.Key)), strings.Join(p.meters, ","), port))
}

// serving starts a server with one processor and waits until it listens.
func serving(b *testing.B, address string, c *exec.Cmd) ingestServer {
	b.Helper()
	c.Env = append(os.Environ(), "GOMAXPROCS=1")
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			conn.Close()
			return ingestServer{address, c.Process}
		}
		if time.Now().After(deadline) {
			b.Fatalf("%s does not listen: %v\n%s", c.Path, err, said.String())
		}
	}
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// send posts for a spell and is how many readings were stored.
func (p *place) send(b *testing.B, address string) int64 {
	b.Helper()
	var stored atomic.Int64
	ctx, cancel := context.WithTimeout(b.Context(), ingestSpell)
	defer cancel()
	var clients sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: ingestClients}}
	defer client.CloseIdleConnections()
	for range ingestClients {
		clients.Go(func() {
			for ctx.Err() == nil {
				if err := p.post(client, address); err != nil {
					b.Error(err)
					return
				}
				stored.Add(100)
			}
		})
	}
	clients.Wait()
	return stored.Load()
}

// post sends 100 readings of one meter, a tenth of a second apart, that nobody has sent before.
func (p *place) post(client *http.Client, address string) error {
	n := p.requests.Add(1)
	from := time.Now().UTC().Truncate(24 * time.Hour).Add(-24*time.Hour + time.Duration(n/ingestMeters)*10*time.Second)
	items := make([]string, 100)
	for i := range items {
		at := from.Add(time.Duration(i) * 100 * time.Millisecond).Format("2006-01-02T15:04:05.000Z")
		items[i] = fmt.Sprintf(`{"deviceId":"meter%d","channel":"ActivePower","value":%d.5,"unit":"W","timestamp":%q}`, n%ingestMeters, i, at)
	}
	request, err := http.NewRequest(http.MethodPost, "http://"+address+"/api/ingest", strings.NewReader(`{"schema":1,"readings":[`+strings.Join(items, ",")+`]}`)) //nolint:noctx // a spell ends by the clock, not in the middle of a request
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+p.key)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || !strings.Contains(strings.ReplaceAll(string(text), " ", ""), `"accepted":100`) {
		return fmt.Errorf("%s: %d %s, %w", address, response.StatusCode, text, err)
	}
	return nil
}

// processorTime is what a process has used, in user and system mode. Linux counts it in hundredths of
// a second. Source: proc(5), /proc/pid/stat, fields 14 and 15.
func processorTime(b *testing.B, p *os.Process) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.Pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
