package bus

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

const (
	benchChannels = 96
	benchFrames   = 2_000 // of a round, over all edges; each holds a value of every channel
	benchPairs    = 7
)

// counted is a writer that counts what it has committed.
type counted struct {
	telemetry.Writer
	stored atomic.Int64
}

func (c *counted) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	outcome, err := c.Writer.Write(ctx, b)
	c.stored.Add(int64(outcome.Stored))
	return outcome, err
}

// sender is an edge that fills the stream.
type sender struct {
	address wire.Address
	boot    uuid.UUID
	seq     uint64
	hash    wire.Hash
	at      time.Time
}

// pipe is the real way of a frame: a hub with its stream on disk, the worker, a database that
// flushes at every commit.
type pipe struct {
	*testing.B
	hub     *Hub
	samples *counted
	worker  *Worker
	senders []*sender
	tenant  int32
}

func newPipe(b *testing.B, cfg postgres.Config, edges int) *pipe {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx := b.Context()
	db, err := postgres.Open(ctx, cfg)
	must(err)
	b.Cleanup(db.Close)
	tenant, err := postgres.CreateTenant(ctx, cfg, fmt.Sprintf("Bench of %d", edges))
	must(err)
	p := &pipe{B: b, samples: &counted{Writer: db}, tenant: tenant.Key}
	p.hub, err = Open(ctx, Config{Dir: b.TempDir(), LeafPort: -1, Edges: db})
	must(err)
	b.Cleanup(p.hub.Close)
	p.worker = NewWorker(p.hub, Services{Edges: db, Channels: db, Samples: p.samples, Events: db}, nil)
	_, err = p.worker.consumer(ctx) // the stream keeps only what somebody wants
	must(err)
	m := benchManifest()
	for i := range edges {
		site, err := db.CreateSite(ctx, tenant.Key, registry.Site{Name: fmt.Sprintf("Site %d", i), TimeZone: "Europe/Berlin"})
		must(err)
		record, err := db.CreateEdge(ctx, tenant, site, "U"+uuid.NewString())
		must(err)
		_, err = db.ApplyManifest(ctx, record, m)
		must(err)
		p.senders = append(p.senders, &sender{
			address: addressOf(record), boot: uuid.MustParse(m.BootID), hash: m.Hash(),
			at: time.Now().Add(-20 * 24 * time.Hour).Truncate(24 * time.Hour),
		})
	}
	return p
}

func benchManifest() wire.Manifest {
	m := wire.Manifest{Version: wire.Version, BootID: uuid.NewString(), Site: wire.ManifestSite{Name: "Site", TimeZone: "Europe/Berlin"}}
	for i := range benchChannels / 4 {
		asset := fmt.Sprintf("meter%d", i)
		m.Assets = append(m.Assets, wire.ManifestAsset{Key: asset, Name: asset, Nature: "METER"})
		for _, name := range []string{"ActivePower", "ActivePower_L1", "ActivePower_L2", "ActivePower_L3"} {
			m.Channels = append(m.Channels, wire.ManifestChannel{Asset: asset, Name: name, Unit: "W", Kind: "measurement"})
		}
	}
	return m
}

// fill publishes a round of frames, one a second of each edge, and waits until the stream has them.
func (p *pipe) fill() {
	p.Helper()
	rows := make([]wire.Row, benchChannels)
	for i := range benchFrames {
		s := p.senders[i%len(p.senders)]
		s.seq++
		s.at = s.at.Add(time.Second)
		for c := range rows {
			rows[c] = wire.Row{Index: uint32(c), Quality: point.Good, Value: float64((int(s.seq)*7 + c*13) % 5000)}
		}
		data, err := wire.Frame{BootID: s.boot, Seq: s.seq, Manifest: s.hash, T0: s.at, Rows: rows}.AppendBinary(nil)
		if err != nil {
			p.Fatal(err)
		}
		mark := wire.Mark{BootID: s.boot, Seq: s.seq, After: s.seq - 1}
		m := &nats.Msg{Subject: s.address.Frame(), Header: nats.Header(mark.Header()), Data: data}
		if _, err := p.hub.js.PublishMsgAsync(m); err != nil {
			p.Fatal(err)
		}
	}
	select {
	case <-p.hub.js.PublishAsyncComplete():
	case <-time.After(time.Minute):
		p.Fatal("the stream does not take the frames")
	}
}

// drain runs the worker until the round is committed, and tells how long that took.
func (p *pipe) drain() time.Duration {
	p.Helper()
	want := p.samples.stored.Load() + benchFrames*benchChannels
	ctx, cancel := context.WithTimeout(p.Context(), time.Minute)
	var group sync.WaitGroup
	began := time.Now()
	group.Go(func() {
		if err := p.worker.Run(ctx); err != nil {
			p.Error(err)
		}
	})
	for p.samples.stored.Load() < want && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	took := time.Since(began)
	time.Sleep(50 * time.Millisecond) // so that the last batch is acknowledged too
	cancel()
	group.Wait()
	if got := p.samples.stored.Load(); got != want {
		p.Fatalf("%d samples are stored, want %d", got, want)
	}
	return took
}

// same is the rows of the last round, for a tenant of their own.
func (p *pipe) same() telemetry.Batch {
	b := telemetry.Batch{Tenant: p.tenant + 1_000}
	frames := benchFrames / len(p.senders)
	for i := range frames {
		for n, s := range p.senders {
			at := s.at.Add(time.Duration(i+1-frames) * time.Second)
			for c := range benchChannels {
				b.Samples = append(b.Samples, telemetry.Sample{
					Site: int32(n + 1), Channel: int32(n*benchChannels + c + 1), At: at,
					Value: float64((int(s.seq)*7 + c*13) % 5000), Quality: point.Good, Source: telemetry.FromEdge,
				})
			}
		}
	}
	return b
}

// BenchmarkIngest is the way from the stream to committed rows beside a bare COPY of as many and
// equal rows into the same table, in turns.
func BenchmarkIngest(b *testing.B) {
	for _, edges := range []int{1, 4} {
		name := fmt.Sprintf("%d_edge", edges)
		if edges > 1 {
			name += "s"
		}
		b.Run(name, func(b *testing.B) {
			cfg := pgtest.Durable(b)
			p, copied := newPipe(b, cfg, edges), pgtest.Copy(b, cfg)
			for b.Loop() {
				p.pairs(copied)
			}
		})
	}
}

func (p *pipe) pairs(copied func(telemetry.Batch) error) {
	const samples = benchFrames * benchChannels
	var ours, theirs, ratios []float64
	for i := range benchPairs + 1 {
		p.fill()
		took := p.drain()
		batch := p.same()
		began := time.Now()
		if err := copied(batch); err != nil {
			p.Fatal(err)
		}
		reference := time.Since(began)
		if i > 0 { // the first pair makes partitions and warms up
			ours = append(ours, samples/took.Seconds())
			theirs = append(theirs, samples/reference.Seconds())
			ratios = append(ratios, reference.Seconds()/took.Seconds())
		}
	}
	for _, values := range [][]float64{ours, theirs, ratios} {
		slices.Sort(values)
	}
	p.ReportMetric(ours[len(ours)/2], "samples/s")
	p.ReportMetric(theirs[len(theirs)/2], "copy-samples/s")
	p.ReportMetric(ratios[len(ratios)/2], "ratio")
	p.ReportMetric(ratios[0], "ratio-low")
	p.ReportMetric(ratios[len(ratios)-1], "ratio-high")
}
