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
	t.Run("days are open", func(t *testing.T) { killWhileWriting(t, func(*postgres.DB) {}) })
	t.Run("days are closed all the time", func(t *testing.T) {
		killWhileWriting(t, func(db *postgres.DB) {
			if _, err := db.CloseDays(t.Context(), time.Now().UTC().AddDate(0, 0, 3), 1000); err != nil && t.Context().Err() == nil {
				time.Sleep(5 * time.Millisecond) // the server is away
			}
		})
	})
}

// killWhileWriting kills the server while batches are written, and does meanwhile all the time.
func killWhileWriting(t *testing.T, meanwhile func(*postgres.DB)) {
	t.Helper()
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
	db.CloseAnyDay()
	aside, end := context.WithCancel(ctx)
	beside := make(chan struct{})
	go func() {
		defer close(beside)
		for aside.Err() == nil {
			meanwhile(db)
			time.Sleep(time.Millisecond)
		}
	}()
	boot := uuid.New()
	random := rand.New(rand.NewPCG(3, 4))
	killAt := map[int]bool{}
	for len(killAt) < kills {
		killAt[1+random.IntN(batches-2)] = true
	}
	for seq := range batches {
		batch := telemetry.Batch{Tenant: w.tenant.Key, Cursors: []telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: boot, Seq: uint64(seq + 1)}}}
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
	end()
	<-beside
	w.back(ctx)
	found, err := db.Readings(ctx, w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: w.channels["meter0.ActivePower"], From: noon(), To: noon().Add(24 * time.Hour), Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	rows, sum := len(found), 0
	for i, r := range found {
		sum += int(r.Value)
		if !r.At.Equal(noon().Add(time.Duration(i) * time.Second)) {
			t.Fatalf("row %d is of %s", i, r.At)
		}
	}
	if rows != batches*perBatch || sum != batches*perBatch*(perBatch-1)/2 {
		t.Errorf("%d rows with the sum %d are there, want %d and %d", rows, sum, batches*perBatch, batches*perBatch*(perBatch-1)/2)
	}
	cursors, err := db.StoredSeqs(ctx, w.edge.Edge.ID, []uuid.UUID{boot})
	if err != nil || len(cursors) != 1 || cursors[0].Seq != batches {
		t.Errorf("the cursor is %v, %v; want %d", cursors, err, batches)
	}
}

// back waits for a server that was killed behind the last batch.
func (w *world) back(ctx context.Context) {
	w.t.Helper()
	for w.Ping(ctx) != nil {
		if ctx.Err() != nil {
			w.t.Fatal("the server does not come back")
		}
		time.Sleep(20 * time.Millisecond)
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
