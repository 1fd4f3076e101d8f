package postgres_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/private"
	"ohmstead/backend/telemetry"
)

// The promise to every edge: what Write has confirmed is there, once, whatever happens to the
// server; and what it has not confirmed may be sent again.
func TestWrite_KilledServerKeepsWhatWasConfirmed(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	server, err := private.Open(ctx, private.Config{Dir: filepath.Join(dir, "pg")}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	supervised, stop := context.WithCancel(ctx)
	ran := make(chan error, 1)
	go func() { ran <- server.Run(supervised) }()
	defer func() {
		stop()
		if err := <-ran; err != nil {
			t.Error(err)
		}
	}()
	cfg := postgres.Private(server.Cluster, private.Database)
	if err := postgres.Migrate(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	w := populate(t, db, cfg)
	_ = w.super.Close(ctx)

	const batches, perBatch, kills = 120, 50, 3
	boot := uuid.New()
	random := rand.New(rand.NewPCG(3, 4))
	killAt := map[int]bool{}
	for len(killAt) < kills {
		killAt[1+random.IntN(batches-2)] = true
	}
	for seq := range batches {
		batch := telemetry.Batch{Tenant: w.tenant.Key, Cursor: &telemetry.Cursor{Edge: w.edge.Edge.ID, BootID: boot, Seq: uint64(seq + 1)}}
		for i := range perBatch {
			batch.Samples = append(batch.Samples, w.sample("meter0.ActivePower", noon().Add(time.Duration(seq*perBatch+i)*time.Second), float64(i)))
		}
		killed := make(chan error, 1)
		if killAt[seq] {
			after := time.Duration(random.IntN(4000)) * time.Microsecond
			go func() { time.Sleep(after); killed <- kill(ctx, filepath.Join(dir, "pg")) }()
		} else {
			killed <- nil
		}
		for {
			if _, err := db.Write(ctx, batch); err == nil {
				break
			} else if ctx.Err() != nil {
				t.Fatalf("batch %d: %v", seq, err)
			}
			time.Sleep(20 * time.Millisecond)
		}
		if err := <-killed; err != nil {
			t.Fatal(err)
		}
	}
	conn := owner(t, cfg)
	var rows, sum int
	if err := conn.QueryRow(ctx, "SELECT count(*), coalesce(sum(value), 0)::int FROM samples").Scan(&rows, &sum); err != nil {
		t.Fatal(err)
	}
	if rows != batches*perBatch || sum != batches*perBatch*(perBatch-1)/2 {
		t.Errorf("%d rows with the sum %d are there, want %d and %d", rows, sum, batches*perBatch, batches*perBatch*(perBatch-1)/2)
	}
	cursors, err := db.StoredSeqs(ctx, w.edge.Edge.ID, []uuid.UUID{boot})
	if err != nil || len(cursors) != 1 || cursors[0].Seq != batches {
		t.Errorf("the cursor is %v, %v; want %d", cursors, err, batches)
	}
}

// kill ends the postmaster the way a crash does, as soon as there is one.
func kill(ctx context.Context, dir string) error {
	for ctx.Err() == nil {
		text, _ := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid")) // absent while it restarts
		first, _, _ := strings.Cut(string(text), "\n")
		// A stale file may name a stranger by now: only what runs on our data is ours.
		if cwd, err := os.Readlink("/proc/" + first + "/cwd"); err == nil && cwd == filepath.Join(dir, "data") {
			if pid, err := strconv.Atoi(first); err == nil && syscall.Kill(pid, syscall.SIGKILL) == nil {
				return nil
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return ctx.Err()
}
